"""What the app declares covers all of its records."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import models

from apps.organisation.choices import ACTS
from apps.organisation.retention import RECORD_CLASSES
from apps.trail.history import TRACKED

ITS_MODELS = [model for model in TRACKED if model._meta.app_label == "organisation"]


def test_every_record_of_the_app_is_tracked():
    plain = {model for model in apps.get_app_config("organisation").get_models() if not hasattr(model, "history_date")}

    assert {model.__name__ for model in plain if "Historical" not in model.__name__} == {
        model.__name__ for model in ITS_MODELS
    }


def test_every_record_has_one_retention_class():
    declared = Counter(label for record_class in RECORD_CLASSES for label in record_class.models)

    assert declared == Counter(model._meta.label_lower for model in ITS_MODELS)


def test_customers_and_their_contacts_are_kept_ten_years_after_the_contract():
    [kept] = [one for one in RECORD_CLASSES if "organisation.noticecontact" in one.models]

    assert (kept.models, kept.months) == (("organisation.customer", "organisation.noticecontact"), 120)


@pytest.mark.parametrize("model", ITS_MODELS, ids=lambda model: model._meta.model_name)
def test_adding_and_changing_a_record_reads_as_a_sentence(model):
    name = model._meta.model_name

    assert {f"organisation.{name}_added", f"organisation.{name}_changed"} <= set(ACTS)


@pytest.mark.parametrize("model", ITS_MODELS, ids=lambda model: model._meta.model_name)
def test_free_text_is_personal(model):
    free = {field.name for field in model._meta.fields if isinstance(field, models.TextField)}

    assert free <= set(model.trail.personal)
