"""The catalogue: every row is accounted for, an import again changes nothing, and nobody's decision is overwritten."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.cookies import services
from apps.cookies.choices import Category
from apps.cookies.lifetimes import SECONDS, lifetime_words, read_lifetime
from apps.cookies.models import CatalogueEntry
from apps.cookies.queries.matching import CatalogueIndex
from apps.cookies.reading.catalogue import COLUMNS, CatalogueRefused, read_catalogue
from apps.cookies.services import NeverByMachine
from apps.trail.models import Act
from tests.builders import BUILDER, a_user
from tests.cookies.registry import an_entry
from tests.shared_data import shared

ROW = {
    "ID": "1",
    "Platform": "Globex",
    "Category": "Analytics",
    "Cookie / Data Key name": "_ga",
    "Domain": "",
    "Description": "Counts visits.",
    "Retention period": "2 years",
    "Data Controller": "Globex",
    "User Privacy & GDPR Rights Portals": "https://globex.example/privacy",
    "Wildcard match": "0",
}


def a_file(*rows: dict, columns=COLUMNS) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows([ROW | {"ID": f"id {number}"} | row for number, row in enumerate(rows)])
    return text.getvalue().encode()


def only(row: dict):
    """What is read of a file of one row: the entry, or why it is refused."""
    read = read_catalogue(a_file(row))
    return read.entries[0] if read.entries else read.refused[0].reason


# --- Rows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "category", "is_suggestion"),
    [
        ("Analytics", Category.PERFORMANCE, False),
        ("Marketing", Category.MARKETING, False),
        ("marketing", Category.MARKETING, False),
        ("Personalization", Category.FUNCTIONAL, False),
        ("Functional", Category.UNCLASSIFIED, True),
        ("Security", Category.UNCLASSIFIED, True),
        ("Necessary", Category.UNCLASSIFIED, True),
        ("Strictly necessary", Category.UNCLASSIFIED, True),
        ("", Category.UNCLASSIFIED, True),
        ("Something new", Category.UNCLASSIFIED, True),
    ],
)
def test_a_word_of_the_catalogue_never_makes_anything_strictly_necessary(word, category, is_suggestion):
    values = only({"Category": word}).values

    assert (values["category"], values["is_suggestion"], values["word"]) == (category, is_suggestion, word)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"ID": " "}, "It has no number"),
        ({"Cookie / Data Key name": "\u200b\t"}, "It has no name"),
        ({"Wildcard match": "yes"}, "“Wildcard match” is 0 or 1, not “yes”"),
        ({"Cookie / Data Key name": "x" * 256}, "name has more than 255 characters"),
        ({"Description": "x" * 1001}, "description has more than 1000 characters"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_with_its_reason(row, reason):
    assert reason in only(row)


def test_each_number_stands_once():
    read = read_catalogue(a_file({"ID": "same"}, {"ID": "same", "Category": "Marketing"}))

    assert [entry.row for entry in read.entries] == [2]
    assert [(one.row, one.reason) for one in read.refused] == [
        (3, "Its number stands in row 2 already: give each row a number of its own.")
    ]


@pytest.mark.parametrize(
    ("cell", "domains", "is_odd"),
    [
        ("", "", False),
        ("cookiebot.com (3rd party)", "cookiebot.com", False),
        ("google-analytics.com (3rd party) or ", "google-analytics.com", False),
        ("bing.com, .microsoft.com", "bing.com\nmicrosoft.com", False),
        ("A.example or b.example", "a.example\nb.example", False),
        ("ads-[account].adhese.com", "", True),
    ],
)
def test_the_domains_of_a_cell_are_read_apart(cell, domains, is_odd):
    entry = only({"Domain": cell})

    assert (entry.values["domains"], any("is no domain" in one for one in entry.remarks)) == (domains, is_odd)


def test_what_is_odd_about_a_row_is_told():
    entries = read_catalogue(
        a_file(
            {"Cookie / Data Key name": "a", "Wildcard match": "1", "Category": "Marketing"},
            {"Cookie / Data Key name": "ab*"},
            {"Cookie / Data Key name": "se\xadcure\t"},
            {"Cookie / Data Key name": "twice"},
            {"Cookie / Data Key name": "twice", "Category": "Marketing"},
        )
    ).entries

    told = {entry.values["name"]: " ".join(entry.remarks) for entry in entries}
    assert "so short that it takes in names of others" in told["a"]
    assert ("is not marked as a prefix" in told["ab*"], "The shorter prefix “a”" in told["ab*"]) == (True, True)
    assert "invisible characters" in told["secure"]
    assert "in several categories" in told["twice"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column for ID"),
        (b"ID,Name\n1,a\n", "The file has no column for Platform"),
        (a_file({})[:-20] + b"\xff\n", "The file is not UTF-8: byte"),
        (b"{", "no JSON that can be read, at 1:2"),
        (b"[1]", "an object of platforms"),
        (b'{"Globex": "x"}', "an object of platforms"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_in_words(data, words):
    with pytest.raises(CatalogueRefused, match=words):
        read_catalogue(data)


def test_a_row_of_another_width_is_refused_and_the_rest_is_taken():
    read = read_catalogue(a_file({}, {}) + b"7,too,few\n")

    assert (read.rows, len(read.entries), [one.row for one in read.refused]) == (3, 2, [4])


def test_the_shape_of_json_says_the_same():
    entry = {"id": "1", "category": "Analytics", "cookie": "_ga", "retentionPeriod": "2 years", "wildcardMatch": "1"}

    read = read_catalogue(json.dumps({"Globex": [entry, "odd"]}).encode())

    assert (read.rows, [one.row for one in read.refused]) == (2, [3])
    assert (read.entries[0].values["match"], read.entries[0].values["lifetime"]) == ("prefix", 63_072_000)


# --- Lifetimes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "lifetime"),
    [
        ("session", (True, None)),
        ("End of session (browser)", (True, None)),
        (" Session cookie ", (True, None)),
        ("1 Year", (False, 31_536_000)),
        ("13 months", (False, 13 * 2_628_000)),
        ("30 mins", (False, 1800)),
        ("90 sec", (False, 90)),
        ("1440 Minutes", (False, 86_400)),
        ("0 days", (False, None)),
        ("1 hour or longer", (False, None)),
        ("Persistent", (False, None)),
        ("Seesion", (False, None)),
        ("180 days after last activity", (False, None)),
        ("10 Nov 2030", (False, None)),
        ("", (False, None)),
    ],
)
def test_a_lifetime_is_read_only_where_it_is_sure(words, lifetime):
    assert read_lifetime(words) == lifetime


@given(st.integers(1, 9999), st.sampled_from(sorted(SECONDS)))
def test_words_of_a_lifetime_come_back_as_the_same_seconds(count, unit):
    seconds = read_lifetime(f"{count} {unit}s").seconds

    assert read_lifetime(lifetime_words(seconds)).seconds == seconds == count * SECONDS[unit]


# --- Importing ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_row_of_the_published_catalogue_is_accounted_for_and_again_is_unchanged():
    read = read_catalogue(shared("cookies/open-cookie-database.csv").read_bytes())

    first, again = (services.import_catalogue(read, by=BUILDER) for _time in range(2))

    assert first.rows == 2264 == first.imported + first.suggestions + first.unchanged + len(first.refused)
    assert (again.imported, again.suggestions, again.unchanged) == (0, 0, 2264 - len(again.refused))
    assert CatalogueEntry.objects.filter(category=Category.STRICTLY_NECESSARY).count() == 0
    assert CatalogueEntry.objects.filter(is_suggestion=True).count() == first.suggestions
    assert Act.objects.filter(kind="cookies.catalogue_imported").count() == 1
    assert set(CatalogueEntry.past.objects.values_list("version", flat=True)) == {1}


@pytest.mark.django_db
def test_what_a_person_decided_stays_when_the_catalogue_comes_again():
    ada, entry = a_user("ada", "web"), an_entry("cf_x", word="Functional", category="unclassified", is_suggestion=True)
    services.decide_entry(entry, category=Category.FUNCTIONAL, by=ada)

    again = an_entry("cf_x", word="Marketing", category="marketing", description="Another text.")

    assert (again.category, again.decided_by, again.is_suggestion) == (Category.FUNCTIONAL, ada, False)
    assert (again.description, again.word) == ("Another text.", "Marketing")


@pytest.mark.django_db
def test_no_suggestion_says_strictly_necessary():
    entry = an_entry()

    with pytest.raises(NeverByMachine):
        services.decide_entry(entry, category=Category.STRICTLY_NECESSARY, by=a_user("ada", "web"))
    with pytest.raises(IntegrityError), transaction.atomic():
        an_entry("x", category=Category.STRICTLY_NECESSARY)


def run(path, *arguments: str) -> dict:
    out = io.StringIO()
    call_command("import_cookies", str(path), "--json", *arguments, stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_the_command_tells_what_became_of_each_row(tmp_path):
    path = tmp_path / "catalogue.csv"
    path.write_bytes(a_file({}, {"Category": "Functional", "Retention period": "forever"}, {"ID": ""}))

    said, again = run(path), run(path)

    assert {name: said[name] for name in ("rows", "imported", "suggestions", "unchanged")} == {
        "rows": 3,
        "imported": 1,
        "suggestions": 1,
        "unchanged": 0,
    }
    assert said["refused"] == [{"row": 4, "reason": "It has no number (ID): without one it is not found again."}]
    assert said["unreadable_lifetimes"] == [{"row": 3, "words": "forever"}]
    assert (again["unchanged"], again["imported"], len(again["refused"])) == (2, 0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("data", [None, b"\xff", b"a,b\n"])
def test_the_command_says_why_nothing_was_imported(tmp_path, data):
    path = tmp_path / "catalogue.csv"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(CommandError, match=r"cannot be read|Nothing was imported"):
        run(path)

    assert CatalogueEntry.objects.count() == 0


# --- What it suggests -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "domain", "found", "category"),
    [
        ("_ga", "", "_ga", "performance"),
        ("_ga_X1", "", "_ga_", "marketing"),
        ("_gat", "", "_ga", "unclassified"),
        ("unknown", "px.ads.example", "ads", "marketing"),
        ("_hj", ".hot.example", "at hot", "functional"),
        ("_hj", "", "anywhere", "performance"),
        ("other", "nowhere.example", None, None),
    ],
)
def test_exact_comes_before_the_longest_prefix_before_the_domain(name, domain, found, category):
    an_entry("_ga", key="_ga")
    an_entry("_ga", key="prefix", match="prefix", category="unclassified")
    an_entry("_ga_", key="_ga_", match="prefix", category="marketing")
    an_entry("ads", key="ads", domains="ads.example", category="marketing")
    an_entry("_hj", key="at hot", domains="hot.example", category="functional")
    an_entry("_hj", key="anywhere")

    suggestion = CatalogueIndex.load().suggest(name, domain)

    keys = {"_gat": "prefix"}.get(name, found)
    assert (suggestion and suggestion.entry["key"], suggestion and suggestion.category) == (keys, category)


@pytest.mark.django_db
def test_what_a_person_has_to_decide_is_not_suggested_as_decided():
    entry = an_entry("_s", match="prefix", is_suggestion=True)

    before = CatalogueIndex.load().suggest("_szz")
    services.decide_entry(entry, category=Category.MARKETING, by=a_user("ada", "web"))

    assert (before.category, "a person has to decide" in before.reason) == (Category.UNCLASSIFIED, True)
    assert CatalogueIndex.load().suggest("_szz").category == Category.MARKETING


@pytest.mark.django_db
def test_a_name_in_several_categories_is_for_a_person_to_decide(django_assert_num_queries):
    for key, category in (("one", "marketing"), ("two", "performance")):
        an_entry("id", key=key, category=category)

    with django_assert_num_queries(1):
        suggestion = CatalogueIndex.load().suggest("id")

    assert (suggestion.category, "in several categories" in suggestion.reason) == (Category.UNCLASSIFIED, True)
