"""Scans: read whatever they hold, without a value of it; and what they differ in from the registry."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.cookies import services
from apps.cookies.choices import Discrepancy, Phase, ScanStatus, Storage
from apps.cookies.models import Scan, Sighting
from apps.cookies.queries.declared import Declarations
from apps.cookies.queries.discrepancies import differences_now, differences_of
from apps.cookies.reading.scans import Reading, ScanRefused, read_scan
from tests.builders import BUILDER
from tests.cookies.registry import SCANNED, a_cookie, a_scan, a_site, a_waiver, an_entry, seen
from tests.shared_data import hostile_strings, shared

DAY = 86_400
CANARY = "canary-7f3a"
THREE = {
    "url": "https://www.acme.example/",
    "scannedAt": "2026-11-03T09:00:00Z",
    "tool": {"name": "gdpr-cookie-scanner", "version": "3.8.2"},
    "cookies": [
        {
            "name": "session",
            "domain": "www.acme.example",
            "path": "/",
            "value": CANARY,
            "expires": None,
            "httpOnly": True,
            "secure": True,
            "sameSite": "Lax",
            "capturedAt": "before-interaction",
        },
        {
            "name": "_ga",
            "domain": ".acme.example",
            "path": "/?q=canary-7f3a",
            "value": CANARY,
            "expires": SCANNED.timestamp() + 730 * DAY,
            "capturedAt": "after-accept",
        },
        {"name": "IDE", "domain": ".ads.example", "expires": -1, "capturedAt": "after-reject"},
    ],
}
COLLECTOR = {
    "uri_ins": "https://www.acme.example/",
    "start_time": "2026-11-03T09:00:00Z",
    "browsing_history": ["https://www.acme.example/"],
    "script": {"version": {"npm": "2.1.1"}},
    "cookies": [
        {
            "name": "foo",
            "value": CANARY,
            "domain": "www.acme.example",
            "session": False,
            "partitionKey": {"a": 1},
            "expires": SCANNED.timestamp() + DAY,
            "log": {"type": "Cookie.JS", "stack": [{"fileName": "https://a.example/x.js?canary-7f3a"}]},
        }
    ],
    "localStorage": {"https://www.acme.example": {"theme": {"value": CANARY}}},
    "beacons": [{"url": "https://px.ads.example/p.gif?u=canary-7f3a", "query": {"u": CANARY}}],
}


def read(said: object) -> Reading:
    return read_scan(json.dumps(said).encode())


def names(lines) -> list[str]:
    return [line.name for line in lines]


# --- Reading ----------------------------------------------------------------------------------------------------------


def test_a_scan_of_three_phases_says_when_each_thing_was_there():
    reading = read(THREE)

    assert {one.name: one.phase for one in reading.seen} == {
        "session": Phase.BEFORE,
        "_ga": Phase.ACCEPTED,
        "IDE": Phase.REFUSED,
    }
    assert (reading.phases, reading.tool, reading.tool_version) == (tuple(Phase), "gdpr-cookie-scanner", "3.8.2")
    assert [(one.is_session, one.lifetime) for one in reading.seen] == [(True, None), (False, 730 * DAY), (True, None)]
    assert [one.domain for one in reading.seen] == ["", "acme.example", "ads.example"]


def test_a_scan_of_the_collector_sees_what_is_there_before_a_choice():
    reading = read(COLLECTOR)

    assert [(one.storage, one.name, one.domain) for one in reading.seen] == [
        (Storage.SCRIPT_COOKIE, "foo", ""),
        (Storage.LOCAL_STORAGE, "theme", ""),
        (Storage.BEACON, "px.ads.example/p.gif", "px.ads.example"),
    ]
    assert (reading.phases, reading.pages, reading.seen[0].is_partitioned) == ((Phase.BEFORE,), 1, True)
    assert reading.seen[0].set_by == "https://a.example/x.js"


@pytest.mark.parametrize("said", [THREE, COLLECTOR])
@pytest.mark.django_db
def test_no_value_no_content_and_no_query_is_kept_or_told(said):
    reading = read(said)
    scan, _is_new = services.record_scan(a_site(), reading, by=BUILDER)

    rows = str(list(Sighting.objects.values())) + str(list(Scan.objects.values()))
    assert (CANARY in rows, CANARY in str(reading), scan.sightings.count()) == (False, False, 3)


def test_the_scan_of_a_real_site_is_read_whole():
    reading = read_scan(shared("scan/wec-inspection.json").read_bytes())

    assert (len(reading.seen), reading.odd, reading.host, reading.problem) == (10, [], "localhost", "")
    assert {one.storage for one in reading.seen} == {Storage.HTTP_COOKIE, Storage.SCRIPT_COOKIE, Storage.BEACON}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "line 1, column 1"),
        (b'{"cookies": [}', "line 1, column 14"),
        (b"\xff{}", "not UTF-8: byte 0"),
        (b"[]", "this file holds something else"),
        (b'{"cookie": []}', "no list “cookies”. It has: cookie"),
        (b'{"cookies": {}}', "no list “cookies”"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"cookies": [' + b"9" * 5000 + b"]}", "too long"),
    ],
)
def test_a_file_that_is_no_scan_is_refused_in_words(data, words):
    with pytest.raises(ScanRefused, match=words):
        read_scan(data)


def test_what_is_odd_in_a_scan_is_told_and_the_rest_is_read():
    cookies = [
        "odd",
        {"name": "", "capturedAt": "after-accept"},
        {"name": "when"},
        {"name": "x" * 300, "capturedAt": "after-accept", "expires": "soon", "domain": "<b>"},
        {"name": "fine", "capturedAt": "after-accept", "expires": "2027-11-03T09:00:00Z"},
    ]

    reading = read(THREE | {"cookies": cookies, "beacons": ["no address"]})

    assert [one.name for one in reading.seen] == ["x" * 255, "fine"]
    assert reading.seen[1].lifetime == 365 * DAY
    assert reading.odd == [
        "cookie 1 is no object, and was left out.",
        "cookie 2 has no name, and was left out.",
        "cookie 3 does not say when it was captured, and was left out.",
        "cookie 4 has a name that is too long; its beginning is kept.",
        "cookie 4 does not say how long it lives in a way that can be read.",
        "cookie 4 names a domain that is none.",
        "beacon 1 has no address, and was left out.",
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-(10**20), 10**20) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TOPS = ["url", "uri_ins", "start_time", "pages", "localStorage", "beacons", "script", "tool"]
FIELDS = ["name", "domain", "path", "expires", "capturedAt", "session", "sameSite", "log", "partitionKey", "url", "key"]


@given(
    st.dictionaries(st.sampled_from(TOPS), JSON),
    st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON) | JSON, max_size=4),
)
def test_whatever_a_scan_holds_it_is_read_or_refused(said, cookies):
    try:
        reading = read({**said, "cookies": cookies})
    except ScanRefused:
        return

    assert all(one.name and len(one.name) <= 255 and len(one.domain) <= 253 for one in reading.seen)
    assert all(one.lifetime is None or 0 <= one.lifetime < 2**40 for one in reading.seen)


@pytest.mark.django_db
def test_hostile_names_are_kept_as_they_are_and_found_again():
    site = a_site()
    cookies = [{"name": text, "capturedAt": "after-accept", "domain": text} for text in hostile_strings()]

    scan, _is_new = services.record_scan(site, read(THREE | {"cookies": cookies}), by=BUILDER)

    kept = set(scan.sightings.values_list("name", flat=True))
    assert kept == {one.name for one in read(THREE | {"cookies": cookies}).seen}
    assert len(differences_of(scan).lines[Discrepancy.UNDECLARED]) == scan.sightings.count()


# --- Storing ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_file_is_stored_once_for_a_site():
    site, data = a_site(), json.dumps(THREE).encode()

    stored = [services.record_scan(site, read_scan(data), data=data, by=BUILDER) for _time in range(2)]
    elsewhere = services.record_scan(a_site("b.example"), read_scan(data), data=data, by=BUILDER)

    assert [is_new for _scan, is_new in [*stored, elsewhere]] == [True, False, True]
    assert (stored[0][0], Sighting.objects.count()) == (stored[1][0], 6)


@pytest.mark.django_db
def test_a_scan_that_failed_or_met_no_page_proves_nothing():
    site, cookie = a_site(), a_cookie(category="strictly_necessary")
    a_scan(site, seen(cookie.name))

    for problem in ({"pages": 0, "problem": "It met no page."}, {"problem": "The browser died."}):
        failed = a_scan(site, scanned_at=SCANNED + datetime.timedelta(days=30), **problem)
        assert (failed.status, differences_of(failed).count) == (ScanStatus.FAILED, 0)

    assert differences_now(site).lines[Discrepancy.NOT_SEEN] == []


# --- The five lists ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_difference_stands_in_its_list_and_nothing_else_does():
    site = a_site()
    a_cookie("fine", lifetime=DAY)
    a_cookie("session", category="strictly_necessary", is_session=True)
    a_cookie("early", lifetime=DAY)
    a_cookie("gone", lifetime=DAY)
    a_cookie("long", lifetime=DAY)
    a_cookie("longer", is_session=True)
    a_cookie("theirs", lifetime=DAY)
    a_scan(
        site,
        seen("fine", lifetime=DAY + 3600),
        seen("session", "before"),
        seen("session", "refused"),
        seen("early", "refused", lifetime=DAY),
        seen("long", lifetime=10 * DAY),
        seen("longer", lifetime=5 * DAY),
        seen("theirs", lifetime=DAY, domain="ads.example"),
        seen("unknown"),
        seen("px.ads.example/p", storage=Storage.BEACON, domain="px.ads.example"),
    )

    told = differences_now(site)

    assert {kind: names(told.open(kind)) for kind in Discrepancy} == {
        Discrepancy.UNDECLARED: ["px.ads.example/p", "unknown"],
        Discrepancy.BEFORE_CONSENT: ["early"],
        Discrepancy.NOT_SEEN: ["gone"],
        Discrepancy.LONGER_THAN_DECLARED: ["long", "longer"],
        Discrepancy.PARTY_DIFFERS: ["theirs"],
    }
    assert told.lines[Discrepancy.LONGER_THAN_DECLARED][0].words == "declared with 1 day, seen with 10 days"


@pytest.mark.django_db
def test_what_is_not_declared_and_comes_before_a_choice_is_in_both_lists():
    told = differences_of(a_scan(None, seen("unknown", "before")))

    assert [names(told.open(kind)) for kind in (Discrepancy.UNDECLARED, Discrepancy.BEFORE_CONSENT)] == [
        *(["unknown"], ["unknown"]),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("phases", [(Phase.BEFORE,), (Phase.BEFORE, Phase.REFUSED)])
def test_what_needs_consent_is_not_missed_by_a_scan_that_gave_none(phases):
    site = a_site()
    a_cookie("ads"), a_cookie("session", category="strictly_necessary", is_session=True)

    told = differences_of(a_scan(site, phases=phases))

    assert names(told.lines[Discrepancy.NOT_SEEN]) == ["session", "ads"]
    assert names(told.open(Discrepancy.NOT_SEEN)) == ["session"]


@pytest.mark.django_db
def test_each_phase_is_told_by_the_newest_complete_scan_that_looked_at_it():
    site = a_site()
    a_scan(site, seen("old", "before"), seen("bought"))
    a_scan(site, seen("new", "before"), phases=(Phase.BEFORE,), scanned_at=SCANNED + datetime.timedelta(days=1))

    told = differences_now(site)

    assert names(told.open(Discrepancy.UNDECLARED)) == ["bought", "new"]
    assert len(told.scans) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "missed"), [(13, []), (14, []), (15, ["seldom"])])
def test_a_cookie_is_missed_once_no_scan_saw_it_for_a_fortnight(days, missed):
    site = a_site()
    a_cookie("seldom")
    a_scan(site, seen("seldom"))
    a_scan(site, scanned_at=SCANNED + datetime.timedelta(days=days))

    assert names(differences_now(site).open(Discrepancy.NOT_SEEN)) == missed


@pytest.mark.django_db
def test_a_line_that_is_let_be_stands_apart_until_its_day(time_machine):
    site = a_site()
    a_scan(site, seen("x"))
    time_machine.move_to("2026-11-10T10:00:00+01:00")
    a_waiver(site, rule="undeclared", about="http_cookie::x", until_on=datetime.date(2026, 11, 12))

    told = []
    for day in (11, 12, 13):
        time_machine.move_to(f"2026-11-{day}T10:00:00+01:00")
        told.append(names(differences_now(site).open(Discrepancy.UNDECLARED)))

    assert told == [[], [], ["x"]]
    assert names(differences_now(site).lines[Discrepancy.UNDECLARED]) == ["x"]


@pytest.mark.django_db
def test_the_closest_declaration_covers_what_was_seen():
    a_cookie("_ga"), a_cookie("_g", match="prefix"), a_cookie("_ga_", match="prefix")
    a_cookie("id", domain="one.example"), a_cookie("id", domain="two.example"), a_cookie("k", storage="local_storage")
    declared = Declarations(a_site())

    def found(*thing: str):
        cookie = declared.find(*thing)
        return cookie and (str(cookie), cookie.domain)

    assert found("_ga", "script_cookie", "") == ("_ga", "")
    assert found("_ga_X", "http_cookie", "acme.example") == ("_ga_*", "")
    assert found("_gid", "http_cookie", "") == ("_g*", "")
    assert found("id", "http_cookie", "a.two.example") == ("id", "two.example")
    assert (found("k", "http_cookie", ""), found("k", "local_storage", "")) == (None, ("k", ""))


@pytest.mark.django_db
def test_the_lists_cost_the_same_few_queries_for_many_cookies(django_assert_max_num_queries):
    site = a_site()
    for number in range(20):
        a_cookie(f"declared {number}")
    a_scan(site, *(seen(f"seen {number}") for number in range(200)))

    with django_assert_max_num_queries(6):
        assert differences_now(site).count == 220


@pytest.mark.django_db
def test_a_line_carries_what_the_catalogue_makes_of_it():
    an_entry("_ga")

    [line] = differences_of(a_scan(None, seen("_ga"))).lines[Discrepancy.UNDECLARED]

    assert (line.suggestion.category, line.suggestion.reason) == ("performance", "the catalogue has this name")


# --- The command ------------------------------------------------------------------------------------------------------


def run(path, site: str) -> dict:
    out = io.StringIO()
    call_command("import_scan", str(path), "--site", site, "--json", stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_the_command_tells_the_five_lists(tmp_path):
    a_cookie("session", category="strictly_necessary", is_session=True)
    a_cookie("_ga", lifetime=DAY)
    path = tmp_path / "scan.json"
    path.write_text(json.dumps(THREE))

    said, again = run(path, "WWW.acme.example"), run(path, "www.acme.example")

    lists = {kind: [one["name"] for one in said[kind]] for kind in Discrepancy.values}
    assert lists == {
        "undeclared": ["IDE"],
        "before_consent": ["IDE"],
        "not_seen": [],
        "longer_than_declared": ["_ga"],
        "party_differs": [],
    }
    assert (said["is_new"], again["is_new"], Scan.objects.count()) == (True, False, 1)
    assert {kind: again[kind] for kind in Discrepancy.values} == {kind: said[kind] for kind in Discrepancy.values}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "site", "words"),
    [
        (None, "www.acme.example", "cannot be read"),
        ("{", "www.acme.example", "Nothing was imported: The file is no JSON: line 1, column 2"),
        ("{}", "b.example", "There is no site “b.example”. Sites are: www.acme.example"),
    ],
)
def test_the_command_says_why_nothing_was_imported(tmp_path, data, site, words):
    a_site()
    path = tmp_path / "scan.json"
    if data is not None:
        path.write_text(data)

    with pytest.raises(CommandError, match=words):
        run(path, site)

    assert Scan.objects.count() == 0
