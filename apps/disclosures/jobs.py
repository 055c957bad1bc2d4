"""What time does to government requests: silences end, and so do preservations."""

from apps.casework.registers import Job

JOBS = [
    Job("disclosures: end silences and draft what was withheld", "apps.disclosures.services.end_silences", minutes=10),
    Job("disclosures: end preservations", "apps.disclosures.services.end_preservations", minutes=10),
]
