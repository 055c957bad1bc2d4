"""The clock of requests agrees with the literal one on every day, for every law and in every office."""

import datetime
import itertools
import os
from collections.abc import Iterable

import pytest

from apps.casework.deadlines.dsr import dsr_clock
from apps.casework.deadlines.dsr_inputs import ClockInputs, Pause
from apps.casework.deadlines.dsr_laws import DSR_LAWS
from apps.casework.deadlines.places import Place, place

from .literal_clock import ENDS, OFFICES, PAUSING, Literal, literal_clock

DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)


def _variants(law: str, number: int) -> list[dict]:
    """What may happen to a request under the law, with other days each time."""
    variants: list[dict] = [{}]
    if ENDS[law][1]:
        variants.append({"extended": True})
    if law in PAUSING:
        pauses = [(number % 29, number % 13), (5 + number % 7, 3)]
        variants += [{"pauses": pauses}, {"pauses": pauses, "identity": number % 31, "extended": True}]
    return variants


def _both(law: str, office: Place, received: datetime.date, variant: dict) -> tuple[Literal, Literal]:
    spans = [(received + after * DAY, length) for after, length in variant.get("pauses", [])]
    identity = received + variant["identity"] * DAY if "identity" in variant else None
    extended = variant.get("extended", False)
    inputs = ClockInputs(
        received,
        tuple(Pause(first, first + length * DAY) for first, length in spans),
        extended_on=received if extended else None,
        identity_on=identity,
    )
    clock = dsr_clock(DSR_LAWS[law], inputs, office)
    paused = {first + number * DAY for first, length in spans for number in range(length)}
    ours = Literal(clock.due_on, clock.promised_on, clock.legal_limit_on, clock.notice_by, clock.acknowledge_by)
    return ours, literal_clock(law, office.name, received, paused=paused, identity=identity, extended=extended)


def _agree(laws: Iterable[str], step: int) -> None:
    for law, name in itertools.product(laws, OFFICES):
        office = place(name)
        for number in range(0, (LAST - FIRST).days + 1, step):
            for variant in _variants(law, number):
                ours, literal = _both(law, office, FIRST + number * DAY, variant)
                assert ours == literal, (law, name, FIRST + number * DAY, variant)


def test_literal_clock_knows_every_law():
    assert set(ENDS) == set(DSR_LAWS)


def test_literal_clock_agrees_on_a_sample_of_days():
    _agree(DSR_LAWS, step=307)  # no multiple of a week, of a month or of a year


@pytest.mark.slow
@pytest.mark.parametrize("law", DSR_LAWS)
def test_literal_clock_agrees_on_every_day_of_seven_years_or_every_so_many(law):
    _agree([law], step=int(os.environ.get("CLOCK_STEP", "1")))
