"""The clock of data subject requests: our promise from receipt, the limit of the law beside it, the earlier one steers."""

import dataclasses
import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.casework.deadlines.dsr import (
    DsrDeadline,
    ExtensionTooLate,
    NoExtensionInLaw,
    NoPauseInLaw,
    dsr_clock,
    ensure_may_pause,
    may_extend,
)
from apps.casework.deadlines.dsr_inputs import ClockInputs, Pause, PauseDays, Wait
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.moments import CannotReckon, read_moment
from apps.casework.deadlines.places import Place, place
from apps.casework.deadlines.terms import NoWorkingDays

from .literal_clock import ENDS, OFFICES, PAUSING

DAY = datetime.timedelta(days=1)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def pause(text: str, wait: Wait | None = None) -> Pause:
    first, last = text.split("..")
    return Pause(on(first), on(last), wait)


def a_clock(
    law: str, office: str, received: str, *pauses: str, counting: PauseDays = PauseDays.WITHOUT_THE_LAST, **days: str
) -> DsrDeadline:
    given = {f"{name}_on": on(day) for name, day in days.items()}
    inputs = ClockInputs(on(received), tuple(pause(one) for one in pauses), **given)
    return dsr_clock(DSR_LAWS[law], inputs, place(office), counting=counting)


# --- The examples ----------------------------------------------------------------------------------------------------

EUROPE = [("gdpr", "NL"), ("uk_gdpr", "GB-ENG"), ("gdpr", "IE"), ("gdpr", "DE-BE"), ("gdpr", "FR")]
#: Received, promised, limits in the order of EUROPE, promised and limit when extended.
MONTHS = [
    ("2026-01-31", "2026-02-28", ["2026-03-02"] * 5, "2026-03-31", "2026-04-30"),
    ("2024-01-31", "2024-02-29", ["2024-02-29"] * 5, "2024-03-31", "2024-04-30"),
    (
        "2026-03-03",
        "2026-04-03",  # Good Friday, a holiday here and none there
        ["2026-04-07", "2026-04-07", "2026-04-03", "2026-04-07", "2026-04-03"],
        "2026-05-03",
        "2026-06-03",
    ),
    ("2026-08-31", "2026-09-30", ["2026-09-30"] * 5, "2026-10-31", "2026-11-30"),
]


@pytest.mark.parametrize(("received", "promised", "limits", "longer_promise", "longer_limit"), MONTHS)
def test_month_ends_on_the_same_date_or_the_last_day_and_only_the_limit_rolls(
    received, promised, limits, longer_promise, longer_limit
):
    for (law, office), limit in zip(EUROPE, limits, strict=True):
        first = a_clock(law, office, received)
        extended = a_clock(law, office, received, extended=promised)

        assert (first.due_on, first.promised_on, first.legal_limit_on) == (on(promised), on(promised), on(limit))
        assert (extended.due_on, extended.promised_on) == (on(longer_promise), on(longer_promise))
        assert extended.legal_limit_on == on(longer_limit)
        assert first.notice_by == extended.notice_by == on(promised)


def test_extension_counts_from_receipt_and_not_from_a_due_date():
    extended = a_clock("uk_gdpr", "GB-ENG", "2026-01-31", extended="2026-02-28")

    traps = {on("2026-04-28"), on("2026-05-05"), on("2026-05-01")}  # from the raw date, the rolled one, and + 60 days
    assert extended.legal_limit_on == on("2026-04-30")
    assert extended.legal_limit_on not in traps


#: Law, office, received, told of an extension: due, promised, limit, notice, acknowledgement.
OTHERS = [
    # Martin Luther King Day is no business day; the day of receipt is day one of 45 and 90.
    ("ccpa", "US-CA", "2026-01-15", "", "2026-02-15 2026-02-15 2026-02-28 2026-02-15 2026-01-30"),
    ("ccpa", "US-CA", "2026-01-15", "2026-02-15", "2026-03-15 2026-03-15 2026-04-14 2026-02-15 2026-01-30"),
    ("ccpa_opt_out", "US-CA", "2026-01-15", "", "2026-02-06 2026-02-15 2026-02-06 2026-02-06"),
    ("tcpa", "US-CA", "2026-01-15", "", "2026-01-30 2026-02-15 2026-01-30 2026-01-30"),
    ("pdpa", "SG", "2026-01-31", "", "2026-02-28 2026-02-28 2026-03-02 2026-02-28"),
    ("pdpa", "SG", "2026-03-01", "", "2026-03-31 2026-04-01 2026-03-31 2026-03-31"),
    ("pdpa", "SG", "2026-03-01", "2026-03-31", "2026-05-01 2026-05-01 2026-05-01 2026-03-31"),
    ("lgpd", "BR", "2026-01-31", "", "2026-02-15 2026-02-28 2026-02-15 2026-02-15"),
    ("uk_complaint", "GB-ENG", "2026-07-01", "", "2026-07-31 2026-08-01 2026-07-31 2026-07-31 2026-07-31"),
    ("uk_complaint", "GB-ENG", "2026-07-02", "", "2026-08-02 2026-08-02 2026-08-03 2026-08-02 2026-08-03"),
    ("us_iowa", "US-IA", "2026-01-15", "", "2026-02-15 2026-02-15 2026-04-15 2026-02-15"),
    ("us_state", "US-VA", "2026-01-15", "2026-01-20", "2026-03-15 2026-03-15 2026-04-15 2026-02-15"),
    ("gdpr", "NL", "2026-04-05", "", "2026-05-05 2026-05-05 2026-05-06 2026-05-05"),  # 5 May is off in every year
    ("other", "NL", "2026-01-31", "", "2026-02-28 2026-02-28 2026-02-28 2026-02-28"),
    ("other", "NL", "2026-01-31", "2026-02-28", "2026-03-31 2026-03-31 2026-03-31 2026-02-28"),
]


@pytest.mark.parametrize(("law", "office", "received", "extended", "days"), OTHERS)
def test_each_law_counts_in_its_own_way_and_the_earlier_day_steers(law, office, received, extended, days):
    clock = a_clock(law, office, received, **({"extended": extended} if extended else {}))

    told = [clock.due_on, clock.promised_on, clock.legal_limit_on, clock.notice_by, clock.acknowledge_by]
    assert " ".join(str(day) for day in told if day) == days


ZONES = [
    ("NL", "2026-04-01"),
    ("GB-ENG", "2026-04-01"),
    ("DE-BE", "2026-04-01"),
    ("SG", "2026-04-01"),
    ("US-CA", "2026-03-31"),
    ("BR", "2026-03-31"),
]


@pytest.mark.parametrize(("office", "received"), ZONES)
def test_day_of_receipt_is_the_offices_own(office, received):
    assert read_moment("2026-03-31T23:30Z", place(office).zone).date() == on(received)


# --- Pauses ----------------------------------------------------------------------------------------------------------

#: Law, received, pauses, limit. The promise of 10 April stands in all of them.
PAUSED = [
    ("gdpr", [], "2026-04-10"),
    ("gdpr", ["2026-03-12..2026-03-15"], "2026-04-13"),
    ("gdpr", ["2026-03-12..2026-03-12"], "2026-04-10"),  # answered on the same day
    ("gdpr", ["2026-03-12..2026-03-14", "2026-03-14..2026-03-15"], "2026-04-13"),  # the same days, split
    ("gdpr", ["2026-03-12..2026-03-15", "2026-03-13..2026-03-15"], "2026-04-13"),  # a day of two pauses counts once
    ("gdpr", ["2026-03-12..2026-03-14"], "2026-04-13"),  # Sunday 12 April rolls, once, at the end
    ("gdpr", ["2026-04-10..2026-04-12"], "2026-04-13"),  # asked on the last day
    ("gdpr", ["2026-04-11..2026-04-20"], "2026-04-10"),  # what is over is not revived
    ("uk_gdpr", ["2026-03-12..2026-03-17"], "2026-04-15"),
]


@pytest.mark.parametrize(("law", "pauses", "limit"), PAUSED)
def test_paused_days_move_the_limit_of_the_law_and_never_the_promise(law, pauses, limit):
    clock = a_clock(law, "NL" if law == "gdpr" else "GB-ENG", "2026-03-10", *pauses)

    assert (clock.due_on, clock.promised_on, clock.legal_limit_on) == (on("2026-04-10"), on("2026-04-10"), on(limit))


def test_counting_the_day_of_the_answer_too_is_a_choice_that_the_derivation_names():
    shorter, longer = (a_clock("gdpr", "NL", "2026-03-10", "2026-03-16..2026-03-20", counting=how) for how in PauseDays)

    assert (shorter.legal_limit_on, longer.legal_limit_on) == (on("2026-04-14"), on("2026-04-15"))
    assert "4 paused days do not count (the day of the answer counts again)" in " ".join(shorter.sentences)
    assert "5 paused days do not count (the days of asking and of the answer both left out)" in " ".join(
        longer.sentences
    )


def test_pause_that_goes_on_moves_nothing_yet():
    inputs = ClockInputs(on("2026-03-10"), (Pause(on("2026-03-12"), None),))

    clock = dsr_clock(DSR_LAWS["gdpr"], inputs, place("NL"))

    assert clock.legal_limit_on == on("2026-04-10")
    assert "The wait since Thursday 12 March 2026 goes on and moves nothing yet (GDPR" in " ".join(clock.sentences)


@pytest.mark.parametrize("law", sorted(set(DSR_LAWS) - PAUSING))
def test_law_without_a_pause_refuses_one(law):
    with pytest.raises(NoPauseInLaw, match=r"^The clock of “.*” never stops: leave the pause out\.$"):
        a_clock(law, "NL", "2026-01-15", "2026-01-20..2026-01-22")


@pytest.mark.parametrize(("law", "wait"), [("gdpr", Wait.FEE), ("uk_gdpr", Wait.IDENTITY), ("uk_gdpr", Wait.FEE)])
def test_law_refuses_a_pause_for_what_it_does_not_stop_for(law, wait):
    with pytest.raises(NoPauseInLaw, match=f"does not stop for {wait.label}, only for .*clarification"):
        ensure_may_pause(DSR_LAWS[law], wait)


@pytest.mark.parametrize(
    ("days", "limit"),
    [
        ({}, "2026-03-02"),
        ({"identity": "2026-02-10"}, "2026-03-10"),
        ({"identity": "2026-02-10", "fee": "2026-02-12"}, "2026-03-12"),
        ({"identity": "2026-01-20"}, "2026-03-02"),  # known before
    ],
)
def test_british_clock_starts_at_the_latest_of_receipt_identity_and_fee(days, limit):
    clock = a_clock("uk_gdpr", "GB-ENG", "2026-01-31", **days)

    assert (clock.due_on, clock.legal_limit_on) == (on("2026-02-28"), on(limit))
    assert "moves nothing" not in " ".join(clock.sentences)


def test_british_pause_before_the_start_leaves_nothing_out():
    clock = a_clock("uk_gdpr", "GB-ENG", "2026-01-31", "2026-02-02..2026-02-08", identity="2026-02-10")

    assert clock.legal_limit_on == on("2026-03-10")


@pytest.mark.parametrize("law", sorted(set(DSR_LAWS) - {"uk_gdpr"}))
def test_proof_of_identity_moves_nothing_elsewhere_and_the_derivation_says_so(law):
    plain, proved = a_clock(law, "NL", "2026-01-15"), a_clock(law, "NL", "2026-01-15", identity="2026-01-20")

    assert proved.dates == plain.dates
    assert "That proof of identity came on Tuesday 20 January 2026 moves nothing by itself" in " ".join(
        proved.sentences
    )


# --- What is refused --------------------------------------------------------------------------------------------------


def test_extension_told_after_the_first_steering_day_is_too_late():
    assert a_clock("gdpr", "NL", "2026-01-31", extended="2026-02-28").promised_on == on("2026-03-31")
    with pytest.raises(
        ExtensionTooLate, match=r"on Sunday 1 March 2026 comes too late: .* was Saturday 28 February 2026"
    ):
        a_clock("gdpr", "NL", "2026-01-31", extended="2026-03-01")


@pytest.mark.parametrize("law", [law for law, (_first, longer) in ENDS.items() if longer is None])
def test_law_without_an_extension_refuses_one(law):
    inputs = ClockInputs(on("2026-01-15"))

    with pytest.raises(NoExtensionInLaw, match="knows no extension: answer by the first date"):
        a_clock(law, "NL", "2026-01-15", extended="2026-01-16")
    assert not may_extend(DSR_LAWS[law], inputs, place("NL"), on=on("2026-01-16"))


@pytest.mark.parametrize(
    ("pauses", "days", "words"),
    [
        (["2026-02-10..2026-02-01"], {}, "^The pause from .* ends before it begins: give its first day first"),
        (["2026-01-10..2026-02-01"], {}, "^A pause began on .*, before the request was received"),
        ([], {"extended": "2026-01-30"}, "^The extension was told on .*, before the request was received"),
        ([], {"identity": "0206-02-01"}, "lies outside of the years 1970 to 2200"),
        (["2026-02-10..2926-02-11"], {}, "lies outside of the years 1970 to 2200"),
    ],
)
def test_days_that_make_no_sense_are_refused(pauses, days, words):
    with pytest.raises(CannotReckon, match=words):
        a_clock("gdpr", "NL", "2026-01-31", *pauses, **days)


@pytest.mark.parametrize("law", ["gdpr", "ccpa"])
def test_law_of_working_days_needs_an_office_in_a_country(law):
    with pytest.raises(NoWorkingDays, match="“UTC” has no calendar of working days"):
        a_clock(law, "UTC", "2026-01-31")


# --- Why -------------------------------------------------------------------------------------------------------------


def test_day_is_explained_step_by_step_with_its_sources():
    version = place("NL").calendar_version.split()[1]
    clock = a_clock("gdpr", "NL", "2026-01-31")

    assert (
        clock.sentences
        == f"""\
The request was received on Saturday 31 January 2026, by the calendar of the office in Europe/Amsterdam \
(privacy statement 8.4).
Our promise is 1 month from Saturday 31 January 2026: to the same date of the month, or its last day, Saturday 28 \
February 2026 (privacy statement 8.4).
Neither a pause nor a weekend or public holiday moves what we promise (privacy statement 8.4, read strictly).
The term of the law is 1 month from Saturday 31 January 2026: to the same date of the month, or its last day, Saturday 28 \
February 2026 (GDPR Art. 12(3); Regulation 1182/71 Art. 3(2)(c)).
Saturday 28 February 2026 is no working day of NL, calendar version {version}: the term ends with the next one, Monday 2 \
March 2026 (Regulation 1182/71 Art. 3(4)).
Our promise steers: the answer is due on Saturday 28 February 2026, and the limit of the law is Monday 2 March 2026 (the \
earlier of the two; privacy statement 8.4).
An extension or a refusal is told by Saturday 28 February 2026, before the first of the two is over (GDPR Art. 12(3), \
12(4); privacy statement 8.4).
""".splitlines()
    )
    assert (clock.told()["calendar"], clock.told()["rules"]) == (f"NL {version}", "2026-11")


def test_another_closing_day_moves_the_limit_and_the_version():
    ordinary = place("NL")
    closed = ordinary.closed_on({on("2026-03-02"), on("2026-03-03")})

    clock = dsr_clock(DSR_LAWS["gdpr"], ClockInputs(on("2026-01-31")), closed)

    assert (clock.due_on, clock.legal_limit_on) == (on("2026-02-28"), on("2026-03-04"))
    assert closed.calendar_version != ordinary.calendar_version


# --- For any receipt --------------------------------------------------------------------------------------------------

offices = st.sampled_from(sorted(OFFICES)).map(place)
laws = st.sampled_from(sorted(DSR_LAWS)).map(DSR_LAWS.get)
receipts = st.dates(on("2024-01-01"), on("2030-12-31"))
few = settings(max_examples=60, deadline=None)


@st.composite
def happenings(draw: st.DrawFn, law=laws) -> tuple:
    """A law and inputs that it allows: pauses where it pauses, an extension in time where it extends."""
    chosen, received = draw(law), draw(receipts)
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=3)) if chosen.pauses else []
    pauses = tuple(Pause(received + after * DAY, received + (after + length) * DAY) for after, length in spans)
    identity = draw(st.none() | st.integers(0, 30).map(lambda after: received + after * DAY))
    inputs = ClockInputs(received, pauses, identity_on=identity)
    if chosen.extended and draw(st.booleans()):
        inputs = dataclasses.replace(inputs, extended_on=received)
    return chosen, inputs


@few
@given(happenings(), offices)
def test_steering_day_is_the_earlier_of_promise_and_limit_and_every_step_has_a_source(happened, office):
    law, inputs = happened
    clock = dsr_clock(law, inputs, office)

    assert clock.due_on == min(clock.promised_on, clock.legal_limit_on)
    assert clock.notice_by <= clock.due_on
    assert clock == dsr_clock(law, inputs, office)
    assert all(step.source for step in clock.derivation)


@few
@given(happenings(), offices)
def test_neither_pause_nor_holiday_moves_the_promise(happened, office):
    law, inputs = happened
    bare = dataclasses.replace(inputs, pauses=(), identity_on=None)
    closed = office.closed_on({inputs.received_on + 30 * DAY})

    promised = {dsr_clock(law, given, where).promised_on for given in (inputs, bare) for where in (office, closed)}
    assert len(promised) == 1


@few
@given(happenings(), st.integers(1, 40), offices)
def test_later_receipt_never_gives_an_earlier_day(happened, later, office):
    law, inputs = happened
    pauses = tuple(
        dataclasses.replace(one, first=one.first + 40 * DAY, last=one.last + 40 * DAY) for one in inputs.pauses
    )
    early = dataclasses.replace(inputs, pauses=pauses, extended_on=None)
    late = dataclasses.replace(early, received_on=inputs.received_on + later * DAY)

    first, second = dsr_clock(law, early, office), dsr_clock(law, late, office)
    assert all(first.dates[name] <= second.dates[name] for name in first.dates)


@few
@given(happenings(st.sampled_from(sorted(PAUSING)).map(DSR_LAWS.get)), st.data(), offices, st.sampled_from(PauseDays))
def test_limit_depends_on_the_paused_days_and_not_on_how_they_are_split(happened, data, office, counting):
    law, inputs = happened
    halves = []
    for one in inputs.pauses:
        middle = one.first + data.draw(st.integers(0, (one.last - one.first).days)) * DAY
        halves += [Pause(middle, one.last), Pause(one.first, middle)]
    split = dataclasses.replace(inputs, pauses=(*halves, *inputs.pauses))

    whole, parts = (dsr_clock(law, given, office, counting=counting).dates for given in (inputs, split))
    assert whole == parts


@few
@given(happenings(), offices)
def test_place_in_the_same_country_reckons_alike_whatever_its_clock(happened, office):
    law, inputs = happened
    elsewhere = Place(office.name, ZoneInfo("Pacific/Auckland"), office.calendar)

    assert dsr_clock(law, inputs, elsewhere).dates == dsr_clock(law, inputs, office).dates
