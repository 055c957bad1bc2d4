"""Announced listings start, and ending ones end, when their day has come."""

from apps.casework.registers import Job

JOBS = [
    Job("subprocessors: put due listings in force", "apps.subprocessors.services.activate_due", minutes=10),
    Job("subprocessors: end due listings", "apps.subprocessors.services.end_due", minutes=10),
]
