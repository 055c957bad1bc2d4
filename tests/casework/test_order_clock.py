"""The clocks of orders of authorities: strict days, later ones where a weekend may extend them, hours that pass."""

import datetime
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.casework.deadlines.dsr import NoExtensionInLaw
from apps.casework.deadlines.dsr_inputs import Pause
from apps.casework.deadlines.laws import LAWS, law
from apps.casework.deadlines.moments import CannotReckon, first_moment_of, read_moment
from apps.casework.deadlines.order_laws import CLOUD_ACT_QUASH, DAY_LAWS, WINDOW_LAWS
from apps.casework.deadlines.orders import OrderDeadline, order_clock
from apps.casework.deadlines.places import place
from apps.casework.deadlines.terms import NoWorkingDays

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
NL = place("NL")
OF_DAYS = sorted([*DAY_LAWS, "epoc", "epoc_pr", "preservation_secrecy", "secrecy_review"])
OF_HOURS = {"epoc_emergency": 8, "epoc_validation": 48}
OF_PAUSES = sorted(name for name in OF_DAYS if "paused" in LAWS[name].may_take)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def pause(text: str) -> Pause:
    first, _dots, last = text.partition("..")
    return Pause(on(first), on(last) if last else None)


def a_clock(name: str, received: str, *pauses: str, office: str = "NL", **known: str | bool | int) -> OrderDeadline:
    where, more = place(office), dict(known)
    for one in ("extended_on", "confirmed_on", "return_on"):
        if one in known:
            more[one] = on(known[one])
    if "confirmed_at" in known:
        more["confirmed_at"] = read_moment(known["confirmed_at"], where.zone)
    if pauses:
        more["paused"] = tuple(map(pause, pauses))
    begins = law(name).takes[0]
    moment = on(received) if begins == "starts_on" else read_moment(received, where.zone)
    return law(name).reckon(office=where, **{begins: moment}, **more)


def days_of(clock: OrderDeadline) -> str:
    return " ".join(str(day) for day in (clock.due_on, clock.latest_on) if day)


def utc(moment: datetime.datetime | None) -> str:
    return moment.isoformat() if moment else ""


# --- The examples ----------------------------------------------------------------------------------------------------

#: Law, event, what else is known: last day, and the latest where a weekend or holiday may extend it.
DAYS = [
    # The ten days of an EPOC end on a Sunday.
    ("epoc", "2026-08-20T15:30", {}, "2026-08-30 2026-08-31"),
    ("epoc", "2026-08-20T15:30", {"notified": True}, "2026-08-30 2026-08-31"),
    ("epoc", "2026-08-20T00:00", {}, "2026-08-30 2026-08-31"),
    ("epoc", "2026-08-20T23:59:59", {}, "2026-08-30 2026-08-31"),
    ("epoc", "2026-08-19T22:30Z", {}, "2026-08-30 2026-08-31"),  # the day is the office's
    ("epoc", "2026-08-21T10:00", {}, "2026-08-31 2026-08-31"),
    ("epoc", "2026-12-15T10:00", {}, "2026-12-25 2026-12-28"),  # Christmas, Boxing Day, Sunday
    ("epoc", "2028-02-19T10:00", {}, "2028-02-29 2028-02-29"),  # the leap day counts
    ("epoc", "2028-02-20T10:00", {}, "2028-03-01 2028-03-01"),
    ("epoc", "2027-02-19T10:00", {}, "2027-03-01 2027-03-01"),
    # EPOC-PR: sixty days, thirty more
    ("epoc_pr", "2026-09-01T10:00", {}, "2026-10-31 2026-11-02"),
    ("epoc_pr", "2026-09-01T10:00", {"extended_on": "2026-10-01"}, "2026-11-30 2026-11-30"),
    ("epoc_pr", "2026-09-01T10:00", {"extended_on": "2026-10-31"}, "2026-11-30 2026-11-30"),  # on day 60
    ("epoc_pr", "2026-09-01T10:00", {"extended_on": "2026-11-01"}, "2026-10-31 2026-11-02"),  # on day 61
    ("epoc_pr", "2026-09-01T10:00", {"confirmed_on": "2026-10-31"}, ""),  # held until it is produced
    ("epoc_pr", "2026-09-01T10:00", {"confirmed_on": "2026-11-01"}, "2026-10-31 2026-11-02"),
    ("epoc_pr", "2026-09-01T10:00", {"extended_on": "2026-10-31", "confirmed_on": "2026-11-30"}, ""),
    # American preservation letter: ninety days and ninety more from their end
    ("us_preservation", "2026-05-04T10:00", {}, "2026-08-02 2026-08-03"),
    ("us_preservation", "2026-05-04T10:00", {"extended_on": "2026-08-02"}, "2026-10-31 2026-11-02"),
    ("us_preservation", "2026-05-04T10:00", {"extended_on": "2026-06-01"}, "2026-10-31 2026-11-02"),
    ("us_preservation", "2026-05-04T10:00", {"extended_on": "2026-08-03"}, "2026-08-02 2026-08-03"),
    # Those of the desk
    ("annex_iii", "2026-08-20T15:30", {}, "2026-08-25 2026-08-25"),
    ("annex_iii", "2026-08-24T15:30", {}, "2026-08-29 2026-08-31"),
    ("conflict_objection", "2026-08-20T15:30", {}, "2026-08-30 2026-08-31"),
    ("cloud_act_quash", "2026-02-10T10:00", {}, "2026-02-24"),
    ("preservation_secrecy", "2026-05-04T10:00", {}, "2026-06-18"),
    ("us_ndo", "2026-05-04T10:00", {}, "2027-05-04"),
    ("us_ndo", "2028-02-29T10:00", {}, "2029-02-28"),
    ("secrecy_review", "2026-05-04T10:00", {}, "2026-08-02"),
    ("secrecy_review", "2026-05-04T10:00", {"days": 30}, "2026-06-03"),
]


@pytest.mark.parametrize(("name", "received", "known", "days"), DAYS)
def test_last_day_is_strict_and_the_latest_stands_beside_it(name, received, known, days):
    assert days_of(a_clock(name, received, **known)) == days


#: Received, office, days: one strict day everywhere, and the later one by the holidays of each office.
HOLIDAYS = [
    ("2027-03-16T10:00", "FR", "2027-03-26 2027-03-26"),  # Good Friday is no holiday there
    ("2027-03-16T10:00", "DE-BE", "2027-03-26 2027-03-30"),
    ("2027-03-16T10:00", "GB-ENG", "2027-03-26 2027-03-30"),
    ("2026-04-17T10:00", "NL", "2026-04-27 2026-04-28"),  # King's Day
    ("2026-04-17T10:00", "DE-BE", "2026-04-27 2026-04-27"),
]


@pytest.mark.parametrize(("received", "office", "days"), HOLIDAYS)
def test_latest_day_is_that_of_the_offices_own_holidays(received, office, days):
    assert days_of(a_clock("epoc", received, office=office)) == days


#: What is known of the enforcing authority: from when the data may leave.
RELEASES = [
    ({}, ""),
    ({"notified": True}, "2026-08-30T22:00:00+00:00"),
    ({"notified": True, "confirmed_at": "2026-08-24T09:00"}, "2026-08-24T07:00:00+00:00"),
    ({"notified": True, "confirmed_at": "2026-08-20T15:30"}, "2026-08-20T13:30:00+00:00"),
    ({"notified": True, "confirmed_at": "2026-09-02T09:00"}, "2026-08-30T22:00:00+00:00"),  # it was over before
]


@pytest.mark.parametrize(("known", "release"), RELEASES)
def test_data_of_a_notified_order_leave_at_the_end_or_once_it_is_confirmed(known, release):
    clock = a_clock("epoc", "2026-08-20T15:30", **known)

    assert (utc(clock.early_release_at), clock.due_on) == (release, on("2026-08-30"))


#: Law, received, known: end, and until when the enforcing authority may object.
HOURS = [
    # The night in which an hour comes twice, the one in which an hour is missing, and a leap day
    ("epoc_emergency", "2026-10-24T22:00+02:00", {}, "2026-10-25T04:00:00+00:00", ""),
    ("epoc_emergency", "2026-10-25T02:30+02:00", {}, "2026-10-25T08:30:00+00:00", ""),
    ("epoc_emergency", "2026-10-25T02:30+01:00", {}, "2026-10-25T09:30:00+00:00", ""),
    ("epoc_emergency", "2027-03-27T22:00+01:00", {}, "2027-03-28T05:00:00+00:00", ""),
    ("epoc_emergency", "2027-03-28T01:59+01:00", {}, "2027-03-28T08:59:00+00:00", ""),
    ("epoc_emergency", "2028-02-28T20:00+01:00", {}, "2028-02-29T03:00:00+00:00", ""),
    ("epoc_emergency", "2026-12-24T23:00:00.5Z", {}, "2026-12-25T07:00:00.500000+00:00", ""),
    (
        "epoc_emergency",
        "2026-10-24T22:00",
        {"notified": True},
        "2026-10-25T04:00:00+00:00",
        "2026-10-28T20:00:00+00:00",
    ),
    (
        "epoc_emergency",
        "2027-03-26T22:00",
        {"notified": True},
        "2027-03-27T05:00:00+00:00",
        "2027-03-30T21:00:00+00:00",
    ),
    ("epoc_validation", "2026-10-24T22:00", {}, "2026-10-26T20:00:00+00:00", ""),
]


@pytest.mark.parametrize(("name", "received", "known", "due", "objection"), HOURS)
def test_hours_pass_whatever_the_clock_does(name, received, known, due, objection):
    clock = a_clock(name, received, **known)

    assert (utc(clock.due_at), utc(clock.objection_until_at), clock.due_on) == (due, objection, None)


@pytest.mark.parametrize(
    ("received", "shown"),
    [("2026-10-24T22:00", "2026-10-25T05:00+01:00"), ("2027-03-27T22:00", "2027-03-28T07:00+02:00")],
)
def test_eight_hours_through_the_night_are_not_eight_on_the_wall(received, shown):
    due_at = a_clock("epoc_emergency", received).moments["due_at"]

    assert due_at.astimezone(NL.zone).isoformat(timespec="minutes") == shown


#: The first day is day one; each end falls a day before the same date.
WINDOWS = [
    ("nl_126n", "2026-03-01", "2026-05-31"),
    ("nl_126n", "2026-01-15", "2026-04-14"),
    ("nl_126n", "2026-11-29", "2027-02-27"),  # no 29 February: the strict reading, from the last day of that month
    ("nl_126n", "2026-11-30", "2027-02-27"),
    ("nl_126n", "2027-11-29", "2028-02-28"),
    ("nl_126ne", "2026-03-01", "2026-03-28"),
    ("nl_126ne", "2028-02-02", "2028-02-29"),
]


@pytest.mark.parametrize(("name", "starts", "ends"), WINDOWS)
def test_window_of_collection_counts_its_first_day(name, starts, ends):
    assert days_of(a_clock(name, starts)) == ends


#: Notice sent, return date: the day waited for, and from when the data may leave.
CHALLENGES = [
    ("2026-08-20T15:30", "", "2026-08-27", "2026-08-27T22:00:00+00:00"),
    ("2026-08-20T15:30", "2026-08-25", "2026-08-27", "2026-08-27T22:00:00+00:00"),
    ("2026-08-20T15:30", "2026-08-27", "2026-08-27", "2026-08-27T22:00:00+00:00"),
    ("2026-08-20T15:30", "2026-08-28", "2026-08-28", "2026-08-27T22:00:00+00:00"),
    ("2026-08-20T15:30", "2026-09-10", "2026-09-10", "2026-09-09T22:00:00+00:00"),
    ("2026-10-18T23:30", "", "2026-10-25", "2026-10-25T23:00:00+00:00"),  # through the night of the clock change
]


@pytest.mark.parametrize(("sent", "returned", "due", "release"), CHALLENGES)
def test_release_waits_for_the_later_of_seven_days_and_the_return_date(sent, returned, due, release):
    clock = a_clock("user_challenge", sent, **({"return_on": returned} if returned else {}))

    assert (clock.due_on, utc(clock.early_release_at)) == (on(due), release)


def test_customer_is_told_of_a_bare_preservation_letter_once_the_silence_is_over():
    clock = a_clock("preservation_secrecy", "2026-05-04T10:00")

    assert utc(clock.notice_from_at) == "2026-06-18T22:00:00+00:00"


# --- The stopped clock -------------------------------------------------------------------------------------------------

#: Law, received, stops: seven days from 3 to 10 June are added, and the sum is moved to a working day.
STOPPED = [
    ("epoc", "2026-06-01T10:00", ["2026-06-03..2026-06-10"], "2026-06-18 2026-06-18"),
    ("epoc", "2026-05-28T10:00", ["2026-06-03..2026-06-10"], "2026-06-15 2026-06-15"),  # Sunday 14 June moves
    ("epoc", "2026-06-01T10:00", ["2026-06-03..2026-06-03"], "2026-06-11 2026-06-11"),
    ("epoc", "2026-06-01T10:00", ["2026-06-03..2026-06-05", "2026-06-05..2026-06-10"], "2026-06-18 2026-06-18"),
    ("epoc", "2026-06-01T10:00", ["2026-06-03..2026-06-10", "2026-06-04..2026-06-09"], "2026-06-18 2026-06-18"),
    ("epoc", "2026-08-20T15:30", ["2026-09-03..2026-09-10"], "2026-08-30 2026-08-31"),  # what is over is not revived
    ("epoc", "2026-08-20T15:30", ["2026-08-25"], "2026-08-30 2026-08-31"),  # goes on
    ("us_preservation", "2026-05-04T10:00", ["2026-06-03..2026-06-10"], "2026-08-10 2026-08-10"),
    ("cloud_act_quash", "2026-05-25T10:00", ["2026-06-03..2026-06-10"], "2026-06-15"),
    ("annex_iii", "2026-06-01T10:00", ["2026-06-03..2026-06-10"], "2026-06-15 2026-06-15"),
]


@pytest.mark.parametrize(("name", "received", "stops", "days"), STOPPED)
def test_days_on_which_the_clock_stood_still_are_added_and_the_sum_is_moved(name, received, stops, days):
    assert days_of(a_clock(name, received, *stops)) == days


def test_extension_is_in_time_until_the_end_that_the_stopped_clock_gave():
    stopped = "2026-09-03..2026-09-10"  # seven days to Saturday 7 November, so to Monday 9 November

    late, in_time = (
        a_clock("epoc_pr", "2026-09-01T10:00", stopped, extended_on=f"2026-11-{day}") for day in (10, "09")
    )

    assert (late.due_on, in_time.due_on) == (on("2026-11-09"), on("2026-12-07"))


@pytest.mark.parametrize("name", OF_PAUSES)
def test_pause_that_goes_on_moves_nothing_yet_and_is_told(name):
    clock = a_clock(name, "2026-08-20T15:30", "2026-08-21")

    assert clock.dates == a_clock(name, "2026-08-20T15:30").dates
    assert "The wait since Friday 21 August 2026 goes on and moves nothing yet" in " ".join(clock.sentences)


# --- Why -------------------------------------------------------------------------------------------------------------


def test_order_with_notification_is_explained_step_by_step():
    regulation, version = "Regulation 2023/1543 Art. 10(2)", NL.calendar.version

    assert (
        a_clock("epoc", "2026-08-20T15:30", notified=True).sentences
        == f"""\
The order was received on Thursday 20 August 2026 at 15:30 in Europe/Amsterdam: that day is day 0 and does not count \
(Regulation 1182/71 Art. 3(1)).
The time to send the data is 10 calendar days after Thursday 20 August 2026: to Sunday 30 August 2026 ({regulation}).
Sunday 30 August 2026 is no working day of NL, calendar version {version}: the period may run on to the next one, Monday \
31 August 2026, but whether it does is open, so the earlier day steers (Regulation 1182/71 Art. 3(4); confirm with counsel).
The enforcing authority was notified and may refuse: sending before the period ends is wrong unless it confirmed \
({regulation}).
The data are sent at the latest at the end of Sunday 30 August 2026 ({regulation}).
The data may leave from Monday 31 August 2026 at 00:00 in Europe/Amsterdam, the first moment after that ({regulation}).
If the period runs on, so does the time to refuse: ask the enforcing authority before sending (confirm with counsel).
""".splitlines()
    )


#: Law, event, known: what the derivation says.
SAYINGS = [
    ("epoc", "2026-08-20", {}, "No notification of the enforcing authority is known"),
    (
        "epoc",
        "2026-08-20",
        {"notified": True, "confirmed_at": "2026-08-24T09:00"},
        "(07:00 UTC) that it will not refuse: the data are sent as soon as possible (",
    ),
    (
        "epoc_emergency",
        "2026-10-24T22:00",
        {},
        "whatever the clock does meanwhile: to Sunday 25 October 2026 at 05:00 in Europe/Amsterdam (04:00 UTC) (",
    ),
    ("epoc_emergency", "2026-10-24T22:00", {"notified": True}, "is 96 elapsed hours from Saturday 24 October"),
    (
        "epoc_pr",
        "2026-09-01",
        {"extended_on": "2026-11-01"},
        "The extension of Sunday 1 November 2026 extends nothing, as the period was over with Saturday 31 October 2026 (",
    ),
    (
        "epoc_pr",
        "2026-09-01",
        {"confirmed_on": "2026-10-01"},
        "The request to produce was confirmed (Annex V) on Thursday 1 October 2026: the data are held until they are ",
    ),
    ("epoc_pr", "2026-09-01", {"confirmed_on": "2026-11-01"}, "of Sunday 1 November 2026 holds nothing, as the period"),
    ("us_preservation", "2026-05-04", {}, "What is preserved is kept until the later of these days is over"),
    (
        "nl_126n",
        "2026-03-01",
        {},
        "The collection is 3 months, of which Sunday 1 March 2026 is the first day: to Sunday 31",
    ),
    ("nl_126ne", "2026-03-01", {}, "28 calendar days, of which Sunday 1 March 2026 is the first: to Saturday 28 March"),
    (
        "user_challenge",
        "2026-08-20",
        {"return_on": "2026-09-10"},
        "wants an answer on Thursday 10 September 2026: the ",
    ),
    ("secrecy_review", "2026-05-04", {}, "The review repeats and lifts nothing by itself"),
]


@pytest.mark.parametrize(("name", "received", "known", "words"), SAYINGS)
def test_derivation_says_why(name, received, known, words):
    assert words in " ".join(a_clock(name, received, **known).sentences)


@pytest.mark.parametrize("name", [*OF_DAYS, *OF_HOURS, *WINDOW_LAWS, "user_challenge"])
def test_result_names_its_rules_its_calendar_and_the_source_of_each_step(name):
    clock = a_clock(name, "2026-08-20")
    told = clock.told()

    assert (told["law"], told["calendar"], told["rules"]) == (name, NL.calendar_version, "2026-12")
    assert all(step.source for step in clock.derivation)
    assert all(moment.tzinfo is UTC for moment in clock.moments.values())


# --- What is refused ---------------------------------------------------------------------------------------------------

RECEIVED = "before the request was received on Thursday 20 August 2026: look at the two days."
FAULTS = [
    ("epoc", {"confirmed_at": "2026-08-24"}, "Only an authority that was notified confirms: say that it was, or leave"),
    (
        "epoc",
        {"notified": True, "confirmed_at": "2026-08-20T15:29"},
        "The enforcing authority confirmed on Thursday 20 August 2026 at 15:29 in Europe/Amsterdam (13:29 UTC), before",
    ),
    ("epoc_pr", {"extended_on": "2026-08-19"}, f"The extension was told on Wednesday 19 August 2026, {RECEIVED}"),
    (
        "epoc_pr",
        {"confirmed_on": "2026-08-19"},
        "The confirmation came on Wednesday 19 August 2026, before the order was",
    ),
    ("secrecy_review", {"days": 0}, "A review every 0 days is not possible: give a number from 1 to 365."),
    ("secrecy_review", {"days": 366}, "A review every 366 days is not possible: give a number from 1 to 365."),
    (
        "user_challenge",
        {"return_on": "0026-09-10"},
        "0026-09-10 lies outside of the years 1970 to 2200: look at its year",
    ),
]


@pytest.mark.parametrize(("name", "known", "words"), FAULTS)
def test_what_cannot_be_is_refused_in_words(name, known, words):
    with pytest.raises(CannotReckon) as error:
        a_clock(name, "2026-08-20T15:30", **known)

    assert str(error.value).startswith(words)


def test_stop_before_receipt_is_refused():
    with pytest.raises(CannotReckon, match=f"^A pause began on Wednesday 19 August 2026, {RECEIVED}"):
        a_clock("epoc", "2026-08-20T15:30", "2026-08-19..2026-08-22")


def test_period_without_an_extension_refuses_one():
    with pytest.raises(
        NoExtensionInLaw, match=r"^“motion to quash under the CLOUD Act” knows no extension: leave it out"
    ):
        order_clock(
            CLOUD_ACT_QUASH,
            office=NL,
            received_at=datetime.datetime(2026, 2, 10, tzinfo=UTC),
            extended_on=on("2026-02-12"),
        )


def test_place_without_working_days_is_refused_where_a_day_off_matters():
    with pytest.raises(NoWorkingDays):
        a_clock("epoc", "2026-08-20T15:30", office="UTC")
    assert utc(a_clock("epoc_emergency", "2026-08-20T15:30", office="UTC").due_at) == "2026-08-20T23:30:00+00:00"


@pytest.mark.parametrize("name", [*OF_DAYS, *OF_HOURS, "user_challenge"])
def test_moment_without_a_zone_is_refused(name):
    naive = datetime.datetime(2026, 8, 20, 15, 30)  # noqa: DTZ001

    with pytest.raises(CannotReckon, match="names no time zone"):
        law(name).reckon(office=NL, **{law(name).takes[0]: naive})


# --- For any moment over twenty years ---------------------------------------------------------------------------------

moments = st.datetimes(datetime.datetime(2015, 1, 1), datetime.datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
offices = st.sampled_from(["NL", "DE-BE", "GB-ENG", "US-CA", "SG"]).map(place)


def end(clock: OrderDeadline) -> tuple[datetime.date | datetime.datetime | None, ...]:
    """All that a clock gives, in one order for all moments."""
    return (clock.due_on or clock.due_at, clock.latest_on, clock.early_release_at, clock.notice_from_at)


@settings(max_examples=25)
@given(moments, moments, offices, st.sampled_from([*OF_DAYS, *OF_HOURS, "user_challenge"]))
def test_what_came_later_never_ends_earlier(one, other, office, name):
    begins = law(name).takes[0]

    early, late = (end(law(name).reckon(office=office, **{begins: moment})) for moment in sorted([one, other]))

    assert all(then <= later for then, later in zip(early, late, strict=True) if then)


@settings(max_examples=25)
@given(moments, offices, st.sampled_from(sorted(OF_HOURS)))
def test_hours_are_exact(received_at, office, name):
    clock = law(name).reckon(office=office, received_at=received_at.astimezone(office.zone))

    assert clock.due_at - received_at == OF_HOURS[name] * HOUR


@settings(max_examples=25)
@given(moments, offices)
def test_notified_order_leaves_with_the_first_moment_after_its_last_day(received_at, office):
    clock = law("epoc").reckon(office=office, received_at=received_at, notified=True)

    assert clock.due_on <= clock.latest_on
    assert clock.early_release_at == first_moment_of(clock.due_on + DAY, office.zone).astimezone(UTC)


@settings(max_examples=25)
@given(moments, st.integers(0, 20), st.integers(0, 20), offices)
def test_longer_stop_never_ends_earlier(received_at, after, length, office):
    first = received_at.astimezone(office.zone).date() + after * DAY

    shorter, longer = (
        law("epoc").reckon(office=office, received_at=received_at, paused=(Pause(first, first + days * DAY),))
        for days in (length, length + 1)
    )

    assert shorter.due_on <= longer.due_on
