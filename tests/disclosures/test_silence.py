"""Silence: where it comes from, who may know, and what may not be done while it stands."""

import datetime

import pytest
from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.services import end_grant
from apps.disclosures import services
from apps.disclosures.choices import NoticeStatus
from apps.disclosures.models import Cleared, Demand
from apps.disclosures.services.access import NotCleared
from apps.disclosures.services.silences import NoGround, NoSilence, TooLate
from tests.builders import BUILDER, a_user
from tests.disclosures.demands import a_basis, a_demand, a_secret_basis, counsel, fresh, noticed, verified

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def silence(demand: Demand, *, by=None, **values):
    today = timezone.localdate()
    given = {"kind": "court_order", "citation": "Order 7", "extent": "both", "starts_on": today}
    return services.set_silence(demand, **(given | {"expires_on": today + 30 * DAY} | values), by=by or counsel())


@pytest.mark.parametrize(
    ("values", "kind", "citation"),
    [
        ({"secrecy": "Sv art. 126bb(5)"}, "statutory_default", "Sv art. 126bb(5)"),
        ({"tells_by_itself": True}, "statutory_default", "Regulation (EU) 2023/1543 Art. 13"),
    ],
)
def test_a_basis_with_silence_by_statute_brings_it_by_itself_without_an_end(values, kind, citation):
    demand = a_demand(legal_basis=a_basis("strict", **values))

    stands = demand.silences.get()
    assert (stands.kind, stands.citation, stands.expires_on) == (kind, citation, None)
    assert stands.review_on == demand.received_on + 90 * DAY
    assert (demand.is_secret, demand.notice.status) == (True, NoticeStatus.WITHHELD)


@pytest.mark.parametrize(
    ("asked", "ground", "is_secret"), [(True, "18 USC 2705(b)", True), (True, " ", False), (False, "18 USC", False)]
)
def test_silence_that_is_asked_stands_where_a_ground_is_cited(asked, ground, is_secret):
    demand = a_demand(asks_silence=asked, silence_ground=ground)

    assert (demand.is_secret, demand.silences.exists()) == (is_secret, is_secret)
    assert demand.notice.status == (NoticeStatus.WITHHELD if is_secret else NoticeStatus.DUE)


def test_a_basis_that_is_corrected_brings_its_silence():
    demand = a_demand()

    services.change_demand(demand, legal_basis=a_secret_basis(), by=counsel())

    demand = fresh(demand)
    assert (demand.is_secret, demand.notice.status) == (True, NoticeStatus.WITHHELD)
    assert demand.silences.get().citation == "Sv art. 126bb(5)"


def test_a_ground_that_the_authority_cites_later_brings_its_silence():
    demand = a_demand(asks_silence=True)

    services.change_demand(demand, silence_ground="18 USC 2705(b)", by=counsel())

    assert fresh(demand).is_secret


def test_who_could_not_see_it_any_more_brings_no_silence():
    demand, olga = a_demand(), a_user("olga", Right.LEGAL)

    for bring in (
        lambda: services.change_demand(demand, legal_basis=a_secret_basis(), by=olga),
        lambda: silence(demand, by=olga),
        lambda: services.log_demand(**logged(a_secret_basis()), by=olga),
    ):
        with pytest.raises(NotCleared):
            bring()

    assert list(Demand.objects.values_list("is_secret", flat=True)) == [False]


def logged(basis) -> dict:
    known = Demand.objects.get()
    names = ("brand", "legal_entity", "office", "channel", "received_at", "authority", "customer")
    return {name: getattr(known, name) for name in names} | {"legal_basis": basis}


def test_a_secret_request_that_nobody_is_cleared_for_is_not_logged():
    a_demand()

    with pytest.raises(NotCleared, match="name who is cleared"):
        services.log_demand(**logged(a_secret_basis()), by=BUILDER)

    assert services.log_demand(**logged(a_secret_basis()), cleared=[counsel()], by=BUILDER).is_secret


def test_who_looks_after_it_and_is_not_cleared_does_so_no_more():
    olga = a_user("olga", Right.LEGAL)
    demand = services.assign_demand(a_demand(), to=olga, by=counsel())

    silence(demand)

    assert fresh(demand).assignee == counsel()


def test_the_last_who_could_see_it_keeps_their_clearance():
    demand, gone, plain = a_demand(legal_basis=a_secret_basis()), counsel("gone"), a_user("olga", Right.LEGAL)
    services.clear_person(demand, user=gone, by=counsel())
    gone.is_active = False
    gone.save(update_fields=["is_active"])

    with pytest.raises(NotCleared, match="Clear somebody else first"):
        services.end_clearance(demand, user=counsel(), by=counsel())
    with pytest.raises(NotCleared, match="does not hold the clearance"):
        services.clear_person(demand, user=plain, by=counsel())
    services.clear_person(demand, user=counsel("dirk"), by=counsel())
    services.end_clearance(demand, user=counsel(), by=counsel("dirk"))

    cleared = Cleared.objects.current().filter(demand=demand)
    assert {one.user.name for one in cleared} == {"gone", "dirk"}
    assert fresh(demand).assignee is None


def test_what_is_secret_does_not_exist_for_others_whatever_they_call():
    demand, olga = a_demand(legal_basis=a_secret_basis()), counsel("olga")

    for call in (
        lambda: services.change_demand(demand, summary="x", by=olga),
        lambda: services.open_demand(demand, why="To look.", by=olga),
        lambda: services.lift_silence(demand, words="x", by=olga),
        lambda: services.clear_person(demand, user=olga, by=olga),
        lambda: services.add_target(demand, named=services.Named("account", "7"), by=olga),
        lambda: services.ask_decision(demand, outcome="no_data", words="x", by=olga),
        lambda: services.close_demand(demand, words="x", by=olga),
    ):
        with pytest.raises(NotCleared, match=r"^There is no such request\.$"):
            call()


def test_silence_is_not_set_without_a_ground_twice_or_after_the_customer_was_told():
    demand, told = a_demand(), a_demand()
    noticed(told)

    with pytest.raises(NoGround):
        silence(demand, citation=" ")
    with pytest.raises(TooLate, match="told already"):
        silence(told)
    silence(demand)
    with pytest.raises(NoSilence, match="stands already"):
        silence(demand)


def test_an_extension_lasts_longer_than_what_it_extends():
    demand, today = a_demand(), timezone.localdate()
    silence(demand)

    with pytest.raises(TooLate):
        services.extend_silence(demand, until=today + 30 * DAY, citation="Order 8", by=counsel())
    with pytest.raises(NoGround):
        services.extend_silence(demand, until=today + 31 * DAY, citation="", by=counsel())
    services.extend_silence(demand, until=today + 31 * DAY, citation="Order 8", by=counsel())

    stands = demand.silences.get()
    assert (stands.expires_on, stands.citation) == (today + 31 * DAY, "Order 8")


def test_a_silence_by_statute_is_given_no_end():
    demand = a_demand(legal_basis=a_secret_basis())

    with pytest.raises(NoSilence, match="By statute it has no end"):
        services.extend_silence(demand, until=timezone.localdate() + DAY, citation="Letter", by=counsel())

    assert demand.silences.get().expires_on is None


def test_a_silence_that_the_authority_asked_for_is_not_given_an_end_that_is_past():
    demand = a_demand(asks_silence=True, silence_ground="18 USC 2705(b)")

    with pytest.raises(TooLate, match="That day is past"):
        services.extend_silence(demand, until=timezone.localdate() - 2 * DAY, citation="Order 8", by=counsel())


def test_a_review_lifts_nothing_and_comes_back():
    demand = a_demand(legal_basis=a_secret_basis())

    services.review_silence(demand, by=counsel())

    stands = demand.silences.get()
    assert (stands.ended_at, stands.review_on) == (None, timezone.localdate() + 90 * DAY)
    assert fresh(demand).is_secret


def test_a_silence_is_lifted_by_what_is_written_and_the_customer_may_then_be_told():
    demand = a_demand(legal_basis=a_secret_basis())

    with pytest.raises(NoGround, match="Say what lifts it"):
        services.lift_silence(demand, words=" ", by=counsel())
    services.lift_silence(demand, words="Release in writing of 1 November.", by=counsel())

    assert fresh(demand).notice.status == NoticeStatus.DRAFTED
    assert noticed(fresh(demand)).status == NoticeStatus.SENT


def test_a_request_that_would_exist_for_nobody_is_there_for_a_data_protection_officer_who_is_cleared():
    demand = a_demand(legal_basis=a_secret_basis())
    dpo, other = a_user("dana", Right.DPO, Right.SECRECY), a_user("lars", Right.LEGAL, Right.SECRECY)
    before = [Demand.objects.visible_to(one).filter(pk=demand.pk).exists() for one in (dpo, other)]

    end_grant(counsel().grants.current().get(right=Right.SECRECY), by=BUILDER)

    after = [Demand.objects.visible_to(one).filter(pk=demand.pk).exists() for one in (dpo, other)]
    assert (before, after) == ([False, False], [True, False])
    assert Demand.objects.hidden_from(dpo).count() == 0
    assert services.clear_person(demand, user=other, by=dpo).user == other


def test_what_is_taken_back_after_we_asked_for_it_narrows_a_request():
    demand = verified(a_demand())
    services.push_back(demand, kind="narrow", words="Name a shorter period.", by=counsel())
    before = fresh(demand).is_narrowed

    services.change_demand(fresh(demand), categories="subscriber", by=counsel())

    assert (before, fresh(demand).is_narrowed) == (False, True)
