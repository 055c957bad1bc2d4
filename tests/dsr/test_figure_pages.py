"""The page of the figures, its files, and the list behind each number."""

import datetime
import json
import re
from html import unescape

import pytest
from django.urls import reverse

from apps.accounts.choices import Right as Role
from apps.casework.spreadsheets import read_csv
from apps.dsr.choices import Decision, Regime, Right
from apps.dsr.models import Ticket
from apps.dsr.queries.reports import definitions
from apps.trail.models import Act
from tests.backoffice.pages import address
from tests.builders import a_brand, a_client, a_colleague, a_country, an_office
from tests.dsr.sets import Drawn, write_all

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 2)
ASKED = {"first": "2026-01-01", "last": "2026-12-31"}
LATE = Drawn(Regime.CCPA, Right.ERASURE, "form", 0, 0, DAY, 10, 60, Decision.GRANTED, 20, True, ())


@pytest.fixture
def ada():
    office = an_office(time_zone="Europe/Amsterdam", country=a_country("NL"))
    in_time = Drawn(Regime.GDPR, Right.ACCESS, "post", 0, 0, DAY, 30, 60, Decision.GRANTED, 8, False, ())
    write_all([LATE, in_time], [a_brand("acme")], [office])
    return a_colleague("ada", Role.PRIVACY)


def page(person, **asked: str) -> str:
    answer = a_client(person).get(reverse("admin:dsr_figures"), asked or ASKED)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_number_leads_to_exactly_its_requests(ada):
    client = a_client(ada)

    links = re.findall(r'<a href="([^"]+figure=[^"]+)">([\d.,]+)</a>', page(ada))

    told = {}
    for link, number in links:
        name = unescape(link).partition("figure=")[2]
        found = client.get(unescape(link)).context["cl"].result_list
        if "." not in number:  # a mean or a share leads to the requests that it is made of
            told[name] = (len(found), int(number))
    assert {name: numbers for name, numbers in told.items() if numbers[0] != numbers[1]} == {}
    assert len(told) > 20


def test_the_list_behind_a_number_has_its_requests_alone(ada):
    name = "2026-01-01~2026-12-31~late~law=ccpa"

    answer = a_client(ada).get(address(Ticket, "changelist"), {"figure": name})

    assert [ticket.regime for ticket in answer.context["cl"].result_list] == [Regime.CCPA]


@pytest.mark.parametrize("asked", [{"first": "x", "last": "2026-01-01"}, {"first": "2026-02-01", "last": "2026-01-01"}])
def test_days_that_make_no_span_are_told_beside_the_form(asked, ada):
    shown = page(ada, **asked)

    assert "office-numbers" not in shown
    assert re.search(r"before the first|valid date", shown)


def test_the_numbers_are_printed_with_what_they_count(ada):
    shown = unescape(page(ada))

    assert [words for _name, _label, words in definitions() if words not in shown] == []


def test_both_files_tell_the_same_numbers(ada):
    client, url = a_client(ada), reverse("admin:dsr_figures") + "?first=2026-01-01&last=2026-12-31"

    rows = read_csv(client.post(url, {"format": "csv"}).content).rows
    told = json.loads(client.post(url, {"format": "json"}).content)

    in_json = {
        (table["table"], group, name): number
        for table in told["tables"]
        for group, numbers in table["groups"].items()
        for name, number in numbers.items()
    }
    assert {(row[0], row[1], row[2]): float(row[3]) if row[3] else None for row in rows} == in_json
    assert in_json["ccpa_7102", "Requests to delete", "granted"] == 1
    assert in_json["law", "CCPA (California)", "late"] == 1
    assert in_json["all", "All", "median_days"] == 14.0
    taken = Act.objects.filter(kind="backoffice.exported").order_by("id").values_list("facts", flat=True)
    assert [json.loads(facts)["format"] for facts in taken] == ["csv", "json"]


def test_figures_are_for_who_sees_requests_and_files_for_who_may_export(ada):
    url = reverse("admin:dsr_figures")
    legal, web = a_client(a_colleague("lex", Role.LEGAL)), a_client(a_colleague("wim", Role.WEB))

    assert web.get(url).status_code == 403
    assert legal.get(url).status_code == 200
    assert legal.post(url, {"format": "csv"}).status_code == 403
    assert "Download as CSV" not in legal.get(url).content.decode()
