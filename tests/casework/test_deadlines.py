"""Notice periods: days of the calendar in the office's zone, whatever its clock does, each date with its reasons."""

import datetime
import zoneinfo
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.casework.calendars import NoCalendar, WorkingCalendar
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.laws import LAWS, law
from apps.casework.deadlines.moments import CannotReckon, first_moment_of, read_moment
from apps.casework.deadlines.notice import NoticePeriod, notice_period
from apps.casework.deadlines.places import ZONE_OF, UnknownPlace, place

DAY, SECOND, HOUR = datetime.timedelta(days=1), datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
NL = place("NL")


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def a_notice(sent: str, days: int, office: str = "NL", **own: int) -> NoticePeriod:
    where = place(office)
    return notice_period(sent_at=read_moment(sent, where.zone), days=days, office=where, **own)


# --- The examples ----------------------------------------------------------------------------------------------------

NOTICES = [
    # The day of the event is day 0, N days end at 24:00 of day N, and the change may begin at 00:00 of the next day.
    ("2026-03-01T10:00", 30, "2026-03-31", "2026-04-01T00:00:00+02:00"),
    # 31 days lie between the days of 2024-11-21 and 2024-12-22: 30 whole days of notice between them.
    ("2024-11-21", 30, "2024-12-21", "2024-12-22T00:00:00+01:00"),
    # 30 days lie between those of 2023-09-13 and 2023-10-13: 29 whole days. Who promises 30 days waits a day longer.
    ("2023-09-13", 29, "2023-10-12", "2023-10-13T00:00:00+02:00"),
    ("2023-09-13", 30, "2023-10-13", "2023-10-14T00:00:00+02:00"),
    # At any time of the day
    ("2026-03-01T00:00:00", 30, "2026-03-31", "2026-04-01T00:00:00+02:00"),
    ("2026-03-01T23:59:59.999999", 30, "2026-03-31", "2026-04-01T00:00:00+02:00"),
    # The day is the office's: 23:30 in London is the next day in Amsterdam.
    ("2026-03-31T23:30Z", 30, "2026-05-01", "2026-05-02T00:00:00+02:00"),
    # No days at all
    ("2026-03-01T10:00", 0, "2026-03-01", "2026-03-02T00:00:00+01:00"),
    ("2026-03-01T10:00", 1, "2026-03-02", "2026-03-03T00:00:00+01:00"),
    # The night in which an hour is missing, and the one in which it comes twice
    ("2026-03-28T12:00", 1, "2026-03-29", "2026-03-30T00:00:00+02:00"),
    ("2026-03-29T02:30", 1, "2026-03-30", "2026-03-31T00:00:00+02:00"),
    ("2026-03-27T23:30", 1, "2026-03-28", "2026-03-29T00:00:00+01:00"),
    ("2026-10-24T12:00", 1, "2026-10-25", "2026-10-26T00:00:00+01:00"),
    ("2026-10-25T02:30", 1, "2026-10-26", "2026-10-27T00:00:00+01:00"),
    ("2026-10-23T23:30", 1, "2026-10-24", "2026-10-25T00:00:00+02:00"),
    # Leap days, ends of months and of years
    ("2028-01-30T10:00", 30, "2028-02-29", "2028-03-01T00:00:00+01:00"),
    ("2027-01-30T10:00", 30, "2027-03-01", "2027-03-02T00:00:00+01:00"),
    ("2028-02-29T10:00", 366, "2029-03-01", "2029-03-02T00:00:00+01:00"),
    ("2026-12-01T10:00", 30, "2026-12-31", "2027-01-01T00:00:00+01:00"),
    ("2026-12-31T23:59", 30, "2027-01-30", "2027-01-31T00:00:00+01:00"),
    # Good Friday, a Sunday and King's Day move nothing.
    ("2026-03-04T10:00", 30, "2026-04-03", "2026-04-04T00:00:00+02:00"),
    ("2026-02-06T10:00", 30, "2026-03-08", "2026-03-09T00:00:00+01:00"),
    ("2026-03-28T10:00", 30, "2026-04-27", "2026-04-28T00:00:00+02:00"),
]


@pytest.mark.parametrize(("sent", "days", "last", "effective"), NOTICES)
def test_notice_ends_with_its_last_day_and_the_change_may_begin_after_it(sent, days, last, effective):
    notice = a_notice(sent, days)

    assert (notice.last_objection_day, notice.earliest_effective_at.isoformat()) == (on(last), effective)


@pytest.mark.parametrize(
    ("announced", "effective", "days_between"), [("2024-11-21", "2024-12-22", 31), ("2023-09-13", "2023-10-13", 30)]
)
def test_days_between_two_published_dates_are_one_more_than_the_days_of_notice(announced, effective, days_between):
    notice = a_notice(announced, days_between - 1)

    assert (on(effective) - on(announced)).days == days_between
    assert notice.earliest_effective_at.date() == on(effective)


def test_thirty_days_across_the_clock_change_are_not_thirty_times_24_hours():
    sent = read_moment("2026-03-01T10:00", NL.zone)

    wrong = (sent.astimezone(UTC) + 30 * 24 * HOUR).astimezone(NL.zone)

    assert wrong.isoformat() == "2026-03-31T11:00:00+02:00"
    assert a_notice("2026-03-01T10:00", 30).earliest_effective_at - wrong == 13 * HOUR


OBJECTIONS = [
    ("2026-03-31T23:59:59", True),
    ("2026-03-31T23:59:59.999999", True),
    ("2026-04-01T00:00:00", False),
    ("2026-03-31T21:59:59Z", True),
    ("2026-03-31T22:00:00Z", False),
    ("2026-03-31T23:59:59-04:00", False),  # late in New York, but a morning in Amsterdam
    ("2026-04-01T05:00:00+09:00", True),
    ("2026-03-01T10:00", True),
]


@pytest.mark.parametrize(("moment", "in_time"), OBJECTIONS)
def test_objection_is_in_time_until_the_last_day_is_over(moment, in_time):
    assert a_notice("2026-03-01T10:00", 30).is_in_time(read_moment(moment, NL.zone)) == in_time


@pytest.mark.parametrize(
    ("days", "objection_days", "last", "effective"),
    [
        (30, 14, "2026-03-15", "2026-04-01"),
        (30, 30, "2026-03-31", "2026-04-01"),
        (30, 0, "2026-03-01", "2026-04-01"),
        (14, 30, "2026-03-31", "2026-04-01"),  # nothing takes effect while somebody may still object
    ],
)
def test_time_to_object_may_differ_from_the_notice(days, objection_days, last, effective):
    notice = a_notice("2026-03-01T10:00", days, objection_days=objection_days)

    assert (notice.last_objection_day, notice.earliest_effective_at.date()) == (on(last), on(effective))
    assert notice.is_in_time(read_moment(f"{last}T23:59:59", NL.zone))
    assert not notice.is_in_time(first_moment_of(on(last) + DAY, NL.zone))
    assert notice.given["objection_days"] == objection_days


# --- Midnights that a clock skips or shows twice -----------------------------------------------------------------------

MIDNIGHTS = [
    ("Europe/Amsterdam", "2026-03-29", "2026-03-29T00:00:00+01:00"),
    ("Europe/Amsterdam", "2026-10-25", "2026-10-25T00:00:00+02:00"),
    # Skipped
    ("America/Asuncion", "2023-10-01", "2023-10-01T01:00:00-03:00"),
    ("Africa/Cairo", "2024-04-26", "2024-04-26T01:00:00+03:00"),
    ("Asia/Beirut", "2024-03-31", "2024-03-31T01:00:00+03:00"),
    ("America/Havana", "2024-03-10", "2024-03-10T01:00:00-04:00"),
    ("Africa/Monrovia", "1972-01-07", "1972-01-07T00:44:30+00:00"),
    # The evening before comes twice
    ("America/Asuncion", "2024-03-24", "2024-03-24T00:00:00-04:00"),
    ("Africa/Cairo", "2024-11-01", "2024-11-01T00:00:00+02:00"),
    ("Asia/Beirut", "2024-10-27", "2024-10-27T00:00:00+02:00"),
    # Midnight comes twice: on the same day, and with a minute of it before the evening comes again
    ("America/Havana", "2024-11-03", "2024-11-03T00:00:00-04:00"),
    ("America/St_Johns", "2010-11-07", "2010-11-07T00:00:00-03:30"),
    # A day that never was
    ("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"),
]


@pytest.mark.parametrize(("zone", "day", "first"), MIDNIGHTS)
def test_day_begins_when_every_earlier_day_is_over(zone, day, first):
    assert first_moment_of(on(day), ZoneInfo(zone)).isoformat() == first


@pytest.mark.parametrize(
    ("office", "sent", "last", "effective"),
    [
        ("Africa/Cairo", "2024-04-24T10:00", "2024-04-25", "2024-04-26T01:00:00+03:00"),
        ("Africa/Cairo", "2024-10-30T10:00", "2024-10-31", "2024-11-01T00:00:00+02:00"),
        ("America/Asuncion", "2023-09-29T10:00", "2023-09-30", "2023-10-01T01:00:00-03:00"),
        ("America/Havana", "2024-11-01T10:00", "2024-11-02", "2024-11-03T00:00:00-04:00"),
        ("America/St_Johns", "2010-11-05T10:00", "2010-11-06", "2010-11-07T00:00:00-03:30"),
    ],
)
def test_objections_close_where_the_clock_changes_at_midnight(office, sent, last, effective):
    notice = a_notice(sent, 1, office)
    over = notice.earliest_effective_at.astimezone(UTC)

    assert (notice.last_objection_day, notice.earliest_effective_at.isoformat()) == (on(last), effective)
    here = [(over + number * SECOND).astimezone(place(office).zone) for number in (-1800, -1, 0, 1800)]
    assert [notice.is_in_time(moment) for moment in here] == [True, True, False, False]


def test_objection_in_a_first_midnight_that_the_clock_takes_back_is_in_time():
    """At 00:01 of 7 November clocks in St John's went back to 23:01 of the sixth, which so was not over."""
    moment = datetime.datetime(2010, 11, 7, 0, 0, 30, tzinfo=ZoneInfo("America/St_Johns"))

    assert a_notice("2010-11-05T10:00", 1, "America/St_Johns").is_in_time(moment)
    assert not a_notice("2010-11-05T10:00", 1, "America/St_Johns").is_in_time(moment.replace(fold=1))


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-03-01", "Europe/Amsterdam", "2026-03-01T00:00:00+01:00"),
        ("2026-03-01T10:00", "Europe/Amsterdam", "2026-03-01T10:00:00+01:00"),
        ("2026-03-01T10:00Z", "Europe/Amsterdam", "2026-03-01T11:00:00+01:00"),
        ("2026-03-29T02:30", "Europe/Amsterdam", "2026-03-29T03:30:00+02:00"),  # shown never
        ("2026-10-25T02:30", "Europe/Amsterdam", "2026-10-25T02:30:00+01:00"),  # shown twice
        ("2024-03-31", "Asia/Beirut", "2024-03-31T01:00:00+03:00"),
    ],
)
def test_moment_without_an_offset_is_read_by_the_clock_of_the_office(text, zone, moment):
    assert read_moment(text, ZoneInfo(zone)).isoformat() == moment


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "2026-13-01T10:00", "1 March 2026", "2026-03-01T24:30"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(CannotReckon, match=f"^“{text}” is no moment: write it as in 2026-03-01, "):
        read_moment(text, NL.zone)


@pytest.mark.parametrize("text", ["0001-01-01", "1969-12-31T23:00", "2201-01-01", "9999-12-31T23:59:59-12:00"])
def test_moment_in_a_year_that_nobody_means_is_refused(text):
    with pytest.raises(CannotReckon, match="lies outside of the years 1970 to 2200"):
        read_moment(text, NL.zone)


def test_moment_without_a_zone_is_refused():
    naive = datetime.datetime(2026, 3, 1, 10)  # noqa: DTZ001

    with pytest.raises(CannotReckon, match="names no time zone"):
        notice_period(sent_at=naive, days=30, office=NL)
    with pytest.raises(CannotReckon, match="names no time zone"):
        a_notice("2026-03-01", 30).is_in_time(naive)


@pytest.mark.parametrize("own", [{"days": -1}, {"days": 3651}, {"days": 30, "objection_days": -1}])
def test_days_that_nobody_means_are_refused(own):
    with pytest.raises(CannotReckon, match="days is not possible: give a number from 0 to 3650"):
        a_notice("2026-03-01", **own)


# --- Why -------------------------------------------------------------------------------------------------------------


def test_notice_is_explained_step_by_step_with_its_sources():
    art, version = "Regulation 1182/71 Art.", NL.calendar.version

    assert (
        a_notice("2026-03-01T10:00", 30).sentences
        == f"""\
The notice was sent on Sunday 1 March 2026 at 10:00 in Europe/Amsterdam: that day is day 0 and does not count ({art} 3(1)).
The notice period is 30 calendar days, whatever the clock does meanwhile: it ends at 24:00 of Tuesday 31 March 2026 \
({art} 3(2)(b)).
Weekends and public holidays of NL, calendar version {version}, count and move nothing \
({art} 3(3); that Art. 3(4) does not move it is our reading).
What was announced may take effect from Wednesday 1 April 2026 at 00:00 in Europe/Amsterdam, the first moment after that \
(GDPR Art. 28(2)).
""".splitlines()
    )


def test_time_to_object_of_its_own_is_explained():
    assert a_notice("2026-03-01T10:00", 30, objection_days=1).sentences[2] == (
        "The time to object is 1 calendar day, whatever the clock does meanwhile: it ends at 24:00 of Monday 2 March "
        "2026 (Regulation 1182/71 Art. 3(2)(b))."
    )


def test_every_step_names_its_rule_and_its_source():
    steps = a_notice("2026-03-01T10:00", 30, objection_days=14).derivation

    rules = ["DayOfEvent", "CalendarDays", "CalendarDays", "EveryDayCounts", "StartOfNextDay"]
    assert [type(step.rule).__name__ for step in steps] == rules
    assert all(step.source for step in steps)


def test_office_without_a_country_is_explained_without_a_calendar():
    notice = a_notice("2026-03-01T10:00", 30, "UTC")

    assert "Weekends and public holidays count and move nothing (" in notice.sentences[2]
    assert notice.told()["calendar"] is None


def test_laws_are_found_by_their_names():
    assert law("notice").reckon == notice_period
    assert LAWS.keys() >= {"notice", *DSR_LAWS, "epoc", "epoc_emergency", "epoc_pr", "us_preservation"}
    assert [name for name, one in LAWS.items() if one.name != name] == []
    with pytest.raises(
        CannotReckon, match=r"^There is no law “gdrp”\. Laws are: notice, gdpr, uk_gdpr, .*, other, epoc"
    ):
        law("gdrp")


# --- Places ----------------------------------------------------------------------------------------------------------

PLACES = [
    ("NL", "Europe/Amsterdam", "NL"),
    ("DE", "Europe/Berlin", "DE"),
    ("DE-BY", "Europe/Berlin", "DE-BY"),
    ("GB", "Europe/London", "GB"),  # also an old name of the zone
    ("GB-ENG", "Europe/London", "GB-ENG"),
    ("IE", "Europe/Dublin", "IE"),
    ("NZ", "Pacific/Auckland", "NZ"),
    ("ES-CN", "Atlantic/Canary", "ES-CN"),
    ("US-CA", "America/Los_Angeles", "US-CA"),
    ("BR", "America/Sao_Paulo", "BR"),  # the zone of the capital
    ("AU-VIC", "Australia/Melbourne", "AU-VIC"),
    ("Europe/Amsterdam", "Europe/Amsterdam", "NL"),
    ("America/New_York", "America/New_York", "US"),
    ("UTC", "UTC", "None"),
]


@pytest.mark.parametrize(("name", "zone", "calendar"), PLACES)
def test_place_is_a_zone_and_a_calendar(name, zone, calendar):
    found = place(name)

    assert (found.name, found.zone.key, str(found.calendar)) == (name, zone, calendar)


@pytest.mark.parametrize("name", ["", "XX", "nl", "Amsterdam", "UK", "NLD", "NL-", "Europe", "../passwd", "right/UTC"])
def test_what_is_no_place_is_refused(name):
    with pytest.raises(UnknownPlace, match=f"^“{name}” is no place: give an ISO 3166 code, as in NL or DE-BY, or"):
        place(name)


@pytest.mark.parametrize(
    ("name", "zone"), [("US", "America/New_York"), ("US-TX", "America/New_York"), ("BR-AM", "America/Noronha")]
)
def test_country_of_many_zones_needs_one(name, zone):
    with pytest.raises(
        UnknownPlace, match=f"^“{name}” has several time zones: name the one of the office, as in {zone}"
    ):
        place(name)


def test_region_without_a_calendar_is_refused():
    with pytest.raises(NoCalendar, match=r"^No public holidays are known for NL ZZ"):
        place("NL-ZZ")


@pytest.mark.parametrize("name", sorted(ZONE_OF))
def test_every_place_of_the_table_has_its_zone_and_a_calendar(name):
    country, _hyphen, region = name.partition("-")

    assert (place(name).zone.key, place(name).calendar) == (ZONE_OF[name], WorkingCalendar(country, region))


# --- For any moment over twenty years ---------------------------------------------------------------------------------

ZONES = ["Europe/Amsterdam", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "UTC"]
AT_MIDNIGHT = ["America/Asuncion", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Atlantic/Azores"]
moments = st.datetimes(datetime.datetime(2015, 1, 1), datetime.datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
offices = st.sampled_from([*ZONES, *AT_MIDNIGHT]).map(place)
counts = st.integers(0, 400)


@given(moments, counts, offices)
def test_last_objection_day_is_so_many_days_after_the_day_of_sending(sent_at, days, office):
    notice = notice_period(sent_at=sent_at, days=days, office=office)

    assert notice.last_objection_day == sent_at.astimezone(office.zone).date() + days * DAY


@given(moments, counts, offices)
def test_change_begins_with_the_first_second_after_the_last_objection_day(sent_at, days, office):
    notice = notice_period(sent_at=sent_at, days=days, office=office)

    first = notice.earliest_effective_at.astimezone(UTC)
    before = (first - SECOND).astimezone(office.zone)
    assert notice.earliest_effective_at.date() == notice.last_objection_day + DAY
    assert before.date() == notice.last_objection_day
    assert (notice.is_in_time(before), notice.is_in_time(notice.earliest_effective_at)) == (True, False)


@given(
    st.sampled_from(sorted(zoneinfo.available_timezones())).map(ZoneInfo), st.dates(on("1971-01-01"), on("2035-01-01"))
)
def test_day_of_any_zone_begins_when_its_clock_never_shows_an_earlier_one_again(zone, day):
    first = first_moment_of(day, zone).astimezone(UTC)

    assert (first - SECOND).astimezone(zone).date() < day
    assert [(first + number * HOUR / 4).astimezone(zone).date() < day for number in range(12)] == [False] * 12


@given(moments, moments, counts, counts, offices)
def test_later_notice_and_longer_notice_never_end_earlier(one, other, few, many, office):
    (early, late), (short, long) = sorted([one, other]), sorted([few, many])

    first = notice_period(sent_at=early, days=short, office=office)
    for sent_at, days in [(late, short), (early, long), (late, long)]:
        then = notice_period(sent_at=sent_at, days=days, office=office)
        assert first.last_objection_day <= then.last_objection_day
        assert first.earliest_effective_at.astimezone(UTC) <= then.earliest_effective_at.astimezone(UTC)


@given(moments, counts, st.sampled_from(ZONES).map(place))
def test_notice_is_a_multiple_of_24_hours_unless_the_clock_changed_between(sent_at, days, office):
    notice = notice_period(sent_at=sent_at, days=days, office=office)
    start = first_moment_of(sent_at.astimezone(office.zone).date(), office.zone)

    lasted = notice.earliest_effective_at.astimezone(UTC) - start.astimezone(UTC)
    changed = notice.earliest_effective_at.utcoffset() != start.utcoffset()
    assert (lasted != (days + 1) * 24 * HOUR) == changed


@given(st.sampled_from([2016, 2020, 2024, 2028, 2032]), st.integers(0, 28), offices)
def test_leap_day_counts_as_a_day(year, before, office):
    sent_on = datetime.date(year, 2, 29) - before * DAY
    sent_at = first_moment_of(sent_on, office.zone)

    assert notice_period(sent_at=sent_at, days=before, office=office).last_objection_day == on(f"{year}-02-29")
    assert notice_period(sent_at=sent_at, days=before + 1, office=office).last_objection_day == on(f"{year}-03-01")
