"""Any set of requests, written as the services would leave them, for what is counted."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from apps.casework.deadlines.dsr_events import BEGINS, ENDS
from apps.dsr.choices import (
    ON_SUBSTANCE,
    WITH_A_GROUND,
    Channel,
    ClockKind,
    Decision,
    DelayGround,
    Ground,
    Group,
    Identity,
    OurRole,
    Regime,
    Right,
    Status,
)
from apps.dsr.models import ClockEvent, Item, Ticket
from apps.organisation.models import Brand, Office
from apps.trail.acts import act
from apps.trail.history import create_many
from tests.builders import BUILDER

ONE_DAY = datetime.timedelta(days=1)
#: Late on the last day of December in Amsterdam, which is January already in Singapore.
HOUR = datetime.timedelta(hours=20)
#: How a ticket with an answer, or without one, may stand.
ENDS_AS = {
    Decision.OPEN: Status.RECEIVED,
    Decision.WITHDRAWN: Status.WITHDRAWN,
    Decision.LAPSED: Status.LAPSED,
    Decision.ELSEWHERE: Status.MERGED,
    **dict.fromkeys(ON_SUBSTANCE, Status.ANSWERED),
}


@dataclass(frozen=True)
class Drawn:
    """One right of one request, and what became of it."""

    regime: str
    right: str
    channel: str
    brand: int
    office: int
    received_on: datetime.date
    steering: int
    limit: int
    decision: str
    took: int
    is_extended: bool
    waits: tuple[tuple[str, int, int | None], ...]


waits = st.tuples(st.sampled_from(sorted(BEGINS)), st.integers(0, 9), st.none() | st.integers(0, 9))


def drawn(first: datetime.date, last: datetime.date) -> st.SearchStrategy[Drawn]:
    """Rights asked for in a few days more than a span."""
    return st.builds(
        Drawn,
        regime=st.sampled_from([Regime.GDPR, Regime.CCPA, Regime.UK_GDPR]),
        right=st.sampled_from([Right.ACCESS, Right.ERASURE, Right.SALE_OPT_OUT, Right.CHILDREN]),
        channel=st.sampled_from([Channel.FORM, Channel.POST]),
        brand=st.integers(0, 1),
        office=st.integers(0, 1),
        received_on=st.dates(first - 3 * ONE_DAY, last + 3 * ONE_DAY),
        steering=st.integers(1, 40),
        limit=st.integers(1, 60),
        decision=st.sampled_from(list(Decision)),
        took=st.integers(0, 60),
        is_extended=st.booleans(),
        waits=st.lists(waits, max_size=2, unique_by=lambda one: one[0]).map(tuple),
    )


def write_all(rows: Sequence[Drawn], brands: Sequence[Brand], offices: Sequence[Office]) -> None:
    """Put them in the register, set by set."""
    with act("dsr.ticket_opened", by=BUILDER, came_by=Channel.FORM, reference="a set"):
        tickets = create_many([_ticket(row, number, brands, offices) for number, row in enumerate(rows)])
        items = create_many([_item(row, ticket) for row, ticket in zip(rows, tickets, strict=True)])
        events = [event for row, item in zip(rows, items, strict=True) for event in _events(row, item)]
        ClockEvent.objects.bulk_create(events)


def _moment(row: Drawn) -> datetime.datetime:
    return datetime.datetime.combine(row.received_on, datetime.time(), datetime.UTC) + row.took * ONE_DAY + HOUR


def _ticket(row: Drawn, number: int, brands: Sequence[Brand], offices: Sequence[Office]) -> Ticket:
    received = datetime.datetime.combine(row.received_on, datetime.time(12), datetime.UTC)
    status = ENDS_AS[Decision(row.decision)]
    is_over = status not in (Status.RECEIVED, Status.ANSWERED)
    return Ticket(
        reference=f"DSR-{number}",
        brand=brands[row.brand],
        office=offices[row.office],
        status=status,
        group=Group.CUSTOMER,
        channel=row.channel,
        received_at=received,
        received_on=row.received_on,
        logged_at=received,
        regime=row.regime,
        our_role=OurRole.CONTROLLER,
        identity=Identity.VERIFIED,
        identity_at=received,
        due_on=row.received_on + row.steering * ONE_DAY,
        answered_at=_moment(row) if status == Status.ANSWERED else None,
        closed_at=_moment(row) if is_over else None,
    )


def _item(row: Drawn, ticket: Ticket) -> Item:
    due, limit = (row.received_on + days * ONE_DAY for days in (row.steering, row.limit))
    has_ground, is_open = row.decision in WITH_A_GROUND, row.decision == Decision.OPEN
    return Item(
        ticket=ticket,
        right=Right.ACCESS if row.decision == Decision.REFUSED and row.right != Right.SALE_OPT_OUT else row.right,
        law=row.regime,
        due_on=due,
        promised_on=due,
        legal_limit_on=limit,
        notice_by=due,
        decision=row.decision,
        ground=Ground.THIRD_PARTIES if has_ground else "",
        citation="Art. 15(4)" if has_ground else "",
        decided_at=None if is_open else _moment(row),
    )


def _events(row: Drawn, item: Item) -> list[ClockEvent]:
    events = [(ClockKind.RECEIVED, row.received_on, "")]
    ends = {wait: kind for kind, wait in ENDS.items()}
    for kind, after, length in row.waits:
        events.append((kind, row.received_on + after * ONE_DAY, ""))
        if length is not None:
            events.append((ends[BEGINS[kind]], row.received_on + (after + length) * ONE_DAY, ""))
    if row.is_extended:
        events.append((ClockKind.EXTENSION_NOTICE_SENT, row.received_on, DelayGround.MANY.value))
    if row.decision in ON_SUBSTANCE:
        events.append((ClockKind.ANSWERED, row.received_on + row.took * ONE_DAY, ""))
    return [ClockEvent(item=item, kind=kind, on=on, reason=reason) for kind, on, reason in events]
