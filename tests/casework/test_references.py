"""References are unique: counted by year, or random where a count would tell too much."""

import re

import pytest
from django.db import transaction

from apps.casework.models import Counter
from apps.casework.references import ALPHABET, next_reference, random_reference
from apps.trail.acts import act
from apps.trail.errors import WrittenOutsideAct
from tests.builders import BUILDER

KIND = "organisation.legalentity_changed"


@pytest.fixture
def inside_an_act(db):
    with act(KIND, by=BUILDER):
        yield


@pytest.mark.usefixtures("inside_an_act")
def test_references_are_counted_by_prefix_and_year():
    made = [
        next_reference(prefix, year=year)
        for prefix, year in [("DSR", 2026), ("DSR", 2026), ("SUB", 2026), ("DSR", 2027), ("DSR", 2026)]
    ]

    assert made == ["DSR-2026-0001", "DSR-2026-0002", "SUB-2026-0001", "DSR-2027-0001", "DSR-2026-0003"]


@pytest.mark.usefixtures("inside_an_act")
def test_references_go_on_after_four_digits():
    Counter.objects.create(series="DSR-2026", last=9998)

    made = [next_reference("DSR", year=2026) for _number in range(3)]

    assert made == ["DSR-2026-9999", "DSR-2026-10000", "DSR-2026-10001"]


def test_number_whose_act_failed_is_given_again(db):
    with act(KIND, by=BUILDER):
        next_reference("DSR", year=2026)
        with transaction.atomic():
            next_reference("DSR", year=2026)
            transaction.set_rollback(True)

        assert next_reference("DSR", year=2026) == "DSR-2026-0002"


def test_number_is_given_inside_an_act_only(db):
    with pytest.raises(WrittenOutsideAct, match=r"inside act\(\) only"):
        next_reference("DSR", year=2026)

    assert not Counter.objects.exists()


def test_random_references_are_well_formed():
    made = [random_reference("GDR") for _number in range(5000)]

    assert [one for one in made if not re.fullmatch("GDR-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", one)] == []
    assert len(set(made)) == len(made)


def test_random_references_use_every_letter_that_cannot_be_misread():
    used = {letter for _number in range(2000) for letter in random_reference("GDR")[4:].replace("-", "")}

    assert used == set(ALPHABET)
    assert (len(ALPHABET), set(ALPHABET) & set("ILOU")) == (32, set())
