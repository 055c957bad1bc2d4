"""Triage: who works on a ticket and in which order, what is asked of the person, and more time, told in time."""

import datetime

import pytest
from django.utils import timezone
from time_machine import travel

from apps.casework.deadlines.dsr import ExtensionTooLate, NoExtensionInLaw
from apps.casework.lifecycle import TransitionNotAllowed
from apps.dsr import services
from apps.dsr.choices import Channel, ClockKind, DelayGround, EntryKind, Identity, Priority, Regime, Right, Status
from apps.dsr.models import ClockEvent, Entry, Ticket
from apps.dsr.queries.stories import story_of
from apps.dsr.queries.worklists import VIEW_BY_NAME, neighbours, stands_in_for
from apps.dsr.services.clarifications import NothingAwaited
from apps.dsr.services.clock import NobodyTold
from apps.dsr.services.correspondence import NothingSaid
from apps.dsr.services.tickets import TicketEnded
from apps.dsr.services.triage import ChildrenFirst, NotADayOfReceipt, TakenAlready
from apps.mailroom.models import Letter
from apps.trail.acts import act
from apps.trail.errors import Conflict
from apps.trail.models import Act, lock
from tests.builders import BUILDER, a_country, a_user
from tests.dsr.tickets import a_ticket, the_item

pytestmark = pytest.mark.django_db
JANUARY = datetime.datetime(2026, 1, 31, 12, 0, tzinfo=datetime.UTC)
REASON = {"reason": DelayGround.COMPLEX, "words": "Your data lies in many systems."}


def on(day: str) -> travel:
    return travel(datetime.datetime.fromisoformat(f"{day}T10:00:00+01:00"), tick=False)


def events(ticket: Ticket, right: str = Right.ACCESS) -> list[str]:
    found = ClockEvent.objects.filter(item=the_item(ticket, right)).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in found if kind != ClockKind.ACKNOWLEDGED]


def closed(ticket: Ticket) -> Ticket:
    with act("dsr.ticket_moved", by=BUILDER, about=ticket, moved_to="withdrawn"):
        return services.move_ticket(lock(ticket), Status.WITHDRAWN, by=BUILDER)


# --- Who works on it ---


def test_a_ticket_is_taken_once_and_never_away_from_somebody_who_is_there():
    ticket, ada, bob = a_ticket(), a_user("ada"), a_user("bob")
    services.take_ticket(ticket, by=ada)

    services.take_ticket(ticket, by=ada)
    with pytest.raises(TakenAlready, match="ada looks after"):
        services.take_ticket(ticket, by=bob)

    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.version) == (ada, 3)
    assert Act.objects.filter(kind="dsr.ticket_assigned").count() == 1


def test_a_deputy_takes_what_belongs_to_somebody_who_is_away():
    ticket, ada, bob, today = a_ticket(), a_user("ada"), a_user("bob"), timezone.localdate()
    services.take_ticket(ticket, by=ada)
    services.add_absence(person=ada, deputy=bob, from_on=today, until_on=today, by=BUILDER)

    assert stands_in_for(bob, today) == {ada.pk}
    assert services.take_ticket(ticket, by=bob).assignee == bob


@pytest.mark.parametrize(
    ("step", "given"),
    [
        (services.assign_ticket, {"to": None}),
        (services.set_priority, {"priority": Priority.HIGH}),
        (services.decide_law, {"regime": Regime.OTHER, "reason": "They moved."}),
        (services.decide_role, {"role": "controller"}),
        (services.correct_receipt, {"on": datetime.date(2026, 1, 5), "reason": "Another mailbox."}),
        (services.ask_clarification, {"words": "Which account?"}),
        (services.extend_ticket, REASON),
    ],
)
def test_nothing_is_put_in_the_place_of_what_somebody_else_has_just_decided(step, given):
    ticket = a_ticket(at=JANUARY)
    seen = Ticket.objects.get().version
    services.take_ticket(ticket, by=a_user("ada"))

    with on("2026-02-01"), pytest.raises(Conflict):
        step(ticket, version=seen, by=BUILDER, **given)

    assert Ticket.objects.get().version == seen + 1


def test_a_child_stays_first():
    ticket = a_ticket(Right.CHILDREN)

    with pytest.raises(ChildrenFirst):
        services.set_priority(ticket, priority=Priority.NORMAL, by=BUILDER)

    assert Ticket.objects.get().priority == Priority.CHILDREN


def test_what_came_in_is_read_once():
    ticket = a_ticket()
    services.add_incoming(ticket, text="Hello?", channel=Channel.EMAIL, by="visitor")

    read = [services.mark_read(ticket, by=BUILDER) for _twice in range(2)]

    assert read == [1, 0]
    assert not Entry.objects.filter(is_unread=True).exists()


def test_another_address_is_not_confirmed_by_the_former_one():
    ticket = a_ticket()
    services.change_ticket(ticket, email_confirmed_at=timezone.now(), by=BUILDER)

    services.change_ticket(ticket, phone="+31 20 123 4567", by=BUILDER)
    kept = Ticket.objects.get().email_confirmed_at
    services.change_ticket(ticket, email="eve@example.org", by=BUILDER)

    assert (kept is not None, Ticket.objects.get().email_confirmed_at) == (True, None)


# --- Views ---


def names_in(view: str, person=None) -> list[str]:
    found = VIEW_BY_NAME[view].chosen(Ticket.objects.all(), person or a_user("ada"), timezone.localdate())
    return sorted(found.values_list("name", flat=True))


def test_each_view_shows_what_its_name_says():
    now, today = timezone.now(), timezone.localdate()
    ada, bob = a_user("ada"), a_user("bob")
    late, soon, far = (a_ticket(name=name, at=now - datetime.timedelta(days=age)) for name, age in AGES)
    services.take_ticket(far, by=bob)
    services.ask_clarification(soon, words="Which account?", by=ada)
    closed(a_ticket(name="over"))
    services.add_absence(person=bob, deputy=ada, from_on=today, until_on=today, by=BUILDER)

    assert {view: names_in(view, ada) for view in VIEW_BY_NAME} == {
        "open": ["far", "late", "soon"],
        "mine": ["far"],
        "unassigned": ["late", "soon"],
        "due": ["soon"],
        "overdue": ["late"],
        "waiting": ["soon"],
        "verify": ["far", "late"],
        "approve": [],
        "not-reached": [],
        "all": ["far", "late", "over", "soon"],
    }
    assert late.status == Status.RECEIVED


AGES = [("late", 40), ("soon", 27), ("far", 1)]


def test_the_neighbours_of_a_ticket_are_those_of_the_worklist():
    now = timezone.now()
    old, new = (a_ticket(at=now - datetime.timedelta(days=age)) for age in (9, 2))
    child = a_ticket(Right.CHILDREN, at=now)

    assert [neighbours(one) for one in (child, old, new)] == [(None, old), (child, new), (old, None)]


# --- The day of receipt ---


def test_a_day_of_receipt_found_late_moves_every_open_clock_and_says_how_it_was_found():
    with on("2026-02-10"):
        ticket = a_ticket(Right.ACCESS, Right.ERASURE)
        services.correct_receipt(
            ticket, on=datetime.date(2026, 1, 31), reason="In the sales mailbox.", by=a_user("ada")
        )

    ticket.refresh_from_db()
    assert (ticket.received_on, ticket.due_on) == (datetime.date(2026, 1, 31), datetime.date(2026, 2, 28))
    assert events(ticket, Right.ERASURE) == ["received", "receipt_corrected"]
    assert Entry.objects.get(kind=EntryKind.NOTE).text == "In the sales mailbox."


@pytest.mark.parametrize("day", ["2026-02-11", "2026-02-10"])
def test_a_day_of_receipt_is_neither_after_the_logging_nor_the_same(day):
    with on("2026-02-10"), pytest.raises(NotADayOfReceipt):
        services.correct_receipt(a_ticket(), on=datetime.date.fromisoformat(day), reason="Wrong.", by=a_user("ada"))


# --- Questions to the person ---


def test_a_question_is_a_letter_and_stops_the_clock_only_where_its_law_lets_it():
    with on("2026-02-02"):
        dutch = a_ticket(at=JANUARY)
        american = a_ticket(country=a_country("US"), region="CA", at=JANUARY)
        for ticket in (dutch, american):
            services.ask_clarification(ticket, words="Which of your accounts?", by=a_user("ada"))

    assert [Ticket.objects.get(pk=one.pk).status for one in (dutch, american)] == [Status.CLARIFYING] * 2
    assert (events(dutch), events(american)) == (["received", "clarification_requested"], ["received"])
    assert Letter.objects.filter(kind="dsr/clarification").count() == 2


def test_an_answer_lets_the_clock_run_again_and_the_promise_stays():
    with on("2026-02-02"):
        ticket = services.ask_clarification(a_ticket(at=JANUARY), words="Which?", by=a_user("ada"))
    with on("2026-02-12"):
        services.record_clarification(ticket, text="The first.", channel=Channel.PHONE, by=a_user("ada"))

    ticket.refresh_from_db()
    item = the_item(ticket)
    assert (ticket.status, events(ticket)[-1]) == (Status.WORKING, "clarification_received")
    assert (item.promised_on, item.legal_limit_on) == (datetime.date(2026, 2, 28), datetime.date(2026, 3, 10))
    assert ticket.entries.get(kind=EntryKind.INCOMING).text == "The first."


def test_who_was_asked_to_prove_who_they_are_is_verified_next():
    ticket = services.ask_clarification(a_ticket(), words="Which?", by=a_user("ada"))
    services.change_ticket(ticket, identity=Identity.ASKED, by=BUILDER)

    ticket = services.record_clarification(ticket, text="The first.", by=a_user("ada"))

    assert ticket.status == Status.VERIFYING


def test_an_answer_is_recorded_only_of_a_question_and_with_words_or_a_letter():
    ticket, ada = a_ticket(), a_user("ada")
    with pytest.raises(NothingAwaited):
        services.record_clarification(ticket, text="The first.", by=ada)

    services.ask_clarification(ticket, words="Which?", by=ada)
    with pytest.raises(TransitionNotAllowed):
        services.ask_clarification(ticket, words="Which one?", by=ada)
    with pytest.raises(NothingSaid):
        services.record_clarification(ticket, by=ada)
    tomorrow = timezone.localdate() + datetime.timedelta(days=2)
    with pytest.raises(NothingAwaited, match="future"):
        services.record_clarification(ticket, text="The first.", on=tomorrow, by=ada)

    services.add_incoming(ticket, text="The first.", channel=Channel.EMAIL, by="visitor")
    assert services.record_clarification(ticket, by=ada).status == Status.WORKING


@pytest.mark.parametrize(
    ("step", "given"), [(services.ask_clarification, {"words": "Which?"}), (services.extend_ticket, REASON)]
)
def test_nobody_waits_or_gets_more_time_whom_no_letter_tells(step, given):
    ticket = a_ticket(email="")

    with pytest.raises(NobodyTold):
        step(ticket, by=a_user("ada"), **given)

    assert events(ticket) == ["received"]


# --- More time ---


def test_an_extension_is_told_in_a_letter_with_its_ground_and_the_new_date():
    with on("2026-02-20"):
        ticket = a_ticket(Right.ACCESS, Right.ERASURE, at=JANUARY, language="nl")
        services.extend_ticket(ticket, by=a_user("ada"), **REASON)

    ticket.refresh_from_db()
    letter = Letter.objects.get(kind="dsr/extended")
    assert (ticket.due_on, events(ticket, Right.ERASURE)[-1]) == (datetime.date(2026, 3, 31), "extension_notice_sent")
    assert ClockEvent.objects.filter(letter=letter, reason=DelayGround.COMPLEX).count() == 2
    assert letter.subject == f"Uw privacyverzoek {ticket.reference} duurt langer"


def test_an_extension_told_after_the_first_due_date_is_refused_with_the_last_day():
    ticket = a_ticket(at=JANUARY)

    with on("2026-03-01"), pytest.raises(ExtensionTooLate, match="28 February 2026"):
        services.extend_ticket(ticket, by=a_user("ada"), **REASON)

    assert not Letter.objects.filter(kind="dsr/extended").exists()


def test_a_second_extension_and_one_that_no_law_knows_are_refused():
    with on("2026-02-01"):
        ticket, brazilian = a_ticket(at=JANUARY), a_ticket(country=a_country("BR"), at=JANUARY)
        services.extend_ticket(ticket, by=a_user("ada"), **REASON)
        for one in (ticket, brazilian):
            with pytest.raises(NoExtensionInLaw):
                services.extend_ticket(one, by=a_user("ada"), **REASON)


def test_what_is_over_is_left_alone():
    ticket, ada = closed(a_ticket()), a_user("ada")

    for step, given in [
        (services.take_ticket, {}),
        (services.assign_ticket, {"to": ada}),
        (services.set_priority, {"priority": Priority.HIGH}),
        (services.ask_clarification, {"words": "Which?"}),
        (services.extend_ticket, REASON),
    ]:
        with pytest.raises(TicketEnded):
            step(ticket, by=ada, **given)


# --- The story ---


def test_the_story_tells_the_newest_first_and_the_clock_of_several_rights_once(django_assert_num_queries):
    ticket = a_ticket(Right.ACCESS, Right.ERASURE)
    services.add_note(ticket, text="Two accounts.", by=a_user("ada"))

    ticket = Ticket.objects.get()
    with django_assert_num_queries(4):
        chapters, has_more = story_of(ticket)

    told = [(one.entry.kind if one.entry else one.event.kind, one.rights) for one in chapters]
    both = ["Access", "Erasure"]
    assert (told[0], has_more) == (("note", []), False)
    assert sorted(told[1:]) == [("acknowledged", both), ("outgoing", []), ("received", both)]
