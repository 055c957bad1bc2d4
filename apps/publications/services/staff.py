"""What staff do with subscribers by the forms of the admin."""

from typing import Any

from apps.casework.services import change_record
from apps.organisation.models import Brand

from ..models import Subscriber
from .subscribers import Person, add_by_staff


def add_subscriber(
    *, brand: Brand, topic: str, email: str, name: str = "", organisation: str = "", language: str = "en", by: Any
) -> Subscriber:
    """Put an address on a list for somebody who asked; they are asked to confirm.

    Raises:
        NotALetter: the address is none that can be written to.
        SubscribedAlready: it stands there, and is confirmed.
    """
    person = Person(name=name, organisation=organisation, language=language)
    return add_by_staff(brand, topic=topic, email=email, person=person, by=by)


def change_subscriber(subscriber: Subscriber, *, version: int | None = None, by: Any, **values: Any) -> Subscriber:
    """Change how somebody is called, for whom they work and in which language they are written to.

    Raises:
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        ValidationError: by field, where a value cannot be kept.
    """
    return change_record(subscriber, kind="publications.subscriber_changed", version=version, by=by, **values)
