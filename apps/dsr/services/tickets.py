"""Tickets: opened once, whatever way they came; assigned, moved, linked, and put under the law that holds for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.casework.references import next_reference
from apps.organisation.models import Brand, Country, Customer, Office
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import (
    TICKETS,
    Authority,
    ClockKind,
    Decision,
    Identity,
    LinkKind,
    OurRole,
    Priority,
    Regime,
    Right,
    Status,
)
from ..laws import clock_of, regime_of, words_for
from ..models import Item, Team, Ticket, TicketLink
from ..queries.offices import day_at, is_late, office_for
from .clock import begin_clock, date_ticket, record_event, restart_clock, set_dates
from .correspondence import tell

_S = Status


class NothingAsked(RuleBroken):
    """A request asks for one right at least."""


class TicketEnded(RuleBroken):
    """What is over stays as it is; an appeal or a reopening is a request of its own."""


class LatenessUnexplained(RuleBroken):
    """What is answered after its date says why."""


class NotForwardable(RuleBroken):
    """Our role and the customer do not fit together."""


@dataclass(frozen=True)
class Asked:
    """One right that is asked for, and what exactly."""

    right: str
    details: str = ""
    is_direct_marketing: bool = False


@dataclass(frozen=True)
class Person:
    """Who asks, as they say of themselves."""

    group: str
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    account: str = ""
    language: str = "en"
    country: Country | None = None
    region: str = ""
    representative: str = ""

    def values(self) -> dict[str, Any]:
        """As the fields of a ticket."""
        return {
            "group": self.group,
            "name": self.name.strip(),
            "email": self.email.strip(),
            "email_key": key_of_address(self.email),
            "phone": self.phone.strip(),
            "address": self.address.strip(),
            "account": self.account.strip(),
            "language": self.language,
            "country": self.country,
            "region": self.region.strip().upper(),
            "representative": self.representative.strip(),
            "is_by_representative": bool(self.representative.strip()),
            "authority": Authority.UNCHECKED if self.representative.strip() else Authority.NONE_NEEDED,
        }


def key_of_address(address: str) -> str:
    """An address as it is compared: without what surrounds it, in lower case."""
    return address.strip().casefold()


@dataclass(frozen=True)
class Arrival:
    """How and when a request arrived."""

    channel: str
    at: datetime
    office: Office | None = None
    email_confirmed_at: datetime | None = None
    words: str = ""
    is_taken_over: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def open_ticket(
    brand: Brand,
    *,
    person: Person,
    asked: Sequence[Asked],
    arrival: Arrival,
    tells: bool = True,
    by: Any,
) -> Ticket:
    """Open a ticket with an item and a clock for each right; the person gets a receipt with reference and due date.

    Where no e-mail address is known nobody is told: the receipt is printed from the ticket's page.

    Raises:
        NothingAsked: there is no right, or one twice.
        NoOffice: there is no office whose calendar could count.
        ValidationError: by field, where a value cannot be kept.
    """
    rights = [one.right for one in asked]
    if not rights or len(rights) != len(set(rights)):
        raise NothingAsked(_("Choose what is asked, each right once."))
    with act("dsr.ticket_opened", by=by, came_by=arrival.channel) as this:
        ticket = _new_ticket(brand, person, arrival, rights)
        this.about, this.facts["reference"] = ticket, ticket.reference
        for one in asked:
            _new_item(ticket, one)
        date_ticket(ticket)
        if tells:
            acknowledge(ticket, by=by)
    return ticket


def _new_ticket(brand: Brand, person: Person, arrival: Arrival, rights: Sequence[str]) -> Ticket:
    office = arrival.office or office_for(person.country)
    code, is_eea = (person.country.code, person.country.is_eea) if person.country else ("", False)
    regime, reason = regime_of(code, person.region, is_eea=is_eea)
    ticket = Ticket(
        reference=next_reference("DSR", year=day_at(office, timezone.now()).year),
        brand=brand,
        office=office,
        channel=arrival.channel,
        received_at=arrival.at,
        received_on=day_at(office, arrival.at),
        logged_at=timezone.now(),
        email_confirmed_at=arrival.email_confirmed_at,
        is_taken_over=arrival.is_taken_over,
        words=arrival.words,
        regime=regime,
        regime_reason=str(reason),
        priority=Priority.CHILDREN if Right.CHILDREN in rights else Priority.NORMAL,
        team=_team_for(brand, rights),
        due_on=day_at(office, arrival.at),  # until its clock has spoken, in this same act
        **person.values(),
        **arrival.extra,
    )
    ticket.full_clean()
    ticket.save()
    return ticket


def _team_for(brand: Brand, rights: Sequence[str]) -> Team | None:
    """Disputes go to the team that takes them, first to one of the brand (privacy statement 13)."""
    if Right.DISPUTE not in rights:
        return None
    teams = Team.objects.filter(takes_disputes=True)
    return teams.filter(brand=brand).first() or teams.filter(brand=None).first()


def _new_item(ticket: Ticket, asked: Asked) -> Item:
    """An item with its running clock; ``date_ticket`` gives the ticket its dates afterwards."""
    item = Item(
        ticket=ticket,
        right=asked.right,
        details=asked.details.strip(),
        is_direct_marketing=asked.is_direct_marketing,
        law=_clock_for(ticket, asked.right),
    )
    begin_clock(item)
    return item


def _clock_for(ticket: Ticket, right: str) -> str:
    country = ticket.country.code if ticket.country else ""
    return clock_of(ticket.regime, right, country=country, region=ticket.region)


def acknowledge(ticket: Ticket, *, by: Any) -> None:
    """Confirm receipt: reference, what was asked, and by when there is an answer (CCPA: within ten business days)."""
    letter = tell(ticket, "dsr/received", {}, by=by)
    if letter is not None:
        today = day_at(ticket.office, timezone.now())
        for item in ticket.items.open():
            record_event(item, ClockKind.ACKNOWLEDGED, on=max(today, ticket.received_on), letter=letter, by=by)


def add_item(ticket: Ticket, *, right: str, details: str = "", is_direct_marketing: bool = False, by: Any) -> Item:
    """Put another right on record that the same request asks for: its clock runs from the same receipt.

    Raises:
        TicketEnded: it is answered or over.
        NothingAsked: the ticket asks for this right already.
    """
    with act("dsr.item_added", by=by, about=ticket, asked=right):
        ticket = lock_open(ticket)
        if ticket.items.filter(right=right).exists():
            raise NothingAsked(
                _("%(reference)s asks for “%(right)s” already.")
                % {"reference": ticket, "right": words_for(ticket.regime, right)}
            )
        item = _new_item(ticket, Asked(right, details, is_direct_marketing))
        if right == Right.CHILDREN:
            ticket.priority = Priority.CHILDREN
        set_dates(ticket)
        ticket.save()
    return item


def lock_open(ticket: Ticket, *, version: int | None = None) -> Ticket:
    """A ticket on which work is left, under a lock.

    Raises:
        TicketEnded: it is answered or over.
        Conflict: ``version`` is given and is no longer the newest.
    """
    ticket = lock(ticket, version=version)
    if not ticket.is_open:
        words = _("%(reference)s is over (%(status)s) and stays as it is: open a new request and link it.")
        raise TicketEnded(words % {"reference": ticket, "status": ticket.get_status_display()})
    return ticket


def change_ticket(ticket: Ticket, *, by: Any, version: int | None = None, **values: Any) -> Ticket:
    """Correct what is on record of a request or its person, as one act; where nothing differs, nothing is done.

    Raises:
        TicketEnded: it is answered or over.
        Conflict: somebody changed it since this version.
        ValidationError: by field.
    """
    if "email" in values:
        values["email_key"] = key_of_address(values["email"])
    with act("dsr.ticket_changed", by=by, about=ticket) as this:
        ticket = lock_open(ticket, version=version)
        changed = {name: value for name, value in values.items() if getattr(ticket, name) != value}
        if not changed:
            this.discard()
            return ticket
        for name, value in changed.items():
            setattr(ticket, name, value)
        if "email_key" in changed:
            _forget_proof(ticket)
        ticket.full_clean()
        ticket.save()
    return ticket


def _forget_proof(ticket: Ticket) -> None:
    """Nobody has shown that another address is the person's: what was proven is proven anew."""
    ticket.email_confirmed_at = None
    if ticket.identity == Identity.VERIFIED:
        ticket.identity, ticket.identity_at = Identity.UNCHECKED, None


def decide_law(ticket: Ticket, *, regime: str, reason: str, version: int | None = None, by: Any) -> Ticket:
    """Put a ticket under a law: every open item is dated anew by it, from its true receipt.

    Raises:
        TicketEnded: it is answered or over.
        Conflict: ``version`` is given and is no longer the newest.
        RuleBroken: no reason is given.
    """
    if not reason.strip():
        raise RuleBroken(_("Say why this law holds: it is part of the proof."))
    with act("dsr.law_decided", by=by, about=ticket, regime=regime):
        ticket = lock_open(ticket, version=version)
        ticket.regime, ticket.regime_reason = Regime(regime), reason.strip()
        for item in ticket.items.open():
            restart_clock(item, law=_clock_for(ticket, item.right), by=by)
        set_dates(ticket)
        ticket.save()
    return ticket


def decide_role(
    ticket: Ticket, *, role: str, customer: Customer | None = None, version: int | None = None, by: Any
) -> Ticket:
    """Say in which role we hold the data; as a processor, for which customer (GDPR Art. 4(7), 4(8) and 28(3)(e)).

    Raises:
        NotForwardable: a processor acts for a customer of this brand.
        Conflict: ``version`` is given and is no longer the newest.
        TicketEnded: it is answered or over.
    """
    with act("dsr.role_decided", by=by, about=ticket, our_role=role):
        ticket = lock_open(ticket, version=version)
        if role != OurRole.CONTROLLER and (customer is None or customer.brand_id != ticket.brand_id):
            raise NotForwardable(_("Choose the customer of this brand for whom the data is processed."))
        ticket.our_role, ticket.customer = OurRole(role), None if role == OurRole.CONTROLLER else customer
        ticket.save()
    return ticket


def move_ticket(ticket: Ticket, status: str, *, by: Any) -> Ticket:
    """Move a ticket along its lifecycle, inside the act of what moves it; ``ticket`` is locked and is saved here.

    Raises:
        TransitionNotAllowed: the table does not have it.
        LatenessUnexplained: it is answered after its date, and nobody said why.
    """
    TICKETS.ensure(ticket.status, status)
    if status == _S.ANSWERED:
        ensure_lateness_explained(ticket)
    with act("dsr.ticket_moved", by=by, about=ticket, moved_to=status):
        ticket.status = _S(status)
        if status == _S.ANSWERED:
            ticket.answered_at = timezone.now()
        if TICKETS.is_final(status):
            ticket.closed_at = timezone.now()
        set_dates(ticket)
        ticket.save()
    return ticket


def ensure_lateness_explained(ticket: Ticket) -> None:
    """Let pass what is in time, or says why not.

    Raises:
        LatenessUnexplained: it is late, and nobody said why.
    """
    if ticket.due_on is not None and is_late(ticket) and not ticket.lateness:
        words = _("%(reference)s was due on %(day)s: record first why it is late.")
        raise LatenessUnexplained(words % {"reference": ticket, "day": date_format(ticket.due_on)})


def end_items(ticket: Ticket, decision: Decision) -> None:
    """Close what is still open of a ticket that ends without an answer on the substance, in the act under way."""
    for item in ticket.items.open():
        item.decision, item.decided_at = decision, timezone.now()
        item.save()


def link_tickets(ticket: Ticket, *, other: Ticket, kind: str, by: Any) -> TicketLink:
    """Say that a ticket belongs to another; neither of them changes.

    Raises:
        ValidationError: they are linked already, or are the same.
    """
    with act("dsr.tickets_linked", by=by, about=ticket, linked_as=kind, other=other.reference):
        link = TicketLink(ticket=ticket, other=other, kind=LinkKind(kind))
        link.full_clean()
        link.save()
    return link
