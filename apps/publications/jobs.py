"""What happens by itself: versions published and made readable; announcements proposed, sent, put into effect, closed."""

from apps.casework.registers import Job

JOBS = [
    Job("publications: publish what changed", "apps.publications.services.publish_all", minutes=1),
    Job("publications: make what is read of versions", "apps.publications.services.make_missing_renditions", minutes=1),
    Job("publications: propose drafts", "apps.publications.services.gather_due", minutes=10),
    Job("publications: send what is due", "apps.publications.services.send_due", minutes=1),
    Job("publications: tell who joined late", "apps.publications.services.sweep_late", minutes=10),
    Job("publications: put due announcements into effect", "apps.publications.services.put_due", minutes=10),
    Job("publications: close what took effect", "apps.publications.services.close_done", minutes=60),
]
