"""What the database refuses of requests, past every service: plain SQL that decides or releases alone fails on both."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.casework import services as casework
from apps.disclosures import choices, services
from apps.disclosures.choices import EMERGENCY_TESTS, Outcome, Result
from apps.disclosures.models import Demand
from apps.disclosures.services import releases
from apps.disclosures.services.decisions import kind_of
from apps.trail.acts import act
from tests.disclosures.demands import (
    a_demand,
    a_file,
    a_secret_basis,
    asked_to_release,
    collected,
    counsel,
    decided,
    fresh,
    reviewed,
)

pytestmark = pytest.mark.django_db
BY_TWO = "trail: a package is released by two people, after the decision of two"
AFTER_NOTICE = "trail: nothing is released before the customer is told, or a cited prohibition stands"
REVIEWED = "trail: nothing is disclosed before every test has passed"
DECIDED = "trail: a request is decided by two people"


def changed(table: str, pk: int, **values: Any) -> None:
    """A row changed in plain SQL, as by somebody who knows that versions count."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE disclosures_{table} SET {columns}, version = version + 1 WHERE id = %s", [*values.values(), pk]
        )


def refusal(*steps: Callable[[], Any]) -> str:
    """Why the database refuses one of these steps, or nothing; whatever they did is undone."""
    try:
        with transaction.atomic():
            for step in steps:
                step()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error).splitlines()[0]
    return ""


def released(demand: Demand) -> Callable[[], None]:
    return lambda: changed("demand", demand.pk, status="released", released_at=NOW)


NOW = timezone.now()


def approved(demand: Demand) -> Callable[[], None]:
    """The second person has agreed to the release that waits, and its row says so."""

    def give() -> None:
        release = demand.releases.current().get()
        content = releases._bound(demand, release.recipient, release.channel, release.encryption)
        with act("disclosures.released", by=counsel("dirk"), about=demand):
            casework.give_approval(kind_of(demand), subject=fresh(demand), content=content, by=counsel("dirk"))
        changed("release", release.pk, released_by_id=counsel("dirk").pk, released_at=NOW)

    return give


def ready_to_release() -> Demand:
    """Secret, decided by two, with a package that waits for the second person."""
    demand = decided(a_demand(legal_basis=a_secret_basis()))
    collected(fresh(demand))
    asked_to_release(demand)
    return fresh(demand)


def test_a_package_that_two_people_did_not_approve_is_not_released():
    demand = ready_to_release()
    release = demand.releases.get()
    decision = demand.decisions.get()

    def row(table: str, pk: int, **values: Any) -> Callable[[], None]:
        return lambda: changed(table, pk, **values)

    forged = row("release", release.pk, released_by_id=counsel("dirk").pk, released_at=NOW)
    assert {
        "nobody approved": refusal(released(demand)),
        "only the release says so": refusal(forged, released(demand)),
        "changed after it was asked": refusal(row("demand", demand.pk, is_narrowed=True), forged, released(demand)),
        "another moment": refusal(
            approved(demand), row("demand", demand.pk, status="released", released_at=timezone.now())
        ),
        "the release was dropped": refusal(row("release", release.pk, removed_at=NOW), forged, released(demand)),
        "no decision stands": refusal(row("decision", decision.pk, removed_at=NOW), approved(demand), released(demand)),
        "by two people": refusal(approved(demand), released(demand)),
    } == {
        "nobody approved": BY_TWO,
        "only the release says so": BY_TWO,
        "changed after it was asked": BY_TWO,
        "another moment": BY_TWO,
        "the release was dropped": BY_TWO,
        "no decision stands": BY_TWO,
        "by two people": "",
    }


def test_nothing_is_released_without_a_notice_before_or_a_prohibition_that_stands():
    demand = ready_to_release()
    silence, notice = demand.silences.get(), demand.notice
    later = timezone.now() + datetime.timedelta(hours=1)
    sent = {"status": "sent", "sent_at": NOW, "letter_id": 1}

    def told(**values: Any) -> str:
        return refusal(approved(demand), lambda: changed("notice", notice.pk, **values), released(demand))

    def silenced(**values: Any) -> str:
        return refusal(approved(demand), lambda: changed("silence", silence.pk, **values), released(demand))

    assert {
        "to be sent": told(status="due"),
        "drafted": told(status="drafted"),
        "sent afterwards": told(**sent | {"sent_at": later}),
        "may object still": told(**sent, hold_until=later),
        "has objected": told(**sent, objection="holds", objected_at=NOW),
        "none needed, though there is a customer": told(status="none_needed", not_needed="no_customer"),
        "the silence is over": silenced(ended_at=NOW, ended_by_id=counsel().pk),
        "our own delay": silenced(kind="own_delay"),
        "sent before": told(**sent),
    } == {
        "to be sent": AFTER_NOTICE,
        "drafted": AFTER_NOTICE,
        "sent afterwards": AFTER_NOTICE,
        "may object still": AFTER_NOTICE,
        "has objected": AFTER_NOTICE,
        "none needed, though there is a customer": AFTER_NOTICE,
        "the silence is over": AFTER_NOTICE,
        "our own delay": AFTER_NOTICE,
        "sent before": "",
    }


@pytest.mark.parametrize(
    ("urgency", "outcome", "left_out"),
    [
        ("normal", Outcome.DISCLOSED_FULL, choices.Test.INSTRUMENT),
        ("normal", Outcome.DISCLOSED_PARTIAL, choices.Test.RETENTION),
        ("emergency", Outcome.EMERGENCY_DISCLOSED, choices.Test.PROPORTIONATE),
    ],
)
def test_nothing_is_decided_to_be_disclosed_before_every_test_has_passed(urgency, outcome, left_out):
    demand = reviewed(a_demand(urgency=urgency))
    services.ask_decision(demand, outcome=outcome, words="Sound.", by=counsel())
    check = demand.checks.get(test=left_out)

    def decide(*steps: Callable[[], Any]) -> str:
        return refusal(*steps, lambda: decided_in_plain_sql(demand, outcome))

    def judged(**values: Any) -> Callable[[], None]:
        return lambda: changed("check", check.pk, **values)

    hard = demand.checks.get(test=choices.Test.GOVERNMENT_BODY)
    assert decide(judged(result=Result.FAIL)) == REVIEWED
    assert decide(lambda: changed("check", hard.pk, result=Result.NA)) == REVIEWED
    assert decide(lambda: changed("demand", demand.pk, verification="failed")) in (REVIEWED, DECIDED)
    assert decide() == ""


def decided_in_plain_sql(demand: Demand, outcome: str) -> None:
    """As the service does, without its judgement of the review."""
    decision, second = demand.decisions.current().get(), counsel("dirk")
    changed("decision", decision.pk, decided_by_id=second.pk, decided_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_approval SET status = 'approved', decided_by_id = %s, decided_at = %s, "
            "version = version + 1 WHERE id = %s",
            [second.pk, NOW, decision.approval_id],
        )
    changed("demand", demand.pk, status="decided", outcome=outcome, decided_at=NOW)


def test_a_request_is_decided_by_two_people():
    demand = reviewed(a_demand())
    services.ask_decision(demand, outcome=Outcome.REJECTED_INVALID, words="No order.", by=counsel())

    def outcome(value: str) -> Callable[[], None]:
        return lambda: changed("demand", demand.pk, status="decided", outcome=value, decided_at=NOW)

    assert refusal(outcome("rejected_invalid")) == DECIDED
    assert refusal(lambda: decided_in_plain_sql(demand, "no_data")) == DECIDED
    assert refusal(lambda: decided_in_plain_sql(demand, "rejected_invalid")) == ""


def test_what_has_left_is_not_called_back_nor_altered():
    demand = ready_to_release()
    services.approve_release(demand, by=counsel("dirk"))
    release, file, check = demand.releases.get(), demand.package_files.get(), demand.checks.first()

    refusals = {
        "called back": refusal(lambda: changed("demand", demand.pk, status="decided", released_at=None)),
        "another outcome": refusal(lambda: changed("demand", demand.pk, outcome="no_data")),
        "another package": refusal(lambda: changed("release", release.pk, content_hash="0" * 64)),
        "a dropped release": refusal(lambda: changed("release", release.pk, removed_at=NOW)),
        "another file": refusal(lambda: changed("packagefile", file.pk, sha256="0" * 64)),
        "another period": refusal(lambda: changed("packagefile", file.pk, period_to=NOW)),
        "another judgement": refusal(lambda: changed("check", check.pk, result="fail")),
    }

    assert {one.partition(":")[0] for one in refusals.values()} == {"trail"}


def test_what_is_to_be_disclosed_is_not_closed_before_it_is_released():
    demand = decided(a_demand())

    words = refusal(lambda: changed("demand", demand.pk, status="closed", closed_at=NOW))

    assert words == "trail: what is to be disclosed is released before the request is closed"


def test_a_request_is_secret_while_a_silence_stands():
    demand, plain = a_demand(legal_basis=a_secret_basis()), a_demand()
    silence = demand.silences.get()
    secret = "trail: a request is secret while a silence stands"

    assert refusal(lambda: changed("demand", demand.pk, is_secret=False)) == secret
    assert refusal(lambda: moved(silence.pk, plain.pk)) == secret
    services.lift_silence(demand, words="Released in writing.", by=counsel())
    assert refusal(lambda: changed("demand", demand.pk, is_secret=True)) == ""
    assert refusal(lambda: changed("silence", silence.pk, ended_at=None)) == "trail: a silence that has ended stays so"


def moved(silence: int, demand: int) -> None:
    """A copy of a silence, about another request."""
    names = "kind, citation, extent, starts_on, review_every_days, review_on, ending"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO disclosures_silence (id, version, demand_id, {names}) "
            f"SELECT id + 1, 1, %s, {names} FROM disclosures_silence WHERE id = %s",
            [demand, silence],
        )


def test_the_worker_ends_no_silence_before_its_last_day():
    demand = a_demand(legal_basis=a_secret_basis())
    silence = demand.silences.get()
    stands = "trail: a silence stands through its last day"
    day = datetime.timedelta(days=1)

    def ended(**values: Any) -> str:
        return refusal(lambda: changed("silence", silence.pk, ended_at=NOW, ending="", **values))

    assert ended() == stands
    assert ended(expires_on=NOW.date() + day, review_every_days=None) == stands
    assert ended(expires_on=NOW.date() - day, review_every_days=None, starts_on=NOW.date() - day) == ""


def test_a_request_begins_undecided():
    demand = a_demand()
    columns = [field.column for field in Demand._meta.concrete_fields if field.column not in ("id", "reference")]
    given = ", ".join(
        {"status": "'closed'", "version": "1", "earlier_reference": "%s"}.get(one, one) for one in columns
    )
    sql = f"INSERT INTO disclosures_demand (id, reference, {', '.join(columns)}) SELECT id + 1, 'GOV-22222-22222', {given}"

    def insert(earlier: str) -> Callable[[], None]:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"{sql} FROM disclosures_demand WHERE id = %s", [earlier, demand.pk])

        return run

    assert refusal(insert("")) == "trail: a request begins undecided"
    assert "trail" not in refusal(insert("2019-1"))


def test_an_original_stays_as_it_came():
    demand = a_demand(originals=[a_file("order.pdf", b"%PDF-1.4 order")])
    original = demand.originals.get()
    stays = "trail: an original stays as it came"

    assert refusal(lambda: changed("original", original.pk, sha256="0" * 64)) == stays
    assert refusal(lambda: changed("original", original.pk, file="sealed/other")) == stays
    assert refusal(lambda: changed("original", original.pk, kind="other")) == stays
    assert refusal(lambda: changed("original", original.pk, file="", file_name="")) == ""


def test_what_was_opened_stays_on_record():
    demand = a_demand()
    services.open_demand(demand, why="To review it.", by=counsel())

    def run(sql: str) -> Callable[[], None]:
        def execute() -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql)

        return execute

    assert refusal(run("UPDATE casework_accessentry SET why = 'Other'")).startswith("trail: an act, a log")
    assert refusal(run("DELETE FROM casework_accessentry")).startswith("trail: an act, a log")


def test_an_emergency_has_tests_of_its_own_and_another_request_not():
    demand = reviewed(a_demand(urgency="emergency"))
    services.ask_decision(demand, outcome=Outcome.EMERGENCY_DISCLOSED, words="A life.", by=counsel())

    assert {check.test for check in demand.checks.all()} == set(EMERGENCY_TESTS)
    as_usual = [
        lambda: changed("demand", demand.pk, urgency="normal"),
        lambda: decided_in_plain_sql(demand, Outcome.EMERGENCY_DISCLOSED),
    ]
    assert refusal(*as_usual) in (REVIEWED, DECIDED)
