"""Steps: each page says what it does and does it once, for whom it is open; many records take one step together."""

import datetime

import pytest
from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from apps.accounts.choices import PERMISSIONS
from apps.backoffice.steps import Step
from apps.casework.choices import ApprovalStatus
from apps.casework.forms import FormForRecord
from apps.casework.models import Approval
from apps.organisation import services as organisation
from apps.organisation.models import AdequacyDecision, Customer, Office, System
from apps.subprocessors import services
from apps.subprocessors.choices import ListingStatus
from apps.subprocessors.models import Listing, ThirdParty
from apps.trail.models import Act
from tests.backoffice.pages import address, told
from tests.builders import (
    BUILDER,
    PASSWORD,
    a_client,
    a_colleague,
    a_country,
    a_customer,
    a_listing,
    a_listing_in,
    a_record,
    a_service,
    a_user,
    brought,
)

STEPPED = {model: its.steps for model, its in admin.site._registry.items() if its.steps}
EVERY_STEP = [(model, step) for model, steps in STEPPED.items() for step in steps]
each_model = pytest.mark.parametrize("model", STEPPED, ids=lambda model: model._meta.label)
IN_A_MONTH = timezone.localdate() + datetime.timedelta(days=30)
#: A listing in this status, with this asked before, takes this step with these values, and stands so afterwards.
TAKEN = [
    ("proposed", "", "add-location", {"country": lambda: a_country("DE").pk, "kind": "support"}, "proposed"),
    ("proposed", "", "start-vetting", {}, "vetting"),
    ("proposed", "", "ask-taking-over", {"since": "2024-12-22", "evidence": "The former list."}, "proposed"),
    ("proposed", "asked", "approve-taking-over", {}, "active"),
    ("proposed", "asked", "refuse-taking-over", {"reason": "No evidence."}, "proposed"),
    ("proposed", "asked", "withdraw-request", {}, "proposed"),
    ("proposed", "", "reject", {"reason": "Not needed."}, "rejected"),
    ("vetting", "", "ask-approval", {}, "vetting"),
    ("vetting", "asked", "approve", {}, "approved"),
    ("vetting", "asked", "refuse-approval", {"reason": "No contract."}, "vetting"),
    ("vetting", "asked", "withdraw-request", {}, "vetting"),
    ("approved", "", "announce", {}, "approved"),
    ("approved", "", "reopen-vetting", {"reason": "Another place."}, "vetting"),
    ("active", "", "suspend", {"reason": "An incident."}, "suspended"),
    ("active", "", "plan-ending", {"ending_on": IN_A_MONTH.isoformat(), "reason": "Moved."}, "ending"),
    ("suspended", "", "resume", {}, "active"),
    ("suspended", "", "end", {"reason": "Replaced."}, "ended"),
    ("ending", "", "cancel-ending", {}, "active"),
]
each_taken = pytest.mark.parametrize(
    ("status", "asked", "name", "values", "then"), TAKEN, ids=lambda one: str(one)[:20]
)


def listing_in(status: str, asked: str) -> Listing:
    listing = a_listing_in(status)
    if asked and status == "proposed":
        services.ask_taking_over(listing, since=datetime.date(2024, 1, 1), evidence="The list.", by=a_user("asker"))
    elif asked:
        services.ask_approval(listing, by=a_user("asker"))
    return listing


def given(values: dict) -> dict:
    return {name: value() if callable(value) else value for name, value in values.items()}


def confirmed(client) -> None:
    """The person has typed their password once more."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def a_confirmed(name: str, *rights: str):
    client = a_client(a_colleague(name, *rights))
    confirmed(client)
    return client


def offered(client, record) -> dict[str, str]:
    """The steps on the page of a record, each with what stands in its way."""
    page = client.get(address(type(record), "change", record.pk))
    return {one["step"].name: str(one["obstacle"]) for one in page.context["record_steps"]}


@each_taken
def test_a_step_is_offered_explained_done_once_and_told(status, asked, name, values, then, db):
    listing, client = listing_in(status, asked), a_confirmed("ada", "legal")
    page = address(Listing, "step", listing.pk, name)
    in_the_way, values = offered(client, listing)[name], given(values)
    explained, count = client.get(page), Act.objects.count()

    done = client.post(page, values, follow=True)

    step = explained.context["step"]
    assert (explained.status_code, in_the_way) == (200, "")
    assert str(step.explanation).replace("’", "&#x27;") in explained.content.decode().replace("’", "&#x27;")
    assert told(done) == [f"Done: {step.label}."]
    assert (Listing.objects.get().status, Act.objects.count()) == (then, count + 1)
    assert Act.objects.latest("id").actor.startswith("user:")


@pytest.mark.parametrize(
    ("status", "asked", "name", "values", "then"),
    [row for row in TAKEN if row[2] != "add-location"],
    ids=lambda one: str(one)[:20],
)
def test_a_second_click_does_nothing_and_is_told_so(status, asked, name, values, then, db):
    listing, client = listing_in(status, asked), a_confirmed("ada", "legal")
    page = address(Listing, "step", listing.pk, name)
    client.post(page, given(values))
    after, count = Listing.objects.get(), Act.objects.count()

    second = client.post(page, given(values))

    assert second.status_code == 409
    assert str(second.context["obstacle"]) != ""
    assert (Listing.objects.get().version, Listing.objects.get().status, Act.objects.count()) == (
        after.version,
        then,
        count,
    )


def test_of_two_people_who_open_a_step_the_second_is_told_that_it_was_done(db):
    listing = a_listing_in("active")
    ada, bob = a_client(a_colleague("ada", "legal")), a_client(a_colleague("bob", "privacy"))
    page = address(Listing, "step", listing.pk, "suspend")
    assert {client.get(page).status_code for client in (ada, bob)} == {200}

    ada.post(page, {"reason": "An incident."})
    second = bob.post(page, {"reason": "Another incident."})

    assert second.status_code == 409
    assert str(second.context["obstacle"]) == "This was done already, or cannot be done any more."
    assert Listing.objects.get().note == "An incident."


def test_a_step_for_one_record_is_never_that_of_many():
    class OfOne(FormForRecord, forms.Form):
        pass

    with pytest.raises(TypeError, match="a form for one record cannot be that of many"):
        Step("x", "x", "x", print, "x", form=OfOne, is_bulk=True)


def test_a_step_that_needs_its_record_offers_only_what_belongs_to_it(db):
    listing, other = a_listing("US", "NL"), a_listing("IN")
    a_decision, another = a_record(AdequacyDecision, 1), a_record(AdequacyDecision, 2)
    here = organisation.change(a_decision, country=a_country("US"), by=BUILDER)
    client = a_client(a_colleague("ada", "legal"))

    form = client.get(address(Listing, "step", listing.pk, "record-transfer")).context["form"]
    refused = client.post(
        address(Listing, "step", listing.pk, "record-transfer"),
        {"countries": [a_country("IN").pk], "mechanism": "art49", "decision": another.pk, "valid_from": "2026-01-01"},
    ).context["form"]

    assert {str(country.code) for country in form.fields["countries"].queryset} == {"US"}
    assert list(form.fields["decision"].queryset) == [here]
    assert set(refused.errors) == {"countries", "decision", "importer"}
    assert other.transfers.count() == 0


def test_a_step_opens_with_what_its_address_says(db):
    party, client = a_record(ThirdParty), a_client(a_colleague("ada", "legal"))

    form = client.get(address(ThirdParty, "step", party.pk, "add-evidence"), {"kind": "iso27001"}).context["form"]

    assert form["kind"].value() == "iso27001"


def keepers_of(model) -> dict:
    """For each step of a model, the browser of somebody who may take it."""
    clients = {
        right: a_client(a_colleague(f"keeper {right}", right)) for right in {keeper(step) for step in STEPPED[model]}
    }
    return {step: clients[keeper(step)] for step in STEPPED[model]}


def keeper(step: Step) -> str:
    return PERMISSIONS[step.permission][0]


@each_model
def test_a_step_asks_for_its_own_permission(model, db):
    record, reader, keepers = a_record(model), a_client(a_colleague("reader", "auditor")), keepers_of(model)

    answers = {}
    for step in STEPPED[model]:
        page = address(model, "step", record.pk, step.name)
        answers[step.name] = [client.get(page).status_code for client in (reader, keepers[step])]
        answers[step.name].append(reader.post(page).status_code)

    assert [step.name for step in STEPPED[model] if "auditor" in PERMISSIONS[step.permission]] == []
    assert answers == {step.name: [403, 302 if step.confirms_identity else 200, 403] for step in STEPPED[model]}


@each_model
def test_a_step_is_not_found_by_who_may_not_see_the_record_or_where_there_is_none(model, db):
    record, stranger, keepers = a_record(model), a_client(a_colleague("stranger")), keepers_of(model)
    pages = {step.name: stranger.get(address(model, "step", record.pk, step.name)) for step in STEPPED[model]}
    absent = {
        (step.name, name): keepers[step].get(address(model, "step", name, step.name))
        for step in STEPPED[model]
        for name in ("0", "x", "9" * 30)
    }
    absent["no-such-step", record.pk] = keepers[STEPPED[model][0]].get(
        address(model, "step", record.pk, "no-such-step")
    )

    assert [name for name, answer in {**pages, **absent}.items() if answer.status_code != 404] == []


@pytest.mark.parametrize(("model", "step"), [(model, step) for model, step in EVERY_STEP if step.confirms_identity])
def test_a_step_that_takes_effect_asks_for_the_password_again(model, step, db):
    record = a_record(model)
    client = a_client(a_colleague("keeper", PERMISSIONS[step.permission][0]))
    page, as_it_was = address(model, "step", record.pk, step.name), type(record).objects.values().get(pk=record.pk)

    before = [client.get(page), client.post(page)]
    untouched = type(record).objects.values().get(pk=record.pk)
    confirmed(client)
    after = client.get(page)

    assert {answer.headers["Location"].partition("?")[0] for answer in before} == {"/accounts/reauthenticate/"}
    assert untouched == as_it_was
    assert after.status_code == 200


def test_what_a_person_typed_stays_when_a_step_is_refused(db):
    listing, client = a_listing_in("active"), a_client(a_colleague("ada", "legal"))
    page = address(Listing, "step", listing.pk, "plan-ending")

    past = client.post(page, {"ending_on": "2020-01-01", "reason": "Moved."})
    nonsense = client.post(page, {"ending_on": "tomorrow", "reason": "Moved."})

    assert (past.status_code, nonsense.status_code) == (200, 200)
    assert past.context["form"].non_field_errors() == ["The day of the end is today or later."]
    assert nonsense.context["form"].errors == {"ending_on": ["Enter a valid date."]}
    assert 'value="tomorrow"' in nonsense.content.decode()
    assert Listing.objects.get().status == "active"


def test_what_a_record_lacks_stands_in_the_way_of_asking_by_name(db):
    listing, client = a_listing_in("vetting"), a_client(a_colleague("ada", "legal"))
    services.remove_location(listing.locations.get(), by=BUILDER)
    words = f"{listing.reference} has no location: add where the data goes."

    answer = client.post(address(Listing, "step", listing.pk, "ask-approval"))

    assert offered(client, listing)["ask-approval"] == words
    assert (answer.status_code, str(answer.context["obstacle"])) == (409, words)
    assert not Approval.objects.about(listing).exists()


@pytest.mark.parametrize(
    ("status", "ask", "decide"),
    [("proposed", "ask-taking-over", "approve-taking-over"), ("vetting", "ask-approval", "approve")],
)
def test_two_people_bring_a_listing_on_and_one_cannot(status, ask, decide, db):
    listing = a_listing_in(status)
    ada, bob = a_confirmed("ada", "legal"), a_confirmed("bob", "dpo")
    asked = ada.post(address(Listing, "step", listing.pk, ask), {"since": "2024-12-22", "evidence": "The former list."})
    reference = Approval.objects.about(listing).get().reference
    alone = ada.post(address(Listing, "step", listing.pk, decide))

    done = bob.post(address(Listing, "step", listing.pk, decide))

    assert (asked.status_code, alone.status_code, done.status_code) == (302, 409, 302)
    assert str(alone.context["obstacle"]) == f"You asked for this ({reference}): a second person decides."
    assert Approval.objects.about(listing).get().status == ApprovalStatus.APPROVED
    assert Listing.objects.get().approved_by.name == "bob"


def test_a_privacy_officer_proposes_and_does_not_approve(db):
    listing = listing_in("vetting", "asked")

    assert {"approve", "refuse-approval"} & set(offered(a_client(a_colleague("pat", "privacy")), listing)) == set()
    assert {"approve", "refuse-approval"} <= set(offered(a_client(a_colleague("dora", "dpo")), listing))


def test_a_request_that_has_gone_stale_can_be_taken_back_on_the_page(db):
    listing = listing_in("vetting", "asked")
    services.change_listing(listing, function="Storage", by=BUILDER)
    client = a_confirmed("ada", "legal")

    stale = client.post(address(Listing, "step", listing.pk, "approve"))
    client.post(address(Listing, "step", listing.pk, "withdraw-request"))
    again = client.post(address(Listing, "step", listing.pk, "ask-approval"))

    assert "changed after asker asked" in stale.context["form"].non_field_errors()[0]
    assert again.status_code == 302


def test_the_status_and_the_next_steps_stand_at_the_head_of_a_record(db):
    page = a_client(a_colleague("ada", "legal")).get(address(Listing, "change", a_listing_in("active").pk))

    assert page.context["record_status"] == "Active"
    assert [one["step"].name for one in page.context["record_steps"]] == [
        *("suspend", "plan-ending", "add-to-chain", "describe-processing"),
    ]


# --- Many at once -----------------------------------------------------------------------------------------------


def chosen(*listings: Listing, action: str, **values: str) -> dict:
    return {"action": action, "_selected_action": [one.pk for one in listings], **values}


def test_many_records_take_a_step_together_after_one_page_that_asks(db):
    listings = [a_listing("NL") for _number in range(3)]
    client, page = a_client(a_colleague("ada", "legal")), address(Listing, "changelist")

    asked = client.post(page, chosen(*listings, action="start-vetting"))
    untouched = set(Listing.objects.values_list("status", flat=True))
    done = client.post(page, chosen(*listings, action="start-vetting", confirmed="1"), follow=True)

    assert (asked.status_code, untouched) == (200, {"proposed"})
    assert all(str(listing) in asked.content.decode() for listing in listings)
    assert told(done) == ["3 records are done."]
    assert set(Listing.objects.values_list("status", flat=True)) == {"vetting"}


def test_those_that_a_step_refuses_are_told_by_name_and_do_not_stop_the_others(db):
    good, bad = a_listing("NL"), a_listing_in("active")
    client, page = a_client(a_colleague("ada", "legal")), address(Listing, "changelist")

    done = client.post(page, chosen(good, bad, action="start-vetting", confirmed="1"), follow=True)

    assert sorted(told(done)) == [
        "1 record is done.",
        f"{bad}: {bad.reference} is active; this can be done only while it is proposed.",
    ]
    assert Listing.objects.get(pk=good.pk).status == "vetting"


def test_a_step_for_many_asks_for_what_it_needs_once(db):
    listings = [a_listing("NL") for _number in range(2)]
    client, page = a_client(a_colleague("ada", "legal")), address(Listing, "changelist")

    lacking = client.post(page, chosen(*listings, action="ask-taking-over", confirmed="1", since="2024-12-22"))
    values = {"since": "2024-12-22", "evidence": "The former list."}
    done = client.post(page, chosen(*listings, action="ask-taking-over", confirmed="1", **values), follow=True)

    assert lacking.context["form"].errors == {"evidence": ["This field is required."]}
    assert told(done) == ["2 records are done."]
    assert Approval.objects.pending().count() == 2


def test_many_approvals_ask_for_the_password_too(db):
    listings = [listing_in("proposed", "asked") for _number in range(2)]
    client, page = a_client(a_colleague("dora", "dpo")), address(Listing, "changelist")
    data = chosen(*listings, action="approve-taking-over", confirmed="1")

    first = client.post(page, data)
    untouched = set(Listing.objects.values_list("status", flat=True))
    confirmed(client)
    done = client.post(page, data, follow=True)

    assert first.headers["Location"].partition("?")[0] == "/accounts/reauthenticate/"
    assert untouched == {"proposed"}
    assert told(done) == ["2 records are done."]
    assert set(Listing.objects.values_list("status", flat=True)) == {"active"}


@pytest.mark.parametrize(("right", "seen"), [("privacy", False), ("legal", True), ("auditor", False)])
def test_a_list_offers_the_steps_that_a_person_may_take(right, seen, db):
    a_listing("NL")
    client = a_client(a_colleague("ada", right))
    page, data = address(Listing, "changelist"), chosen(Listing.objects.get(), action="approve", confirmed="1")

    shown = 'value="approve"' in client.get(page).content.decode()
    client.post(page, data)

    assert shown is seen
    assert Listing.objects.get().status == ListingStatus.PROPOSED


# --- The steps of other records ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "name", "values", "words"),
    [
        (
            Customer,
            "add-contact",
            {"email": "dana@example.com", "name": "Dana", "language": "nl"},
            "Done: Add a notice contact.",
        ),
        (Customer, "end", {"ended_on": "2030-01-01"}, "Done: End the contract."),
        (Office, "close-day", {"day": "2030-01-02", "reason": "We move."}, "Done: Close a day."),
        (Office, "move-headquarters", {}, "Done: Make it the headquarters."),
        (System, "link-service", {"service": lambda: a_service("Chat").pk}, "Done: Link a service."),
    ],
)
def test_a_step_of_another_record_is_done_from_its_page(model, name, values, words, db):
    record, client = a_record(model), a_client(a_colleague("ada", "legal"))
    values = given(values)
    count = Act.objects.count()

    done = client.post(address(model, "step", record.pk, name), values, follow=True)

    assert told(done) == [words]
    assert Act.objects.count() == count + 1


def test_the_end_of_a_part_leads_back_to_the_record_it_was_of(db):
    place = a_record(Listing).locations.get()
    client = a_client(a_colleague("ada", "legal"))

    done = client.post(reverse("admin:subprocessors_location_step", args=[place.pk, "remove"]))

    assert done.headers["Location"] == address(Listing, "change", place.listing_id)
    assert place.listing.locations.current().count() == 0


def test_a_contact_that_is_there_already_is_refused_in_words(db):
    customer, client = a_customer("Globex"), a_client(a_colleague("ada", "legal"))
    page = address(Customer, "step", customer.pk, "add-contact")
    client.post(page, {"email": "dana@example.com", "language": "en"})

    again = client.post(page, {"email": "DANA@example.com", "language": "en"})

    assert again.context["form"].non_field_errors() == ["This customer has a notice contact with this address already."]


def test_a_listing_that_ended_offers_nothing_more(db):
    listing = brought(a_listing("NL"), "ended")
    page = a_client(a_colleague("ada", "legal", "dpo")).get(address(Listing, "change", listing.pk))

    assert page.context["record_steps"] == []
    assert "Nothing for you: the next step is another person" in page.content.decode()
