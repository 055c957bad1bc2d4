"""What happens by itself: identity documents and codes go when their time is over, and owners are reminded of tasks."""

from apps.casework.registers import Job

JOBS = [
    Job("dsr: destroy identity documents", "apps.dsr.services.destroy_documents", minutes=10),
    Job("dsr: drop codes whose time is over", "apps.dsr.services.drop_codes", minutes=60),
    Job("dsr: remind of tasks", "apps.dsr.services.chase_tasks", minutes=60),
]
