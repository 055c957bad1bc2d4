"""What the consent log does by the clock."""

from apps.casework.registers import Job

A_DAY = 24 * 60
JOBS = [
    Job("consents: make the parts of coming months", "apps.consents.partitions.make_partitions", minutes=A_DAY),
    Job("consents: forget receipts", "apps.consents.services.forget_receipts", minutes=A_DAY),
]
