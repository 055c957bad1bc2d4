"""The public list shows exactly what is in force or announced, the same in every form, and writes nothing."""

import datetime
import json
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework.spreadsheets import read_csv
from apps.organisation import services as organisation
from apps.subprocessors import services
from apps.subprocessors.choices import ListingStatus, LocationKind, RecipientKind, RecipientRole
from apps.subprocessors.models import Listing
from apps.trail.models import Act
from privacy_office.middleware import PUBLIC
from tests.builders import (
    BUILDER,
    a_brand,
    a_country,
    a_listing,
    a_listing_in,
    a_service,
    a_third_party,
    an_authority,
    an_office,
    brought,
)

SHOWN = {ListingStatus.ANNOUNCED, ListingStatus.ACTIVE, ListingStatus.ENDING}
FORMS = {"html": "/{}/subprocessors/", "json": "/{}/subprocessors.json", "csv": "/{}/subprocessors.csv"}
CONDUIT = {"role": RecipientRole.CARRIER_CONDUIT, "conduit_reason": "Transmits only."}


class Table(HTMLParser):
    """The rows of the page: by the reference in their id, the text of each cell."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows, self.row, self.tags = {}, None, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr" and "id" in dict(attrs):
            self.row = self.rows.setdefault(dict(attrs)["id"], [])
        if tag in {"td", "th"} and self.row is not None:
            self.row.append("")

    def handle_endtag(self, tag):
        if tag == "tr":
            self.row = None

    def handle_data(self, data):
        if self.row:
            self.row[-1] = " ".join(f"{self.row[-1]} {data}".split())


def get(form: str, key: str = "group", **extra):
    return Client().get(FORMS[form].format(key), **extra)


def in_json(key: str = "group") -> list[dict]:
    return json.loads(get("json", key).content)["listings"]


def as_read(row: dict, *, with_service: bool) -> list[str]:
    """The cells of the page for one listing of the JSON."""
    day = {
        name: datetime.date.fromisoformat(row[name]).strftime("%-d %B %Y")
        for name in ("from_on", "until_on")
        if row[name]
    }
    name = [row["name"], row["country"], f"from {day['from_on']}" if row["from_on"] else ""]
    name += [f"until {day['until_on']}" if row["until_on"] else "", "optional" if row["is_optional"] else ""]
    return [
        " ".join(filter(None, name)),
        *([row["service"] or "All services"] if with_service else []),
        " ".join(filter(None, [row["function"], row["conditions"]])),
        ", ".join(row["locations"]),
        f"{RecipientRole(row['role']).label} {RecipientKind(row['kind']).label}",
    ]


def as_cell(value) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return {None: "", True: "true", False: "false"}.get(value, value)


@pytest.mark.parametrize("status", ListingStatus.values)
@pytest.mark.parametrize("form", FORMS)
def test_a_listing_is_shown_while_it_is_in_force_or_announced(form, status, db):
    a_listing_in(status, third_party=a_third_party("Acme Hosting Ltd"))

    shown = [b"Acme Hosting Ltd" in get(form, key).content for key in ("acme", "group")]

    assert shown == [status in SHOWN] * 2


@time_machine.travel("2026-03-02 09:00+01:00")
def test_what_is_announced_says_from_when_and_what_ends_says_until_when(db):
    announced, ending, active = (a_listing_in(status) for status in ("announced", "ending", "active"))

    rows = {row["reference"]: (row["from_on"], row["until_on"]) for row in in_json()}

    assert rows == {
        announced.reference: ("2026-04-03", None),
        ending.reference: (None, "2026-04-01"),
        active.reference: (None, None),
    }
    page = get("html").content.decode()
    assert ("from 3 April 2026" in page, "until 1 April 2026" in page) == (True, True)


def test_a_suspended_listing_disappears_and_comes_back(db):
    listing = a_listing_in("active")
    seen = [len(in_json())]
    services.suspend_listing(listing, reason="An incident.", by=BUILDER)
    seen.append(len(in_json()))
    services.resume_listing(listing, by=BUILDER)
    seen.append(len(in_json()))

    assert seen == [1, 0, 1]


@pytest.mark.parametrize("form", FORMS)
def test_a_mere_conduit_is_recorded_and_not_shown(form, db):
    a_listing_in("active", third_party=a_third_party("Carrier Ltd"), **CONDUIT)

    assert Listing.objects.in_force().count() == 1
    assert b"Carrier Ltd" not in get(form).content


def test_each_brand_shows_its_own_listings_and_the_group_shows_all(db):
    for key in ("acme", "globex"):
        a_listing_in("active", brand=a_brand(key), third_party=a_third_party(f"{key} cloud"))

    names = {key: [row["name"] for row in in_json(key)] for key in ("acme", "globex", "group")}

    assert names == {"acme": ["acme cloud"], "globex": ["globex cloud"], "group": ["acme cloud", "globex cloud"]}


REGISTERS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(ListingStatus.values),
            "brand": st.sampled_from(["acme", "globex"]),
            "service": st.sampled_from([None, "Inbox", "<b>Voice</b> & more"]),
            "name": st.sampled_from(
                ["Acme Ltd", "=1+1", "<script>alert(1)</script>", 'O\'Neil & "Sons"', "日本, 株式会社"]
            ),
            "country": st.sampled_from([None, "IE"]),
            "is_conduit": st.booleans(),
            "is_optional": st.booleans(),
            "conditions": st.sampled_from(["", "as selected by customer", "+1, @x"]),
            "places": st.lists(
                st.tuples(st.sampled_from(["NL", "US", "KR"]), st.sampled_from(LocationKind.values), st.booleans()),
                min_size=1,
                max_size=3,
                unique_by=lambda place: place[:2],
            ),
        }
    ),
    max_size=4,
)


#: Nobody is approved whose country is not known; what was in force before may be taken over without.
NEEDS_COUNTRY = {"approved", "announced", "suspended"}


def is_conduit(row: dict) -> bool:
    """A carrier is never announced: customers are told of subprocessors alone."""
    return row["is_conduit"] and row["status"] != "announced"


def build(register: list[dict]) -> dict[str, set[str]]:
    """The register in the database; by brand and for the group, the references that must be shown."""
    due: dict[str, set[str]] = {"acme": set(), "globex": set(), "group": set()}
    for number, row in enumerate(register):
        brand = a_brand(row["brand"])
        known = row["service"] and brand.services.filter(name=row["service"]).first()
        key = f"service-{number}"
        service = known or (row["service"] and a_service(row["service"], brand=brand, key=key))
        code = row["country"] or ("NL" if row["status"] in NEEDS_COUNTRY else "")
        party = a_third_party(row["name"], country=a_country(code) if code else None)
        if code and party.country is None:
            services.change_third_party(party, country=a_country(code), by=BUILDER)
        listing = a_listing(
            "NL",
            brand=brand,
            service=service,
            third_party=party,
            function=f"Work {number}",
            is_optional=row["is_optional"],
            conditions=row["conditions"],
            **(CONDUIT if is_conduit(row) else {}),
        )
        places = [services.Place(a_country(code), LocationKind(kind), chosen) for code, kind, chosen in row["places"]]
        services.set_locations(listing, places, by=BUILDER)
        moved = brought(listing, row["status"])
        if moved.status in SHOWN and not is_conduit(row):
            due[row["brand"]].add(moved.reference)
            due["group"].add(moved.reference)
    return due


@given(register=REGISTERS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_page_json_and_csv_say_the_same_and_exactly_what_is_due(register, db):
    with transaction.atomic():
        a_brand("acme"), a_brand("globex")
        due = build(register)
        for key, references in due.items():
            rows = in_json(key)
            table = Table(get("html", key).content.decode())
            sheet = read_csv(get("csv", key).content)

            assert {row["reference"] for row in rows} == references
            assert table.rows == {row["reference"]: as_read(row, with_service=key == "group") for row in rows}
            assert [dict(zip(sheet.headers, cells, strict=True)) for cells in sheet.rows] == [
                {name: as_cell(value) for name, value in row.items()} for row in rows
            ]
            assert "script" not in table.tags
        transaction.set_rollback(True)


def queries_of(form: str, key: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert get(form, key).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_queries_at_any_length(db):
    party = a_third_party()
    counts = []
    for more in (3, 57):
        for number in range(more):
            a_listing_in("active", "NL", "US", third_party=party, function=f"Work {more}-{number}")
        counts.append({(form, key): queries_of(form, key) for form in FORMS for key in ("acme", "group")})

    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 7


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_list_already_is_told_so_until_it_changes(form, db):
    listing = a_listing_in("active")
    first = get(form)
    again = get(form, HTTP_IF_NONE_MATCH=first["ETag"])
    services.suspend_listing(listing, reason="An incident.", by=BUILDER)
    changed = get(form, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_the_page_changes_its_tag_with_everything_that_it_shows(db):
    headquarters = organisation.move_headquarters(an_office("Amsterdam"), by=BUILDER)
    brand = a_brand()
    tags = [get("html")["ETag"]]
    for change in [
        lambda: organisation.change(headquarters, address="Street 1", by=BUILDER),
        lambda: organisation.change(brand, privacy_email="privacy@acme.example", by=BUILDER),
        lambda: organisation.change(brand, name="Acme Global", by=BUILDER),
        lambda: a_brand("globex"),
        lambda: a_listing_in("active"),
    ]:
        change()
        tags.append(get("html")["ETag"])

    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("form", FORMS)
def test_the_list_is_public_without_a_cookie_and_behind_a_strict_policy(form, db):
    a_listing_in("active")
    response = get(form)

    assert (response.status_code, response.cookies) == (200, {})
    assert response["Content-Security-Policy"] == PUBLIC
    assert "'unsafe" not in PUBLIC
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")


def test_the_page_loads_nothing_from_elsewhere_and_runs_no_script(db):
    a_listing_in("active", third_party=a_third_party("Acme", website="https://acme.example/"))
    page = get("html").content.decode()

    assert [mark for mark in ("<script", " style=", "<style", " onclick=", "//cdn", 'src="http') if mark in page] == []


@pytest.mark.parametrize("form", FORMS)
def test_head_answers_like_get_without_a_body_and_post_is_refused(form, db):
    a_listing_in("active")
    address = FORMS[form].format("group")
    got, head, post = Client().get(address), Client().head(address), Client().post(address)

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])
    assert post.status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_a_brand_that_is_unknown_or_out_of_use_has_no_page_and_the_answer_is_the_same(form, db):
    brand = a_brand("globex")
    a_listing_in("active", brand=brand)
    organisation.change(brand, is_active=False, by=BUILDER)
    answers = [get(form, key) for key in ("globex", "nobody")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_looking_at_the_list_writes_nothing(db):
    a_listing_in("active")
    acts = Act.objects.count()
    with CaptureQueriesContext(connection) as queries:
        for form in FORMS:
            get(form)

    assert Act.objects.count() == acts
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


@pytest.mark.parametrize("address", ["/", "/subprocessors/"])
def test_the_short_addresses_lead_to_the_list_of_the_group(address, db):
    assert Client().get(address).headers["Location"] == "/group/subprocessors/"


def test_contact_and_regulator_stand_below_the_list(db):
    a_brand("acme", privacy_email="privacy@acme.example")
    authority = an_authority("Data Protection Authority", website="https://authority.example/")
    office = an_office("Amsterdam", address="Street 1\nAmsterdam", supervisory_authority=authority)
    organisation.move_headquarters(office, by=BUILDER)
    page = get("html", "acme").content.decode()

    for words in (
        '<a href="mailto:privacy@acme.example">privacy@acme.example</a>',
        "Street 1<br>Amsterdam",
        '<a href="https://authority.example/" rel="noreferrer">Data Protection Authority</a>',
    ):
        assert words in page


def test_a_name_that_would_run_is_text_on_the_page_and_no_formula_in_the_file(db):
    name = '=HYPERLINK("https://example.invalid","<img src=x onerror=alert(1)>")'
    a_listing_in("active", third_party=a_third_party(name), function="<script>alert(1)</script>", conditions="@SUM(1)")
    page, sheet = get("html").content.decode(), get("csv").content.decode("utf-8-sig")

    assert "<img src=x" not in page
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    cells = [cell.strip('"') for line in sheet.splitlines()[1:] for cell in line.split(",")]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}] == []
    assert in_json()[0]["name"] == name


def test_an_empty_list_says_so(db):
    a_brand("acme")

    assert b"No third party processes personal data here at present." in get("html", "acme").content
    assert in_json("acme") == []


def test_a_country_is_selectable_only_where_all_that_happens_there_is(db):
    listing = a_listing("NL")
    places = [
        services.Place(a_country("NL"), LocationKind.PROCESSING, is_selectable=True),
        services.Place(a_country("NL"), LocationKind.STORAGE),
        services.Place(a_country("US"), LocationKind.PROCESSING, is_selectable=True),
    ]
    services.set_locations(listing, places, by=BUILDER)
    brought(listing, "active")

    assert in_json()[0]["locations"] == ["NL", "US (as selected by the customer)"]
