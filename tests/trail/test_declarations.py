"""A model says of each field whether it is personal or kept, or it does not load."""

import decimal
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from apps.trail.history import TRACKED, Ready, Trail, settled
from apps.trail.models import Tracked


@pytest.fixture(autouse=True)
def no_model_stays():
    before = list(TRACKED)
    with isolate_apps("apps.trail"):
        yield
    TRACKED[:] = before


def a_model(trail: Trail, **fields: models.Field) -> Any:
    meta = type("Meta", (), {"app_label": "trail"})
    return type("Sample", (Tracked,), {"__module__": __name__, "Meta": meta, "history": trail, **fields})


def test_each_field_is_named_once():
    model = a_model(
        Trail(personal=["name"], kept=["status"]), name=models.TextField(), status=models.CharField(max_length=9)
    )

    assert TRACKED[-1] is model
    assert {field.name for field in model.past._meta.fields} == {
        *("id", "version", "status", "key_name", "sealed", "covers", "act"),
        *("history_id", "history_date", "history_type", "history_change_reason"),
    }


WRONG = {
    "a field in neither": (Trail(kept=["status"]), r"name each field once as personal or kept: \['name'\]"),
    "a field in both": (Trail(personal=["name", "status"], kept=["status"]), "name each field once"),
    "a field that is none": (Trail(personal=["name"], kept=["status", "state"]), r"kept: \['state'\]"),
    "the version": (Trail(personal=["name"], kept=["status", "version"]), r"kept: \['version'\]"),
}


@pytest.mark.parametrize(("trail", "words"), WRONG.values(), ids=WRONG)
def test_model_does_not_load_with(trail, words):
    with pytest.raises(TypeError, match=f"Sample: .*{words}"):
        a_model(trail, name=models.TextField(), status=models.CharField(max_length=9))


@pytest.mark.parametrize("name", ["act", "key_name", "sealed", "covers"])
def test_model_does_not_load_with_a_field_that_history_names_itself(name):
    with pytest.raises(TypeError, match=rf"Sample: history uses these names itself: \['{name}'\]"):
        a_model(Trail(kept=[name]), **{name: models.IntegerField()})


SETTLED = [
    (models.DecimalField(decimal_places=2, max_digits=8), "12.5", decimal.Decimal("12.50")),
    (models.DecimalField(decimal_places=2, max_digits=8), 3, decimal.Decimal("3.00")),
    (models.DecimalField(decimal_places=2, max_digits=8, null=True), None, None),
    (models.IntegerField(), "7", 7),
    (models.BooleanField(), "1", True),
    (models.CharField(max_length=9), 7, "7"),
]


@pytest.mark.parametrize(("field", "given", "expected"), SETTLED, ids=[repr(row[1]) for row in SETTLED])
def test_history_has_a_value_as_the_database_gives_it_back(field, given, expected):
    model = a_model(Trail(kept=["value"]), value=field)

    value = settled(model._meta.get_field("value"), model(value=given))

    assert repr(value) == repr(expected)


BLANK = [("", None, False), ("", False, True), ("", True, True), ("Ada", None, True)]


@pytest.mark.parametrize(("name", "agrees", "sealed"), BLANK)
def test_no_is_a_personal_value_and_nothing_is_none(name, agrees, sealed):
    trail = Trail(personal=["name", "agrees"])
    model = a_model(trail, name=models.TextField(), agrees=models.BooleanField(null=True))

    values = trail._personal_values([Ready(one) for one in trail._personal_fields], model(name=name, agrees=agrees))

    assert values == ({"name": name, "agrees": agrees} if sealed else {})
