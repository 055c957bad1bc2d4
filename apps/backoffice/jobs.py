"""Uploads that nobody confirmed are cleared."""

from apps.casework.registers import Job

JOBS = [Job("backoffice: clear uploads", "apps.backoffice.uploads.clear_uploads", minutes=10)]
