"""Plain records are added and changed as one act each; a change is of the newest version or it is refused."""

import pytest
from django.core.exceptions import ValidationError

from apps.casework import services
from apps.organisation.models import LegalEntity
from apps.trail.errors import Conflict
from apps.trail.models import Act
from tests.builders import BUILDER, a_country, a_legal_entity

ADDED, CHANGED = "organisation.legalentity_added", "organisation.legalentity_changed"
pytestmark = pytest.mark.django_db


def test_record_is_added_as_one_act_about_it():
    country = a_country()
    before = Act.objects.count()

    entity = services.add_record(LegalEntity, kind=ADDED, by=BUILDER, name="Acme", country=country)

    one = Act.objects.latest("pk")
    assert (Act.objects.count(), one.kind, one.rows) == (before + 1, ADDED, 1)
    assert one.about == f"organisation.legalentity:{entity.pk}"


def test_record_that_cannot_be_kept_leaves_nothing():
    before = Act.objects.count()

    with pytest.raises(ValidationError) as refusal:
        services.add_record(LegalEntity, kind=ADDED, by=BUILDER, name="")

    assert set(refusal.value.message_dict) == {"name", "country"}
    assert (LegalEntity.objects.count(), Act.objects.count()) == (0, before)


def test_only_the_given_fields_change():
    entity = a_legal_entity("Acme", registration_number="7")
    held = LegalEntity.objects.get()
    services.change_record(entity, kind=CHANGED, by=BUILDER, registration_number="8")

    services.change_record(held, kind=CHANGED, by=BUILDER, name="Acme Global")

    assert LegalEntity.objects.values_list("name", "registration_number", "version").get() == ("Acme Global", "8", 3)


def test_change_of_nothing_leaves_nothing():
    entity = a_legal_entity("Acme")
    before = Act.objects.count()

    same = services.change_record(entity, kind=CHANGED, by=BUILDER, name="Acme", country=entity.country)

    assert (same.version, Act.objects.count()) == (1, before)


def test_change_of_an_older_version_is_refused_and_changes_nothing():
    entity = a_legal_entity("Acme")
    services.change_record(entity, kind=CHANGED, by=BUILDER, version=1, name="Acme Global")
    before = Act.objects.count()

    with pytest.raises(Conflict, match="“Acme Global” was changed by somebody else in the meantime") as refusal:
        services.change_record(entity, kind=CHANGED, by=BUILDER, version=1, name="Acme Ltd")

    assert (refusal.value.record.version, Act.objects.count()) == (2, before)
    assert LegalEntity.objects.get().name == "Acme Global"


def test_change_that_cannot_be_kept_leaves_nothing():
    entity = a_legal_entity("Acme")

    with pytest.raises(ValidationError) as refusal:
        services.change_record(entity, kind=CHANGED, by=BUILDER, parent=entity, name="Other")

    assert "parent" in refusal.value.message_dict
    assert LegalEntity.objects.values_list("name", "version").get() == ("Acme", 1)
