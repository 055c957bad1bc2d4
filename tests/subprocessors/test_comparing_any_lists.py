"""What holds of any two lists: noise is no change, undoing mirrors a change, and no entry is lost."""

from collections import Counter
from dataclasses import replace

from django_countries import countries
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.subprocessors.choices import LocationKind
from apps.subprocessors.reading import ReadPlace, country_codes
from apps.subprocessors.reading.comparing import compare
from apps.subprocessors.reading.likeness import are_siblings, key_of, name_of
from apps.subprocessors.reading.lists import Entry, read_list
from apps.subprocessors.reading.matching import match

NAMES = {code: str(name) for code, name in countries}
CODES = country_codes(NAMES)
SOME = ["US", "NL", "IE", "BA", "KR", "GB"]

# Few words, so that names and functions meet: the same, alike, of one group, merged and split.
WORDS = ["Acme", "Globex", "Initech", "Cloud", "Inc", "GmbH", "BV", "Ireland", "(AWS)", "Amazon", "Web", "Services"]
COMPANY = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
NAME = st.one_of(COMPANY, st.text(min_size=1, max_size=8))
TASK = st.lists(st.sampled_from(["mail", "hosting", "chat", "and", "logs,"]), min_size=1, max_size=3).map(" ".join)
PLACE = st.builds(ReadPlace, st.sampled_from(SOME), st.sampled_from(LocationKind), st.booleans())
ENTRY = st.builds(
    Entry,
    name=NAME,
    function=st.one_of(TASK, st.text(min_size=1, max_size=8)),
    service=st.sampled_from(["", "Inbox", "inbox", "Email"]),
    places=st.frozensets(PLACE, max_size=3),
    corporate=st.sampled_from(["", "US", "NL"]),
    is_optional=st.booleans(),
    conditions=st.sampled_from(["", "when used", "When  used."]),
    website=st.sampled_from(["", "https://acme.example", "https://www.acme.example/x"]),
)
LISTS = st.lists(ENTRY, max_size=7)
MIRRORED = {"added": "removed", "merged": "split", "location_added": "location_removed"}
MIRRORED |= {after: before for before, after in MIRRORED.items()}


@given(LISTS, st.randoms(use_true_random=False))
def test_a_list_in_any_order_does_not_differ_from_itself(entries, random):
    assert compare(entries, entries) == []
    assert compare(entries, random.sample(entries, len(entries))) == []


@given(LISTS, LISTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(old, new, random):
    shuffled = compare(random.sample(old, len(old)), random.sample(new, len(new)))

    assert shuffled == compare(old, new)


@given(LISTS, LISTS)
def test_undoing_mirrors_every_change(old, new):
    there = Counter(repr((str(one.kind), one.before, one.after, one.is_sure)) for one in compare(old, new))
    back = Counter(
        repr((MIRRORED.get(one.kind, str(one.kind)), one.after, one.before, one.is_sure)) for one in compare(new, old)
    )

    assert there == back


@given(LISTS, LISTS)
def test_every_entry_is_matched_removed_or_added_exactly_once(old, new):
    old = [replace(one, key=number) for number, one in enumerate(old)]
    new = [replace(one, key=number) for number, one in enumerate(new)]

    matches = match(old, new)

    assert sorted(one.key for found in matches for one in found.olds) == list(range(len(old)))
    assert sorted(one.key for found in matches for one in found.news) == list(range(len(new)))
    assert [found for found in matches if len(found.olds) > 1 and len(found.news) > 1] == []


@given(LISTS, LISTS)
def test_what_could_not_be_read_is_never_removed(old, new):
    assert [one for one in compare(old, new, present=[one.name for one in old]) if one.kind == "removed"] == []


@given(st.lists(st.tuples(NAME, TASK), min_size=1, max_size=6, unique_by=lambda one: key_of(one[1])), NAME, st.data())
def test_renaming_one_entry_to_any_unused_name_is_one_rename(rows, name, data):
    old = [
        Entry(one, function, places=frozenset({ReadPlace("US", LocationKind.PROCESSING, False)}))
        for one, function in rows
    ]
    at = data.draw(st.integers(0, len(old) - 1))
    assume(key_of(name) not in {key_of(one.name) for one in old})
    assume(not are_siblings(name_of(name), name_of(old[at].name)))
    assume([one.name for one in old].count(old[at].name) == 1 and name.strip())
    assume(key_of(old[at].name) not in {key_of(one.name) for one in old if one is not old[at]})

    found = compare(old, [replace(one, name=name) if one is old[at] else one for one in old])

    assert [(one.kind, one.before, one.after) for one in found] == [("renamed", old[at].name, name)]


# --- Through a table, with noise -------------------------------------------------------------------------------------

HEADERS = ["Sub-processor", "Purpose(s)", "Location of Processing", "Applicable products", "HQ"]
BLANK = st.sampled_from([" ", "  ", "\t", "\u00a0", " \u200b", "\u00a0 \t"])
BREAK = st.sampled_from([" ", "<br>", "</br>", "\n", "\r\n", " <BR/> ", "\t"])
BETWEEN = st.sampled_from([", ", "; ", "\n", ",</br>", "<br>", ",\n and "])
PLAIN = st.lists(st.sampled_from(["Acme", "Globex", "Web", "Ltd", "Foo", "Mail"]), min_size=1, max_size=3).map(tuple)
ROW = st.tuples(PLAIN, PLAIN, st.frozensets(st.sampled_from(SOME), min_size=1), st.sampled_from(["", "Inbox"]))


def noisy(data: st.DataObject, words: tuple[str, ...], between: st.SearchStrategy[str]) -> str:
    """The words with noise between and around them, in any case."""
    text = "".join(
        data.draw(st.sampled_from([word, word.upper(), word.lower()])) + data.draw(between) for word in words
    )
    return data.draw(st.sampled_from(["", " ", "<br>", "\n"])) + text + data.draw(st.sampled_from(["", "<br>", ","]))


@given(st.lists(ROW, max_size=5), st.data())
def test_white_space_line_breaks_case_and_order_are_no_change(rows, data):
    plain = [
        [" ".join(name), " ".join(function), ", ".join(NAMES[code] for code in sorted(places)), service, ""]
        for name, function, places, service in rows
    ]
    messy = []
    for name, function, places, service in data.draw(st.permutations(rows)):
        order = data.draw(st.permutations(sorted(places)))
        cell = "".join(NAMES[code] + data.draw(BETWEEN) for code in order).removesuffix("and ")
        product = service or data.draw(st.sampled_from(["", "All", "all products", "-"]))
        messy.append([noisy(data, name, BLANK), noisy(data, function, BREAK), cell, product, "N/A"])

    old, new = (read_list(HEADERS, table, None, CODES) for table in (plain, messy))

    assert (old.refused, new.refused) == ([], [])
    assert compare(old.entries, new.entries) == []
