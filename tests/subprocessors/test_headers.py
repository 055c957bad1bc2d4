"""Columns of published lists are known by what companies call them, and what could be two things by what else is there."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.subprocessors.reading import HEADERS
from apps.subprocessors.reading.headers import NAMES, guess_columns, header_row, under_headers, words_of
from tests.shared_data import shared

ALONE = {
    "third_party": [
        *("Entity", "Entity Name", "Legal entity", "Legal Entity Name", "Company", "Company Name", "Vendor", "Vendors"),
        *("Sub-processor", "Sub processor", "Subprocessor(s)", "SUB-PROCESSORS", "Subprocessor Entity", "Name"),
        *(
            "Name of Sub-processor",
            "Sub-Processor Legal Name",
            "Third party service/vendor",
            "Third-Party Service Provider",
        ),
        *(
            "Third Party",
            "Third parties",
            "Provider",
            "Service Provider",
            "Supplier",
            "Organisation",
            "Organization name",
        ),
        *("Authorised sub-processor", "Infrastructure Subprocessor", "**Vendor**", "Affiliate", "subprocessor_name"),
        *("Name of the legal entity", "Approved Subprocessors", "Third-party vendor", "Processor", "Recipient"),
    ],
    "function": [
        *("Nature of processing", "Nature and Purpose of Processing", "Processing activities", "Purpose", "Purpose(s)"),
        *("Service(s) provided", "Services Provided", "Description of service", "Description of the Services", "Use"),
        *("Type of service", "Activity", "Use case", "Purpose of data processing", "Reason for use", "Function"),
        *("Description of Processing", "Subject matter of processing", "What it does", "What they do for us", "Role"),
        *(
            "Processing Purpose",
            "Purpose/Function",
            "Function performed",
            "Details",
            "Description",
            "Scope of services",
        ),
        *("Service", "Services", "Product", "Processing operations", "subprocessor_function", "Nature of the services"),
    ],
    "locations": [
        *("Data location", "Hosting location", "Location(s) of data", "Country", "Countries", "Region", "Location"),
        *(
            "Country of processing",
            "Location of Processing",
            "Processing Location(s)",
            "Data residency",
            "Server location",
        ),
        *(
            "Data Storage Location",
            "Where data is processed",
            "Data center location",
            "Data Centre Locations",
            "Country/Region",
        ),
        *(
            "Geographic location of processing",
            "Hosting country",
            "Jurisdiction",
            "Subprocessor location",
            "Vendor country",
        ),
        *("Location of data processing", "Processing countries", "Locations (data processing)", "Place of processing"),
    ],
    "corporate_country": [
        *("Entity location", "Entity country", "Headquarters", "HQ", "Corporate Location", "Registered country"),
        *("Country of establishment", "Country of incorporation", "Place of establishment", "Corporate headquarters"),
        *(
            "Headquarters location",
            "Country of registration",
            "Company location",
            "Legal entity country",
            "Registered seat",
        ),
    ],
    "service": ["Applicable services", "Applicable products", "Service Name", "Relevant product(s)", "Product line"],
    "website": ["Website", "URL", "Web site", "Homepage", "Link"],
    "brand": ["Brand", "Platform", "platform"],
    "is_optional": ["Optional", "is_optional", "Optional?"],
    "conditions": ["Conditions"],
}
NONE_OF_OURS = [
    *("", " ", "Transfer mechanism", "Data categories", "Type of personal data", "Date added", "DPA", "Contact", "#"),
    *(
        "Categories of data subjects",
        "Safeguards",
        "Last updated",
        "Retention",
        "Legal basis",
        "123",
        "Security measures",
    ),
]


@pytest.mark.parametrize(("name", "header"), [(name, header) for name, some in ALONE.items() for header in some])
def test_a_header_alone_is_known(name, header):
    assert guess_columns([header]) == {name: header}


@pytest.mark.parametrize("header", NONE_OF_OURS)
def test_a_header_that_is_none_of_ours_is_left_alone(header):
    assert guess_columns([header]) == {}


TOGETHER = [
    ("Entity Name | Purpose | Country", "third_party function locations"),
    ("Sub-processor | Service | Location", "third_party function locations"),
    ("Vendor | Services | Products | Location", "third_party function service locations"),
    ("Product | Sub-processor | Purpose | Countries", "service third_party function locations"),
    ("Name | Nature of processing | Location(s) of data | Entity Country",
     "third_party function locations corporate_country"),
    ("Subprocessor | Purpose | Entity Country", "third_party function corporate_country"),
    ("Subprocessor | Purpose | Corporate Location | Location", "third_party function corporate_country locations"),
    ("Subprocessor | Subprocessor Location | Hosting Location | Use", "third_party corporate_country locations function"),
    ("Company | Description | Headquarters", "third_party function corporate_country"),
    ("Service | Purpose | Location", "third_party function locations"),
    ("Provider | Products | Country", "third_party function locations"),
    ("Platform | Service Name | Subprocessor Name | Subprocessor Function | Processing Location | Service description",
     "brand service third_party function locations -"),
    ("Vendor | Type of data | Purpose of data processing | Transfer mechanism | Country",
     "third_party - function - locations"),
    ("Name | Legal entity | Purpose", "- third_party function"),
    ("Vendor | Name | Function", "third_party - function"),
    ("Location of Processing | Country | Vendor | Use", "locations - third_party function"),
    ("Purpose | Description of Processing | Vendor", "- function third_party"),
    ("Third party service/vendor | Purpose | Entity country | Website", "third_party function corporate_country website"),
    ("Entity | Activity | Applicable Services | Region", "third_party function service locations"),
    ("Vendor | Vendor | Purpose", "third_party - function"),
    ("Tool | Use | Data location | HQ", "third_party function locations corporate_country"),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "wanted"), TOGETHER)
def test_headers_are_told_apart_by_what_else_is_there(headers, wanted):
    headers = headers.split(" | ")

    columns = guess_columns(headers)

    assert columns == {name: header for name, header in zip(wanted.split(), headers, strict=True) if name != "-"}


@given(st.sampled_from(TOGETHER[:14]), st.randoms(use_true_random=False))
def test_the_order_of_columns_says_nothing(case, random):
    headers = case[0].split(" | ")
    shuffled = random.sample(headers, len(headers))

    assert guess_columns(shuffled) == guess_columns(headers)


@given(st.sampled_from(TOGETHER), st.sampled_from([str.upper, str.lower, lambda text: f" <b>{text}</b>:\u00a0"]))
def test_case_blanks_and_marks_of_a_header_say_nothing(case, written):
    headers = case[0].split(" | ")

    noisy = guess_columns([written(header) for header in headers])

    assert noisy == {name: written(header) for name, header in guess_columns(headers).items()}


def test_of_two_columns_alike_the_filled_one_is_taken():
    headers, rows = ["Subprocessor", "Vendor", "Purpose"], [["", "Acme", "Hosting"], ["", "Globex", "Mail"]]

    assert guess_columns(headers, rows)["third_party"] == "Vendor"
    assert guess_columns(headers)["third_party"] == "Subprocessor"


@given(st.lists(st.text(max_size=20), max_size=6))
def test_any_headers_are_guessed_without_one_taken_twice(headers):
    columns = guess_columns(headers)

    assert set(columns) <= set(NAMES)
    assert len(set(columns.values())) == len(columns)
    assert set(columns.values()) <= set(headers)


def test_no_two_of_our_columns_claim_one_name_but_those_that_are_told_apart():
    told_apart = {"service", "product", "service product", "product service"}
    owners: dict[frozenset[str], set[str]] = {}
    for name, text in NAMES.items():
        for one in text.replace("\n", "").split("|"):
            owners.setdefault(words_of(one), set()).add(name)

    assert [words for words, names in owners.items() if len(names) > 1 and " ".join(words) not in told_apart] == []


@pytest.mark.parametrize("name", ["third_party", "corporate_country", "website", "function", "locations", "conditions"])
def test_what_the_import_page_understands_is_understood_here(name):
    assert [header for header in HEADERS[name] if list(guess_columns([header])) != [name]] == []


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([["Vendor", "Purpose"], ["Acme", "Hosting"]], 0),
        ([["Our subprocessors"], [], ["As of May", ""], ["Vendor", "Purpose", "Country"], ["Acme", "Mail", "NL"]], 3),
        ([["Our list", "of vendors and their purpose"], ["Vendor", "Purpose"], ["Acme", "Mail"]], 1),
        (
            [
                ["Last updated", "2024-05-01"],
                ["Name of Subprocessor", "Description of Processing"],
                ["Vendor", "Purpose"],
            ],
            1,
        ),
        ([["x" * 200 + " subprocessor", "purpose"], ["Entity", "Use"]], 1),
        ([["a", "b"], ["c", "d"]], 0),
        ([["a", "b"], ["Vendor", "Website"], ["c", "d"]], 1),
        ([["x", "y"]] * 19 + [["Vendor", "Purpose"]], 19),
        ([["x", "y"]] * 20 + [["Vendor", "Purpose"]], 0),
        ([[None, 3], ["Vendor", "Purpose"]], 1),
        ([], 0),
    ],
)
def test_the_row_of_headers_is_found_under_title_lines(rows, at):
    assert header_row(rows) == at


def test_a_raw_table_is_parted_into_headers_and_rows():
    rows = [["List"], ["Vendor", "Purpose", None], ["Acme", "Mail", "x"]]

    assert under_headers(rows) == (["Vendor", "Purpose", ""], [["Acme", "Mail", "x"]])
    assert under_headers([]) == ([], [])


@pytest.mark.parametrize("version", ["02-2024-04-17", "06-2024-06-03"])
def test_the_real_lists_are_known_by_their_headers(version):
    with shared(f"subprocessor_lists/github-{version}.csv").open(encoding="utf-8", newline="") as file:
        headers, rows = under_headers(list(csv.reader(file)))

    assert guess_columns(headers, rows) == {
        "third_party": "Name of Subprocessor",
        "locations": "Location of Processing",
        "corporate_country": "Corporate Location",
        "function": "Description of Processing",
    }
