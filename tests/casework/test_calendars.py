"""Working days: weekends, public holidays and closing days do not count, and the day itself is day 0."""

import datetime
import threading

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.casework import calendars
from apps.casework.calendars import NoCalendar, WorkingCalendar

NL, DE, BAVARIA = WorkingCalendar("NL"), WorkingCalendar("DE"), WorkingCalendar("DE", "BY")
DAY = datetime.timedelta(days=1)


def on(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


DAYS = [
    (NL, "2026-04-24", True),  # Friday
    (NL, "2026-04-25", False),  # Saturday
    (NL, "2026-04-26", False),  # Sunday
    (NL, "2026-04-27", False),  # King's Day
    (NL, "2025-04-26", False),  # King's Day, a Saturday, as the 27th is a Sunday
    (NL, "2025-04-28", True),  # and it is not made up for
    (NL, "2026-04-06", False),  # Easter Monday
    (NL, "2026-05-14", False),  # Ascension Day
    (NL, "2026-05-25", False),  # Whit Monday
    (NL, "2026-01-01", False),
    (NL, "2026-12-25", False),
    (NL, "2026-12-31", True),
    (NL, "2026-05-01", True),  # Labour Day is none there
    (NL, "2028-02-29", True),
    (DE, "2026-05-01", False),
    (DE, "2026-01-06", True),
    (BAVARIA, "2026-01-06", False),  # Epiphany
    (BAVARIA, "2026-06-04", False),  # Corpus Christi
    (DE, "2026-06-04", True),
    (BAVARIA, "2027-11-01", False),  # All Saints
    (DE, "2027-11-01", True),
    (BAVARIA, "2025-10-03", False),  # German Unity Day
    (BAVARIA, "2026-04-27", True),
]


@pytest.mark.parametrize(("calendar", "day", "works"), DAYS)
def test_day_is_worked(calendar, day, works):
    assert calendar.is_working_day(on(day)) == works


SUMS = [
    (NL, "2026-04-24", 3, "2026-04-30"),  # Friday + 3 over King's Day
    (BAVARIA, "2026-04-24", 3, "2026-04-29"),
    (NL, "2026-04-25", 1, "2026-04-28"),  # from a Saturday
    (NL, "2026-04-02", 1, "2026-04-07"),  # over Easter, from Good Friday to Easter Monday
    (NL, "2026-12-24", 1, "2026-12-28"),
    (NL, "2026-12-31", 1, "2027-01-04"),  # year end
    (NL, "2027-12-31", 1, "2028-01-03"),
    (BAVARIA, "2026-12-31", 3, "2027-01-07"),  # over New Year and Epiphany
    (NL, "2028-02-28", 1, "2028-02-29"),  # leap day
    (NL, "2028-02-28", 2, "2028-03-01"),
    (NL, "2027-02-26", 1, "2027-03-01"),
    (NL, "2026-03-02", 0, "2026-03-02"),
    (NL, "2026-03-02", 10, "2026-03-16"),
]


@pytest.mark.parametrize(("calendar", "day", "count", "expected"), SUMS)
def test_working_days_are_added(calendar, day, count, expected):
    assert calendar.add_working_days(on(day), count) == on(expected)


NEXT = [
    (NL, "2026-04-24", "2026-04-24"),
    (NL, "2026-04-25", "2026-04-28"),
    (NL, "2026-04-27", "2026-04-28"),
    (NL, "2027-01-01", "2027-01-04"),
]


@pytest.mark.parametrize(("calendar", "day", "expected"), NEXT)
def test_next_working_day_is_the_day_itself_or_the_first_after_it(calendar, day, expected):
    assert calendar.next_working_day(on(day)) == on(expected)


def test_day_on_which_the_office_is_closed_is_not_worked():
    calendar = WorkingCalendar("NL", closed=frozenset({on("2026-03-03"), on("2026-03-04")}))

    assert not calendar.is_working_day(on("2026-03-03"))
    assert calendar.add_working_days(on("2026-03-02"), 1) == on("2026-03-05")


@pytest.mark.parametrize(("country", "region"), [("XX", ""), ("", ""), ("nl", ""), ("NL", "ZZ"), ("DE", "Bavaria")])
def test_place_whose_holidays_nobody_knows_is_refused(country, region):
    place = f"{country} {region}".strip()

    with pytest.raises(NoCalendar, match=f"^No public holidays are known for {place}: name a country by its ISO 3166"):
        WorkingCalendar(country, region)


def test_threads_that_ask_at_once_get_the_same_answer():
    kings_day, threads, answers = on("2026-04-27"), 8, []
    for _round in range(40):
        calendars._days_off.cache_clear()
        start = threading.Barrier(threads)

        def ask(start: threading.Barrier = start) -> None:
            start.wait()
            answers.append(NL.is_working_day(kings_day))

        asking = [threading.Thread(target=ask) for _number in range(threads)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()

    assert answers == [False] * 40 * threads


# --- For any day -----------------------------------------------------------------------------------------------------

days = st.dates(on("2000-01-01"), on("2060-12-31"))
places = st.sampled_from([NL, DE, BAVARIA, WorkingCalendar("IE"), WorkingCalendar("US", "CA")])
counts = st.integers(0, 60)


@given(places, days)
def test_day_is_worked_unless_it_is_a_weekend_or_a_public_holiday(calendar, day):
    known = holidays.country_holidays(calendar.country, subdiv=calendar.region or None, years=day.year)

    assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in known)


@given(places, days, counts)
def test_so_many_working_days_lie_between(calendar, day, count):
    last = calendar.add_working_days(day, count)

    between = [day + number * DAY for number in range(1, (last - day).days + 1)]
    assert sum(calendar.is_working_day(one) for one in between) == count
    assert count == 0 or calendar.is_working_day(last)


@given(places, days, days, counts)
def test_later_day_never_ends_earlier(calendar, one, other, count):
    early, late = sorted([one, other])

    assert calendar.add_working_days(early, count) <= calendar.add_working_days(late, count)


@given(places, days, counts, counts)
def test_working_days_add_up(calendar, day, first, second):
    halfway = calendar.add_working_days(day, first)

    assert calendar.add_working_days(halfway, second) == calendar.add_working_days(day, first + second)


@given(places, days)
def test_no_working_day_is_passed_over(calendar, day):
    following = calendar.next_working_day(day)

    passed = [day + number * DAY for number in range((following - day).days)]
    assert (calendar.is_working_day(following), [one for one in passed if calendar.is_working_day(one)]) == (True, [])
    assert calendar.next_working_day(following) == following


@given(days, st.sets(days, max_size=10), counts)
def test_closing_day_never_brings_a_date_forward(day, closed, count):
    calendar = WorkingCalendar("NL", closed=frozenset(closed))

    last = calendar.add_working_days(day, count)
    assert last >= NL.add_working_days(day, count)
    assert count == 0 or last not in closed
