"""What happens by itself to requests of data subjects."""

from apps.casework.registers import Job

JOBS = [
    # dealt with by a process of its own, within seconds; this is for when it is down
    Job("dsr: ask addresses to confirm what was filed", "apps.dsr.services.take_filings", minutes=1),
    Job("dsr: let lapse what nobody confirmed", "apps.dsr.services.lapse_filings", minutes=60),
]
