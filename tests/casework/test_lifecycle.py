"""A lifecycle is a table, whole when it loads, and a status moves only as the table says."""

import pytest
from django.db.models import TextChoices

from apps.casework.choices import APPROVALS, ApprovalStatus
from apps.casework.lifecycle import Lifecycle, TransitionNotAllowed


class Light(TextChoices):
    RED = "red", "Red"
    GREEN = "green", "Green"
    BROKEN = "broken", "Broken"


TABLE = {Light.RED: [Light.GREEN, Light.BROKEN], Light.GREEN: [Light.RED], Light.BROKEN: []}
LIGHTS = Lifecycle(Light, TABLE)

FAULTY = {
    "a status is not named": {Light.RED: [Light.GREEN], Light.GREEN: []},
    "another status is named": TABLE | {"amber": []},
    "a move leads to another status": TABLE | {Light.GREEN: ["rde"]},
    "nothing is named": {},
}


@pytest.mark.parametrize("table", FAULTY.values(), ids=FAULTY)
def test_table_does_not_load_when(table):
    with pytest.raises(TypeError, match="Light: the table must name every status, and no other"):
        Lifecycle(Light, table)


@pytest.mark.parametrize("status", Light)
@pytest.mark.parametrize("target", Light)
def test_status_moves_as_the_table_says_and_no_other_way(status, target):
    if target in TABLE[status]:
        LIGHTS.ensure(status, target)
    else:
        with pytest.raises(TransitionNotAllowed, match=f"^{status.label} cannot become {target.label.lower()}.$"):
            LIGHTS.ensure(status, target)

    assert LIGHTS.allows(status, target) == (target in TABLE[status])


@pytest.mark.parametrize("status", ["red", Light.RED])
def test_status_may_come_as_the_word_that_is_stored(status):
    assert LIGHTS.allows(status, "green")


def test_status_without_a_way_on_is_final():
    assert [status for status in Light if LIGHTS.is_final(status)] == [Light.BROKEN]


def test_approval_that_was_ended_stays_ended():
    assert [status for status in ApprovalStatus if not APPROVALS.is_final(status)] == [ApprovalStatus.PENDING]
