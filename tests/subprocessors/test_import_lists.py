"""Published lists become proposals through the import page, once, whole or not at all."""

import csv
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.organisation import services as organisation
from apps.organisation.models import Country
from apps.subprocessors import services
from apps.subprocessors.choices import LocationKind, RecipientKind, RecipientRole
from apps.subprocessors.models import DESCRIBED, Listing, Location, ThirdParty
from apps.trail.models import Act
from apps.trail.queries import story
from tests.backoffice.pages import FORMATS, confirm, exported, file_of, imported, refusals, table_of, told, upload
from tests.builders import (
    BUILDER,
    a_brand,
    a_client,
    a_colleague,
    a_country,
    a_listing,
    a_purpose,
    a_service,
    a_third_party,
    brought,
)
from tests.shared_data import shared

GITHUB = [
    f"github-{name}" for name in ("02-2024-04-17", "03-2024-04-17", "04-2024-04-17", "05-2024-04-17", "06-2024-06-03")
]
BIRD = "bird-approved-subprocessors-partial"
CHOSEN = {"brand": "messagebird", "kind": "technology", "role": "subprocessor", "purpose": "use"}
OWN = ["brand", "service", "third_party", "corporate_country", "function", "kind", "role", "purpose", "is_optional"]
OWN += ["is_hosting", "conditions", "conduit_reason", *DESCRIBED, "locations"]
#: The places of each cell of the real lists.
PLACES = {
    "United States": {"US"},
    "United States, France,</br>Switzerland, and Japan": {"US", "FR", "CH", "JP"},
    "Australia": {"AU"},
    "Netherlands": {"NL"},
    "Canada": {"CA"},
    "Germany": {"DE"},
    "India": {"IN"},
}


COUNTRIES = {
    "NL": "Netherlands",
    "US": "United States of America",
    "IE": "Ireland",
    "FR": "France",
    "CH": "Switzerland",
    "JP": "Japan",
    "AU": "Australia",
    "CA": "Canada",
    "DE": "Germany",
    "IN": "India",
    "GB": "United Kingdom",
}


@pytest.fixture
def office(small):
    """The same office with the brand and the services of the company's list."""
    brand = a_brand("messagebird", name="Bird")
    for name in ("Inbox", "Email"):
        a_service(name, brand=brand)
    return small


@pytest.fixture
def small(db):
    """An office of one brand, some countries and a purpose, and a browser of its legal counsel."""
    a_brand("acme"), a_purpose("use")
    for code, name in COUNTRIES.items():
        a_country(code, name=name)
    return a_client(a_colleague("ada", "legal"))


def of_list(name: str, kind: str) -> bytes:
    file = shared(f"subprocessor_lists/{name}.csv")
    if kind == "csv":
        return file.read_bytes()
    with file.open(encoding="utf-8", newline="") as opened:
        headers, *rows = csv.reader(opened)
    return file_of(rows, headers, "xlsx")


def rows_of(name: str) -> list[dict[str, str]]:
    with shared(f"subprocessor_lists/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_register() -> set[tuple]:
    return {
        (one.third_party.legal_name, one.function, frozenset(place.country.code for place in one.locations.current()))
        for one in Listing.objects.select_related("third_party").prefetch_related("locations__country")
    }


def counts() -> tuple[int, ...]:
    return tuple(
        table.objects.count()
        for table in (Act, Listing, Location, ThirdParty, Listing.past, Location.past, ThirdParty.past)
    )


@pytest.mark.parametrize("name", GITHUB)
def test_each_row_of_a_real_list_becomes_a_proposal_with_its_places_and_the_same_file_again_no_change(name, office):
    rows = rows_of(name)

    first = imported(office, Listing, of_list(name, "csv"), **CHOSEN)
    made, acts = in_register(), Act.objects.count()
    second = imported(office, Listing, of_list(name, "xlsx"), "xlsx", **CHOSEN)

    assert first == [f"Import finished: {len(rows)} new, 0 updated, 0 deleted and 0 skipped listings."]
    assert second == [f"Import finished: 0 new, 0 updated, 0 deleted and {len(rows)} skipped listings."]
    assert made == {
        (
            row["Name of Subprocessor"],
            row["Description of Processing"],
            frozenset(PLACES[row["Location of Processing"]]),
        )
        for row in rows
    }
    assert set(Listing.objects.values_list("status", "brand__key", "kind", "role", "purpose__key")) == {
        ("proposed", "messagebird", "technology", "subprocessor", "use")
    }
    assert (in_register(), Act.objects.count()) == (made, acts)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_list_of_the_company_is_read_with_its_services_and_conditions(kind, office):
    imported(office, Listing, of_list(BIRD, kind), kind, **CHOSEN)
    again = imported(office, Listing, of_list(BIRD, kind), kind, **CHOSEN)

    assert again == ["Import finished: 0 new, 0 updated, 0 deleted and 4 skipped listings."]
    assert [
        (
            one.service.name if one.service else "",
            one.third_party.legal_name,
            one.function,
            one.conditions,
            one.is_optional,
            sorted((place.country.code, place.is_selectable) for place in one.locations.current()),
        )
        for one in Listing.objects.order_by("pk")
    ] == [
        (
            "",
            "Bird Affiliates",
            "Performance of the Agreement, support services",
            "",
            False,
            [("GB", False), ("NL", False), ("US", False)],
        ),
        (
            "",
            "Anthropic Ireland Ltd.",
            "Customer Support AI LLM Service Provider",
            "end-user data optional",
            True,
            [("US", False)],
        ),
        *(
            (
                service,
                "Amazon Web Services EMEA SARL",
                "Cloud Hosting Service Provider",
                "",
                False,
                [("IE", True), ("IN", True), ("US", True)],
            )
            for service in ("Inbox", "Email")
        ),
    ]


def test_the_next_version_of_a_list_changes_only_what_differs(office):
    imported(office, Listing, of_list("github-04-2024-04-17", "csv"), **CHOSEN)

    page = imported(office, Listing, of_list("github-05-2024-04-17", "csv"), **CHOSEN)

    assert page == ["Import finished: 0 new, 5 updated, 0 deleted and 19 skipped listings."]
    bv = Listing.objects.get(third_party__legal_name="GitHub BV")
    assert ([place.country.code for place in bv.locations.current()], bv.third_party.country.code) == (["NL"], "NL")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_preview_shows_what_would_happen_and_writes_nothing(kind, office):
    before = counts()

    preview = upload(office, Listing, of_list(BIRD, kind), kind, **CHOSEN)

    page = preview.content.decode()
    assert counts() == before
    assert "Anthropic Ireland Ltd." in page
    assert "Ireland (as selected by customer); United States of America (as selected by customer)" in page


def test_an_import_is_one_act_with_a_history_row_for_each_record(office):
    acts = Act.objects.count()
    imported(office, Listing, of_list(BIRD, "csv"), **CHOSEN)

    this = Act.objects.latest("id")
    ada = Listing.objects.first()
    assert Act.objects.count() == acts + 1
    assert (this.kind, this.stated["rows"], this.stated["new"], this.stated["changed"]) == (
        "backoffice.imported",
        4,
        4,
        0,
    )
    assert this.rows == sum(
        table.past.objects.filter(act_id=this.pk).count() for table in (Listing, Location, ThirdParty)
    )
    assert Listing.past.objects.filter(act_id=this.pk).count() == Listing.objects.count() == 4
    told_, _older = story(ada)
    assert [(one.who, one.sentence) for one in told_] == [
        ("ada", "imported a file of 4 rows into subprocessors.listing: 4 new, 0 changed")
    ]


def listing_row(**values: str) -> dict[str, str]:
    return {
        "brand": "acme",
        "third_party": "Acme Ltd",
        "function": "Hosting",
        "kind": "technology",
        "role": "subprocessor",
        "locations": "Netherlands",
    } | values


def listing_file(*rows: dict[str, str], kind: str = "csv") -> bytes:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    return file_of([[row.get(name, "") for name in headers] for row in rows], headers, kind)


GOOD = listing_row(third_party="Good Ltd")
BAD = [
    ({"locations": "Netherlands, Global"}, "“Global” names no country: name each country where data goes."),
    ({"locations": "EU / US"}, "“EU / US” names no country: name each country where data goes."),
    ({"locations": ""}, "Say in which countries the data is processed."),
    ({"corporate_country": "Atlantis"}, "“Atlantis” names no country: name each country where data goes."),
    ({"third_party": ""}, "A row needs the name of the third party and its function."),
    ({"function": ""}, "A row needs the name of the third party and its function."),
    ({"role": "owner"}, f"“owner” is none of: {', '.join(RecipientRole.values)}."),
    ({"kind": "vendor"}, f"“vendor” is none of: {', '.join(RecipientKind.values)}."),
    ({"brand": "nobody"}, "“nobody” is no brand of this office."),
    ({"brand": ""}, "Say for which brand this list is: choose it beside the file."),
    ({"service": "Telepathy"}, "“Telepathy” is no service of Acme: add it under Services first."),
    ({"purpose": "fun"}, "“fun” is no purpose of this office."),
    ({"is_optional": "perhaps"}, "“perhaps” is neither yes nor no."),
    ({"third_party": "x" * 201}, "A name has at most 200 characters."),
    ({"function": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
    (
        {"role": "carrier_conduit", "kind": "communications"},
        "Say why this carrier is a mere conduit, and so no subprocessor.",
    ),
    (
        {"third_party": "Good Ltd", "locations": "Ireland"},
        "This entry stands in the table twice, and the two differ: make them one row.",
    ),
]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("values", "reason"), BAD)
def test_a_bad_row_is_refused_with_its_number_and_reason_and_nothing_is_saved(values, reason, kind, small):
    before = counts()

    preview = upload(small, Listing, listing_file(GOOD, listing_row(**values), kind=kind), kind)

    assert refusals(preview) == [(2, reason)]
    assert "confirm_form" not in preview.context
    assert counts() == before


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["third_party", "function"], "The table has no column for locations. Its columns are: third_party, function."),
        (["a", "b"], "The table has no column for third_party, function, locations. Its columns are: a, b."),
        (
            ["Vendor", "Name", "function", "locations"],
            "The table has more than one column for third_party: leave one of them out.",
        ),
    ],
)
def test_a_table_that_lacks_a_column_is_refused_by_its_name_without_a_traceback(headers, reason, small):
    preview = upload(small, Listing, file_of([["x"] * len(headers)], headers))

    page = preview.content.decode()
    assert refusals(preview) == [(None, reason)]
    assert [word for word in ("Traceback", "File &quot;", "resources.py") if word in page] == []


def test_columns_that_are_not_read_are_told(small):
    preview = upload(small, Listing, listing_file(listing_row(Contact="Dana", **{"Their <b>note</b>": "x"})))

    assert told(preview) == ["Columns that are not read: Contact, Their <b>note</b>."]
    assert "Their <b>note</b>" not in preview.content.decode()


def test_when_the_register_moved_on_after_the_preview_nothing_is_saved_and_it_is_said(small):
    data = listing_file(GOOD, listing_row(conditions="as ordered"))
    acme, party = a_brand("acme"), a_third_party("Acme Ltd")
    listing = a_listing("NL", brand=acme, third_party=party, function="Hosting", is_hosting=True)
    preview = upload(small, Listing, data)
    brought(listing, "approved")
    before = counts()

    page = confirm(small, Listing, preview)

    [words] = told(page)
    assert words == (
        f"Nothing was imported. Row 2: {listing.reference} is approved: its content is fixed. "
        "Open the vetting again, or propose a listing that replaces it."
    )
    assert counts() == before


def test_what_was_chosen_beside_the_file_fills_what_the_rows_do_not_say(small):
    a_purpose("billing", text="To bill.")
    plain = {"Vendor": "Acme Ltd", "Purpose of processing": "Payments", "Location": "NL"}
    chosen = {"brand": "acme", "kind": "payment", "role": "independent_controller", "purpose": "billing"}

    imported(small, Listing, listing_file(plain), **chosen)

    listing = Listing.objects.get()
    assert (listing.brand.key, listing.kind, listing.role, listing.purpose.key) == tuple(chosen.values())


def test_a_row_goes_before_what_was_chosen_beside_the_file(small):
    a_brand("globex")
    row = listing_row(brand="globex", role="Joint controller", kind="PAYMENT")

    imported(small, Listing, listing_file(row), brand="acme", kind="technology", role="subprocessor", purpose="use")

    listing = Listing.objects.get()
    assert (listing.brand.key, listing.kind, listing.role, listing.purpose.key) == (
        "globex",
        "payment",
        "joint_controller",
        "use",
    )


def test_a_list_that_does_not_say_something_leaves_it_as_staff_put_it(small):
    published = {"Vendor": "Acme Ltd", "Function": "Hosting", "Location": "NL"}
    imported(small, Listing, listing_file(published), brand="acme", kind="technology", role="subprocessor")
    listing = Listing.objects.get()
    services.change_listing(
        listing,
        role=RecipientRole.PROCESSOR_OWN,
        is_optional=True,
        conditions="when chosen",
        purpose=a_purpose("billing"),
        by=BUILDER,
    )
    acts = Act.objects.count()

    imported(small, Listing, listing_file(published), **(CHOSEN | {"brand": "acme"}))

    assert Listing.objects.get().version == 2
    assert Act.objects.count() == acts


def test_stray_blanks_line_breaks_case_and_order_are_no_change(small):
    row = listing_row(function="Cloud hosting and backups", locations="Netherlands, Ireland")
    imported(small, Listing, listing_file(row))
    acts = Act.objects.count()
    noise = listing_row(
        third_party=" ACME  Ltd", function="Cloud</br>hosting\tand  Backups ", locations="Ireland, the Netherlands"
    )

    page = imported(small, Listing, listing_file(noise))

    assert page == ["Import finished: 0 new, 0 updated, 0 deleted and 1 skipped listings."]
    assert Act.objects.count() == acts


def test_one_name_may_stand_in_two_rows_with_two_functions(small):
    imported(small, Listing, listing_file(listing_row(function="Hosting"), listing_row(function="Support")))

    assert (Listing.objects.count(), ThirdParty.objects.count()) == (2, 1)


def test_what_has_ended_is_proposed_anew(small):
    imported(small, Listing, listing_file(listing_row(purpose="use")))
    brought(Listing.objects.get(), "ended")

    imported(small, Listing, listing_file(listing_row()))

    assert sorted(Listing.objects.values_list("status", flat=True)) == ["ended", "proposed"]


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_of_the_register_comes_back_as_no_change(kind, small):
    acme, inbox = a_brand("acme"), a_service("Inbox", brand=a_brand("acme"))
    listing = a_listing(
        "NL", "IE", brand=acme, service=inbox, function="Cloud  hosting; <br> and\tbackups", conditions="a  b"
    )
    places = [
        services.Place(a_country("NL"), LocationKind.SUPPORT, is_selectable=True),
        services.Place(a_country("NL")),
        services.Place(a_country("US"), LocationKind.REMOTE_ACCESS),
    ]
    services.set_locations(listing, places, by=BUILDER)
    party = a_third_party("Anthropic (optional)", country=a_country("IE"))
    brought(a_listing("US", brand=acme, third_party=party, is_optional=True), "active")
    a_listing("US", brand=acme, role=RecipientRole.CARRIER_CONDUIT, conduit_reason="Transmits only.", function="=1+1")
    data = exported(small, Listing, kind)
    acts = Act.objects.count()

    page = imported(small, Listing, data, kind)

    assert page == ["Import finished: 0 new, 0 updated, 0 deleted and 3 skipped listings."]
    assert Act.objects.count() == acts
    assert table_of(data, kind).headers == OWN
    assert {row[OWN.index("locations")] for row in table_of(data, kind).rows} == {
        "Netherlands; Netherlands (support) (as selected by customer); United States of America (remote access)",
        "United States of America",
    }


def many_rows(count: int) -> bytes:
    return listing_file(*(listing_row(third_party=f"Party {count}-{one}", purpose="use") for one in range(count)))


def test_an_import_costs_queries_in_proportion_to_its_rows(small):
    with CaptureQueriesContext(connection) as few:
        imported(small, Listing, many_rows(10))
    with CaptureQueriesContext(connection) as many:
        imported(small, Listing, many_rows(30))

    assert len(many) / 30 <= len(few) / 10 <= 2 * 70  # a preview and the import; most are checks and savepoints


@pytest.mark.slow
def test_three_hundred_rows_are_imported_within_a_minute(small):
    began = time.process_time()  # whatever else the machine does

    imported(small, Listing, many_rows(300))

    assert Listing.objects.count() == 300
    assert time.process_time() - began < 60


def test_a_name_of_a_country_is_known_under_its_name_in_the_register(small):
    organisation.change(Country.objects.get(code="US"), name="Vespuccia", by=BUILDER)

    imported(small, Listing, listing_file(listing_row(locations="Vespuccia", corporate_country="USA")))

    listing = Listing.objects.get()
    assert ([place.country.code for place in listing.locations.all()], listing.third_party.country.code) == (
        ["US"],
        "US",
    )
