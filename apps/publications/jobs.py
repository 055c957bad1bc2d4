"""What visitors asked is dealt with by a process of its own, within seconds; the first job is for when it is down."""

from apps.casework.registers import Job

JOBS = [
    Job("publications: deal with what visitors asked", "apps.publications.services.take_sign_ups", minutes=1),
    Job("publications: end what nobody confirmed", "apps.publications.services.expire_unconfirmed", minutes=60),
    Job(
        "publications: drop sign-ups that cannot be dealt with",
        "apps.publications.services.drop_old_sign_ups",
        minutes=60,
    ),
]
