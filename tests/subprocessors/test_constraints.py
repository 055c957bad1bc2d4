"""What the database itself refuses, whoever writes: each constraint of the register broken once."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from apps.subprocessors import services
from apps.subprocessors.choices import ACTS, ListingStatus, LocationKind, RecipientRole
from apps.subprocessors.models import Listing, ThirdParty
from apps.subprocessors.retention import RECORD_CLASSES
from apps.trail.acts import act
from apps.trail.history import TRACKED
from apps.trail.models import Act
from tests.builders import BUILDER, a_brand, a_country, a_listing, a_listing_in, a_service, a_third_party, a_user

DAY = datetime.date(2026, 3, 2)
ITS_MODELS = [model for model in TRACKED if model._meta.app_label == "subprocessors"]


def broken(record, **values) -> str:
    """The name of what the database refuses when these columns of a record are written past every service."""
    for name, value in values.items():
        setattr(record, name, value)
    with (
        pytest.raises(IntegrityError) as refused,
        transaction.atomic(),
        act("subprocessors.listing_changed", by=BUILDER),
    ):
        models.Model.save(record)
    return str(refused.value)


@pytest.mark.parametrize(
    ("status", "values", "constraint"),
    [
        ("proposed", {"kind": ""}, "subprocessors_listing_has_kind_role_and_function"),
        ("proposed", {"role": ""}, "subprocessors_listing_has_kind_role_and_function"),
        ("proposed", {"function": ""}, "subprocessors_listing_has_kind_role_and_function"),
        ("proposed", {"role": RecipientRole.CARRIER_CONDUIT}, "subprocessors_listing_conduit_has_a_reason"),
        ("proposed", {"approved_at": timezone.now()}, "subprocessors_listing_approved_by_and_at_together"),
        ("approved", {"approved_by": None}, "subprocessors_listing_approved_by_and_at_together"),
        ("vetting", {"status": ListingStatus.APPROVED}, "subprocessors_listing_approved_before_it_goes_on"),
        ("approved", {"purpose": None}, "subprocessors_listing_approved_before_it_goes_on"),
        ("approved", {"status": ListingStatus.ANNOUNCED}, "subprocessors_listing_announced_for_a_day"),
        (
            "active",
            {"started_on": DAY, "effective_on": DAY + datetime.timedelta(days=1)},
            "subprocessors_listing_started_on_a_day_it_is_in_force",
        ),
        ("active", {"started_on": None}, "subprocessors_listing_started_on_a_day_it_is_in_force"),
        ("active", {"status": ListingStatus.ENDING}, "subprocessors_listing_ending_on_a_day"),
        ("active", {"status": ListingStatus.ENDED}, "subprocessors_listing_ended_on_a_day"),
    ],
)
def test_the_database_refuses_a_listing_that_breaks_a_rule(status, values, constraint, db):
    assert constraint in broken(a_listing_in(status), **values)


def test_the_database_refuses_a_third_party_without_a_name(db):
    assert "subprocessors_third_party_has_a_legal_name" in broken(a_third_party(), legal_name="")


def test_the_database_refuses_two_third_parties_of_one_name_whatever_its_case(db):
    a_third_party("Acme B.V.")

    assert "subprocessors_third_party_once_by_legal_name" in broken(a_third_party("Other"), legal_name="ACME b.v.")


def test_the_database_refuses_the_same_location_twice(db):
    listing = a_listing("NL", "DE")
    second = listing.locations.get(country__code="DE")

    words = broken(second, country=a_country("NL"))

    assert "subprocessors_location_current_once" in words or "country_id" in words  # SQLite names the columns


def test_the_database_refuses_the_same_open_listing_twice(db):
    first, second = a_listing(function="Hosting"), a_listing(function="Support")

    assert "subprocessors_listing_open_once" in broken(second, function=first.function.upper())


def test_no_row_gets_past_the_constraints_in_plain_sql(db):
    listing = a_listing_in("approved")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE subprocessors_listing SET status = 'active' WHERE id = %s", [listing.pk])

    assert Listing.objects.get().status == "approved"


@pytest.mark.parametrize(
    ("differs", "words"),
    [
        ({}, "listed already for this brand, service and function"),
        ({"function": "HOSTING"}, "listed already for this brand, service and function"),
        ({"function": "Backups"}, None),
        ({"service": "Inbox"}, None),
        ({"brand": "other"}, None),
        ({"third_party": "Another Ltd"}, None),
    ],
)
def test_one_third_party_is_listed_once_for_a_brand_service_and_function(differs, words, db):
    given = {"function": "Hosting"} | differs
    a_listing(function="Hosting")
    values = {
        "function": given["function"],
        "service": a_service(given["service"]) if "service" in given else None,
        "brand": a_brand(given.get("brand", "acme")),
        "third_party": a_third_party(given["third_party"]) if "third_party" in given else None,
    }

    if words is None:
        assert a_listing(**values).status == ListingStatus.PROPOSED
    else:
        with pytest.raises(ValidationError, match=words):
            a_listing(**values)


@pytest.mark.parametrize("status", ["rejected", "ended"])
def test_what_is_closed_may_be_proposed_again(status, db):
    a_listing_in(status, function="Hosting")

    assert a_listing(function="Hosting").status == ListingStatus.PROPOSED


def test_a_location_that_was_removed_may_come_back_and_its_row_stays(db):
    listing = a_listing("NL")
    services.remove_location(listing.locations.get(), by=BUILDER)
    services.add_location(listing, country=a_country("NL"), by=BUILDER)

    assert [place.removed_at is None for place in listing.locations.order_by("pk")] == [False, True]
    assert listing.locations.current().count() == 1


def test_a_location_is_not_listed_twice_for_the_same_use(db):
    listing = a_listing("NL")
    services.add_location(listing, country=a_country("NL"), kind=LocationKind.STORAGE, by=BUILDER)

    with pytest.raises(ValidationError, match="This location is listed already"):
        services.add_location(listing, country=a_country("NL"), by=BUILDER)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"website": "javascript:alert(1)"}, "website"),
        ({"privacy_url": "data:text/html,x"}, "privacy_url"),
        ({"website": "ftp://example.org/"}, "website"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"legal_name": ""}, "legal_name"),
    ],
)
def test_a_third_party_with_a_value_that_cannot_be_kept_is_refused_by_field(values, field, db):
    with pytest.raises(ValidationError) as refused:
        services.add_third_party(by=BUILDER, **({"legal_name": "Acme Ltd"} | values))

    assert list(refused.value.message_dict) == [field]
    assert not ThirdParty.objects.exists()


@pytest.mark.parametrize("name", ["Acme Ltd", "ACME LTD", "acme ltd"])
def test_a_third_party_is_found_again_by_name_whatever_its_case_and_completed(name, db):
    known = a_third_party("Acme Ltd", website="https://acme.example/")

    found = services.third_party_named(name, by=a_user("ada"), country=a_country("IE"), website="")

    assert (found.pk, found.legal_name, found.country, found.website) == (
        known.pk,
        "Acme Ltd",
        a_country("IE"),
        "https://acme.example/",
    )


def test_setting_the_locations_of_a_proposal_writes_only_what_differs(db):
    listing = a_listing("NL", "DE")
    before = {place.country.code: place.pk for place in listing.locations.current()}
    wanted = [services.Place(a_country("NL")), services.Place(a_country("US"), is_selectable=True)]

    assert services.set_locations(listing, wanted, by=BUILDER) is True
    assert services.set_locations(listing, wanted, by=BUILDER) is False

    after = {place.country.code: place for place in listing.locations.current()}
    assert {code: place.is_selectable for code, place in after.items()} == {"NL": False, "US": True}
    assert after["NL"].pk == before["NL"]


def test_a_change_that_changes_nothing_leaves_no_act(db):
    listing, ada = a_listing(function="Hosting"), a_user("ada")
    acts = Act.objects.count()

    same = services.change_listing(listing, function="Hosting", by=ada)

    assert (same.version, Act.objects.count()) == (1, acts)


@pytest.mark.parametrize("model", ITS_MODELS, ids=lambda model: model._meta.model_name)
def test_every_record_is_tracked_and_its_free_text_is_personal(model):
    free = {field.name for field in model._meta.fields if isinstance(field, models.TextField)}

    assert model in TRACKED
    assert free <= set(model.trail.personal)


@pytest.mark.parametrize("model", ITS_MODELS, ids=lambda model: model._meta.model_name)
def test_the_name_of_each_constraint_is_one_that_every_database_keeps_whole(model):
    assert [one.name for one in model._meta.constraints if len(one.name) > 63] == []


def test_every_record_has_one_retention_class():
    declared = [label for record_class in RECORD_CLASSES for label in record_class.models]

    assert sorted(declared) == sorted(model._meta.label_lower for model in ITS_MODELS)


def test_every_act_of_the_register_is_a_sentence_without_a_python_word():
    assert [kind for kind, words in ACTS.items() if not str(words).strip() or "None" in str(words)] == []
