"""A transparency report is counted by who may know of secrets, and published by two people once everything adds up."""

import datetime
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.choices import Right
from apps.casework.services import NotASecondPerson
from apps.disclosures import services
from apps.disclosures.choices import ReportStatus, Scope
from apps.disclosures.models import TransparencyReport
from apps.disclosures.queries.reports import KIND
from apps.disclosures.services.access import NotCleared
from apps.disclosures.services.reports import NotCountable, NotPublishable
from apps.disclosures.transparency.bands import BandsRefused
from apps.disclosures.transparency.told import faults_of_document
from apps.publications.models import PublishedVersion
from apps.publications.queries import newest
from apps.trail.acts import act
from apps.trail.models import lock
from tests.builders import BUILDER, a_brand, a_country, a_user
from tests.disclosures.demands import a_basis, a_demand, counsel
from tests.disclosures.offices import an_office_of

pytestmark = pytest.mark.django_db

NEW_YEAR = "2027-02-01T10:00:00Z"


@pytest.fixture(autouse=True)
def _in_2027(time_machine: Any) -> None:
    """All periods of the office are over."""
    time_machine.move_to(NEW_YEAR, tick=False)


def drafted(period: str = "2025-H2", **values: Any) -> TransparencyReport:
    return services.draft_report(**({"brand": a_brand(), "period": period, "by": counsel()} | values))


def published(period: str = "2025-H2", **values: Any) -> TransparencyReport:
    report = services.ask_publication(drafted(period, **values), by=counsel())
    return services.publish_report(report, by=counsel("dirk"))


def altered(report: TransparencyReport, alter: Any) -> TransparencyReport:
    """The draft after somebody got at its figures."""
    with act("disclosures.report_counted_anew", by=BUILDER, about=report, period=report.period):
        report = lock(report)
        said = report.said
        alter(said)
        report.figures = json.dumps(said)
        report.save()
    return report


# --- From draft to version -------------------------------------------------------------------------------------------


def test_report_of_a_random_office_is_published_as_a_version_that_adds_up():
    an_office_of(70, seed=3)

    report = published(scope=Scope.ALL)

    version = PublishedVersion.objects.get(pk=report.published_as_id)
    assert (report.status, version.number, version.kind) == (ReportStatus.PUBLISHED, 1, KIND)
    assert [fault.words for fault in faults_of_document(version.said["periods"])] == []
    assert version.said["periods"]["2025-H2"]["tables"] == report.said["tables"]


def test_no_exact_count_is_kept_of_what_is_small():
    a_demand(received_at=datetime.datetime(2025, 8, 1, tzinfo=datetime.UTC))

    said = drafted().said

    assert (said["tables"]["instruments"]["cells"], said["tables"]["instruments"]["most"]) == ([], 4)


def test_year_is_told_as_soon_as_both_halves_are():
    published("2025-H1")
    said = newest(KIND, published("2025-H2").brand).said["periods"]

    assert list(said) == ["2025", "2025-H1", "2025-H2"]


def test_second_click_asks_once():
    first = services.ask_publication(drafted(), by=counsel())

    assert services.ask_publication(first, by=counsel()).version == first.version


def test_nobody_publishes_what_they_asked_for():
    report = services.ask_publication(drafted(), by=counsel())

    with pytest.raises(NotASecondPerson):
        services.publish_report(report, by=counsel())


def test_counting_anew_takes_the_request_back():
    report = services.ask_publication(drafted(), by=counsel())
    report = services.count_anew(report, by=counsel())

    with pytest.raises(Exception, match="Nobody has asked"):
        services.publish_report(report, by=counsel("dirk"))


def test_correction_is_a_new_version_with_its_note_and_the_former_stays():
    first = published()
    second = published(note="One request was counted twice.")

    first.refresh_from_db()
    assert (first.status, second.corrects, second.published_as.number) == (ReportStatus.REPLACED, first, 2)
    assert PublishedVersion.objects.get(number=1).said["periods"]["2025-H2"]["note"] == ""
    assert PublishedVersion.objects.get(number=2).said["periods"]["2025-H2"]["note"] == "One request was counted twice."


def test_half_is_corrected_with_its_year():
    published("2025-H1")
    published("2025-H2")
    for _number in range(6):
        a_demand(received_at=datetime.datetime(2025, 8, 1, tzinfo=datetime.UTC))

    said = newest(KIND, published("2025-H2", note="Six came in late.").brand).said["periods"]

    assert (said["2025-H2"]["tables"]["instruments"]["least"], said["2025"]["tables"]["instruments"]["least"]) == (6, 6)


def test_withdrawn_draft_makes_room_for_another():
    services.withdraw_report(services.ask_publication(drafted(), by=counsel()), by=counsel())

    assert drafted().status == ReportStatus.DRAFT


def test_declined_report_stays_a_draft():
    report = services.ask_publication(drafted(), by=counsel())

    report = services.decline_publication(report, reason="Wait for the board.", by=counsel("dirk"))

    assert services.ask_publication(report, by=counsel()).status == ReportStatus.DRAFT


# --- What is refused -------------------------------------------------------------------------------------------------


def test_period_that_is_not_over_is_not_counted(time_machine):
    time_machine.move_to("2026-12-31T22:30:00Z", tick=False)  # half past eleven in Utrecht

    with pytest.raises(NotCountable, match="2026-H2 is not over yet"):
        drafted("2026-H2")


def test_nobody_counts_without_clearance():
    with pytest.raises(NotCleared, match="clearance for secrecy"):
        drafted(by=a_user("lena", Right.LEGAL))


def test_nobody_publishes_without_clearance():
    report = services.ask_publication(drafted(), by=counsel())

    with pytest.raises(NotCleared, match="clearance for secrecy"):
        services.publish_report(report, by=a_user("lena", Right.LEGAL))


def test_fault_in_the_frozen_figures_is_refused_and_named():
    an_office_of(70, seed=3)

    def alter(said: Any) -> None:
        said["tables"]["instruments"]["row_totals"][0] += 1

    report = altered(drafted(scope=Scope.ALL), alter)

    with pytest.raises(NotPublishable, match=r"2025-H2, instruments, .*total"):
        services.ask_publication(report, by=counsel())


def test_figures_altered_after_they_were_asked_for_are_not_published():
    report = services.ask_publication(drafted(), by=counsel())
    report = altered(report, lambda said: said.update(note="", counted_on="2027-01-01"))

    with pytest.raises(Exception, match="changed after"):
        services.publish_report(report, by=counsel("dirk"))


@pytest.mark.parametrize(("first", "second"), [(Scope.ALL, Scope.BRAND), (Scope.BRAND, Scope.ALL)])
def test_brands_are_told_together_or_one_by_one(first, second):
    published(scope=first)

    with pytest.raises(NotPublishable, match="subtracting one from the other"):
        published(scope=second, brand=a_brand("zeta"))


def test_correction_says_why():
    published()

    with pytest.raises(ValidationError, match="say why it is corrected"):
        drafted()


def test_there_is_one_draft_of_a_period():
    drafted()

    with pytest.raises(ValidationError, match="look at that one"):
        drafted()


def test_small_is_never_less_than_five():
    with pytest.raises(ValidationError, match="five or more"):
        drafted(threshold=4)


def test_year_is_counted_from_published_halves():
    published("2025-H1")

    with pytest.raises(NotCountable, match="publish both of them first"):
        drafted("2025")


@pytest.mark.parametrize(
    ("period", "words"), [("2025-Q1", "is no period"), ("2025-h1", "is no period"), ("", "is no period")]
)
def test_period_that_is_none_is_refused_in_words(period, words):
    with pytest.raises(BandsRefused, match=words):
        drafted(period)


def test_database_refuses_a_report_published_by_one_person():
    report = published()

    def publish_alone() -> None:
        with transaction.atomic(), act("disclosures.report_published", by=BUILDER, period=""):
            alone = lock(report)
            alone.published_by = alone.asked_by
            alone.save()

    with pytest.raises(IntegrityError):
        publish_alone()


# --- National security -----------------------------------------------------------------------------------------------


def an_nsl(moment: datetime.datetime) -> None:
    basis = a_basis("nsl", family="national_security", country=a_country("US"))
    a_demand(received_at=moment, legal_basis=basis)


def test_bands_of_six_kinds_wait_for_180_days():
    report = drafted("2026-H2", option=1)

    with pytest.raises(NotPublishable, match="told from 29 June 2027 on"):
        services.ask_publication(report, by=counsel())


def test_new_product_waits_for_540_days():
    an_nsl(datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC))
    report = drafted("2026-H1", option=3)

    with pytest.raises(NotPublishable, match="told from 23 August 2027 on"):
        services.ask_publication(report, by=counsel())


def test_options_are_not_mixed():
    published("2025-H1", option=3)

    with pytest.raises(NotPublishable, match="Option 3 was published for 2025-H1"):
        published("2025-H1", option=1, brand=a_brand("zeta"))


def test_year_tells_hundreds_under_the_fourth_option():
    published("2025-H1")
    published("2025-H2")

    said = newest(KIND, published("2025", option=4).brand).said["periods"]["2025"]

    assert said["bands"] == {"option": 4, "bands": {"all_process": "0-99", "all_selectors": "0-99"}}


def test_national_security_is_in_no_other_table():
    for day in range(1, 8):
        an_nsl(datetime.datetime(2025, 8, day, tzinfo=datetime.UTC))

    said = drafted(option=3).said

    assert (said["tables"]["instruments"]["most"], said["flow"]["received"] if said["flow"] else 0) == (4, 0)
    assert said["bands"]["bands"] == {"all_process": "0-249", "all_selectors": "0-249"}
