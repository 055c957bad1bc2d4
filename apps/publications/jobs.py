"""What publications do by themselves."""

from apps.casework.registers import Job

JOBS = [
    Job("publications: publish what changed", "apps.publications.services.publish_all", minutes=1),
    Job("publications: make what is read of versions", "apps.publications.services.make_missing_renditions", minutes=1),
]
