"""What happens to requests by itself."""

from apps.casework.registers import Job

JOBS = [
    Job("dsr: close what was answered and has arrived", "apps.dsr.services.close_arrived", minutes=60),
    Job("dsr: forget sessions of requesters that are over", "apps.dsr.services.clear_page_sessions", minutes=60),
]
