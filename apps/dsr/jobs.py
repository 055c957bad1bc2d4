"""What happens by itself to requests of data subjects."""

from apps.casework.registers import Job

JOBS = [
    Job("dsr: destroy identity documents", "apps.dsr.services.destroy_documents", minutes=10),
    Job("dsr: drop codes whose time is over", "apps.dsr.services.drop_codes", minutes=60),
    Job("dsr: remind of tasks", "apps.dsr.services.chase_tasks", minutes=60),
    Job("dsr: note requests that touch a hold", "apps.dsr.services.note_touched_holds", minutes=10),
    # dealt with by a process of its own, within seconds; this is for when it is down
    Job("dsr: ask addresses to confirm what was filed", "apps.dsr.services.take_filings", minutes=1),
    Job("dsr: let lapse what nobody confirmed", "apps.dsr.services.lapse_filings", minutes=60),
    Job("dsr: close what was answered and has arrived", "apps.dsr.services.close_arrived", minutes=60),
    Job("dsr: forget sessions of requesters that are over", "apps.dsr.services.clear_page_sessions", minutes=60),
]
