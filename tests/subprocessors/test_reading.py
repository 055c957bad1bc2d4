"""Lists as companies publish them are read as what they mean, and what means no country is refused by its word."""

import csv

import pytest
from django_countries import countries
from hypothesis import given
from hypothesis import strategies as st

from apps.organisation.models import Country
from apps.subprocessors.choices import LocationKind
from apps.subprocessors.models import Location
from apps.subprocessors.reading import (
    HEADERS,
    ReadPlace,
    UnknownPlace,
    column_of,
    country_code,
    country_codes,
    read_places,
    read_qualifier,
    tidy,
)
from apps.subprocessors.resources import in_one_cell
from tests.shared_data import shared

NAMES = {code: str(name) for code, name in countries}
CODES = country_codes(NAMES)
LISTS = [
    f"github-{name}.csv"
    for name in ("02-2024-04-17", "03-2024-04-17", "04-2024-04-17", "05-2024-04-17", "06-2024-06-03")
]
EVERYWHERE = ["US", "FR", "CH", "JP"]
#: Every cell of places that the real lists hold.
REAL_CELLS = {
    "United States": ["US"],
    "United States, France,</br>Switzerland, and Japan": EVERYWHERE,
    "Australia": ["AU"],
    "Netherlands": ["NL"],
    "Canada": ["CA"],
    "Germany": ["DE"],
    "India": ["IN"],
    "The Netherlands, UK, USA": ["NL", "GB", "US"],
    "USA": ["US"],
    "Ireland, India, USA (as selected by customer)": ["IE", "IN", "US"],
}


def codes(cell: str) -> list[str]:
    return [place.code for place in read_places(cell, CODES)]


@pytest.mark.parametrize(("cell", "wanted"), REAL_CELLS.items())
def test_each_cell_of_the_real_lists_names_its_countries(cell, wanted):
    assert codes(cell) == wanted


@pytest.mark.parametrize("name", [*LISTS, "bird-approved-subprocessors-partial.csv"])
def test_the_cells_of_the_real_lists_are_all_in_the_table_above(name):
    with shared(f"subprocessor_lists/{name}").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [header for header in rows[0] if column_of(header) in {"locations", "corporate_country"}]

    assert {row[column] for row in rows for column in columns} - set(REAL_CELLS) == set()


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("", []),
        (" \t\n", []),
        ("Ireland", ["IE"]),
        ("  Ireland ,  India ", ["IE", "IN"]),
        ("Ireland and India", ["IE", "IN"]),
        ("Ireland, India and USA", ["IE", "IN", "US"]),
        ("Ireland, India, and USA", ["IE", "IN", "US"]),
        ("Ireland & India", ["IE", "IN"]),
        ("Ireland\tIndia", ["IE", "IN"]),
        ("Ireland\nIndia\r\nUSA", ["IE", "IN", "US"]),
        ("Ireland</br>India<br/>USA<BR >Japan", ["IE", "IN", "US", "JP"]),
        ("Ireland;India; ;USA;", ["IE", "IN", "US"]),
        ("IE, IN, US", ["IE", "IN", "US"]),
        ("the United States of America", ["US"]),
        ("U.S., U.K.", ["US", "GB"]),
        ("U.S.A., UK., UAE", ["US", "GB", "AE"]),
        ("ireland, INDIA", ["IE", "IN"]),
        ("Holland, the Netherlands", ["NL"]),
        ("South Korea, Republic of Korea", ["KR"]),
        ("Bosnia and Herzegovina", ["BA"]),
        ("Ireland, Bosnia and Herzegovina, and Trinidad and Tobago", ["IE", "BA", "TT"]),
        ("Bonaire, Sint Eustatius and Saba; Antigua and Barbuda", ["BQ", "AG"]),
        ("Virgin Islands (U.S.), Virgin Islands (British)", ["VI", "VG"]),
        ("Czech Republic, Russia, Vietnam, Taiwan", ["CZ", "RU", "VN", "TW"]),
    ],
)
def test_a_cell_names_the_countries_it_is_meant_to(cell, wanted):
    assert codes(cell) == wanted


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("Global", "Global"),
        ("Worldwide, Ireland", "Worldwide"),
        ("EU / US", "EU / US"),
        ("EU", "EU"),
        ("European Union", "European Union"),
        ("Ireland or India", "Ireland or India"),
        ("no", "no"),
        ("Ireland, in", "in"),
        ("N/A", "N/A"),
        ("-", "-"),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Bosnia", "Bosnia"),
    ],
)
def test_a_word_that_is_no_country_is_refused_by_name(cell, word):
    with pytest.raises(UnknownPlace) as refused:
        codes(cell)

    assert str(refused.value) == f"“{word}” names no country: name each country where data goes."


P, S = LocationKind.PROCESSING, LocationKind.SUPPORT


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Ireland, India (as selected by customer)", [("IE", P, True), ("IN", P, True)]),
        ("Ireland; India (as selected by the customers)", [("IE", P, False), ("IN", P, True)]),
        ("Ireland, India as selected by customer", [("IE", P, True), ("IN", P, True)]),
        ("Ireland (AS SELECTED BY CUSTOMER)", [("IE", P, True)]),
        ("France,</br>Japan (as selected by customer)", [("FR", P, True), ("JP", P, True)]),
        ("India (support)", [("IN", S, False)]),
        ("Ireland; India, Japan (support)", [("IE", P, False), ("IN", S, False), ("JP", S, False)]),
        ("India (Remote access) (as selected by customer)", [("IN", LocationKind.REMOTE_ACCESS, True)]),
        ("India (as selected by customer) (support)", [("IN", S, True)]),
        ("India; India (support)", [("IN", P, False), ("IN", S, False)]),
        ("India (storage), India", None),
        ("India (headquarters)", None),
    ],
)
def test_what_stands_in_brackets_is_about_its_own_part(cell, wanted):
    if wanted is None:
        with pytest.raises(UnknownPlace):
            read_places(cell, CODES)
    else:
        assert read_places(cell, CODES) == [ReadPlace(*place) for place in wanted]


PLACES = st.lists(
    st.tuples(st.sampled_from(sorted(NAMES)), st.sampled_from(LocationKind), st.booleans()),
    max_size=8,
    unique_by=lambda place: place[:2],
)


@given(PLACES)
def test_places_written_in_one_cell_are_read_back_as_they_were(places):
    countries_by_code = {code: Country(code=code, name=NAMES[code]) for code, _kind, _selectable in places}

    cell = in_one_cell(
        Location(country=countries_by_code[code], kind=kind, is_selectable=selectable)
        for code, kind, selectable in places
    )

    assert sorted(read_places(cell, CODES)) == sorted(ReadPlace(*place) for place in places)


@given(st.text())
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        read = read_places(text, CODES)
    except UnknownPlace:
        return

    assert {place.code for place in read} <= set(NAMES)


def test_every_country_is_known_by_its_name_and_its_code():
    found = {code: (country_code(name, CODES), country_code(code, CODES)) for code, name in NAMES.items()}

    assert found == {code: (code, code) for code in NAMES}


def test_a_country_that_the_register_lacks_has_no_words():
    few = country_codes({"NL": "Netherlands"})

    assert country_code("Holland", few) == "NL"
    with pytest.raises(UnknownPlace):
        country_code("USA", few)


@pytest.mark.parametrize(
    ("cell", "name", "condition"),
    [
        ("Anthropic Ireland Ltd. (end-user data optional)", "Anthropic Ireland Ltd.", "end-user data optional"),
        ("Acme (only when chat is used)", "Acme", "only when chat is used"),
        ("Acme (as selected by customer)", "Acme", "as selected by customer"),
        ("NexMo (aka Vonage)", "NexMo (aka Vonage)", ""),
        ("Azure (Microsoft)", "Azure (Microsoft)", ""),
        ("Amazon Web Services (AWS)", "Amazon Web Services (AWS)", ""),
        ("Google Cloud Platform (GCP)", "Google Cloud Platform (GCP)", ""),
        ("Acme (Cliff House)", "Acme (Cliff House)", ""),
        ("Npm, Inc.", "Npm, Inc.", ""),
        ("", "", ""),
    ],
)
def test_brackets_behind_a_name_are_a_condition_or_part_of_the_name(cell, name, condition):
    assert read_qualifier(cell) == (name, condition)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Name of Subprocessor", "third_party"),
        ("Description of Processing", "function"),
        ("Location of Processing", "locations"),
        ("Corporate Location", "corporate_country"),
        ("platform", "brand"),
        ("service_name", "service"),
        ("subprocessor_name", "third_party"),
        ("Sub-processor", "third_party"),
        ("SUBPROCESSOR_FUNCTION", "function"),
        (" Processing  location ", "locations"),
        ("Service description", "Service description"),
        ("", ""),
        *((name, name) for name in HEADERS),
    ],
)
def test_a_column_is_known_by_what_others_call_it(header, column):
    assert column_of(header) == column


def test_no_two_columns_go_by_the_same_word():
    words = [word for others in HEADERS.values() for word in others]

    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("cell", "clean"),
    [
        ("a</br>b", "a b"),
        ("a\t b\r\n c", "a b c"),
        ("  a  ", "a"),
        ("a <br> b", "a b"),
        ("a; b", "a; b"),
        ("<br>", "<br>"),
        ("", ""),
    ],
)
def test_a_cell_is_tidied_of_line_breaks_and_doubled_blanks(cell, clean):
    assert tidy(cell) == clean
