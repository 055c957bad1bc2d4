"""Which open requests may be the same one again: suggestions for people, who decide."""

from django.db.models import Q

from apps.organisation.models import Brand

from ..models import Ticket

#: So many are suggested.
SUGGESTED = 5


def similar_tickets(
    brand: Brand, *, email: str = "", name: str = "", phone: str = "", account: str = ""
) -> list[Ticket]:
    """Open requests at a brand of somebody with this address, number, account or name; the newest first."""
    alike = Q()
    if email.strip():
        alike |= Q(email_key=email.strip().casefold())
    for field, value in (("phone", phone), ("account", account)):
        if value.strip():
            alike |= Q(**{field: value.strip()})
    if name.strip():
        alike |= Q(name__iexact=name.strip())
    if not alike:
        return []
    return list(Ticket.objects.open().filter(alike, brand=brand).order_by("-received_at", "-pk")[:SUGGESTED])
