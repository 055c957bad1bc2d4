"""Duplicates become one by a person's hand, never so that a stranger ends or delays a request; what follows is linked."""

import datetime

import pytest
from django.utils import timezone

from apps.dsr import services
from apps.dsr.choices import ClockKind, Decision, IdentityMethod, LinkKind, Priority, Right, Status
from apps.dsr.models import ClockEvent, Ticket
from apps.dsr.queries.work import duplicates_of
from apps.dsr.services.merging import NotMergeable, StillOpen
from apps.dsr.services.tickets import TicketEnded
from apps.mailroom.models import Letter
from apps.trail.acts import act
from tests.builders import BUILDER, a_brand, a_user
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db


def verified(ticket: Ticket) -> Ticket:
    services.record_identity(
        ticket, method=IdentityMethod.ACCOUNT, outcome="passed", asserted_by="Dashboard", by=BUILDER
    )
    return Ticket.objects.get(pk=ticket.pk)


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_a_merged_request_gives_its_rights_and_its_earlier_receipt():
    early = verified(a_ticket(Right.ACCESS, Right.ERASURE, at=days_ago(9)))
    late = verified(a_ticket(Right.ACCESS, Right.PORTABILITY, at=days_ago(2)))

    early = services.merge_ticket(early, into=late, by=a_user("ada"))

    late.refresh_from_db()
    corrected = ClockEvent.objects.filter(item__ticket=late, kind=ClockKind.RECEIPT_CORRECTED)
    assert (early.status, the_item(early).decision) == (Status.MERGED, Decision.ELSEWHERE)
    assert list(corrected.order_by("item__right").values_list("item__right", "on")) == [
        (Right.ACCESS, early.received_on),
        (Right.ERASURE, early.received_on),
    ]
    assert the_item(late).promised_on == the_item(early).promised_on
    assert late.due_on == the_item(late).due_on
    assert early.links.get().kind == LinkKind.DUPLICATE
    assert Letter.objects.filter(kind="dsr/merged").count() == 1


def test_a_later_duplicate_moves_no_date():
    early, late = verified(a_ticket(at=days_ago(9))), verified(a_ticket(Right.ACCESS, Right.ERASURE, at=days_ago(2)))
    due_on = early.due_on

    services.merge_ticket(late, into=early, by=a_user("ada"))

    early.refresh_from_db()
    assert early.due_on == due_on
    assert the_item(early, Right.ERASURE).promised_on == the_item(early).promised_on


def test_an_unverified_duplicate_neither_blocks_nor_ends_the_request_of_the_person():
    real, strangers = verified(a_ticket()), a_ticket()

    for one, into in ((real, strangers), (strangers, real)):
        with pytest.raises(NotMergeable, match="not certain"):
            services.merge_ticket(one, into=into, by=a_user("ada"))

    assert list(duplicates_of(real)) == [strangers]
    with act("dsr.ticket_moved", by=BUILDER):
        services.move_ticket(Ticket.objects.get(pk=real.pk), Status.ANSWERED, by=BUILDER)
    assert Ticket.objects.get(pk=strangers.pk).status == Status.RECEIVED


REFUSED = [
    ("the same", "Choose another"),
    ("another brand", "two brands"),
    ("decided", "has decided this already: Access"),
    ("no person", "Only a person"),
]


@pytest.mark.parametrize(("case", "words"), REFUSED)
def test_what_must_not_be_merged_is_refused_with_a_reason(case, words):
    ticket, by = verified(a_ticket()), BUILDER if case == "no person" else a_user("ada")
    into = verified(a_ticket(brand=a_brand("other"))) if case == "another brand" else verified(a_ticket())
    if case == "decided":
        item = the_item(into)
        item.decision, item.decided_at = Decision.NOTHING_HELD, timezone.now()
        with act("dsr.ticket_changed", by=BUILDER):
            item.save()

    with pytest.raises(NotMergeable, match=words):
        services.merge_ticket(ticket, into=ticket if case == "the same" else into, by=by)


def test_nothing_is_merged_into_what_is_over():
    ticket, into = verified(a_ticket()), verified(a_ticket())
    services.withdraw_ticket(into, by=BUILDER)

    with pytest.raises(TicketEnded):
        services.merge_ticket(ticket, into=into, by=a_user("ada"))


def test_a_merged_childs_request_still_comes_first():
    ticket, into = verified(a_ticket(Right.CHILDREN)), verified(a_ticket())

    services.merge_ticket(ticket, into=into, by=a_user("ada"))

    into.refresh_from_db()
    assert into.priority == Priority.CHILDREN


def test_an_appeal_is_a_request_of_its_own_linked_to_the_first():
    ended = services.withdraw_ticket(verified(a_ticket(Right.ACCESS, Right.ERASURE)), by=BUILDER)

    appeal = services.open_linked(ended, kind=LinkKind.APPEAL, words="I do not agree.", by=BUILDER)

    assert list(appeal.items.values_list("right", flat=True)) == [Right.ACCESS, Right.ERASURE]
    assert (appeal.email, appeal.status, appeal.is_verified) == (ended.email, Status.RECEIVED, False)
    assert (appeal.links.get().other, appeal.links.get().kind) == (ended, LinkKind.APPEAL)


def test_what_is_open_is_not_reopened():
    with pytest.raises(StillOpen):
        services.open_linked(a_ticket(), kind=LinkKind.REOPENING, words="Go on.", by=BUILDER)
