"""What happens in the register by itself: listings end on their day, and reminders come before dates do."""

from apps.casework.registers import Job

JOBS = [
    Job("subprocessors: end due listings", "apps.subprocessors.services.end_due", minutes=10),
    Job("subprocessors: hold what is objected to", "apps.subprocessors.services.hold_objected", minutes=1),
    Job("subprocessors: remind of evidence and assessments", "apps.subprocessors.services.remind", minutes=60),
]
