"""What changes of lists do to the register, at once or on their day, and what people may take them for."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from apps.publications import services as publications
from apps.publications.services import NotReady
from apps.subprocessors import services
from apps.subprocessors.choices import ChangeStatus, Materiality
from apps.subprocessors.models import ListChange, Listing, ListReading, ThirdParty
from apps.subprocessors.queries.versions import read_version, table_of
from apps.subprocessors.reading.reclassing import CORRECTED, LEFT_OUT, MOVED, REPLACED, options, taken
from apps.subprocessors.services import Decision, ListFile, RegisterMoved
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from tests.announcing import announced
from tests.builders import a_country, a_listing_in, a_third_party, a_user
from tests.evidence import a_document, a_transfer, an_assessment
from tests.subprocessors.versions import (
    BY,
    CLOUD,
    MAIL,
    TODAY,
    a_brand_with_countries,
    a_list,
    accept,
    at,
    counts,
    in_force,
    kinds,
    register,
    version_of,
)


@pytest.fixture
def brand(db):
    return a_brand_with_countries()


# --- What changes do -------------------------------------------------------------------------------------------------


def test_added_entry_is_a_proposal_marked_by_what_it_says(brand):
    accept(brand, a_list(CLOUD, ("Acme Affiliates", "Support", "Netherlands")))

    assert set(
        Listing.objects.values_list("third_party__legal_name", "status", "is_hosting", "kind", "role", "source")
    ) == {
        ("Acme Cloud", "proposed", True, "technology", "subprocessor", "site"),
        ("Acme Affiliates", "proposed", False, "affiliate", "affiliate_subprocessor", "site"),
    }


def test_unknown_product_becomes_a_service_once(brand):
    accept(brand, a_list((*CLOUD, "Video Calls, Voice"), (*MAIL, "Voice")))

    assert sorted(brand.services.values_list("key", "name")) == [("video-calls", "Video Calls"), ("voice", "Voice")]
    assert version_of(brand, a_list((*CLOUD, "Voice and video calls"), (*MAIL, "voice"))).differences == ()


def test_renamed_entry_stays_the_same_listing(brand):
    accept(brand, a_list(CLOUD, MAIL))
    listing = Listing.objects.get(third_party__legal_name="Globex")

    changes = accept(brand, a_list(CLOUD, ("Globex International (formerly Globex)", *MAIL[1:])))

    assert kinds(changes) == [("renamed", "Globex International (formerly Globex)")]
    assert (changes[0].was, changes[0].becomes) == ("Globex", "Globex International (formerly Globex)")
    listing.refresh_from_db()
    assert listing.third_party.legal_name == "Globex International (formerly Globex)"
    assert ThirdParty.objects.filter(legal_name="Globex").count() == 0


def test_renamed_entry_goes_to_the_company_that_the_register_knows_by_the_new_name(brand):
    known = a_third_party("Globex International")
    accept(brand, a_list(CLOUD, MAIL))

    accept(brand, a_list(CLOUD, ("Globex International", *MAIL[1:])))

    assert Listing.objects.open().get(function=MAIL[1]).third_party == known


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_evidence_counts_under_a_new_name_only_if_somebody_says_that_it_is_the_same_company(is_confirmed, brand):
    accept(brand, a_list(CLOUD, MAIL))
    listing = Listing.objects.get(third_party__legal_name="Globex")
    a_document(listing.third_party)
    data = a_list(CLOUD, ("Wonka", *MAIL[1:]))
    version = version_of(brand, data)
    decisions = [replace(one, is_confirmed=is_confirmed) for one in services.as_read(version)]

    _reading, (change,) = services.accept_version(
        version, decisions, file=ListFile("list.csv", io.BytesIO(data)), by=BY
    )

    listing.refresh_from_db()
    assert (change.kind, change.materiality, listing.third_party.legal_name) == ("renamed", "notice_required", "Wonka")
    assert listing.third_party.evidence.count() == is_confirmed


def test_merged_entries_become_one_and_split_ones_two_again(brand):
    twilio, sendgrid = ("Twilio", "Sending of messages", "Ireland"), ("SendGrid", "Sending of messages", "France")
    accept(brand, a_list(CLOUD, twilio, sendgrid))

    merged = accept(brand, a_list(CLOUD, ("Twilio SendGrid", "Sending of messages", "Ireland, France")))
    as_one = register()
    split = accept(brand, a_list(CLOUD, twilio, sendgrid))

    assert kinds(merged) == [("merged", "Twilio SendGrid")]
    assert {row[0]: row[4] for row in as_one}["Twilio SendGrid"] == (
        ("FR", "processing", False),
        ("IE", "processing", False),
    )
    assert [kind for kind, _name in kinds(split)] == ["split"]
    assert {row[0] for row in register()} == {"Acme Cloud", "Twilio", "SendGrid"}


def test_entry_that_is_gone_is_rejected_while_proposed_and_ends_where_it_was_in_force(brand):
    accept(brand, a_list(CLOUD, MAIL))
    in_force(brand)

    accept(brand, a_list(("Initech", "Payments", "Ireland")))

    assert dict(Listing.objects.values_list("third_party__legal_name", "status")) == {
        "Acme Cloud": "rejected",
        "Globex": "ending",
        "Initech": "proposed",
    }
    assert version_of(brand, a_list(("Initech", "Payments", "Ireland"))).differences == ()
    assert services.end_due() == 1


def test_entry_that_comes_back_before_it_ended_is_kept(brand):
    accept(brand, a_list(CLOUD, MAIL))
    listing = in_force(brand)
    accept(brand, a_list(CLOUD))

    changes = accept(brand, a_list(CLOUD, MAIL))

    assert kinds(changes) == [("added", "Globex")]
    listing.refresh_from_db()
    assert (listing.status, Listing.objects.filter(third_party=listing.third_party).count()) == ("active", 1)


def test_entry_whose_row_cannot_be_read_is_not_taken_for_removed(brand):
    accept(brand, a_list(CLOUD, MAIL))

    version = version_of(brand, a_list(CLOUD, ("Globex", "Sending of mail", "Worldwide")))

    assert version.differences == ()
    assert [one.row for one in version.read.refused] == [2]


def test_name_too_long_for_a_record_is_refused_and_not_taken_for_removed(brand):
    version = version_of(brand, a_list(CLOUD, ("x" * 201, "Sending of mail", "France")))

    assert kinds(version.differences) == [("added", "Acme Cloud")]
    assert [one.column for one in version.read.refused] == ["name"]


def test_what_stands_on_no_list_or_on_another_stays(brand):
    mine = a_listing_in("active", brand=brand, third_party=a_third_party("By Hand"))
    accept(brand, a_list(CLOUD), source="other")

    version = version_of(brand, a_list(MAIL))

    assert kinds(version.differences) == [("added", "Globex")]
    assert version.unlisted == (mine,)


def test_entry_made_by_hand_belongs_to_the_first_list_that_names_it(brand):
    listing = services.propose_listing(
        brand=brand,
        third_party=a_third_party("Globex", country=a_country("FR")),
        function="Sending of mail",
        kind="technology",
        role="subprocessor",
        places=[services.Place(a_country("FR"))],
        by=BY,
    )

    assert accept(brand, a_list(MAIL)) == []

    listing.refresh_from_db()
    assert listing.source == "site"
    assert kinds(version_of(brand, a_list(CLOUD)).differences) == [("added", "Acme Cloud"), ("removed", "Globex")]


def test_file_is_kept_encrypted_and_comes_back_as_it_was(brand):
    data = a_list(CLOUD)
    accept(brand, data)
    reading = ListReading.objects.get()

    with reading.file.storage.open(reading.file.name) as sealed:
        assert b"Acme" not in sealed.read()
    assert b"".join(services.open_list(reading, by=a_user("ada"))) == data
    assert Act.objects.latest("id").kind == "subprocessors.list_opened"


def test_columns_of_a_source_are_kept_for_its_next_version(brand):
    odd = b"Wer,Was,Wo\nAcme Cloud,Hosting,Ireland\n"
    columns = {"third_party": "Wer", "function": "Was", "locations": "Wo"}
    version = read_version(table_of(odd), brand=brand, source="site", columns=columns)
    services.accept_version(version, services.as_read(version), file=ListFile("a.csv", io.BytesIO(odd)), by=BY)

    assert version_of(brand, odd).differences == ()


# --- What is in force ------------------------------------------------------------------------------------------------


def sending_mail(brand: Any) -> Listing:
    accept(brand, a_list(MAIL))
    return in_force(brand)


@at(TODAY)
def test_change_that_customers_are_told_of_waits_and_is_not_found_again(brand):
    listing = sending_mail(brand)
    before = register()

    (change,) = accept(brand, a_list(("Globex", "Sending of mail", "France, Germany", "France")))

    assert (change.status, change.materiality, register()) == (
        ChangeStatus.ACCEPTED,
        Materiality.NOTICE_REQUIRED,
        before,
    )
    assert version_of(brand, a_list(("Globex", "Sending of mail", "France, Germany", "France"))).differences == ()
    assert kinds(version_of(brand, a_list(MAIL)).differences) == [("location_removed", "Globex")]
    assert change.listing == listing


@at(TODAY)
def test_change_takes_effect_on_its_day_once_it_was_announced(brand):
    sending_mail(brand)
    (change,) = accept(brand, a_list(("Globex", "Sending of mail", "France, Germany", "France")))

    day = announced(change, brand=brand).effective_on

    assert publications.put_due() == 0
    with at(day):
        assert (publications.put_due(), publications.put_due()) == (1, 0)
    change.refresh_from_db()
    assert (change.status, change.effective_on) == (ChangeStatus.EFFECTIVE, day)
    assert {code for code, _kind, _selectable in next(iter(register()))[4]} == {"FR", "DE"}


@at(TODAY)
def test_change_that_a_rule_stands_against_keeps_its_announcement_waiting_and_no_other(brand):
    accept(brand, a_list(CLOUD, MAIL))
    cloud, mail = in_force(brand, "Acme Cloud"), in_force(brand)
    after = a_list((*CLOUD[:2], "Ireland, France", "Ireland"), ("Globex", "Delivery of letters", "France", "France"))
    changes = {change.listing_id: change for change in accept(brand, after)}
    days = [announced(change, brand=brand).effective_on for change in changes.values()]
    taken = services.propose_listing(
        brand=brand,
        third_party=mail.third_party,
        function="Delivery of letters",
        kind="technology",
        role="subprocessor",
        by=BY,
    )

    with at(max(days)):
        assert publications.put_due() == 1

    statuses = {pk: ListChange.objects.get(pk=change.pk).status for pk, change in changes.items()}
    assert statuses == {cloud.pk: ChangeStatus.EFFECTIVE, mail.pk: ChangeStatus.APPROVED}
    assert taken.status == "proposed"


def test_an_added_entry_is_written_once(brand):
    accept(brand, a_list(CLOUD))

    assert list(Listing.past.objects.values_list("version", flat=True)) == [1]


@at(TODAY)
def test_change_that_sends_data_where_no_transfer_is_valid_is_not_announced(brand):
    listing = sending_mail(brand)
    (change,) = accept(brand, a_list(("Globex", "Sending of mail", "France, India", "France")))

    with pytest.raises(NotReady, match="nothing covers transfers to India"):
        announced(change, brand=brand)
    an_assessment(listing.third_party, a_country("IN"))
    a_transfer(listing, a_country("IN"))
    announced(change, brand=brand)

    assert ListChange.objects.get(pk=change.pk).status == ChangeStatus.APPROVED


@at(TODAY)
def test_change_that_is_cancelled_is_found_again(brand):
    sending_mail(brand)
    after = a_list(("Globex", "Sending of mail", "France, Germany", "France"))
    (change,) = accept(brand, after)

    services.cancel_change(change, reason="Not agreed.", by=a_user("ada"))

    assert kinds(version_of(brand, after).differences) == [("location_added", "Globex")]


@at(TODAY)
def test_change_for_information_is_in_the_register_at_once(brand):
    sending_mail(brand)

    (change,) = accept(brand, a_list(("Globex", "Sending of mail", "France", "Ireland")))

    assert (change.kind, change.status, change.effective_on) == (
        "corporate_location_changed",
        ChangeStatus.EFFECTIVE,
        TODAY,
    )
    assert ThirdParty.objects.get(legal_name="Globex").country.code == "IE"


def test_telling_customers_less_than_usual_needs_a_reason(brand):
    version = version_of(brand, a_list(CLOUD))
    decide = [Decision(one, one.kind, Materiality.NONE) for one in version.differences]
    file = ListFile("a.csv", io.BytesIO(b"x"))

    with pytest.raises(RuleBroken, match="Say why customers need not be told first"):
        services.accept_version(version, decide, file=file, by=BY)
    assert Listing.objects.count() == 0


# --- Taken for something else ----------------------------------------------------------------------------------------


def differences_of(brand: Any, before: bytes, after: bytes) -> tuple[Any, ...]:
    accept(brand, before)
    return version_of(brand, after).differences


def chosen(differences: Any, *choices: str) -> list[tuple[str, str]]:
    return kinds([one.difference for one in taken(differences, choices)])


def test_rename_may_be_another_company(brand):
    found = differences_of(
        brand, a_list(CLOUD, MAIL), a_list(CLOUD, ("Globex Ltd", "Sending of mail", "Ireland", "France"))
    )

    assert kinds(found) == [("renamed", "Globex Ltd"), ("location_corrected", "Globex Ltd")]
    assert chosen(found, REPLACED, "as_read") == [("removed", "Globex"), ("added", "Globex Ltd")]


def test_entry_that_seems_gone_may_be_renamed(brand):
    found = differences_of(
        brand, a_list(CLOUD, MAIL), a_list(CLOUD, ("Wonka", "Delivery of letters", "Ireland", "Ireland"))
    )
    assert kinds(found) == [("removed", "Globex"), ("added", "Wonka")]
    assert ("renamed:1", "Renamed to “Wonka”") in options(found, 0)

    assert chosen(found, "renamed:1", "as_read") == [
        *(("renamed", "Wonka"), ("location_corrected", "Wonka"), ("purpose_changed", "Wonka")),
        ("corporate_location_changed", "Wonka"),
    ]


def test_correction_may_be_a_move_and_an_added_place_a_correction(brand):
    moved = differences_of(brand, a_list(CLOUD, MAIL), a_list(CLOUD, ("Globex", "Sending of mail", "India", "France")))
    assert chosen(moved, MOVED) == [("location_added", "Globex"), ("location_removed", "Globex")]

    added = version_of(brand, a_list(CLOUD, ("Globex", "Sending of mail", "India, France", "France"))).differences
    assert chosen(added, CORRECTED) == [("location_corrected", "Globex")]


def test_what_is_left_out_is_not_taken_nor_is_a_choice_that_nobody_offered(brand):
    found = differences_of(brand, a_list(CLOUD, MAIL), a_list(CLOUD))

    assert chosen(found, LEFT_OUT) == chosen(found, "renamed:0") == chosen(found, "nonsense") == chosen(found, "") == []


def test_change_is_on_record_as_it_was_read_and_as_it_was_taken(brand):
    accept(brand, a_list(CLOUD, MAIL))
    data = a_list(CLOUD, ("Globex Ltd", *MAIL[1:]))
    version = version_of(brand, data)
    decisions = [Decision(one.difference, one.found_kind) for one in taken(version.differences, [REPLACED])]

    services.accept_version(version, decisions, file=ListFile("a.csv", io.BytesIO(data)), by=a_user("ada"))

    last = ListChange.objects.filter(reading=ListReading.objects.latest("pk"))
    assert set(last.values_list("kind", "found_kind", "decided_by__email")) == {
        ("removed", "renamed", "ada@example.org"),
        ("added", "renamed", "ada@example.org"),
    }


def test_version_that_was_compared_before_somebody_else_accepted_is_not_taken_over(brand):
    data = a_list(CLOUD, MAIL)
    mine = version_of(brand, data)
    accept(brand, data)
    before = counts()

    with pytest.raises(RegisterMoved, match="read the list again"):
        services.accept_version(mine, services.as_read(mine), file=ListFile("a.csv", io.BytesIO(data)), by=BY)

    assert counts() == before


def test_a_change_that_breaks_a_rule_takes_all_others_back(brand):
    version = version_of(brand, a_list(CLOUD, MAIL))
    before = counts()

    with pytest.raises(ValidationError):
        services.accept_version(
            version,
            services.as_read(version),
            file=ListFile("a.csv", io.BytesIO(b"x")),
            terms=services.Terms(kind="payment", role="subprocessor"),
            by=BY,
        )

    assert counts() == before


def test_reading_a_list_costs_the_same_few_queries_at_any_length(brand, django_assert_max_num_queries):
    rows = [(f"Company {number} Ltd", f"Task {number}", "Ireland, France", "Ireland") for number in range(40)]
    accept(brand, a_list(*rows))

    with django_assert_max_num_queries(10):
        assert version_of(brand, a_list(*rows[:30])).differences != ()
