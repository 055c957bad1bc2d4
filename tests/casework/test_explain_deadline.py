"""``explain_deadline``: a date in words and as JSON, and one clear sentence where none can be given."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.laws import LAWS
from apps.casework.deadlines.places import place

SENT = {"law": "notice", "office": "NL", "sent_at": "2026-03-01T10:00", "days": "30"}


def explained(capsys: pytest.CaptureFixture[str], **options: str) -> list[str]:
    """The lines that the command prints."""
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    call_command("explain_deadline", *words, "--json")
    return capsys.readouterr().out.splitlines()


def test_json_is_the_last_line_and_has_these_keys(capsys):
    calendar = place("NL").calendar_version
    lines = explained(capsys, **SENT)

    assert json.loads(lines[-1]) == {
        "law": "notice",
        "office": "NL",
        "sent_at": "2026-03-01T10:00:00+01:00",
        "days": 30,
        "last_objection_day": "2026-03-31",
        "earliest_effective_at": "2026-04-01T00:00:00+02:00",
        "derivation": lines[:4],
        "calendar": calendar,
    }
    assert lines[4:-1] == ["last objection day: 2026-03-31", "earliest effective at: 2026-04-01T00:00:00+02:00"]


def test_without_json_there_are_words_alone(capsys):
    call_command("explain_deadline", **SENT)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("The notice was sent on Sunday 1 March 2026 at 10:00 in Europe/Amsterdam")
    assert lines[-1] == "earliest effective at: 2026-04-01T00:00:00+02:00"


@pytest.mark.parametrize(
    ("changed", "sent_at", "last", "effective"),
    [
        ({"sent_at": "2026-03-01"}, "2026-03-01T00:00:00+01:00", "2026-03-31", "2026-04-01T00:00:00+02:00"),
        ({"sent_at": "2026-02-28T23:30:00Z"}, "2026-03-01T00:30:00+01:00", "2026-03-31", "2026-04-01T00:00:00+02:00"),
        ({"office": "GB-ENG"}, "2026-03-01T10:00:00+00:00", "2026-03-31", "2026-04-01T00:00:00+01:00"),
        ({"office": "America/New_York"}, "2026-03-01T10:00:00-05:00", "2026-03-31", "2026-04-01T00:00:00-04:00"),
        ({"days": "0"}, "2026-03-01T10:00:00+01:00", "2026-03-01", "2026-03-02T00:00:00+01:00"),
    ],
)
def test_moment_is_read_in_the_zone_of_the_office(changed, sent_at, last, effective, capsys):
    told = json.loads(explained(capsys, **SENT | changed)[-1])

    assert [told[name] for name in ("sent_at", "last_objection_day", "earliest_effective_at")] == [
        sent_at,
        last,
        effective,
    ]


FAULTS = [
    ({"law": "gdrp"}, f"There is no law “gdrp”. Laws are: {', '.join(LAWS)}."),
    ({"law": ""}, f"There is no law “”. Laws are: {', '.join(LAWS)}."),
    (
        {"office": "Atlantis"},
        "“Atlantis” is no place: give an ISO 3166 code, as in NL or DE-BY, or a time zone, as in Europe/Amsterdam.",
    ),
    ({"office": "US"}, "“US” has several time zones: name the one of the office, as in America/New_York."),
    (
        {"sent_at": "yesterday"},
        "“yesterday” is no moment: write it as in 2026-03-01, 2026-03-01T10:00 or 2026-03-01T10:00+01:00.",
    ),
    (
        {"sent_at": "9999-12-31"},
        "9999-12-31T00:00:00 lies outside of the years 1970 to 2200: look at its year again.",
    ),
    ({"days": "-1"}, "A notice of -1 days is not possible: give a number from 0 to 3650."),
    ({"days": "3651"}, "A notice of 3651 days is not possible: give a number from 0 to 3650."),
    ({"days": "2.5"}, "“2.5” is no number of days: give --days as a whole number, as in 30."),
    ({"days": ""}, "“” is no number of days: give --days as a whole number, as in 30."),
]


@pytest.mark.parametrize(("changed", "words"), FAULTS)
def test_what_cannot_be_reckoned_is_told_in_one_sentence(changed, words, capsys):
    with pytest.raises(CommandError) as error:
        explained(capsys, **SENT | changed)

    assert (str(error.value), error.value.returncode, capsys.readouterr().out) == (words, 1, "")


@pytest.mark.parametrize("missing", ["sent_at", "days"])
def test_what_the_law_reckons_from_must_be_given(missing, capsys):
    given = {name: value for name, value in SENT.items() if name != missing}

    with pytest.raises(CommandError, match=f"^--{missing.replace('_', '-')} is missing: this law reckons from it"):
        explained(capsys, **given)


# --- Requests of people ------------------------------------------------------------------------------------------------

RECEIVED = {"law": "gdpr", "office": "NL", "received": "2026-01-31"}


def test_request_is_told_with_all_its_days(capsys):
    lines = explained(capsys, **RECEIVED, paused="2026-02-03..2026-02-05", extended_on="2026-02-28")

    assert json.loads(lines[-1]) == {
        "law": "gdpr",
        "office": "NL",
        "received_on": "2026-01-31",
        "paused": "2026-02-03..2026-02-05",
        "extended_on": "2026-02-28",
        "due_on": "2026-03-31",
        "promised_on": "2026-03-31",
        "legal_limit_on": "2026-05-04",
        "notice_by": "2026-02-28",
        "derivation": lines[:-5],
        "calendar": place("NL").calendar_version,
        "rules": "2026-11",
    }
    assert lines[-5:-1] == [
        "due on: 2026-03-31",
        "promised on: 2026-03-31",
        "legal limit on: 2026-05-04",
        "notice by: 2026-02-28",
    ]


@pytest.mark.parametrize(
    ("office", "received_on"),
    [("NL", "2026-04-01"), ("SG", "2026-04-01"), ("US-CA", "2026-03-31"), ("BR", "2026-03-31")],
)
def test_moment_of_receipt_is_a_day_of_the_office(office, received_on, capsys):
    told = explained(capsys, law="other", office=office, received_at="2026-03-31T23:30Z")

    assert json.loads(told[-1])["received_on"] == received_on


def test_pauses_may_be_several(capsys):
    call_command("explain_deadline", "--paused=2026-02-03..2026-02-04", "--paused=2026-02-10..2026-02-12", **RECEIVED)

    assert "3 paused days do not count" in capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(DSR_LAWS))
def test_every_law_of_requests_is_told(name, capsys):
    told = json.loads(explained(capsys, **RECEIVED | {"law": name}, identity_on="2026-02-02", fee_on="2026-02-03")[-1])

    assert told["due_on"] == min(told["promised_on"], told["legal_limit_on"])
    assert told["notice_by"] == told["due_on"]


TOO_EARLY = "before the request was received on Saturday 31 January 2026: look at the two days."
REVERSED = "ends before it begins: give its first day first."
REQUEST_FAULTS = [
    ({"received": "2026-02-30"}, "“2026-02-30” is no day: write it as in 2026-03-01."),
    ({"received": ""}, "“” is no day: write it as in 2026-03-01."),
    ({"received": "2026-01-31T10:00"}, "“2026-01-31T10:00” is no day: write it as in 2026-03-01."),
    ({"received": "0026-01-31"}, "0026-01-31 lies outside of the years 1970 to 2200: look at its year again."),
    ({"received_at": "2026-01-31"}, "--received and --received-at say the same: give one of them."),
    ({"days": "30"}, "--days means nothing under the law “gdpr”: leave it out."),
    (
        {"office": "UK"},
        "“UK” is no place: give an ISO 3166 code, as in NL or DE-BY, or a time zone, as in Europe/Amsterdam.",
    ),
    ({"office": "UTC"}, "“UTC” has no calendar of working days: name the country of the office, as in NL."),
    ({"paused": "2026-02-03"}, "“2026-02-03” is no pause: give --paused as two days, as in 2026-03-01..2026-03-08."),
    ({"paused": "2026-02-03.."}, "“” is no day: write it as in 2026-03-01."),
    (
        {"paused": "2026-02-05..2026-02-03"},
        f"The pause from Thursday 5 February 2026 to Tuesday 3 February 2026 {REVERSED}",
    ),
    (
        {"paused": "2026-01-30..2026-02-03"},
        f"A pause began on Friday 30 January 2026, {TOO_EARLY}",
    ),
    (
        {"extended_on": "2026-01-30"},
        f"The extension was told on Friday 30 January 2026, {TOO_EARLY}",
    ),
    (
        {"extended_on": "2026-03-01"},
        "An extension told on Sunday 1 March 2026 comes too late: the last day for it was Saturday 28 February 2026.",
    ),
    (
        {"law": "ccpa", "paused": "2026-02-03..2026-02-05"},
        "The clock of “CCPA: know, delete, correct” never stops: leave the pause out.",
    ),
    ({"law": "lgpd", "extended_on": "2026-02-01"}, "“Brazil LGPD” knows no extension: answer by the first date."),
]


@pytest.mark.parametrize(("changed", "words"), REQUEST_FAULTS)
def test_request_that_cannot_be_reckoned_is_told_in_one_sentence(changed, words, capsys):
    with pytest.raises(CommandError) as error:
        explained(capsys, **RECEIVED | changed)

    assert (str(error.value), error.value.returncode, capsys.readouterr().out) == (words, 1, "")


def test_receipt_must_be_given(capsys):
    with pytest.raises(CommandError, match=r"^--received or --received-at is missing: this law reckons from it\.$"):
        explained(capsys, law="gdpr", office="NL")


# --- Orders of authorities ---------------------------------------------------------------------------------------------

ORDER = {"law": "epoc", "office": "NL", "received_at": "2026-08-20T15:30"}


def told_of(capsys: pytest.CaptureFixture[str], *flags: str, **options: str) -> dict:
    """What the last line says, with flags that have no value."""
    call_command("explain_deadline", *flags, "--json", **options)
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_order_is_told_with_all_its_days_and_moments(capsys):
    told = told_of(capsys, "--notified", **ORDER)

    derivation = told.pop("derivation")
    assert told == {
        "law": "epoc",
        "office": "NL",
        "received_at": "2026-08-20T13:30:00+00:00",
        "notified": True,
        "due_on": "2026-08-30",
        "latest_on": "2026-08-31",
        "early_release_at": "2026-08-30T22:00:00+00:00",
        "calendar": place("NL").calendar_version,
        "rules": "2026-12",
    }
    assert any("sending before the period ends is wrong unless it confirmed" in words for words in derivation)


#: What is asked, and what is told of it.
ORDERS = [
    ({}, {"due_on": "2026-08-30", "latest_on": "2026-08-31"}),
    ({"law": "conflict_objection"}, {"due_on": "2026-08-30", "latest_on": "2026-08-31"}),
    ({"received_at": "2026-08-20T23:30Z"}, {"due_on": "2026-08-31", "latest_on": "2026-08-31"}),
    ({"paused": ["2026-08-21..2026-08-28"]}, {"due_on": "2026-09-07", "paused": "2026-08-21..2026-08-28"}),
    ({"law": "epoc_emergency"}, {"due_at": "2026-08-20T21:30:00+00:00"}),
    ({"law": "epoc_emergency", "received_at": "2027-03-27T22:00+01:00"}, {"due_at": "2027-03-28T05:00:00+00:00"}),
    ({"law": "epoc_pr", "received_at": "2026-09-01T10:00"}, {"due_on": "2026-10-31", "latest_on": "2026-11-02"}),
    (
        {"law": "epoc_pr", "received_at": "2026-09-01T10:00", "extended_on": "2026-10-31"},
        {"due_on": "2026-11-30", "latest_on": "2026-11-30", "extended_on": "2026-10-31"},
    ),
    ({"law": "us_preservation", "received_at": "2026-05-04"}, {"due_on": "2026-08-02", "latest_on": "2026-08-03"}),
    ({"law": "secrecy_review", "days": "30"}, {"due_on": "2026-09-19", "days": 30}),
]


@pytest.mark.parametrize(("changed", "told"), ORDERS)
def test_orders_are_told(changed, told, capsys):
    found = told_of(capsys, **ORDER | changed)

    assert {name: found[name] for name in told} == told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"law": "nl_126n", "starts_on": "2026-03-01"}, {"due_on": "2026-05-31"}),
        (
            {"law": "user_challenge", "sent_at": "2026-08-20T15:30", "return_on": "2026-09-10"},
            {"due_on": "2026-09-10", "early_release_at": "2026-09-09T22:00:00+00:00"},
        ),
    ],
)
def test_periods_of_the_desk_are_told_from_their_own_events(options, told, capsys):
    found = told_of(capsys, office="NL", **options)

    assert {name: found[name] for name in told} == told


def test_hold_until_production_has_no_last_day(capsys):
    told = told_of(capsys, law="epoc_pr", office="NL", received_at="2026-09-01", confirmed_on="2026-10-01")

    assert told.keys() & {"due_on", "latest_on"} == set()


ORDER_FAULTS = [
    ({"received_at": "soon"}, "“soon” is no moment: write it as in 2026-03-01, 2026-03-01T10:00 or"),
    ({"received": "2026-08-20"}, "--received means nothing under the law “epoc”: leave it out."),
    ({"extended_on": "2026-08-21"}, "--extended-on means nothing under the law “epoc”: leave it out."),
    (
        {"law": "us_preservation", "notified": True},
        "--notified means nothing under the law “us_preservation”: leave it",
    ),
    ({"law": "gdpr", "notified": True}, "--notified means nothing under the law “gdpr”: leave it out."),
    (
        {"law": "epoc_emergency", "paused": ["2026-08-21..2026-08-28"]},
        "--paused means nothing under the law “epoc_emerg",
    ),
    (
        {"confirmed_at": "2026-08-24T09:00"},
        "Only an authority that was notified confirms: say that it was, or leave it",
    ),
    ({"law": "nl_126ne"}, "--starts-on is missing: this law reckons from it."),
    ({"office": "UTC"}, "“UTC” has no calendar of working days: name the country of the office, as in NL."),
]


@pytest.mark.parametrize(("changed", "words"), ORDER_FAULTS)
def test_order_that_cannot_be_reckoned_is_told_in_one_sentence(changed, words, capsys):
    with pytest.raises(CommandError) as error:
        told_of(capsys, **ORDER | changed)

    assert str(error.value).startswith(words)
    assert capsys.readouterr().out == ""
