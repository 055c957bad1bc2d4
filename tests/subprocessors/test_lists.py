"""Published lists are read generously in their shapes and strictly in their meaning."""

import csv
import time
from typing import Any

import pytest
from django_countries import countries
from hypothesis import given
from hypothesis import strategies as st

from apps.subprocessors.reading import ReadPlace, country_codes
from apps.subprocessors.reading.cells import clean, one_line, web_address
from apps.subprocessors.reading.lists import Entry, MissingColumn, ReadList, Refused, read_list, under_headers
from apps.trail.errors import RuleBroken
from tests.shared_data import shared

NAMES = {code: str(name) for code, name in countries}
CODES = country_codes(NAMES)
HEADERS = ["Vendor", "Purpose", "Country", "Applicable products"]
GOOD = ["Acme", "Mail", "NL", "Inbox"]


def read(*rows: list[Any], headers: list[str] = HEADERS, columns: dict[str, str] | None = None) -> ReadList:
    return read_list(headers, rows, columns, CODES)


def told(*rows: list[Any], headers: list[str] = HEADERS) -> list[tuple[str, ...]]:
    """Name, function, product and countries of each entry; nothing may be refused."""
    result = read(*rows, headers=headers)
    assert result.refused == []
    return [
        (one.name, one.function, one.service, " ".join(sorted(place.code for place in one.places)))
        for one in result.entries
    ]


def of_file(name: str) -> ReadList:
    with shared(f"subprocessor_lists/{name}.csv").open(encoding="utf-8", newline="") as file:
        headers, rows = under_headers(list(csv.reader(file)))
    return read_list(headers, rows, None, CODES)


def at(*codes: str, is_selectable: bool = False) -> frozenset[ReadPlace]:
    return frozenset(ReadPlace(code, "processing", is_selectable) for code in codes)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        *(("github-02-2024-04-17", 17), ("github-03-2024-04-17", 17), ("github-04-2024-04-17", 24)),
        *(("github-05-2024-04-17", 24), ("github-06-2024-06-03", 22), ("bird-approved-subprocessors-partial", 4)),
    ],
)
def test_every_row_of_a_real_list_is_one_entry(name, count):
    result = of_file(name)

    assert (len(result.entries), result.rows, result.refused, result.present) == (count, count, [], set())
    assert result.unread == []


def test_the_list_of_the_company_is_read_with_its_products_and_conditions():
    cloud = {"function": "Cloud Hosting Service Provider", "places": at("IE", "IN", "US", is_selectable=True)}

    assert of_file("bird-approved-subprocessors-partial").entries == [
        Entry("Bird Affiliates", "Performance of the Agreement, support services", places=at("NL", "GB", "US")),
        Entry(
            "Anthropic Ireland Ltd.",
            "Customer Support AI LLM Service Provider",
            places=at("US"),
            is_optional=True,
            conditions="end-user data optional",
        ),
        Entry("Amazon Web Services EMEA SARL", service="Inbox", **cloud),
        Entry("Amazon Web Services EMEA SARL", service="Email", **cloud),
    ]


def test_a_row_of_a_real_list_says_where_the_company_is_established():
    azure = next(one for one in of_file("github-03-2024-04-17").entries if one.name == "Azure (Microsoft)")

    function = "Cloud Hosted Infrastructure and Data Hosting"
    assert azure == Entry("Azure (Microsoft)", function, places=at("US", "FR", "CH", "JP"), corporate="US")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (12, "12"),
        ("  a \t b\u00a0\u200bc\ufeff ", "a b c"),
        ("a<br>b</br>c<br/>d<BR />e", "a\nb\nc\nd\ne"),
        ("a\r\nb\rc\n\n d", "a\nb\nc\nd"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("R&amp;D &amp;amp; more&nbsp;x", "R&D & more x"),
        ("[Acme](https://acme.example/x)", "Acme"),
        ('[Acme](https://acme.example "Acme") Inc', "Acme Inc"),
        ('<a href="https://acme.example">Acme</a>', "Acme"),
        ("**Acme** and *Globex* __Inc__", "Acme and Globex Inc"),
        ("<b>Acme</b> <i>Inc</i>", "Acme Inc"),
        ("a * b * c", "a * b * c"),
        ("snake_case_name", "snake_case_name"),
        ("“Acme’s”", "“Acme’s”"),
        ("a < b", "a < b"),
    ],
)
def test_a_cell_is_cleaned_of_mark_up_alone(cell, text):
    assert clean(cell) == text


@given(st.text())
def test_cleaning_is_done_once_and_for_all(text):
    once = one_line(text)

    assert "\n" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("https://acme.example/legal.", "https://acme.example/legal"),
        ("[Acme](https://acme.example)", "https://acme.example"),
        ('<a href="https://acme.example/?a=1&amp;b=2">Acme</a>', "https://acme.example/?a=1&b=2"),
        ("see acme.example", ""),
        ("[Acme](javascript:alert(1))", ""),
        ("", ""),
    ],
)
def test_a_web_address_is_found_in_a_cell(cell, address):
    assert web_address(cell) == address


SHAPES = {
    "white space and a trailing comma": (["\tAcme\u00a0 Inc., ", "Mail<br>delivery,", " NL ,", ""],
     [("Acme Inc.", "Mail delivery", "", "NL")]),
    "names keep what is in brackets": (["NexMo (aka Vonage)", "SMS", "US", ""], [("NexMo (aka Vonage)", "SMS", "", "US")]),
    "a function keeps its commas": (["Acme", "Logging, storage, and search", "US", ""],
     [("Acme", "Logging, storage, and search", "", "US")]),
    "a function keeps its semicolon": (["Acme", "Logging; search", "US", ""], [("Acme", "Logging; search", "", "US")]),
    "a function of points": (["Acme", "- Logging\n- Search", "US", ""],
     [("Acme", "Logging", "", "US"), ("Acme", "Search", "", "US")]),
    "a function with a broken line": (["Acme", "Logging\nand search", "US", ""], [("Acme", "Logging and search", "", "US")]),
    "parallel lines": (["Acme<br>Globex", "Mail<br>Chat", "NL<br>US", ""],
     [("Acme", "Mail", "", "NL"), ("Globex", "Chat", "", "US")]),
    "parallel semicolons": (["Acme; Globex", "Mail; Chat", "NL; US", ""],
     [("Acme", "Mail", "", "NL"), ("Globex", "Chat", "", "US")]),
    "parallel with commas at the ends": (["Acme,\nGlobex", "Mail,\nChat", "NL,\nUS", ""],
     [("Acme", "Mail", "", "NL"), ("Globex", "Chat", "", "US")]),
    "parallel in other ways": (["Acme\nGlobex", "Mail; Chat", "Oregon, USA<br>NL, IE", ""],
     [("Acme", "Mail", "", "US"), ("Globex", "Chat", "", "IE NL")]),
    "names of one function": (["Acme\nGlobex", "Mail, chat", "NL, US", ""],
     [("Acme", "Mail, chat", "", "NL US"), ("Globex", "Mail, chat", "", "NL US")]),
    "three names, a semicolon in the function": (["A1\nB2\nC3", "Mail; chat", "NL", ""],
     [(name, "Mail; chat", "", "NL") for name in ("A1", "B2", "C3")]),
    "a name over two lines": (["Amazon Web\nServices, Inc.", "Cloud", "US", ""],
     [("Amazon Web Services, Inc.", "Cloud", "", "US")]),
    "an alias on its own line": (["Nexmo\n(aka Vonage)", "SMS", "US", ""], [("Nexmo (aka Vonage)", "SMS", "", "US")]),
    "names as points": (["• Acme\n• Globex", "Mail", "US", ""], [("Acme", "Mail", "", "US"), ("Globex", "Mail", "", "US")]),
    "a mark of a footnote": (["Acme* [1]", "Mail", "US", ""], [("Acme", "Mail", "", "US")]),
    "products with commas and and": (["Acme", "Mail", "US", "Inbox, Email and SMS"],
     [("Acme", "Mail", one, "US") for one in ("Inbox", "Email", "SMS")]),
    "products on lines": (["Acme", "Mail", "US", "Inbox<br>Email;Inbox"],
     [("Acme", "Mail", one, "US") for one in ("Inbox", "Email")]),
    "no places": (["Acme", "Mail", "N/A", ""], [("Acme", "Mail", "", "")]),
    "a dash for places": (["Acme", "Mail", "–", "-"], [("Acme", "Mail", "", "")]),
    "a short row": (["Acme", "Mail"], [("Acme", "Mail", "", "")]),
    "links": (["[Acme](https://acme.example)", "**Mail**", "NL", ""], [("Acme", "Mail", "", "NL")]),
    "entities": (["AT&amp;T", "R&amp;D&nbsp;tools", "US", ""], [("AT&T", "R&D tools", "", "US")]),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_is_read_whatever_its_shape(shape):
    row, entries = SHAPES[shape]

    assert told(row) == entries


ALL = [
    "",
    "All",
    "all services",
    "All Products",
    "All platforms",
    "Any",
    "All Bird services",
    "All products and services",
]
ALL += ["Entire platform", "Every product", "-", "N/A", "*", "All of our products", "Inbox, All", "All.", "Everything"]


@pytest.mark.parametrize("cell", ALL)
def test_all_products_are_no_product(cell):
    assert told(["Acme", "Mail", "US", cell]) == [("Acme", "Mail", "", "US")]


@pytest.mark.parametrize("cell", ["All Hands", "Allegro", "Anything Goes", "Everybody"])
def test_a_product_that_only_begins_like_all_is_one(cell):
    assert told(["Acme", "Mail", "US", cell]) == [("Acme", "Mail", cell, "US")]


def test_a_platform_is_the_product_where_no_column_is_and_it_is_no_brand():
    headers, row = ["Platform", "Vendor", "Purpose", "Country"], ["Pusher", "Acme", "Mail", "NL"]

    assert [one.service for one in read(row, headers=headers).entries] == ["Pusher"]
    assert [one.service for one in read_list(headers, [row], None, CODES, brands=["pusher"]).entries] == [""]
    assert told([*row, "Channels"], headers=[*headers, "Service name"]) == [("Acme", "Mail", "Channels", "NL")]


def test_rows_about_the_same_are_one_with_all_their_places():
    result = read(GOOD, ["ACME ", "mail", "IE (as selected by customer), NL", "inbox"], ["Acme", "Mail", "IE", "Email"])

    places = at("NL") | at("IE", is_selectable=True)
    assert result.entries == [
        Entry("Acme", "Mail", "Inbox", places=places),
        Entry("Acme", "Mail", "Email", places=at("IE")),
    ]


def test_empty_rows_and_repeated_headers_count_as_nothing():
    result = read(["", None, " ", "\u00a0"], [], HEADERS, GOOD)

    assert (result.rows, len(result.entries), result.refused) == (1, 1, [])


COUNTRY = "names no country: name each country where data goes."
REFUSED = [
    (["Infrastructure", "", "", ""], "Vendor", "Only one cell is filled: a heading or a note, and no entry.",
     {"Infrastructure"}),
    (["", "* as selected", "", ""], "Purpose", "Only one cell is filled: a heading or a note, and no entry.", set()),
    (["Tools"] * 4, "Vendor", "Only one cell is filled: a heading or a note, and no entry.", {"Tools"}),
    (["", "Mail", "NL", ""], "Vendor", "The row names no third party.", set()),
    (["-", "Mail", "NL", ""], "Vendor", "The row names no third party.", set()),
    (["Globex", "", "NL", ""], "Purpose", "The row does not say what the third party does.", {"Globex"}),
    (["Globex (optional)", "Mail", "Global", ""], "Country", f"“Global” {COUNTRY}", {"Globex"}),
    (["Globex", "Mail", "EU / US", ""], "Country", f"“EU / US” {COUNTRY}", {"Globex"}),
    (["Globex", "Mail", "Dublin", ""], "Country", f"“Dublin” {COUNTRY}", {"Globex"}),
    (["Globex", "Mail", "NA", ""], "Country", "“NA” may mean that there is none, or Namibia: the list does not say.",
     {"Globex"}),
    (["Globex\nInitech", "Mail", "NL\nAPAC", ""], "Country", f"“APAC” {COUNTRY}", {"Globex", "Initech"}),
    (["Globex\nInitech", "Mail\nChat\nSMS", "NL", ""], "Purpose",
     "The row has 2 names, and 3 parts here: nobody can tell which belongs to which.", {"Globex", "Initech"}),
    (["Globex\nInitech", "Mail", "NL\nUS\nIE", ""], "Country",
     "The row has 2 names, and 3 parts here: nobody can tell which belongs to which.", {"Globex", "Initech"}),
    (["Globex", "Mail", "NL", "All services except Inbox"], "Applicable products",
     "“All services except Inbox” names no product: name each product it is about.", {"Globex"}),
    (["Globex", "Mail", "NL", "", "x"], "", "The row has more cells than the table has headers: look for a stray separator.",
     {"Globex"}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "reason", "present"), REFUSED)
def test_what_is_no_entry_is_refused_with_its_cell_and_never_taken_for_removed(row, column, reason, present):
    result = read(GOOD, [], row)

    assert result.refused == [Refused(3, column, reason)]
    assert (len(result.entries), result.rows, result.present) == (1, 2, present)


@pytest.mark.parametrize(
    ("header", "cell", "values"),
    [
        ("Headquarters", "USA", {"corporate": "US"}),
        ("Entity country", "Dublin, Ireland", {"corporate": "IE"}),
        ("Entity country", "n/a", {}),
        ("Optional", "Yes", {"is_optional": True}),
        ("Optional", "no", {}),
        ("Conditions", "when chat is used", {"conditions": "when chat is used"}),
        ("Website", "acme.example/x", {"website": "https://acme.example/x"}),
        ("Website", "https://acme.example", {"website": "https://acme.example"}),
        ("Website", "ask us", {}),
    ],
)
def test_what_else_a_list_says_is_read(header, cell, values):
    result = read(["Acme", "Mail", cell], headers=["Vendor", "Purpose", header])

    assert (result.entries, result.refused) == ([Entry("Acme", "Mail", **values)], [])


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("Headquarters", "EMEA", f"“EMEA” {COUNTRY}"),
        ("Headquarters", "USA, Ireland", "A company is established in one country: this names several."),
        ("Optional", "perhaps", "“perhaps” is neither yes nor no."),
    ],
)
def test_what_else_a_list_says_is_refused_with_its_cell(header, cell, reason):
    result = read(["Acme", "Mail", cell], headers=["Vendor", "Purpose", header])

    assert (result.refused, result.present) == ([Refused(1, header, reason)], {"Acme"})


@pytest.mark.parametrize(
    ("headers", "columns", "words"),
    [
        (["Who", "Purpose"], None, "no column for the name of the third party. Its columns are: “Who”, “Purpose”."),
        (
            ["Vendor", "b"],
            None,
            "no column for what it does (its function or purpose). Its columns are: “Vendor”, “b”.",
        ),
        (
            [],
            None,
            "for the name of the third party and for what it does (its function or purpose). Its columns are: none.",
        ),
        (["Vendor", "Purpose"], {"third_party": "Entity", "function": "Purpose"}, "no longer has the column “Entity”."),
    ],
)
def test_a_list_without_a_column_that_is_needed_is_refused_and_says_how_to_mend_it(headers, columns, words):
    with pytest.raises(MissingColumn) as refused:
        read(["a", "b"], headers=headers, columns=columns)

    assert words in str(refused.value)
    assert "Say " in str(refused.value)
    assert isinstance(refused.value, RuleBroken)


def test_columns_that_were_saved_go_before_what_would_be_guessed():
    columns = {"third_party": "who", "function": "What For"}

    result = read(["Acme", "Mail", "x"], headers=["WHO:", "What for", "Vendor"], columns=columns)

    assert [(one.name, one.function) for one in result.entries] == [("Acme", "Mail")]
    assert (result.columns, result.unread) == ({"third_party": "WHO:", "function": "What for"}, ["Vendor"])


CELLS = st.one_of(
    st.text(max_size=12), st.sampled_from(["Acme", "A\nB", "NL", "EU", "All", "a; b", "-", "x (optional)"])
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_any_table_is_read_and_each_row_is_an_entry_or_refused(rows):
    result = read(*rows)

    assert all(one.name and one.function for one in result.entries)
    assert len({one.row for one in result.refused}) == len(result.refused) <= result.rows <= len(rows)


@pytest.mark.parametrize(
    "text", ["a\n", "a; ", "[", "[](", "<a ", "**a ", "_", "&amp;", "(a) ", " (", "a, ", "all except ", "x aka "]
)
def test_hostile_cells_are_read_in_no_time(text):
    began = time.monotonic()

    for at in range(4):
        read([*GOOD[:at], text * 5_000, *GOOD[at + 1 :]])

    assert time.monotonic() - began < 5
