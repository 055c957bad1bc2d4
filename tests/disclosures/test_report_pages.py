"""Transparency reports in the admin and for the public: who sees a draft, and what everybody may read and load."""

import datetime
import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.accounts.choices import Right
from apps.casework.veils import in_view
from apps.disclosures.choices import ReportStatus
from apps.disclosures.documents import FILES
from apps.disclosures.models import TransparencyReport
from apps.trail.acts import object_name
from apps.trail.models import Act
from tests.builders import PASSWORD, a_brand, a_client, a_colleague, an_office
from tests.disclosures.demands import a_demand, a_secret_basis, a_told_customer, counsel
from tests.disclosures.offices import an_office_of
from tests.disclosures.test_reports import NEW_YEAR, drafted, published

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/disclosures/transparencyreport/", "/admin/disclosures/transparencyreport/add/"
PUBLIC = "/acme/transparency-report/"
#: What differs from one answer to the next whatever is in it.
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"csrf[^"]*": *"[^"]*"')


@pytest.fixture(autouse=True)
def _in_2027(time_machine: Any) -> None:
    time_machine.move_to(NEW_YEAR, tick=False)


def page_of(report: TransparencyReport, *more: str) -> str:
    return f"{LIST}{report.pk}/{'/'.join(more) or 'change'}/"


def cleared(name: str = "cleo", *rights: str) -> Client:
    return a_client(a_colleague(name, *(rights or (Right.LEGAL, Right.SECRECY))))


def uncleared(role: str) -> Client:
    return a_client(a_colleague(f"uncleared {role}", role))


# --- Staff -----------------------------------------------------------------------------------------------------------


def test_cleared_counsel_counts_asks_and_a_second_person_publishes():
    a_brand(), an_office()
    client = cleared()
    client.post(ADD, {"brand": a_brand().pk, "scope": "brand", "period": "2026-H1", "threshold": "5", "note": ""})
    report = TransparencyReport.objects.get()

    client.post(page_of(report, "step", "ask"))
    second = cleared("dora", Right.DPO, Right.SECRECY)
    second.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    second.post(page_of(report, "step", "publish"))

    report.refresh_from_db()
    assert (report.status, report.published_by.name) == (ReportStatus.PUBLISHED, "dora")


def test_period_that_is_not_over_is_refused_in_the_form():
    an_office()
    given = {"brand": a_brand().pk, "scope": "brand", "period": "2027-H1", "threshold": "5", "note": ""}

    assert "2027-H1 is not over yet" in cleared().post(ADD, given).content.decode()


def test_page_marks_what_is_kept_back_and_says_that_it_adds_up():
    an_office_of(70, seed=3)

    page = cleared().get(page_of(drafted(scope="all"))).content.decode()

    assert "office-kept-back" in page
    assert "Everything adds up" in page


@pytest.mark.parametrize("role", [Right.LEGAL, Right.DPO, Right.AUDITOR])
def test_draft_does_not_exist_for_who_is_not_cleared(role):
    report = drafted()
    client = uncleared(role)

    assert client.get(page_of(report)).status_code in (302, 404)
    assert client.get(page_of(report, "history")).status_code in (302, 404)
    assert client.get(page_of(report, "step", "ask")).status_code == 404
    assert "Second half of 2025" not in client.get(LIST).content.decode()
    assert client.get(ADD).status_code == 403


def test_auditor_sees_what_is_published_and_not_what_drafts_said():
    report = published()
    client = uncleared(Right.AUDITOR)

    assert "As it was published" in client.get(page_of(report)).content.decode()
    assert client.get(page_of(report, "history")).status_code == 404


def test_list_of_reports_costs_the_same_for_one_and_for_many():
    drafted("2025-H1")
    client = cleared()
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for period in ("2025-H2", "2026-H1", "2026-H2"):
        drafted(period)

    with CaptureQueriesContext(connection) as many:
        client.get(LIST)

    assert len(many) == len(few)


def test_one_secret_request_changes_nothing_for_who_is_not_cleared():
    """It comes in the running period, while a report of the period before is published and another is a draft."""
    an_office_of(40, seed=5)
    basis, customer = a_secret_basis(), a_told_customer()
    published("2025-H2")
    drafted("2026-H2")
    readers = {role: uncleared(role) for role in (Right.LEGAL, Right.DPO, Right.AUDITOR)} | {"": Client()}
    pages = [
        "/admin/",
        LIST,
        f"{LIST}?status__exact=draft",
        f"{LIST}?q=2027",
        PUBLIC,
        f"{PUBLIC}versions/1/data/flow.csv",
    ]
    before = {(role, page): seen(client, page) for role, client in readers.items() for page in pages}

    moment = datetime.datetime(2027, 1, 20, tzinfo=datetime.UTC)
    a_demand(legal_basis=basis, customer=customer, received_at=moment, cleared=[counsel("dirk")])

    after = {(role, page): seen(client, page) for role, client in readers.items() for page in pages}
    assert [place for place in before if before[place] != after[place]] == []


def seen(client: Client, page: str) -> tuple[int, bytes]:
    answer = client.get(page)
    return answer.status_code, CHANGING.sub(b"", answer.content)


def test_trail_tells_of_reports_to_the_cleared_alone():
    about = object_name(drafted())
    told = Act.objects.filter(about=about)

    assert in_view(told, counsel()).count() == 1
    assert in_view(told, a_colleague("olga", Right.DPO)).count() == 0


# --- The public ------------------------------------------------------------------------------------------------------


def test_public_reads_the_report_in_english_and_dutch():
    published("2025-H2")

    english, dutch = (Client().get(PUBLIC, headers={"accept-language": one}).content.decode() for one in ("en", "nl"))

    assert "Second half of 2025" in english
    assert "Tweede helft van 2025" in dutch


def test_there_is_no_report_before_one_is_published():
    drafted()

    assert Client().get(PUBLIC).status_code == 404


def test_every_file_of_a_version_is_there_for_good():
    an_office_of(40, seed=5)
    published("2025-H2", scope="all")
    paths = [f"{PUBLIC}versions/1/data/{name}" for name in FILES]
    before = [Client().get(path) for path in paths]

    published("2026-H1", scope="all")

    after = [Client().get(path) for path in paths]
    assert [one.status_code for one in before] == [200] * len(FILES)
    assert [one.content for one in before] == [one.content for one in after]
    assert "immutable" in before[0]["Cache-Control"]
    assert [one["path"] for one in json.loads(before[-1].content)["resources"]] == [
        *("requests.csv", "notices.csv", "countries.csv", "instruments.csv", "outcomes.csv", "measures.csv"),
        *("accounts.csv", "flow.csv", "hours.csv", "bands.csv"),
    ]


@pytest.mark.parametrize("path", ["versions/1/data/none.csv", "versions/2/data/flow.csv", "versions/1/data/..%2Fx.csv"])
def test_file_that_is_none_is_not_there(path):
    published()

    assert Client().get(f"{PUBLIC}{path}").status_code == 404


def test_our_own_published_files_pass_the_command(tmp_path, capsys):
    an_office_of(110, seed=3)
    published("2025-H1", scope="all")
    published("2025-H2", scope="all")
    files = {name: tmp_path / f"{name}.csv" for name in ("requests", "notices", "countries")}
    for name, file in files.items():
        file.write_bytes(Client().get(f"{PUBLIC}versions/2/data/{name}.csv").content)

    call_command("check_transparency_figures", **{name: str(file) for name, file in files.items()})

    assert capsys.readouterr().out.splitlines() == ["2025-H1: sound", "2025-H2: sound"]


@pytest.mark.parametrize(
    ("path", "begins"),
    [("versions/1/", b"<!DOCTYPE html>"), ("versions/1/?lang=nl", b"<!DOCTYPE html>"), ("versions/1.pdf", b"%PDF"),
     ("versions/1.json", b'{"brand":"acme"'), ("changes.atom", b"<?xml"), ("versions/", b"<!DOCTYPE html>")],
)  # fmt: skip
def test_version_is_page_pdf_json_and_feed(path, begins):
    an_office_of(40, seed=5)
    published("2025-H2", scope="all", option=3)

    assert Client().get(f"{PUBLIC}{path}").content.startswith(begins)


def test_correction_is_told_in_the_list_of_versions():
    published()
    published(note="One request was counted twice.")

    page = Client().get(f"{PUBLIC}versions/").content.decode()

    assert "Corrected: Second half of 2025. One was counted twice." not in page
    assert "One request was counted twice." in page
