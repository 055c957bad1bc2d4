"""Tickets that belong together: duplicates become one by a person's hand, and what follows on an ended one is linked."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.history import lock_many

from ..choices import Channel, ClockKind, Decision, Identity, LinkKind, Priority, Right, Status
from ..models import ClockEvent, Item, Ticket
from .clock import record_event
from .correspondence import tell
from .endings import end_ticket
from .tickets import Arrival, Asked, Person, TicketEnded, add_item, link_tickets, lock_open, open_ticket


class NotMergeable(RuleBroken):
    """Only what certainly comes from the same person becomes one, and nothing of it is lost."""


class StillOpen(RuleBroken):
    """What is open is worked on; only what is over is appealed against or reopened."""


def merge_ticket(ticket: Ticket, *, into: Ticket, by: Any) -> Ticket:
    """Merge a ticket into another of the same person, which then asks for all its rights, from the earlier receipt.

    A person decides it, nothing does so by itself: who files in another's name can neither end nor delay their request.

    Raises:
        TicketEnded: one of them is answered or over.
        NotMergeable: they are the same, of two brands, not certainly of one person, or a right would be lost.
    """
    if isinstance(by, str):
        raise NotMergeable(_("Only a person merges requests."))
    with act("dsr.ticket_merged", by=by, about=ticket, reference=into.reference):
        ticket, into = _locked(ticket, into)
        _ensure_mergeable(ticket, into)
        for item in ticket.items.open():
            _take_over(item, into, by=by)
        into = lock_open(into)
        into.priority = min(Priority(into.priority), Priority(ticket.priority))
        into.save()
        link_tickets(ticket, other=into, kind=LinkKind.DUPLICATE, by=by)
        ticket = end_ticket(ticket, status=Status.MERGED, decision=Decision.ELSEWHERE, by=by)
        tell(ticket, "dsr/merged", {"into": into.reference, "into_due_on": into.due_on}, by=by)
    return ticket


def _locked(*tickets: Ticket) -> list[Ticket]:
    """Both under their locks, taken in one order by whoever merges them, whichever way round."""
    locked = {one.pk: one for one in lock_many(Ticket, sorted(ticket.pk for ticket in tickets))}
    for one in locked.values():
        if not one.is_open:
            raise TicketEnded(_("%(reference)s is over: only open requests are merged.") % {"reference": one})
    return [locked[ticket.pk] for ticket in tickets]


def _ensure_mergeable(ticket: Ticket, into: Ticket) -> None:
    if ticket.pk == into.pk:
        raise NotMergeable(_("Choose another request: this is the same one."))
    if ticket.brand_id != into.brand_id:
        raise NotMergeable(_("These requests were made to two brands: each is answered by its own."))
    if not are_of_one_person(ticket, into):
        raise NotMergeable(
            _("It is not certain that both are of the same person: let them confirm the address, or verify both first.")
        )
    decided = set(into.items.exclude(decision=Decision.OPEN).values_list("right", flat=True))
    lost = [Right(item.right).label for item in ticket.items.open() if item.right in decided]
    if lost:
        words = _("%(reference)s has decided this already: %(rights)s. Answer it here, or link the two.")
        raise NotMergeable(words % {"reference": into, "rights": ", ".join(map(str, lost))})


def are_of_one_person(one: Ticket, other: Ticket) -> bool:
    """Both confirmed the same address, or both are verified; what somebody only claims proves nothing."""
    both_verified = one.identity == other.identity == Identity.VERIFIED
    same_address = one.email_key != "" and one.email_key == other.email_key
    return both_verified or (same_address and _has_confirmed(one) and _has_confirmed(other))


def _has_confirmed(ticket: Ticket) -> bool:
    return ticket.email_confirmed_at is not None or ticket.identity == Identity.VERIFIED


def _take_over(item: Item, into: Ticket, *, by: Any) -> None:
    """A right of the merged one in the other: as it is there, or anew; with what was said, from the earlier receipt."""
    there = into.items.filter(right=item.right).first()
    if there is None:
        there = add_item(
            into, right=item.right, details=item.details, is_direct_marketing=item.is_direct_marketing, by=by
        )
    elif _adds(there, item):
        there.save()
    if receipt_of(item) < receipt_of(there):
        record_event(there, ClockKind.RECEIPT_CORRECTED, on=receipt_of(item), by=by)


def receipt_of(item: Item) -> datetime.date:
    """The day from which an item's clock counts, as far as it is known by now."""
    kinds = (ClockKind.RECEIVED, ClockKind.RECEIPT_CORRECTED)
    return ClockEvent.objects.filter(item=item, kind__in=kinds).order_by("-pk").values_list("on", flat=True)[0]


def _adds(there: Item, item: Item) -> bool:
    """Put what the merged item says into the one that stays; whether that says anything new."""
    before = there.details, there.is_direct_marketing
    if item.details and item.details not in there.details:
        there.details = f"{there.details}\n\n{item.details}".strip()
    there.is_direct_marketing = there.is_direct_marketing or item.is_direct_marketing
    return (there.details, there.is_direct_marketing) != before


def open_linked(
    ticket: Ticket, *, kind: str, words: str, rights: Sequence[str] = (), channel: str = Channel.OTHER, by: Any
) -> Ticket:
    """Open a ticket that appeals against an ended one or reopens it: with its own clock, and linked to it.

    It asks for the same rights unless others are named. Who asks is verified anew.

    Raises:
        StillOpen: the other is not over yet.
        NotMergeable: it is neither an appeal nor a reopening.
    """
    if kind not in (LinkKind.APPEAL, LinkKind.REOPENING):
        raise NotMergeable(_("Choose whether it is an appeal or a reopening."))
    if ticket.is_open:
        raise StillOpen(_("%(reference)s is still open: work on it there.") % {"reference": ticket})
    with act("dsr.linked_ticket_opened", by=by, about=ticket, reference=ticket.reference, linked_as=kind):
        asked = [Asked(right) for right in rights or ticket.items.values_list("right", flat=True)]
        arrival = Arrival(channel=channel, at=timezone.now(), office=ticket.office, words=words.strip())
        following = open_ticket(ticket.brand, person=_person_of(ticket), asked=asked, arrival=arrival, by=by)
        link_tickets(following, other=ticket, kind=kind, by=by)
    return following


def _person_of(ticket: Ticket) -> Person:
    names = ("group", "name", "email", "phone", "address", "account", "language", "country", "region")
    return Person(**{name: getattr(ticket, name) for name in names}, representative=ticket.representative)
