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
    # dealt with by a process of its own, within seconds; this is for when it is down
    Job("publications: deal with what visitors asked", "apps.publications.services.take_sign_ups", minutes=1),
    Job("publications: end what nobody confirmed", "apps.publications.services.expire_unconfirmed", minutes=60),
    Job(
        "publications: drop sign-ups that cannot be dealt with",
        "apps.publications.services.drop_old_sign_ups",
        minutes=60,
    ),
]
