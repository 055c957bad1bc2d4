"""A version of a list against the register: exactly what it contains, and nothing for noise."""

import itertools
from typing import Any

import pytest
from django.core.management import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.casework.spreadsheets import write_xlsx
from apps.subprocessors.models import Listing
from tests.builders import a_brand, a_service
from tests.shared_data import shared
from tests.subprocessors.versions import (
    GITHUB,
    HEADERS,
    NAMES,
    a_brand_with_countries,
    a_list,
    accept,
    command,
    counts,
    register,
    version_of,
)


@pytest.fixture
def brand(db):
    return a_brand_with_countries()


# --- Real lists ------------------------------------------------------------------------------------------------------


def test_real_versions_accepted_in_order_give_exactly_what_they_contain(brand):
    told = [command(shared(f"subprocessor_lists/github-{name}.csv")) for name in GITHUB]

    second, third, fourth, fifth, sixth = ([(one["kind"], one["name"]) for one in result["changes"]] for result in told)
    assert [result["refused"] for result in told] == [[]] * 5
    assert [result["rows"] for result in told] == [17, 17, 24, 24, 22]
    assert {kind for kind, _name in second} == {"added"}
    assert third == [("location_added", "Azure (Microsoft)")]
    assert told[1]["changes"][0]["before"] == ["United States of America"]
    assert told[1]["changes"][0]["after"] == ["France", "Japan", "Switzerland", "United States of America"]
    assert [kind for kind, _name in fourth] == ["added"] * 7
    corrected = {
        "GitHub Australia Pty Ltd",
        "GitHub BV",
        "GitHub Canada ULC",
        "GitHub Germany GmbH",
        "GitHub India Pty Ltd",
    }
    assert {name for kind, name in fifth if kind == "location_corrected"} == corrected
    assert {kind for kind, _name in fifth} == {"location_corrected", "corporate_location_changed"}
    assert sixth == [("removed", "Splunk"), ("removed", "Zapier")]


def test_real_versions_again_change_nothing(brand):
    for name in GITHUB:
        command(shared(f"subprocessor_lists/github-{name}.csv"))
    before = register()

    assert command(shared(f"subprocessor_lists/github-{GITHUB[-1]}.csv"))["changes"] == []
    assert register() == before


def test_list_of_several_products_gives_one_listing_per_product_and_function(brand):
    for name in ("Inbox", "Email"):
        a_service(name, brand=brand)

    told = command(shared("subprocessor_lists/bird-approved-subprocessors-partial.csv"))

    assert [one["kind"] for one in told["changes"]] == ["added"] * 4
    assert {(*row[:3], row[4]) for row in register()} == {
        (
            *("Bird Affiliates", "Performance of the Agreement, support services", ""),
            tuple((code, "processing", False) for code in ("GB", "NL", "US")),
        ),
        ("Anthropic Ireland Ltd.", "Customer Support AI LLM Service Provider", "", (("US", "processing", False),)),
        *(
            (
                *("Amazon Web Services EMEA SARL", "Cloud Hosting Service Provider", product),
                tuple((code, "processing", True) for code in ("IE", "IN", "US")),
            )
            for product in ("Email", "Inbox")
        ),
    }
    assert Listing.objects.get(third_party__legal_name="Bird Affiliates").third_party.stands_for_group


# --- The command -----------------------------------------------------------------------------------------------------


def test_rehearsal_tells_the_changes_and_saves_nothing(brand, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(a_list(("Acme Cloud", "Hosting", "Ireland", "Ireland")))
    before = counts()

    told = command(path, "--dry-run")

    assert told["changes"] == [
        {
            "kind": "added",
            "name": "Acme Cloud",
            "before": None,
            "after": {
                "name": "Acme Cloud",
                "function": "Hosting",
                "service": "",
                "locations": ["Ireland"],
                "corporate": "Ireland",
                "is_optional": False,
                "conditions": "",
                "website": "",
            },
        }
    ]
    assert counts() == before


def test_row_that_cannot_be_read_is_told_and_the_others_are_taken(brand, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(a_list(("Acme Cloud", "Hosting", "Ireland"), ("Globex", "Mail", "Global")))

    told = command(path)

    assert [(one["kind"], one["name"]) for one in told["changes"]] == [("added", "Acme Cloud")]
    assert [(one["row"], one["column"]) for one in told["refused"]] == [(2, "Location")]
    assert "“Global” names no country" in told["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("content", "arguments", "words"),
    [
        (None, (), "cannot be read"),
        (b"", (), "is empty"),
        (b"a,b\n1,2\n", (), "has no column for the name of the third party"),
        (a_list(("A", "B", "Ireland")), ("--brand", "nobody"), "There is no brand “nobody”"),
        (a_list(("A", "B", "Ireland")), ("--source", " "), "of 1 to 100 characters"),
        (a_list(("A", "B", "Ireland")), ("--purpose", "fun"), "There is no purpose “fun”"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(content, arguments, words, brand, tmp_path):
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    before = counts()

    with pytest.raises(CommandError, match=words) as refused:
        command(path, *arguments)

    assert "\n" not in str(refused.value)
    assert counts() == before


def test_office_without_reference_data_is_told_to_seed_it(db, tmp_path):
    a_brand("acme")
    path = tmp_path / "list.csv"
    path.write_bytes(a_list(("A", "B", "Ireland")))

    with pytest.raises(CommandError, match="The register has no countries yet"):
        command(path)


def test_workbook_says_the_same_as_its_table(brand, tmp_path):
    rows = [["Acme Cloud", "Hosting", "Ireland and France", "Ireland", ""]]
    path = tmp_path / "list.xlsx"
    path.write_bytes(write_xlsx(rows, HEADERS))

    command(path)

    assert register() == {
        ("Acme Cloud", "Hosting", "", "IE", (("FR", "processing", False), ("IE", "processing", False)))
    }


# --- Noise -----------------------------------------------------------------------------------------------------------

NAME_WORDS = ["Acme", "Globex", "Initech", "Umbrella", "Hooli", "Vandelay", "Stark", "Wonka"]
TASKS = ["Hosting of data", "Sending of mail", "Support tickets", "Payments", "Logs, metrics and traces"]
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(NAME_WORDS),
        st.sampled_from(TASKS),
        st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=4, unique=True),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: (entry[0], entry[1]),
)
JOINS = [", ", ",</br>", "; ", " and ", ",\t", "\n"]
SPACES = ["", " ", "\t", "  ", "\u00a0"]


@st.composite
def noisy(draw: Any, entries: list[Any]) -> bytes:
    """The same list with its rows and places in any order, and blanks and line breaks anywhere."""
    rows = []
    for name, task, codes in draw(st.permutations(entries)):
        before, after = draw(st.sampled_from(SPACES)), draw(st.sampled_from(SPACES))
        cell = draw(st.sampled_from(JOINS)).join(NAMES[code] for code in draw(st.permutations(codes)))
        rows.append((f"{before}{name}{after}", f"{after}{task.replace(' ', '  ')}{before}", f"{before}{cell}{after}"))
    return a_list(*rows)


def plain(entries: list[Any]) -> bytes:
    return a_list(*((name, task, ", ".join(NAMES[code] for code in codes)) for name, task, codes in entries))


QUIET = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(data=st.data())
@QUIET
def test_any_order_and_any_white_space_of_the_same_list_changes_nothing(brand, data):
    entries, own = data.draw(ENTRIES), a_brand(f"brand-{next(numbers)}")
    accept(own, plain(entries))

    assert version_of(own, data.draw(noisy(entries))).differences == ()


@given(data=st.data())
@QUIET
def test_change_made_and_undone_gives_none(brand, data):
    first, second, own = data.draw(ENTRIES), data.draw(ENTRIES), a_brand(f"brand-{next(numbers)}")
    accept(own, plain(first))
    before = register(brand=own)

    accept(own, plain(second))
    assert version_of(own, plain(second)).differences == ()
    accept(own, plain(first))

    assert version_of(own, plain(first)).differences == ()
    assert register(brand=own) == before


numbers = itertools.count()
