"""Adequacy is asked for a day, and answered by what was in force on it."""

import datetime

import pytest

from apps.organisation import services
from apps.organisation.models import AdequacyDecision, Country
from apps.organisation.queries import is_adequate
from tests.builders import BUILDER, a_country

#: Country, day, whether the recipient is certified, whether a decision covers it.
DAYS = [
    ("GB", "2021-06-27", False, False),
    ("GB", "2021-06-28", False, True),
    ("GB", "2025-06-27", False, True),
    ("GB", "2025-06-28", False, True),
    ("GB", "2025-12-27", False, True),
    ("GB", "2025-12-28", False, True),
    ("GB", "2031-12-27", False, True),
    ("GB", "2031-12-28", False, False),
    ("BR", "2026-01-20", False, False),
    ("BR", "2026-01-26", False, False),
    ("BR", "2026-01-28", False, True),
    ("US", "2015-10-06", True, True),
    ("US", "2015-10-07", True, False),
    ("US", "2016-07-11", True, False),
    ("US", "2016-08-01", True, True),
    ("US", "2020-07-16", True, True),
    ("US", "2020-07-17", True, False),
    ("US", "2023-07-09", True, False),
    ("US", "2023-07-10", True, True),
    ("US", "2024-01-01", False, False),
    ("CH", "2000-07-25", False, False),
    ("CH", "2026-01-01", False, True),
    ("JP", "2019-01-22", False, False),
    ("JP", "2019-01-23", False, True),
    ("KR", "2021-12-17", False, True),
    ("IN", "2026-01-01", True, False),
]


def test_a_decision_covers_a_country_from_its_first_to_its_last_day(seeded):
    countries = {country.code: country for country in Country.objects.all()}

    answers = [
        (code, day, certified, is_adequate(countries[code], datetime.date.fromisoformat(day), is_certified=certified))
        for code, day, certified, _covered in DAYS
    ]

    assert answers == DAYS


def test_the_eea_is_the_union_and_three_more_states(seeded):
    union = set(Country.objects.filter(is_eu=True).values_list("code", flat=True))
    area = set(Country.objects.filter(is_eea=True).values_list("code", flat=True))

    assert (len(union), area - union) == (27, {"IS", "LI", "NO"})


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        (datetime.date(2020, 1, 1), ["first"]),
        (datetime.date(2021, 6, 1), ["second", "first"]),
        (datetime.date(2022, 1, 1), ["second"]),
    ],
)
def test_decisions_of_one_country_may_overlap(db, day, numbers):
    country = a_country("CH")
    for number, start, end in [("first", 2019, 2021), ("second", 2021, 2030)]:
        services.add(
            AdequacyDecision,
            by=BUILDER,
            country=country,
            number=number,
            valid_from=datetime.date(start, 1, 1),
            valid_until=datetime.date(end, 12, 31),
        )

    assert [decision.number for decision in AdequacyDecision.objects.covering(day)] == numbers
