"""The log of a request: what may follow on what, and that its dates are a function of it alone."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.casework.deadlines.dsr import DsrDeadline, ExtensionTooLate, NoExtensionInLaw
from apps.casework.deadlines.dsr_events import AFTER_THE_ANSWER, ClockEvent, EventOutOfPlace, Kind, due_of, inputs_of
from apps.casework.deadlines.dsr_inputs import ClockInputs, Pause, Wait
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.moments import CannotReckon
from apps.casework.deadlines.places import place

DAY = datetime.timedelta(days=1)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def a_log(text: str) -> list[ClockEvent]:
    """Events from words: “received 2026-01-31, answered 2026-02-03”."""
    pairs = (one.split() for one in text.split(","))
    return [ClockEvent(Kind(kind), on(day)) for kind, day in pairs]


def due(text: str, law: str = "gdpr", office: str = "NL") -> DsrDeadline:
    return due_of(a_log(text), law=DSR_LAWS[law], office=place(office))


# --- What the log says ------------------------------------------------------------------------------------------------


def test_log_becomes_the_days_that_the_clock_takes():
    log = a_log(
        "received 2026-01-31, acknowledged 2026-02-01, id_requested 2026-02-02, clarification_requested 2026-02-03, "
        "id_received 2026-02-05, calendar_changed 2026-02-05, fee_requested 2026-02-06, fee_paid 2026-02-07, "
        "extension_notice_sent 2026-02-10"
    )

    assert inputs_of(log) == ClockInputs(
        on("2026-01-31"),
        (
            Pause(on("2026-02-02"), on("2026-02-05"), Wait.IDENTITY),
            Pause(on("2026-02-06"), on("2026-02-07"), Wait.FEE),
            Pause(on("2026-02-03"), None, Wait.CLARIFICATION),
        ),
        on("2026-02-10"),
        identity_on=on("2026-02-05"),
        fee_on=on("2026-02-07"),
    )


#: Law, office, log: due, limit.
LOGS = [
    ("gdpr", "NL", "received 2026-03-10", "2026-04-10", "2026-04-10"),
    ("gdpr", "NL", "received 2026-03-10, id_requested 2026-03-16, id_received 2026-03-20", "2026-04-10", "2026-04-14"),
    # A fee stops nothing in the EU, and nothing stops at all in California.
    ("gdpr", "NL", "received 2026-03-10, fee_requested 2026-03-16, fee_paid 2026-03-20", "2026-04-10", "2026-04-10"),
    (
        "ccpa",
        "US-CA",
        "received 2026-01-15, id_requested 2026-01-16, id_received 2026-01-30",
        "2026-02-15",
        "2026-02-28",
    ),
    # In the United Kingdom identity and fee start the clock, and clarification stops it.
    ("uk_gdpr", "GB-ENG", "received 2026-03-10, id_requested 2026-03-10", "2026-04-10", "2026-04-10"),
    (
        "uk_gdpr",
        "GB-ENG",
        "received 2026-03-10, id_requested 2026-03-10, id_received 2026-03-20",
        "2026-04-10",
        "2026-04-20",
    ),
    (
        "uk_gdpr",
        "GB-ENG",
        "received 2026-03-10, clarification_requested 2026-03-12, clarification_received 2026-03-17",
        "2026-04-10",
        "2026-04-15",
    ),
    ("gdpr", "NL", "received 2026-01-31, extension_notice_sent 2026-02-28", "2026-03-31", "2026-04-30"),
    # What turns out later counts from the true day of receipt.
    ("gdpr", "NL", "received 2026-02-10, receipt_corrected 2026-01-31", "2026-02-28", "2026-03-02"),
    # A reopening has a clock of its own, with an extension of its own.
    ("gdpr", "NL", "received 2026-01-31, answered 2026-02-10, reopened 2026-03-03", "2026-04-03", "2026-04-07"),
    (
        "gdpr",
        "NL",
        (
            "received 2026-01-31, extension_notice_sent 2026-02-01, answered 2026-02-02, "
            "reopened 2026-03-03, extension_notice_sent 2026-03-04"
        ),
        "2026-05-03",
        "2026-06-03",
    ),
    # What happens after the answer moves nothing.
    ("gdpr", "NL", "received 2026-01-31, answered 2026-02-10, calendar_changed 2026-03-03", "2026-02-28", "2026-03-02"),
]


@pytest.mark.parametrize(("law", "office", "log", "due_on", "limit"), LOGS)
def test_days_follow_from_the_log(law, office, log, due_on, limit):
    clock = due(log, law, office)

    assert (clock.due_on, clock.legal_limit_on) == (on(due_on), on(limit))


@pytest.mark.parametrize(
    ("law", "log", "words"),
    [
        ("ccpa", "received 2026-01-15, clarification_requested 2026-01-16", "moves nothing under this law (11 CCR"),
        ("uk_gdpr", "received 2026-01-15, id_requested 2026-01-16", "goes on and moves nothing yet (UK GDPR"),
        (
            "gdpr",
            "received 2026-02-20, extension_notice_sent 2026-03-10, receipt_corrected 2026-01-31",
            "The extension told on Tuesday 10 March 2026 does not count, by what is known today (GDPR",
        ),
    ],
)
def test_what_moves_nothing_is_said(law, log, words):
    assert words in " ".join(due(log, law).sentences)


def test_pause_that_counts_is_not_called_idle():
    log = "received 2026-03-10, id_requested 2026-03-16, id_received 2026-03-20"

    assert "moves nothing" not in " ".join(due(log).sentences)


# --- What cannot follow -----------------------------------------------------------------------------------------------

RECEIVED = "received 2026-01-31"
OUT_OF_PLACE = [
    ("answered 2026-02-01", "The log of a request begins with its receipt"),
    (f"{RECEIVED}, received 2026-02-01", "a request is received once; its true day of receipt is a correction"),
    (f"{RECEIVED}, acknowledged 2026-01-30", "that is before receipt on Saturday 31 January 2026"),
    (
        f"{RECEIVED}, id_requested 2026-02-01, id_requested 2026-02-02",
        "waits for it already, since Sunday 1 February 2026",
    ),
    (f"{RECEIVED}, id_received 2026-02-02", "nobody asked for it"),
    (f"{RECEIVED}, fee_requested 2026-02-02, id_received 2026-02-03", "nobody asked for it"),
    (
        f"{RECEIVED}, id_requested 2026-02-03, id_received 2026-02-02",
        "it was asked for later, on Tuesday 3 February 2026",
    ),
    (
        f"{RECEIVED}, extension_notice_sent 2026-02-01, extension_notice_sent 2026-02-02",
        "it was extended before, on Sunday 1 February 2026",
    ),
    (f"{RECEIVED}, reopened 2026-02-02", "only what was answered is reopened"),
]


@pytest.mark.parametrize(("log", "words"), OUT_OF_PLACE)
def test_event_that_does_not_follow_is_refused(log, words):
    with pytest.raises(EventOutOfPlace, match=words):
        inputs_of(a_log(log))


def test_empty_log_has_no_days():
    with pytest.raises(EventOutOfPlace, match="begins with its receipt"):
        due_of([], law=DSR_LAWS["gdpr"], office=place("NL"))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in AFTER_THE_ANSWER and kind != Kind.RECEIVED])
def test_answered_request_takes_nothing_but_a_reopening(kind):
    with pytest.raises(EventOutOfPlace, match="the request was answered already: reopen it first"):
        inputs_of(a_log(f"{RECEIVED}, answered 2026-02-02, {kind} 2026-02-03"))


def test_refusal_names_the_event_and_its_day():
    with pytest.raises(EventOutOfPlace) as error:
        inputs_of(a_log(f"{RECEIVED}, fee_paid 2026-02-02"))

    assert str(error.value) == "“the fee paid” on Monday 2 February 2026 cannot be recorded: nobody asked for it."


def test_extension_told_too_late_is_refused():
    with pytest.raises(ExtensionTooLate, match="the last day for it was Saturday 28 February 2026"):
        due(f"{RECEIVED}, extension_notice_sent 2026-03-01")


def test_extension_under_a_law_without_one_is_refused():
    with pytest.raises(NoExtensionInLaw):
        due(f"{RECEIVED}, extension_notice_sent 2026-02-01", "lgpd")


# --- Corrections ------------------------------------------------------------------------------------------------------


def test_correction_that_makes_an_extension_late_takes_it_back_and_the_log_stays_readable():
    told = "received 2026-02-20, extension_notice_sent 2026-03-10"

    assert due(told).due_on == on("2026-04-20")
    assert due(f"{told}, receipt_corrected 2026-02-12").due_on == on("2026-04-12")  # told in time all the same
    assert due(f"{told}, receipt_corrected 2026-01-31").due_on == on("2026-02-28")


def test_law_that_knows_no_extension_takes_an_earlier_one_back():
    log = f"{RECEIVED}, extension_notice_sent 2026-02-01, jurisdiction_changed 2026-02-03"

    assert due(log, "lgpd", "BR").due_on == on("2026-02-15")


def test_law_found_after_the_answer_leaves_the_log_readable():
    log = f"{RECEIVED}, extension_notice_sent 2026-02-01, answered 2026-02-03, jurisdiction_changed 2026-02-04"

    assert due(log, "lgpd", "BR").due_on == on("2026-02-15")


def test_extension_after_a_correction_is_judged_by_what_is_known_then():
    with pytest.raises(ExtensionTooLate):
        due("received 2026-02-20, receipt_corrected 2026-01-31, extension_notice_sent 2026-03-10")


def test_receipt_is_not_corrected_past_what_happened_after_it():
    with pytest.raises(CannotReckon, match="before the request was received on Thursday 5 February 2026"):
        due(f"{RECEIVED}, id_requested 2026-02-02, receipt_corrected 2026-02-05")


# --- For any log -------------------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 90)), max_size=12),
    st.sampled_from(sorted(DSR_LAWS)).map(DSR_LAWS.get),
)
def test_any_log_gives_days_or_one_clear_sentence_and_the_same_each_time(happened, law):
    log, refusals = [ClockEvent(Kind.RECEIVED, on("2026-01-31"))], []
    for kind, after in sorted(happened, key=lambda one: one[1]):
        event = ClockEvent(kind, on("2026-01-31") + after * DAY)
        try:
            due_of([*log, event], law=law, office=place("NL"))
        except CannotReckon as refused:
            refusals.append(str(refused))
        else:
            log.append(event)

    clock = due_of(log, law=law, office=place("NL"))
    assert clock == due_of(list(log), law=law, office=place("NL"))
    assert clock.due_on == min(clock.promised_on, clock.legal_limit_on)
    assert all(words.endswith(".") for words in refusals)
