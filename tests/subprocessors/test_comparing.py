"""Two versions of a list differ in what they say, and in nothing else."""

import csv
import json
import time
from collections import Counter
from dataclasses import replace

import pytest
from django_countries import countries

from apps.subprocessors.choices import ChangeKind, LocationKind
from apps.subprocessors.reading import ReadPlace, country_codes
from apps.subprocessors.reading.comparing import Difference, compare
from apps.subprocessors.reading.lists import Entry, read_list, under_headers
from tests.shared_data import shared

CODES = country_codes({code: str(name) for code, name in countries})


def an_entry(text: str, **values) -> Entry:
    """An entry written as ``name | function | countries | product``; the last two may be left out."""
    name, function, places, service = (*(part.strip() for part in text.split("|")), "", "")[:4]
    found = frozenset(ReadPlace(code, LocationKind.PROCESSING, False) for code in (places or "US").split())
    return Entry(name, function, service, found, **values)


def entries(text: str) -> list[Entry]:
    return [an_entry(one) for one in text.split("/") if one.strip()]


def told(differences: list[Difference]) -> list[str]:
    """Each difference in a line: kind, what it is about, and a mark where it is not sure."""
    return sorted(
        f"{one.kind} {'+'.join(sorted(old.name for old in one.olds))}"
        f"→{'+'.join(sorted(new.name for new in one.news))}{'' if one.is_sure else '?'}"
        for one in differences
    )


def version(number: str) -> list[Entry]:
    with shared(f"subprocessor_lists/github-{number}.csv").open(encoding="utf-8", newline="") as file:
        headers, rows = under_headers(list(csv.reader(file)))
    return read_list(headers, rows, None, CODES).entries


V2, V3, V4, V5 = (f"0{number}-2024-04-17" for number in (2, 3, 4, 5))
V6 = "06-2024-06-03"
SUBSIDIARIES = {
    "GitHub Australia Pty Ltd": "AU",
    "GitHub BV": "NL",
    "GitHub Canada ULC": "CA",
    "GitHub Germany GmbH": "DE",
    "GitHub India Pty Ltd": "IN",
}


def test_three_countries_were_added_under_the_title_repo_sync():
    [one] = compare(version(V2), version(V3))

    assert (one.kind, one.news[0].name) == (ChangeKind.LOCATION_ADDED, "Azure (Microsoft)")
    assert (one.before, one.after, one.is_sure) == (["US"], ["CH", "FR", "JP", "US"], True)


def test_seven_subsidiaries_were_added():
    assert told(compare(version(V3), version(V4))) == [
        f"added →{name}" for name in sorted([*SUBSIDIARIES, "Npm, Inc.", "Semmle Inc."])
    ]


def test_the_locations_of_five_subsidiaries_were_corrected():
    found = [(one.kind, one.news[0].name, one.before, one.after) for one in compare(version(V4), version(V5))]

    assert found == [
        change
        for name, code in SUBSIDIARIES.items()
        for change in (
            (ChangeKind.LOCATION_CORRECTED, name, ["US"], [code]),
            (ChangeKind.CORPORATE_LOCATION_CHANGED, name, "US", code),
        )
    ]


def test_two_were_removed_under_the_title_update():
    assert told(compare(version(V5), version(V6))) == ["removed Splunk→", "removed Zapier→"]


@pytest.mark.parametrize("number", [V2, V3, V4, V5, V6])
def test_a_real_list_does_not_differ_from_itself_in_any_order(number):
    assert compare(version(number), version(number)[::-1]) == []


H, M, S = "Cloud hosting", "Mail delivery", "Customer support tickets"
#: Old and new lists in short, and what became of what; everything that is not told stayed.
CASES = {
    # the same
    "nothing": ("", "", []),
    "the same": (f"Acme|{H}", f"Acme|{H}", []),
    "case, blanks and punctuation": (f"Acme, Inc.|{H}|US NL", "ACME  Inc|cloud  Hosting.|NL US", []),
    "and": ("Acme|Logs, storage, and search", "Acme|Logs, storage & search", []),
    "two functions of one name, in another order": (f"Acme|{H}/Acme|{M}", f"Acme|{M}/Acme|{H}", []),
    "a name within another": (f"Microsoft|Technical services/Azure (Microsoft)|{H}",
     f"Azure (Microsoft)|{H}/Microsoft|Technical services", []),
    # added and removed
    "added": (f"Acme|{H}", f"Acme|{H}/Globex|{M}", ["added →Globex"]),
    "removed": (f"Acme|{H}/Globex|{M}", f"Acme|{H}", ["removed Globex→"]),
    "replaced, with another function": (f"Acme|{H}", f"Globex|{M}", ["added →Globex", "removed Acme→"]),
    "replaced, in another country": (f"Acme|{H}|US", f"Globex|{H}|NL", ["added →Globex", "removed Acme→"]),
    "replaced or renamed, where others do the same": (f"Acme|{H}/Initech|{H}", f"Globex|{H}/Initech|{H}",
     ["renamed Acme→Globex?"]),
    "two replaced, where others do the same": (f"Acme|{H}/Wonka|{H}/X|{H}", f"Globex|{H}/Hooli|{H}/X|{H}",
     ["added →Globex", "added →Hooli", "removed Acme→", "removed Wonka→"]),
    "replaced by one that is there already": (f"Acme|{H}/Globex|{M}", f"Globex|{H}/Globex|{M}",
     ["added →Globex", "removed Acme→"]),
    "for another product": (f"Acme|{H}|US|Inbox", f"Acme|{H}|US|Email", ["added →Acme", "removed Acme→"]),
    "two clouds": (f"Google Cloud|{H}|US", f"Oracle Cloud|{H}|NL", ["added →Oracle Cloud", "removed Google Cloud→"]),
    "generic names": (f"Alpha Cloud Platform Inc|{H}|US/X|{H}", f"Omega Cloud Platform Inc|{H}|US/X|{H}",
     ["renamed Alpha Cloud Platform Inc→Omega Cloud Platform Inc?"]),
    "two subsidiaries": ("GitHub BV|GitHub Subsidiary", "GitHub Canada ULC|GitHub Subsidiary",
     ["added →GitHub Canada ULC", "removed GitHub BV→"]),
    "two legal forms": (f"Acme Ltd|{H}", f"Acme GmbH|{H}", ["added →Acme GmbH", "removed Acme Ltd→"]),
    "two regions": (f"Stripe Inc|{H}", f"Stripe Payments Europe Ltd|{H}",
     ["added →Stripe Payments Europe Ltd", "removed Stripe Inc→"]),
    "two branches of a company": (f"Amazon Web Services EMEA SARL|{H}", "Amazon Payments|Payments",
     ["added →Amazon Payments", "removed Amazon Web Services EMEA SARL→"]),
    "the group and its product, with other functions": (f"Azure (Microsoft)|{H}", "Microsoft|Video calls",
     ["added →Microsoft", "removed Azure (Microsoft)→"]),
    # renamed
    "an alias": (f"NexMo (aka Vonage)|{M}", f"Vonage|{M}", ["renamed NexMo (aka Vonage)→Vonage"]),
    "an alias, where others do the same": (f"NexMo|{M}/Twilio|{M}", f"NexMo (aka Vonage)|{M}/Twilio|{M}",
     ["renamed NexMo→NexMo (aka Vonage)"]),
    "an alias with another function": (f"Facebook|{M}", f"Meta (formerly Facebook)|{H}",
     ["purpose_changed Facebook→Meta (formerly Facebook)", "renamed Facebook→Meta (formerly Facebook)"]),
    "an acronym": (f"Google Cloud Platform|{H}", f"GCP|{H}", ["renamed Google Cloud Platform→GCP"]),
    "an acronym in brackets": (f"Amazon Web Services|{H}", f"Amazon Web Services (AWS)|{H}",
     ["renamed Amazon Web Services→Amazon Web Services (AWS)"]),
    "word order": (f"Microsoft Azure|{H}", f"Azure (Microsoft)|{H}", ["renamed Microsoft Azure→Azure (Microsoft)"]),
    "a legal form": (f"Acme|{H}/X|{H}", f"Acme, Inc.|{H}/X|{H}", ["renamed Acme→Acme, Inc."]),
    "another legal form": (f"Acme Inc|{H}", f"Acme LLC|{H}", ["renamed Acme Inc→Acme LLC"]),
    "a misspelling": (f"Cloudfare|{H}/X|{H}", f"Cloudflare|{H}/X|{H}", ["renamed Cloudfare→Cloudflare"]),
    "a longer name": (f"Amazon|{H}/X|{H}", f"Amazon Web Services|{H}/X|{H}", ["renamed Amazon→Amazon Web Services"]),
    "a name with nothing in common": (f"Acme|{H}", f"Globex|{H}", ["renamed Acme→Globex?"]),
    "a rename and a move": (f"Acme|{H}|US", f"Acme Inc|{H}|US NL",
     ["location_added Acme→Acme Inc", "renamed Acme→Acme Inc"]),
    "a rename and a correction": (f"Acme|{H}|US", f"Acme Inc|{H}|NL",
     ["location_corrected Acme→Acme Inc", "renamed Acme→Acme Inc"]),
    "a rename and another function": (f"Acme|{H}", f"Acme Inc|{M}",
     ["purpose_changed Acme→Acme Inc", "renamed Acme→Acme Inc"]),
    "renamed everywhere": (f"Acme|{H}|US|Inbox/Acme|{M}|US|Email", f"Globex|{H}|US|Inbox/Globex|{M}|US|Email",
     ["renamed Acme→Globex?", "renamed Acme→Globex?"]),
    "one renamed, one added": (f"Acme|{H}", f"Acme Inc|{H}/Globex|{H}", ["added →Globex", "renamed Acme→Acme Inc"]),
    # merged and split
    "two companies that became one": (f"Twilio|{M}/SendGrid|{M}", f"Twilio SendGrid|{M}",
     ["merged SendGrid+Twilio→Twilio SendGrid"]),
    "one company that took another in": (f"Vonage|{M}/Nexmo|{S}", f"Vonage (incl. Nexmo)|{M}",
     ["merged Nexmo+Vonage→Vonage (incl. Nexmo)"]),
    "three that became one": (f"Vonage|{M}/Nexmo|{M}/TokBox|{M}", f"Vonage (formerly Nexmo and TokBox)|{M}",
     ["merged Nexmo+TokBox+Vonage→Vonage (formerly Nexmo and TokBox)"]),
    "a merger that also moved": (f"Twilio|{M}/SendGrid|{M}", f"Twilio SendGrid|{M}|US NL",
     ["location_added SendGrid+Twilio→Twilio SendGrid", "merged SendGrid+Twilio→Twilio SendGrid"]),
    "two functions put together": (f"Acme|{H}/Acme|{M}", f"Acme|{H} and {M}", ["merged Acme+Acme→Acme"]),
    "three functions put together": (f"Acme|{H}/Acme|{M}/Acme|{S}", f"Acme|{M}, {S} and {H}",
     ["merged Acme+Acme+Acme→Acme"]),
    "two of three functions put together": (f"Acme|{H}/Acme|{M}/Acme|{S}", f"Acme|{H} and {M}/Acme|{S}",
     ["merged Acme+Acme→Acme"]),
    "subsidiaries are not merged into the group": ("GitHub BV|Subsidiary/GitHub Canada ULC|Subsidiary", "GitHub|Code",
     ["purpose_changed GitHub BV→GitHub", "removed GitHub Canada ULC→", "renamed GitHub BV→GitHub"]),
    "one of two stays": (f"Twilio|{M}/SendGrid|{S}", f"Twilio|{M}", ["removed SendGrid→"]),
    "one that became two": (f"Twilio SendGrid|{M}", f"Twilio|{M}/SendGrid|{M}",
     ["split Twilio SendGrid→SendGrid+Twilio"]),
    "a function parted in two": (f"Acme|{H} and {M}", f"Acme|{H}/Acme|{M}", ["split Acme→Acme+Acme"]),
    # functions and places
    "another function": (f"Acme|{H}", f"Acme|{M}", ["purpose_changed Acme→Acme"]),
    "the function most alike": (f"Acme|{H}/Acme|{M}", f"Acme|{H} in two regions",
     ["purpose_changed Acme→Acme", "removed Acme→"]),
    "a country more": (f"Acme|{H}|US", f"Acme|{H}|US NL", ["location_added Acme→Acme"]),
    "a country less": (f"Acme|{H}|US NL", f"Acme|{H}|US", ["location_removed Acme→Acme"]),
    "one more and one less": (f"Acme|{H}|US NL", f"Acme|{H}|US IE",
     ["location_added Acme→Acme", "location_removed Acme→Acme"]),
    "other countries": (f"Acme|{H}|US NL", f"Acme|{H}|IE", ["location_corrected Acme→Acme"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_changed_is_told_by_its_kind(case):
    old, new, changes = CASES[case]

    assert told(compare(entries(old), entries(new))) == changes


MIRRORED = {"added": "removed", "merged": "split", "location_added": "location_removed"}
MIRRORED |= {after: before for before, after in MIRRORED.items()}


@pytest.mark.parametrize("case", CASES)
def test_undoing_a_change_is_told_the_other_way_round(case):
    old, new = (entries(side) for side in CASES[case][:2])

    there = [(str(one.kind), one.olds, one.news, one.before, one.after) for one in compare(old, new)]
    back = [
        (MIRRORED.get(one.kind, str(one.kind)), one.news, one.olds, one.after, one.before) for one in compare(new, old)
    ]

    assert Counter(map(repr, there)) == Counter(map(repr, back))


def only(old: Entry, new: Entry) -> Difference:
    [one] = compare([old], [new])
    return one


ACME = an_entry("Acme|Hosting")


def test_before_and_after_are_plain_values():
    added, two = compare([], [replace(ACME, service="Inbox", corporate="US")])[0], entries("Twilio|M/SendGrid|M")

    assert (added.before, added.after) == (
        None,
        {
            "name": "Acme",
            "function": "Hosting",
            "service": "Inbox",
            "locations": ["US"],
            "corporate": "US",
            "is_optional": False,
            "conditions": "",
            "website": "",
        },
    )
    [merged] = compare(two, entries("Twilio SendGrid|M"))
    assert (merged.before, merged.after) == (["SendGrid", "Twilio"], "Twilio SendGrid")
    [joined] = compare(entries("Acme|A/Acme|B"), entries("Acme|A and B"))
    assert (joined.before, joined.after) == (["Acme: A", "Acme: B"], "Acme: A and B")
    assert (only(ACME, replace(ACME, function="Mail")).before, only(ACME, replace(ACME, name="Acme Inc")).after) == (
        "Hosting",
        "Acme Inc",
    )
    assert json.loads(json.dumps(added.after)) == added.after


def test_gains_and_losses_are_chained():
    lost, gained = ReadPlace("NL", LocationKind.PROCESSING, False), ReadPlace("IE", LocationKind.SUPPORT, False)
    old, new = (replace(ACME, places=ACME.places | {place}) for place in (lost, gained))

    assert [(one.kind, one.before, one.after) for one in compare([old], [new])] == [
        (ChangeKind.LOCATION_ADDED, ["NL", "US"], ["IE (support)", "NL", "US"]),
        (ChangeKind.LOCATION_REMOVED, ["IE (support)", "NL", "US"], ["IE (support)", "US"]),
    ]


def test_a_new_kind_of_place_in_a_country_that_is_known_is_a_location_added():
    support = ReadPlace("US", LocationKind.SUPPORT, False)

    one = only(ACME, replace(ACME, places=ACME.places | {support}))

    assert (one.kind, one.before, one.after) == (ChangeKind.LOCATION_ADDED, ["US"], ["US", "US (support)"])


@pytest.mark.parametrize(
    ("values", "after"),
    [
        ({"is_optional": True}, "optional"),
        ({"is_optional": True, "conditions": "when chat is used"}, "optional; when chat is used"),
        ({"conditions": "when chat is used"}, "not optional; when chat is used"),
        (
            {"places": frozenset({ReadPlace("US", LocationKind.PROCESSING, True)})},
            "not optional; selected by the customer: US",
        ),
    ],
)
def test_what_is_left_to_the_customer_is_told_in_words(values, after):
    one = only(ACME, replace(ACME, **values))

    assert (one.kind, one.before, one.after) == (ChangeKind.OPTIONALITY_CHANGED, "not optional", after)


def test_a_place_to_select_that_is_new_is_a_location_added_alone():
    new = ReadPlace("NL", LocationKind.PROCESSING, True)

    assert only(ACME, replace(ACME, places=ACME.places | {new})).kind == ChangeKind.LOCATION_ADDED


def test_a_country_of_establishment_that_only_one_list_names_is_no_change():
    assert compare([ACME], [replace(ACME, corporate="US")]) == []
    assert only(replace(ACME, corporate="US"), replace(ACME, corporate="NL")).after == "NL"


def test_one_website_makes_a_rename_where_the_function_is_the_same():
    old, new = (
        an_entry(f"{name}|Mail", website=f"https://{www}acme.example/{name}")
        for name, www in (("Acme", "www."), ("Globex", ""))
    )
    others = entries("Initech|Mail")

    [one] = compare([old, *others], [new, *others])

    assert (one.kind, one.is_sure) == (ChangeKind.RENAMED, True)
    assert one.reason == "“Acme” and “Globex” have the website acme.example, and do the same."


def test_a_rename_says_why_it_was_read_so():
    assert only(ACME, replace(ACME, name="Globex")).reason == (
        "“Globex” came for just what “Acme” did, in the same countries, and nobody else did. "
        "It may be a new name, or another company that replaced it."
    )
    assert only(ACME, replace(ACME, name="Acme Inc")).reason == "“Acme” and “Acme Inc” are two names of one company."
    assert only(ACME, replace(ACME, function="Mail")).reason == ""


def test_a_name_that_is_present_but_could_not_be_read_is_not_removed():
    old = entries("Acme|Hosting/Globex|Mail")

    assert compare(old, [], present={"ACME"}) == compare(old[1:], [])
    assert told(compare(old, entries("Acme Inc|Hosting/Globex|Mail"), present={"Acme"})) == ["added →Acme Inc"]
    assert told(compare(old[:1], entries("Acme|Mail"), present={"Acme"})) == ["purpose_changed Acme→Acme?"]


def test_the_records_of_the_register_are_kept_and_never_compared():
    [one] = compare([replace(ACME, key="old")], [replace(ACME, key="new", function="Mail")])

    assert (one.olds[0].key, one.news[0].key) == ("old", "new")
    assert compare([replace(ACME, key=1)], [replace(ACME, key=2)]) == []


MANY = [an_entry(f"Vendor{number} Cloud Inc|Task {number} of hosting") for number in range(1000)]
OTHER = [an_entry(f"Firm{number * 7} Cloud Ltd|Other thing {number}") for number in range(1000)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MANY, OTHER),
        (MANY, [replace(one, function=f"New {one.function}") for one in MANY]),
        (MANY, [replace(one, name=one.name.replace("Inc", "LLC")) for one in MANY]),
        ([replace(one, name="Same") for one in MANY], [replace(one, name="Same") for one in OTHER]),
        ([replace(one, function="Same") for one in MANY], [replace(one, function="Same") for one in OTHER]),
        (
            [replace(one, name=f"Acme {one.name}") for one in MANY],
            [replace(one, name=f"Acme {one.name}") for one in OTHER],
        ),
    ],
    ids=["others", "functions", "names", "one name", "one function", "one group"],
)
def test_a_thousand_entries_are_compared_in_seconds(old, new):
    began = time.monotonic()

    found = compare(old, new)

    assert len(found) >= 1000
    assert time.monotonic() - began < 5
