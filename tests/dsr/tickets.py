"""Tickets for tests, opened by the service that every channel uses."""

import datetime
from typing import Any

from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import Channel, Group, Right
from apps.dsr.models import Item, Ticket
from apps.dsr.services import Asked, Person
from apps.dsr.services.tickets import Arrival
from apps.organisation.models import Office
from tests.builders import BUILDER, a_brand, a_country, an_office


def a_ticket(*rights: str | Asked, at: datetime.datetime | None = None, **values: Any) -> Ticket:
    """A ticket of a customer in the Netherlands who asks for these rights (access) by the form, received now.

    ``values`` are of the person, of the arrival, or ``brand``.
    """
    if not Office.objects.exists():
        an_office(time_zone="Europe/Amsterdam")
    brand = values.pop("brand", None) or a_brand()
    country = values.pop("country", None) or a_country("NL")
    arrival = {name: values.pop(name) for name in ("channel", "words", "is_taken_over", "office") if name in values}
    tells = values.pop("tells", True)
    by = values.pop("by", BUILDER)
    person = {"group": Group.CUSTOMER, "name": "Ada Lovelace", "email": "ada@example.org", "country": country} | values
    return services.open_ticket(
        brand,
        person=Person(**person),
        asked=[one if isinstance(one, Asked) else Asked(one) for one in rights or [Right.ACCESS]],
        arrival=Arrival(**{"channel": Channel.FORM, "at": at or timezone.now(), **arrival}),
        tells=tells,
        by=by,
    )


def the_item(ticket: Ticket, right: str = Right.ACCESS) -> Item:
    return ticket.items.get(right=right)
