"""National-security orders are told in bands, under one option, in time, and nowhere else."""

import datetime

import pytest

from apps.disclosures.transparency.bands import (
    COMBINED,
    DETAILED,
    NATIONAL_SECURITY,
    BandsRefused,
    banded,
    days_of,
    earliest_on,
    ensure_left_out,
    ensure_one_option,
    without_national_security,
)
from apps.disclosures.transparency.identities import Row

DAY = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("option", "count", "words"),
    [
        *((1, 0, "0-999"), (1, 999, "0-999"), (1, 1000, "1000-1999")),
        *((2, 0, "0-499"), (2, 499, "0-499"), (2, 500, "500-999")),
        *((3, 0, "0-249"), (3, 249, "0-249"), (3, 250, "250-499"), (3, 999, "750-999")),
        *((4, 0, "0-99"), (4, 99, "0-99"), (4, 100, "100-199")),
    ],
)
def test_number_is_told_as_the_band_of_its_option(option, count, words):
    categories = DETAILED if option < 3 else COMBINED

    assert banded(option, dict.fromkeys(categories, count)) == dict.fromkeys(categories, words)


@pytest.mark.parametrize(
    ("option", "counts"),
    [
        (1, dict.fromkeys(COMBINED, 1)),
        (3, dict.fromkeys(DETAILED, 1)),
        (3, {"all_process": 1}),
        (4, dict.fromkeys((*COMBINED, "nsl"), 1)),
    ],
)
def test_categories_of_two_options_never_stand_in_one_report(option, counts):
    with pytest.raises(BandsRefused, match=rf"Option {option} tells .*: give a count for each of them, and no other"):
        banded(option, counts)


def test_option_that_the_law_does_not_know_is_refused():
    with pytest.raises(BandsRefused, match="There is no option 5: choose from 1, 2, 3, 4"):
        banded(5, {})


@pytest.mark.parametrize(
    ("option", "period", "earliest"),
    [
        (1, "2025-H1", "2025-12-27"),
        (2, "2025-H2", "2026-06-29"),
        (3, "2025-H1", "2025-07-01"),
        (3, "2025-H2", "2026-01-01"),
        (4, "2025", "2027-01-01"),
        (4, "2023", "2024-12-31"),
    ],
)
def test_report_waits_as_long_as_its_option_says(option, period, earliest):
    assert earliest_on(option, period) == DAY(earliest)


@pytest.mark.parametrize(("first", "earliest"), [("2025-06-30", "2026-12-22"), ("2025-01-01", "2026-06-25")])
def test_first_order_for_a_new_product_is_told_540_days_later(first, earliest):
    assert earliest_on(3, "2025-H1", new_product_on=DAY(first)) == DAY(earliest)


@pytest.mark.parametrize(("option", "period"), [(1, "2025"), (2, "2025"), (3, "2025"), (4, "2025-H1")])
def test_option_reports_on_its_own_length_of_time(option, period):
    with pytest.raises(BandsRefused, match=f"Option {option} reports on a .*, which {period} is not"):
        earliest_on(option, period)


@pytest.mark.parametrize("period", ["2025-H3", "2025-Q1", "25", "", "0000", "2025-H1\n", "２０２５"])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(BandsRefused, match="is no period: name a half-year as 2025-H1, or a year as 2025"):
        days_of(period)


@pytest.mark.parametrize(
    ("option", "period", "published"),
    [(1, "2025-H1", (3, "2025-H1")), (4, "2025", (3, "2025-H2")), (3, "2025-H1", (4, "2025"))],
)
def test_second_option_for_the_same_days_is_refused(option, period, published):
    with pytest.raises(
        BandsRefused, match=f"Option {published[0]} was published for {published[1]}: report on {period}"
    ):
        ensure_one_option(option, period, [published])


def test_same_option_and_other_days_do_not_narrow_a_band():
    ensure_one_option(3, "2025-H1", [(3, "2025-H1"), (1, "2024-H2"), (4, "2026")])


def test_instruments_in_bands_stand_in_no_other_table_and_no_total():
    rows = [
        Row("2025-H1", "US", instrument, {"received": 1}) for instrument in ("subpoena", *sorted(NATIONAL_SECURITY))
    ]

    assert without_national_security(rows) == rows[:1]
    ensure_left_out(rows[:1])
    with pytest.raises(BandsRefused, match=r"2025-H1, fisa: it is told in bands alone \(50 USC 1874\)"):
        ensure_left_out(rows)
