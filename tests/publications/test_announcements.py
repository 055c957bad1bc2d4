"""Told before it takes effect, by two people: the way of an announcement from its draft to what is in force."""

import datetime
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from apps.casework.services import ApprovalMissing, NotASecondPerson
from apps.mailroom.models import Letter
from apps.mailroom.sending import drain
from apps.publications import services
from apps.publications.choices import ANNOUNCEMENTS, AnnouncementStatus
from apps.publications.models import AnnouncedChange, Announcement, Notice
from apps.publications.services import AskedAlready, Differs, NotNow, NotReady, NotYet
from apps.subprocessors import services as register
from apps.subprocessors.models import Listing
from apps.trail.models import Act
from tests.announcing import (
    a_signatory,
    a_subscriber,
    announced,
    gathered,
    running,
    scheduled,
    terms,
)
from tests.builders import BUILDER, a_brand, a_contact, a_customer, a_listing_in, a_user

TODAY = datetime.date(2026, 3, 2)
ONE = datetime.timedelta(days=1)
LAST_DAY, EARLIEST = datetime.date(2026, 4, 1), datetime.date(2026, 4, 3)


def at(day: datetime.date, hour: int = 10):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(hour), datetime.UTC), tick=False)


@pytest.fixture
def office(db):
    """A brand with a customer of 30 days, its contact, and a subscriber, on the day of the tests."""
    with at(TODAY):
        brand = a_brand()
        terms(brand)
        a_contact(customer=a_customer(brand=brand))
        a_subscriber(brand=brand)
        yield brand


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def told(brand, **plan) -> tuple[Listing, Announcement]:
    """A listing whose announcement was sent today, every letter shown."""
    listing = a_listing_in("approved", brand=brand)
    announcement = announced(listing, **plan)
    drain()
    return fresh(listing), announcement


# --- The way through -------------------------------------------------------------------------------------------------


def test_what_is_announced_starts_on_its_day_and_not_before(office):
    listing, announcement = told(office)
    assert (listing.status, listing.effective_on, announcement.status) == ("announced", EARLIEST, "running")

    with at(EARLIEST - ONE):
        assert services.put_due() == 0
    with at(EARLIEST):
        assert (services.put_due(), services.put_due()) == (1, 0)
    with at(EARLIEST + ONE):
        assert (services.close_done(), services.close_done()) == (1, 0)

    listing, announcement = fresh(listing), fresh(announcement)
    assert (listing.status, listing.started_on, announcement.status) == ("active", EARLIEST, "closed")
    assert list(AnnouncedChange.objects.values_list("is_open", "is_dropped")) == [(False, False)]


def test_everybody_gets_one_notice_with_one_letter(office):
    _listing, announcement = told(office)

    services.send_due()

    assert sorted(Notice.objects.values_list("stream", "letter__to_address", "letter__is_bulk", "skipped")) == [
        ("contract", "dana@example.com", False, ""),
        ("list", "sam@example.com", True, ""),
    ]
    assert Letter.objects.filter(about=f"publications.announcement:{announcement.pk}").count() == 2


MOVES = {
    "plan": lambda one, by: services.plan_announcement(one, send_on=TODAY, by=by),
    "note": partial(services.note_announcement, note="A word."),
    "emergency": partial(services.declare_emergency, reason="An incident."),
    "ask": services.ask_announcement,
    "approve": lambda one, **_by: services.approve_announcement(one, by=a_signatory()),
    "send": services.begin_sending,
    "take back": services.take_back,
    "pause": services.pause_sending,
    "take effect": services.put_into_effect,
    "hold": partial(services.hold, reason="An objection."),
    "release": partial(services.release, reason="Settled."),
    "postpone": partial(services.postpone, effective_on=EARLIEST + 10 * ONE, reason="Later."),
    "cancel": partial(services.cancel, reason="Not agreed."),
}
LEADS_TO = {
    "draft": {"plan": "draft", "note": "draft", "emergency": "draft", "ask": "draft", "cancel": "cancelled"},
    "asked": {"ask": "draft", "approve": "scheduled", "cancel": "cancelled"},
    "scheduled": {"send": "sending", "take back": "draft", "cancel": "cancelled"},
    "sending": {"pause": "sending", "cancel": "cancelled"},
    "running": {"hold": "held", "postpone": "running", "cancel": "cancelled"},
    "held": {"release": "running", "postpone": "held", "cancel": "cancelled"},
    "effective": {},
    "cancelled": {},
}


def brought(place: str, brand) -> Announcement:
    draft = services.plan_announcement(
        gathered(brand, a_listing_in("approved", brand=brand)), send_on=TODAY, by=BUILDER
    )
    if place == "asked":
        services.ask_announcement(draft, by=a_user("ada"))
    elif place == "scheduled":
        draft = scheduled(draft)
    elif place == "sending":
        draft = services.begin_sending(scheduled(draft), by="worker")
    elif place == "cancelled":
        draft = services.cancel(draft, reason="No.", by=BUILDER)
    elif place != "draft":
        draft = running(draft)
    if place == "held":
        draft = services.hold(draft, reason="An objection.", by=BUILDER)
    if place == "effective":
        drain()
        with at(EARLIEST):
            draft = services.put_into_effect(draft, by=BUILDER)
    return draft


@pytest.mark.parametrize("place", LEADS_TO)
def test_from_each_status_each_move_leads_where_the_table_says_or_is_refused(place, office):
    outcome, found = {}, brought(place, office)
    for name, move in MOVES.items():
        with transaction.atomic():
            one, before = fresh(found), Act.objects.count()
            try:
                with transaction.atomic():
                    move(one, by=a_user("mover"))
                outcome[name] = fresh(one).status
            except (NotNow, NotReady, NotYet, AskedAlready, ApprovalMissing):
                assert Act.objects.count() - before <= 1  # at most that the mover was invited
            transaction.set_rollback(True)

    assert outcome == LEADS_TO[place]


@pytest.mark.parametrize("status", AnnouncementStatus.values)
def test_what_moves_is_in_the_table_of_the_lifecycle(status):
    ways = {target for place, moves in LEADS_TO.items() if place == status for target in moves.values()}
    ways |= {"draft": {"scheduled"}}.get(status, set())
    by_the_clock = {"sending": {"running"}, "running": {"effective"}, "effective": {"closed"}}.get(status, set())

    assert (ways | by_the_clock) - {status} == set(ANNOUNCEMENTS.moves[status])


# --- Two people ------------------------------------------------------------------------------------------------------


def test_who_asked_does_not_let_it_go(office):
    asks = a_signatory("asks")
    draft = services.plan_announcement(gathered(office, a_listing_in("approved")), send_on=TODAY, by=asks)
    services.ask_announcement(draft, by=asks)

    with pytest.raises(NotASecondPerson):
        services.approve_announcement(draft, by=asks)
    with pytest.raises(NotReady, match="Somebody of Legal"):
        services.approve_announcement(draft, by=a_user("bob", "privacy"))

    assert fresh(draft).status == "draft"


@pytest.mark.parametrize(
    "change",
    [
        partial(services.note_announcement, note="Another word."),
        partial(services.plan_announcement, send_on=TODAY + ONE),
        partial(services.declare_emergency, reason="A breach."),
        services.gather_again,
    ],
)
def test_what_waits_for_a_second_person_does_not_change(change, office):
    draft = services.plan_announcement(gathered(office, a_listing_in("approved")), send_on=TODAY, by=BUILDER)
    services.ask_announcement(draft, by=a_user("ada"))
    a_listing_in("approved", brand=office)

    with pytest.raises(AskedAlready, match="take the request back"):
        change(draft, by=BUILDER)


def test_new_terms_after_the_day_was_chosen_are_not_let_go_unseen(office):
    draft = services.plan_announcement(gathered(office, a_listing_in("approved")), send_on=TODAY, by=BUILDER)
    services.ask_announcement(draft, by=a_user("ada"))
    terms(office, 90, "2026")
    a_contact("eve@example.com", customer=a_customer("Late", brand=office, contract_template="2026"))

    with pytest.raises(NotReady, match="choose the day again"):
        services.approve_announcement(draft, by=a_signatory())


def test_what_the_register_says_otherwise_by_now_is_not_sent(office):
    listing = a_listing_in("approved")
    approved = scheduled(gathered(office, listing))
    register.reopen_vetting(listing, reason="Another place.", by=BUILDER)

    with pytest.raises(Differs, match="take it back, and gather again"):
        services.begin_sending(approved, by="worker")
    assert (services.send_due(), fresh(approved).status, Notice.objects.count()) == (0, "scheduled", 0)


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_sent_on_its_day_alone(days, office):
    approved = scheduled(gathered(office, a_listing_in("approved")), send_on=TODAY + ONE)

    with at(TODAY + ONE + days * ONE), pytest.raises(NotNow, match="on its day alone"):
        services.begin_sending(approved, by="worker")


# --- What keeps it from taking effect --------------------------------------------------------------------------------


def test_a_letter_that_was_not_handed_over_keeps_it_by_name(office):
    listing = a_listing_in("approved")
    announcement = announced(listing)

    with at(EARLIEST):
        assert services.put_due() == 0
        with pytest.raises(NotYet, match="Globex: the letter has not been handed over"):
            services.put_into_effect(announcement, by="worker")
        services.put_into_effect(announcement, reason="They wrote that they agree.", by=a_signatory())

    assert (fresh(listing).status, fresh(announcement).reason) == ("active", "They wrote that they agree.")


@pytest.mark.parametrize(("days_late", "runs_out"), [(0, True), (1, True), (2, False), (9, False)])
@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend")
def test_a_letter_that_left_late_gives_its_own_notice(days_late, runs_out, office):
    _listing, announcement = told_by_mail(office, TODAY + days_late * ONE)

    with at(EARLIEST):
        if runs_out:
            assert services.put_into_effect(announcement, by="worker").status == "effective"
        else:
            with pytest.raises(NotYet, match="their own 30 days of notice are not over"):
                services.put_into_effect(announcement, by="worker")


def told_by_mail(brand, handed_over_on) -> tuple[Listing, Announcement]:
    listing = a_listing_in("approved")
    announcement = announced(listing)
    moment = datetime.datetime.combine(handed_over_on, datetime.time(22), datetime.UTC)
    letters = Letter.objects.filter(about=f"publications.announcement:{announcement.pk}")
    letters.move(status="handed_over", handed_over_at=moment, next_try_at=None)
    return listing, announcement


def test_a_held_announcement_waits_whatever_its_day(office):
    listing, announcement = told(office)
    services.hold(announcement, reason="An objection.", by=BUILDER)

    with at(EARLIEST):
        assert (services.put_due(), fresh(listing).status) == (0, "announced")
        services.release(announcement, reason="Settled.", by=BUILDER)
        assert (services.put_due(), fresh(listing).status) == (1, "active")


def test_no_reason_lets_it_come_before_its_day(office):
    _listing, announcement = told(office)

    with at(EARLIEST - ONE), pytest.raises(NotYet, match="3 April 2026, not before"):
        services.put_into_effect(announcement, reason="Hurry.", by=a_signatory())


def test_a_contact_that_cannot_be_written_to_is_told_by_name_and_a_new_one_is_reached(office):
    brand = office
    customer = a_customer("Initech", brand=brand)
    a_contact("x" * 65 + "@example.com", customer=customer)
    announcement = announced(a_listing_in("approved"))
    drain()
    a_contact("lee@example.com", customer=customer)

    assert Notice.objects.get(contact__customer=customer).skipped == "no_address"
    services.send_again(announcement, by=BUILDER)
    drain()

    with at(EARLIEST), pytest.raises(NotYet, match="Initech: there was no address"):
        services.put_into_effect(announcement, by="worker")
    assert Notice.objects.filter(contact__email="lee@example.com", is_late=True).count() == 1


# --- Emergency -------------------------------------------------------------------------------------------------------


def test_an_emergency_is_told_at_once_and_may_take_effect_the_same_day(office):
    listing = a_listing_in("approved")
    draft = services.declare_emergency(gathered(office, listing), reason="The former one was breached.", by=BUILDER)
    announcement = running(draft)

    services.put_into_effect(announcement, by="worker")

    assert (fresh(listing).status, fresh(listing).started_on) == ("active", TODAY)
    assert {letter.kind for letter in Letter.objects.all()} == {"publications/announcement"}


def test_an_emergency_does_not_take_effect_before_it_is_sent(office):
    draft = services.declare_emergency(gathered(office, a_listing_in("approved")), reason="A breach.", by=BUILDER)

    with pytest.raises(NotReady, match="Nothing takes effect before it is announced"):
        services.plan_announcement(draft, send_on=TODAY + ONE, effective_on=TODAY, by=BUILDER)


# --- Cancelled and postponed -----------------------------------------------------------------------------------------


def test_who_was_told_is_told_that_it_will_not_happen_and_nobody_else(office):
    listing, announcement = told(office)
    a_subscriber("later@example.com", brand=office, confirmed_at=datetime.datetime(2026, 3, 2, 11, tzinfo=datetime.UTC))

    services.cancel(announcement, reason="Not agreed.", by=BUILDER)
    services.send_due()

    correction = Announcement.objects.get(corrects=announcement)
    letters = Letter.objects.filter(about=f"publications.announcement:{correction.pk}")
    assert (fresh(listing).status, fresh(announcement).status, correction.status) == ("approved", "cancelled", "closed")
    assert sorted(letters.values_list("to_address", "kind")) == [
        ("dana@example.com", "publications/correction"),
        ("sam@example.com", "publications/correction"),
    ]


def test_what_nobody_was_told_of_is_cancelled_without_a_letter(office):
    announcement = scheduled(gathered(office, a_listing_in("approved")), send_on=TODAY + ONE)

    services.cancel(announcement, reason="Not agreed.", by=BUILDER)

    assert (Announcement.objects.count(), Letter.objects.count()) == (1, 0)


def test_a_later_day_is_told_and_kept(office):
    listing, announcement = told(office)
    later = EARLIEST + 5 * ONE

    services.postpone(announcement, effective_on=later, reason="Not ready.", by=BUILDER)
    services.send_due()

    with at(EARLIEST):
        assert services.put_due() == 0
    with at(later):
        assert services.put_due() == 1
    assert fresh(listing).started_on == later
    assert Letter.objects.filter(kind="publications/correction").count() == 2


# --- Joining late ----------------------------------------------------------------------------------------------------


def test_who_confirms_while_it_runs_is_told_once_and_no_clock_restarts(office):
    _listing, announcement = told(office)
    with at(TODAY + 12 * ONE):
        late = a_subscriber("late@example.com", brand=office)

        assert (services.tell_late(late, by="visitor"), services.tell_late(late, by="visitor")) == (1, 0)
        assert services.sweep_late() == 0
        a_subscriber("swept@example.com", brand=office)
        assert (services.sweep_late(), services.sweep_late()) == (1, 0)

    assert fresh(announcement).effective_on == EARLIEST
    assert Notice.objects.filter(is_late=True, stream="list").count() == 2


def test_who_signs_while_it_runs_needs_no_notice_and_holds_nothing_up(office):
    _listing, announcement = told(office)
    with at(TODAY + 12 * ONE):
        a_contact("new@example.com", customer=a_customer("Newcomer", brand=office, signed_on=TODAY + 12 * ONE))

    with at(EARLIEST):
        assert services.put_into_effect(announcement, by="worker").status == "effective"
    assert Notice.objects.count() == 2


def test_a_paused_sending_writes_nothing_until_it_is_resumed(office):
    sending = services.begin_sending(scheduled(gathered(office, a_listing_in("approved"))), by="worker")
    services.pause_sending(sending, by=BUILDER)

    assert (services.send_due(), Notice.objects.count(), fresh(sending).status) == (0, 0, "sending")
    services.resume_sending(sending, by=BUILDER)

    assert (services.send_due(), Notice.objects.count(), fresh(sending).status) == (2, 2, "running")
