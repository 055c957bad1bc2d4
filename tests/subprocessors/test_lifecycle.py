"""How a listing moves: from each status only the moves of the table, each by whom and when it may."""

import datetime
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from apps.casework.choices import ApprovalStatus
from apps.casework.lifecycle import TransitionNotAllowed
from apps.casework.models import Approval
from apps.casework.services import ApprovalMissing, ApprovalStale, NotASecondPerson
from apps.publications import services as publications
from apps.subprocessors import services
from apps.subprocessors.choices import EDITABLE, LISTINGS, ListingStatus, LocationKind, RecipientRole
from apps.subprocessors.models import Listing
from apps.subprocessors.services import NotEditable, Unready
from apps.trail.models import Act
from tests.announcing import announced
from tests.builders import BUILDER, a_country, a_listing, a_listing_in, a_purpose, a_third_party, a_user
from tests.evidence import vetted

TODAY = datetime.date(2026, 3, 2)
SINCE = datetime.date(2024, 12, 22)
MOVES = {
    "start_vetting": services.start_vetting,
    "ask_approval": services.ask_approval,
    "approve": services.approve_listing,
    "refuse_approval": partial(services.refuse_approval, reason="No contract."),
    "ask_taking_over": partial(services.ask_taking_over, since=SINCE, evidence="The former list."),
    "approve_taking_over": services.approve_taking_over,
    "refuse_taking_over": partial(services.refuse_taking_over, reason="No evidence."),
    "withdraw_request": services.withdraw_request,
    "reject": partial(services.reject_listing, reason="Not needed."),
    "reopen_vetting": partial(services.reopen_vetting, reason="Another place."),
    "withdraw_announcement": partial(services.withdraw_announcement, reason="Too early."),
    "activate": services.activate_listing,
    "suspend": partial(services.suspend_listing, reason="An incident."),
    "resume": services.resume_listing,
    "plan_ending": partial(services.plan_ending, ending_on=TODAY, reason="Moved."),
    "cancel_ending": services.cancel_ending,
    "end": partial(services.end_listing, reason="Replaced."),
}
#: From where (and what waits there), what each move leads to; every other move is refused.
LEADS_TO = {
    "proposed": {
        "start_vetting": "vetting",
        "ask_taking_over": "proposed",
        "reject": "rejected",
    },
    "proposed, asked": {
        "start_vetting": "vetting",
        "ask_taking_over": "proposed",
        "approve_taking_over": "active",
        "refuse_taking_over": "proposed",
        "withdraw_request": "proposed",
        "reject": "rejected",
    },
    "vetting": {"ask_approval": "vetting", "reject": "rejected"},
    "vetting, asked": {
        "ask_approval": "vetting",
        "approve": "approved",
        "refuse_approval": "vetting",
        "withdraw_request": "vetting",
        "reject": "rejected",
    },
    "approved": {"reopen_vetting": "vetting", "reject": "rejected"},
    "rejected": {},
    "announced": {"withdraw_announcement": "approved"},
    "active": {"suspend": "suspended", "plan_ending": "ending"},
    "suspended": {"resume": "active", "end": "ended"},
    "ending": {"cancel_ending": "active"},
    "ended": {},
}
REFUSALS = (TransitionNotAllowed, Unready, ApprovalMissing)


def at(day: datetime.date):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(9), datetime.UTC))


def from_where(place: str) -> Listing:
    """A listing in the status that a row of the table names, with what waits there."""
    status, _comma, asked = place.partition(", ")
    listing = a_listing_in(status)
    if asked:
        ask = {"proposed": "ask_taking_over", "vetting": "ask_approval"}[status]
        MOVES[ask](listing, by=a_user("asker"))
        listing.refresh_from_db()
    return listing


def tried(move, listing: Listing, by) -> str | None:
    """The status that a move leads to, undone again; None where it is refused and nothing was written."""
    before = listing.version, Act.objects.count()
    try:
        with transaction.atomic():
            move(listing, by=by)
            status = Listing.objects.get(pk=listing.pk).status
            transaction.set_rollback(True)
    except REFUSALS:
        assert (Listing.objects.get(pk=listing.pk).version, Act.objects.count()) == before
        return None
    return status


@pytest.mark.parametrize("place", LEADS_TO)
@at(TODAY)
def test_from_each_status_each_move_leads_where_the_table_says_or_is_refused(place, db):
    listing, second = from_where(place), a_user("second")

    outcome = {name: tried(move, listing, second) for name, move in MOVES.items()}

    assert {name: status for name, status in outcome.items() if status} == LEADS_TO[place]


@pytest.mark.parametrize("status", ListingStatus.values)
def test_what_moves_is_in_the_table_of_the_lifecycle(status):
    ways = {target for place, moves in LEADS_TO.items() if place.startswith(status) for target in moves.values()}
    by_the_clock = {"announced": {"active"}, "ending": {"ended"}, "approved": {"announced", "active"}}.get(
        status, set()
    )

    assert (ways | by_the_clock) - {status} == set(LISTINGS.moves[status])


def test_a_recipient_goes_from_proposal_to_its_end_each_step_by_who_may(db):
    ada, bob = a_user("ada"), a_user("bob")
    with at(TODAY):
        listing = vetted(a_listing("IE", by=ada), reviewer=ada)
        services.start_vetting(listing, by=ada)
        services.ask_approval(listing, by=ada)
        services.approve_listing(listing, by=bob)
        day = announced(listing).effective_on
        assert publications.put_due() == 0
    with at(day - datetime.timedelta(days=1)):
        assert publications.put_due() == 0
    with at(day):
        assert (publications.put_due(), publications.put_due()) == (1, 0)
        end = day + datetime.timedelta(days=10)
        services.plan_ending(listing, ending_on=end, reason="We moved.", by=ada)
        assert services.end_due() == 0
    with at(end):
        assert (services.end_due(), services.end_due()) == (1, 0)

    ended = Listing.objects.get(pk=listing.pk)
    assert (ended.status, ended.approved_by, ended.effective_on, ended.started_on, ended.ending_on, ended.ended_on) == (
        ListingStatus.ENDED,
        bob,
        day,
        day,
        end,
        end,
    )
    assert list(
        Act.objects.filter(about=f"subprocessors.listing:{listing.pk}").order_by("id").values_list("kind", "actor")
    ) == [
        ("subprocessors.listing_proposed", f"user:{ada.pk}"),
        ("subprocessors.vetting_started", f"user:{ada.pk}"),
        ("subprocessors.approval_asked", f"user:{ada.pk}"),
        ("subprocessors.listing_approved", f"user:{bob.pk}"),
        ("subprocessors.ending_planned", f"user:{ada.pk}"),
        ("subprocessors.listing_ended", "worker"),
    ]


@at(TODAY)
def test_what_was_due_on_an_earlier_day_starts_and_ends_on_the_day_it_is_done(db):
    with at(TODAY - datetime.timedelta(days=40)):
        told, ending = a_listing_in("announced"), a_listing_in("ending")

    publications.put_due()
    services.end_due()

    told.refresh_from_db()
    ending.refresh_from_db()
    assert (told.status, told.started_on, ending.status, ending.ended_on) == ("active", TODAY, "ended", TODAY)


@at(TODAY)
def test_a_listing_is_taken_over_with_its_day_and_evidence_by_two_people(db):
    ada, bob = a_user("ada"), a_user("bob")
    listing = a_listing(by=ada)
    services.ask_taking_over(listing, since=SINCE, evidence="Stood on the list of 2025.", by=ada)

    taken = services.approve_taking_over(listing, by=bob)

    assert (taken.status, taken.approved_by, taken.effective_on, taken.started_on, taken.evidence) == (
        ListingStatus.ACTIVE,
        bob,
        SINCE,
        SINCE,
        "Stood on the list of 2025.",
    )


@pytest.mark.parametrize(
    ("since", "evidence", "words"),
    [
        (SINCE, "", "Say how it is known"),
        (SINCE, " \n ", "Say how it is known"),
        (TODAY + datetime.timedelta(days=1), "The list.", "is announced, not taken over"),
    ],
)
@at(TODAY)
def test_taking_over_needs_evidence_and_a_day_that_has_come(since, evidence, words, db):
    listing = a_listing()

    with pytest.raises(Unready, match=words):
        services.ask_taking_over(listing, since=since, evidence=evidence, by=a_user("ada"))

    assert Listing.objects.get().effective_on is None


def test_what_is_in_force_today_may_be_taken_over(db):
    listing = a_listing()
    services.ask_taking_over(listing, since=timezone.localdate(), evidence="The contract.", by=a_user("ada"))

    assert services.approve_taking_over(listing, by=a_user("bob")).status == ListingStatus.ACTIVE


ASK = {
    "vetting": (services.ask_approval, services.approve_listing, services.refuse_approval),
    "proposed": (
        partial(services.ask_taking_over, since=SINCE, evidence="The list."),
        services.approve_taking_over,
        services.refuse_taking_over,
    ),
}


@pytest.mark.parametrize("status", ASK)
def test_nobody_decides_about_their_own_request(status, db):
    ask, approve, refuse = ASK[status]
    listing, ada = a_listing_in(status), a_user("ada")
    ask(listing, by=ada)

    with pytest.raises(NotASecondPerson, match="You asked for this yourself"):
        approve(listing, by=ada)
    with pytest.raises(NotASecondPerson, match="You asked for this yourself"):
        refuse(listing, reason="No.", by=ada)

    assert Listing.objects.get().status == status


@pytest.mark.parametrize("status", ASK)
@pytest.mark.parametrize(
    "change",
    [
        lambda listing: services.add_location(listing, country=a_country("FR"), by=BUILDER),
        lambda listing: services.add_location(listing, country=a_country("NL"), kind=LocationKind.SUPPORT, by=BUILDER),
        lambda listing: services.remove_location(listing.locations.get(country__code="DE"), by=BUILDER),
        lambda listing: services.change_third_party(listing.third_party, legal_name="Another Ltd", by=BUILDER),
        lambda listing: services.change_third_party(listing.third_party, country=a_country("US"), by=BUILDER),
        lambda listing: services.change_listing(listing, function="Advertising", by=BUILDER),
        lambda listing: services.change_listing(listing, purpose=a_purpose("other"), by=BUILDER),
        lambda listing: services.change_listing(listing, role=RecipientRole.PROCESSOR_OWN, by=BUILDER),
    ],
    ids=["place added", "another use of a place", "place removed", "name", "country", "function", "purpose", "role"],
)
def test_an_approval_is_stale_once_what_it_binds_has_changed(status, change, db):
    ask, approve, _refuse = ASK[status]
    listing = a_listing_in(status, "NL", "DE")
    ask(listing, by=a_user("ada"))

    change(listing)

    with pytest.raises(ApprovalStale, match="changed after ada asked"):
        approve(listing, by=a_user("bob"))
    assert Listing.objects.get().status == status


@pytest.mark.parametrize("status", ASK)
def test_a_request_that_was_taken_back_can_be_asked_anew_for_what_stands_there_now(status, db):
    ask, approve, _refuse = ASK[status]
    listing, ada = a_listing_in(status), a_user("ada")
    ask(listing, by=ada)
    services.change_listing(listing, function="Storage", by=ada)

    with pytest.raises(ApprovalStale, match="take it back first"):
        ask(listing, by=ada)
    services.withdraw_request(listing, by=ada)
    ask(listing, by=ada)
    approve(listing, by=a_user("bob"))

    assert Listing.objects.get().approved_by == a_user("bob")


@pytest.mark.parametrize(
    ("status", "move"),
    [("proposed", "start_vetting"), ("proposed", "reject"), ("vetting", "reject")],
)
def test_a_request_ends_with_the_status_it_was_about(status, move, db):
    listing, ada = a_listing_in(status), a_user("ada")
    ASK[status][0](listing, by=ada)

    MOVES[move](listing, by=ada)

    assert Approval.objects.get(subject_id=listing.pk).status == ApprovalStatus.WITHDRAWN


@pytest.mark.parametrize("status", ASK)
def test_asking_twice_leaves_one_request_and_one_version(status, db):
    ask = ASK[status][0]
    listing, ada = a_listing_in(status), a_user("ada")
    ask(listing, by=ada)
    version = Listing.objects.get().version

    ask(listing, by=ada)

    assert Approval.objects.about(listing).count() == 1
    assert Listing.objects.get().version == version


@pytest.mark.parametrize("status", ASK)
def test_a_refusal_keeps_the_reason_and_lets_it_be_asked_again(status, db):
    ask, approve, refuse = ASK[status]
    listing, ada, bob = a_listing_in(status), a_user("ada"), a_user("bob")
    ask(listing, by=ada)
    refuse(listing, reason="No certificate.", by=bob)
    assert (Listing.objects.get().status, Listing.objects.get().note) == (status, "No certificate.")

    ask(listing, by=ada)
    approve(listing, by=bob)

    kept = Approval.objects.about(listing).order_by("pk").values_list("status", "reason")
    assert list(kept) == [("refused", "No certificate."), ("approved", "")]


@pytest.mark.parametrize("status", ASK)
def test_a_request_nobody_decided_in_time_is_asked_again(status, db):
    ask, approve, _refuse = ASK[status]
    ada, bob = a_user("ada"), a_user("bob")
    with at(TODAY):
        listing = a_listing_in(status)
        ask(listing, by=ada)
    with at(TODAY + datetime.timedelta(days=10)):
        with pytest.raises(ApprovalMissing, match="has expired: ask again"):
            approve(listing, by=bob)
        ask(listing, by=ada)
        approve(listing, by=bob)

    assert list(Approval.objects.about(listing).order_by("pk").values_list("status", flat=True)) == [
        "expired",
        "approved",
    ]


@pytest.mark.parametrize("status", ASK)
def test_what_is_missing_is_told_by_name_before_anybody_is_asked(status, db):
    listing = a_listing_in(status)
    services.change_listing(listing, purpose=None, by=BUILDER)
    services.remove_location(listing.locations.get(), by=BUILDER)

    with pytest.raises(Unready) as refused:
        ASK[status][0](listing, by=a_user("ada"))

    assert str(refused.value) == (
        f"{listing.reference} has no purpose: choose one. {listing.reference} has no location: add where the data goes."
    )


@pytest.mark.parametrize("role", RecipientRole.values)
@at(TODAY)
def test_only_what_customers_are_told_of_must_be_announced_before_it_starts(role, db):
    reason = "Transmits only." if role == RecipientRole.CARRIER_CONDUIT else ""
    listing = a_listing_in("approved", role=role, conduit_reason=reason)

    if role in {RecipientRole.SUBPROCESSOR, RecipientRole.AFFILIATE_SUBPROCESSOR}:
        with pytest.raises(Unready, match="Customers are told first"):
            services.activate_listing(listing, by=a_user("ada"))
    else:
        started = services.activate_listing(listing, by=a_user("ada"))
        assert (started.status, started.effective_on, started.started_on) == (ListingStatus.ACTIVE, TODAY, TODAY)


@at(TODAY)
def test_an_announced_listing_does_not_start_before_its_day(db):
    listing = a_listing_in("announced")

    with pytest.raises(Unready, match="announced for 3 Apr 2026 and cannot start before"):
        services.start_announced(listing, by=a_user("ada"))


@at(TODAY)
def test_an_end_is_not_planned_for_a_day_that_has_passed(db):
    listing = a_listing_in("active")

    with pytest.raises(Unready, match="today or later"):
        services.plan_ending(listing, ending_on=TODAY - datetime.timedelta(days=1), reason="Moved.", by=a_user("ada"))


def test_resuming_and_cancelling_leave_the_days_as_they_were(db):
    ada = a_user("ada")
    suspended, ending = a_listing_in("suspended"), a_listing_in("ending")

    resumed = services.resume_listing(suspended, by=ada)
    kept = services.cancel_ending(ending, by=ada)

    assert (resumed.started_on, resumed.effective_on) == (suspended.started_on, suspended.effective_on)
    assert (kept.started_on, kept.ending_on) == (ending.started_on, None)


CHANGES = {
    "change": lambda listing: services.change_listing(listing, function="Advertising", by=BUILDER),
    "add a location": lambda listing: services.add_location(listing, country=a_country("US"), by=BUILDER),
    "remove a location": lambda listing: services.remove_location(listing.locations.get(), by=BUILDER),
    "set locations": lambda listing: services.set_locations(listing, [services.Place(a_country("US"))], by=BUILDER),
}


@pytest.mark.parametrize("status", ListingStatus.values)
def test_content_changes_only_while_nobody_has_approved_it(status, db):
    a_country("US")
    listing = a_listing_in(status)

    refused = set()
    for name, change in CHANGES.items():
        try:
            with transaction.atomic():
                change(listing)
                transaction.set_rollback(True)
        except NotEditable:
            refused.add(name)

    assert refused == (set() if status in EDITABLE else set(CHANGES))


def test_the_third_party_of_an_approval_is_named_as_it_was_approved(db):
    listing = a_listing_in("vetting", third_party=a_third_party("Acme Ltd"))
    services.ask_approval(listing, by=a_user("ada"))
    services.change_third_party(listing.third_party, brand_name="Acme", website="https://acme.example/", by=BUILDER)

    assert services.approve_listing(listing, by=a_user("bob")).status == ListingStatus.APPROVED
