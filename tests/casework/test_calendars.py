"""Working days: weekends, public holidays and closing days do not count, and the day itself is day 0."""

import datetime
import re
import threading

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from apps.casework import calendars
from apps.casework.calendars import NoCalendar, StatutoryHoliday, WorkingCalendar

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
    (NL, "2025-05-05", False),  # Liberation Day, in the library too
    (NL, "2026-05-05", False),  # and by statute every year
    (NL, "2027-05-05", False),
    (DE, "2026-05-05", True),
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
    (NL, "2026-05-04", 1, "2026-05-06"),  # over Liberation Day
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


def test_days_off_in_the_netherlands_are_those_of_the_statute():
    """Algemene termijnenwet Art. 1 and 3; no day is equated by decree in these years."""
    for year in range(2014, 2046):
        sunday, kings_day = easter(year), datetime.date(year, 4, 27)
        days_off = {sunday + number * DAY for number in (-2, 1, 39, 50)}
        days_off |= {datetime.date(year, *day) for day in [(1, 1), (5, 5), (12, 25), (12, 26)]}
        days_off.add(kings_day - DAY if kings_day.weekday() == 6 else kings_day)

        all_days = [datetime.date(year, 1, 1) + number * DAY for number in range(365)]
        assert [day for day in all_days if not NL.is_working_day(day)] == [
            day for day in all_days if day.weekday() >= 5 or day in days_off
        ]


@pytest.fixture
def equated(monkeypatch):
    """One day of one year, equated by decree in one region."""
    monkeypatch.setattr(calendars, "OVERLAY", [StatutoryHoliday("DE", 4, 27, "a decree", "BY", 2026, 2026)])
    calendars._days_off.cache_clear()
    yield
    calendars._days_off.cache_clear()


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        (BAVARIA, "2026-04-27", False),
        (BAVARIA, "2026-04-28", True),
        (BAVARIA, "2027-04-27", True),
        (DE, "2026-04-27", True),
    ],
)
def test_day_equated_by_decree_is_off_in_its_year_and_place_alone(calendar, day, works, equated):
    assert calendar.is_working_day(on(day)) == works


# --- Versions --------------------------------------------------------------------------------------------------------


def test_version_of_a_calendar_is_a_short_hash_and_the_same_each_time():
    closed = [on("2026-03-03"), on("2026-03-04")]

    assert re.fullmatch("[0-9a-f]{12}", NL.version)
    assert NL.version == WorkingCalendar("NL").version
    assert (
        WorkingCalendar("NL", closed=frozenset(closed)).version
        == WorkingCalendar("NL", closed=frozenset(closed[::-1])).version
    )


def test_version_tells_places_and_closing_days_apart():
    closed = WorkingCalendar("NL", closed=frozenset({on("2026-03-03")}))

    assert len({one.version for one in (NL, DE, BAVARIA, closed)}) == 4


def test_version_moves_with_the_overlay_of_the_place_and_with_no_other(equated):
    with pytest.MonkeyPatch.context() as before:
        before.setattr(calendars, "OVERLAY", [])
        old_german, old_bavarian = DE.version, BAVARIA.version

    assert (DE.version == old_german, BAVARIA.version == old_bavarian) == (True, False)


def test_version_moves_with_the_library_of_holidays(monkeypatch):
    old = NL.version

    monkeypatch.setattr(holidays, "__version__", "999")

    assert NL.version != old


@pytest.mark.parametrize(("calendar", "name"), [(NL, "NL"), (BAVARIA, "DE-BY")])
def test_calendar_reads_as_its_place(calendar, name):
    assert str(calendar) == name


# --- Threads ---------------------------------------------------------------------------------------------------------


def test_country_known_for_some_years_only_has_a_calendar():
    """Of India the library knows 2001 to 2035; asked for another year it warns."""
    assert not WorkingCalendar("IN").is_working_day(on("2026-01-26"))


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
    liberated = (calendar.country, day.month, day.day) == ("NL", 5, 5)

    assert calendar.is_working_day(day) == (day.weekday() < 5 and day not in known and not liberated)


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
