"""The page behind the link of a notice: looking changes nothing, an objection is logged once, being late is told."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from apps.mailroom.models import Letter
from apps.mailroom.services import open_letter
from apps.organisation import services as organisation
from apps.publications import tokens
from apps.publications.models import Announcement
from apps.subprocessors import services
from apps.subprocessors.models import Objection
from apps.subprocessors.objecting import OBJECTIONS_PER_PLACE, link_token
from apps.trail.acts import act
from apps.trail.models import Act
from tests.announced import a_told_customer, an_announcement, some_terms
from tests.backoffice.test_hostile import packed
from tests.builders import BUILDER, a_brand, a_contact, a_user

IN_TIME = datetime.datetime(2026, 3, 15, 12, tzinfo=datetime.UTC)
LATE = datetime.datetime(2026, 4, 2, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with travel(IN_TIME, tick=False) as traveller:
        yield traveller


def told(status: str = "running", *, holds: bool = False):
    """A contact who was told, with the announcement and the address in their letter."""
    brand = a_brand()
    some_terms(brand, holds=holds)
    announcement = an_announcement(status, brand=brand)
    _customer, contact = a_told_customer(announcement)
    return announcement, contact, reverse("subprocessors:object", args=[link_token(announcement, contact)])


def given(announcement, **values):
    changes = [change.pk for change in announcement.changes.all()]
    return {"changes": changes, "grounds": "Our data must stay here.", "name": "Dana Doe"} | values


def test_the_page_says_what_was_announced_and_until_when_one_may_object(db):
    _announcement, _contact, address = told()

    page = Client().get(address).content.decode()

    assert "Example Cloud 0 B.V. becomes a subprocessor" in page
    assert "You may object until the end of 31 March 2026." in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method, db):
    _announcement, _contact, address = told()
    before = Act.objects.count()

    for _time in range(3):
        assert getattr(Client(), method)(address).status_code == 200

    assert (Act.objects.count(), Objection.objects.count(), Letter.objects.count()) == (before, 0, 1)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_nothing_but_looking_and_posting_is_allowed(method, db):
    assert getattr(Client(), method)(told()[2]).status_code == 405


def test_an_objection_by_link_is_logged_and_leads_to_what_is_on_record(db):
    announcement, contact, address = told()
    organisation.change(contact, language="nl", by=BUILDER)
    client = Client(enforce_csrf_checks=True)

    answer = client.post(address, given(announcement), headers={"accept-language": "en"})

    objection = Objection.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    assert (objection.contact, objection.channel, objection.in_time, objection.language) == (
        contact,
        "link",
        True,
        "nl",
    )
    page = client.get(address).content.decode()
    assert objection.reference in page
    assert "Our data must stay here." in page
    assert Act.objects.filter(kind="subprocessors.objection_logged").get().actor == "visitor"


def test_the_receipt_goes_to_the_contact_and_repeats_nothing_that_was_typed(db):
    announcement, contact, address = told()

    Client().post(address, given(announcement, name="Free Prizes", grounds="Click on evil.example now"))

    letter = Letter.objects.get(kind="subprocessors/objection_received")
    text = open_letter(letter, by=BUILDER).text
    assert (letter.to_address, letter.to_name) == (contact.email, contact.name)
    assert [word for word in ("Prizes", "evil") if word in text] == []


def test_a_second_objection_shows_the_first(db):
    announcement, _contact, address = told()
    client = Client()
    client.post(address, given(announcement))

    page = client.post(address, given(announcement, grounds="Something else entirely, too."))

    assert page.status_code == 200
    assert Objection.objects.get().reference in page.content.decode()
    assert Letter.objects.filter(kind="subprocessors/objection_received").count() == 1


def test_a_colleague_sees_that_their_company_objected_and_not_in_which_words(db):
    announcement, contact, address = told()
    Client().post(address, given(announcement))
    colleague = a_contact("kim@globex.example", customer=contact.customer)

    page = Client().get(reverse("subprocessors:object", args=[link_token(announcement, colleague)])).content.decode()

    assert Objection.objects.get().reference in page
    assert "Our data must stay here." not in page


def test_who_took_an_objection_back_may_object_again(db):
    announcement, _contact, address = told()
    Client().post(address, given(announcement))
    services.withdraw_objection(Objection.objects.get(), words="By telephone.", by=a_user("ada", "legal"))

    assert Client().post(address, given(announcement)).status_code == 303
    assert Objection.objects.count() == 2


def test_being_late_is_told_and_the_objection_is_logged_as_late(clock, db):
    announcement, _contact, address = told()
    clock.move_to(LATE)

    page = Client().get(address).content.decode()
    Client().post(address, given(announcement))

    assert "The time to object ended with 31 March 2026." in page
    assert (Objection.objects.get().in_time, Objection.objects.get().status) == (False, "received")


@pytest.mark.parametrize(
    "values",
    [
        {"grounds": ""},
        {"grounds": "No way"},
        {"grounds": "x" * 5001},
        {"name": ""},
        {"name": "x" * 151},
        {"changes": []},
        {"changes": ["999999999"]},
        {"changes": ["x"]},
        {"grounds": "a b c \0"},
    ],
)
def test_what_is_not_filled_in_well_is_asked_again_and_nothing_is_logged(values, db):
    announcement, _contact, address = told()

    assert Client().post(address, given(announcement, **values)).status_code == 400
    assert Objection.objects.count() == 0


def test_only_some_changes_may_be_objected_to(db):
    announcement, _contact, address = told()
    first = announcement.changes.first()

    Client().post(address, given(announcement, changes=[first.pk]))

    assert [one.change for one in Objection.objects.get().changes.all()] == [first]


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_what_was_not_sent_has_no_page(status, db):
    assert Client().get(told(status)[2]).status_code == 404


def test_what_was_cancelled_cannot_be_objected_to_any_more(db):
    announcement, _contact, address = told("cancelled")

    assert "This was cancelled" in Client().get(address).content.decode()
    assert Client().post(address, given(announcement)).status_code == 200
    assert Objection.objects.count() == 0


def test_who_is_no_contact_any_more_is_told_so(db):
    announcement, contact, address = told()
    organisation.end_contact(contact, by=BUILDER)

    assert "somebody who no longer receives notices" in Client().get(address).content.decode()
    Client().post(address, given(announcement))
    assert Objection.objects.count() == 0


def test_a_forged_altered_or_borrowed_token_opens_nothing(db):
    announcement, contact, _address = told()
    other = a_contact("x@initech.example", customer=a_told_customer(an_announcement(brand=a_brand("other")))[0])
    good = link_token(announcement, contact)
    forged = [
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good.replace(f"-{contact.pk}.", f"-{contact.pk + 1}."),
        tokens.signed("unsubscribe", f"{announcement.pk}-{contact.pk}"),
        tokens.signed("object", f"{announcement.pk}-{other.pk}"),
        tokens.signed("object", f"{announcement.pk}"),
        tokens.signed("object", "x-y"),
        tokens.signed("object", f"{10**30}-{contact.pk}"),
        "",
    ]

    assert {Client().get(f"/objections/{token}/").status_code for token in forged if token} == {404}
    assert {Client().post(f"/objections/{token}/", given(announcement)).status_code for token in forged if token} == {
        404
    }


def test_the_page_is_kept_by_nobody_found_by_nobody_and_runs_nothing(db):
    answer = Client().get(told()[2])

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.cookies == {}


def test_a_machine_is_stopped_after_a_while(db):
    announcement, _contact, address = told()
    for _time in range(OBJECTIONS_PER_PLACE.capacity):
        Client().post(address, given(announcement, name=""))

    answer = Client().post(address, given(announcement))

    assert (answer.status_code, Objection.objects.count()) == (429, 0)
    assert "Too many objections" in answer.content.decode()


def test_hostile_words_are_kept_as_they_were_typed_and_shown_as_text(clock, db):
    announcement, _contact, address = told()
    ada = a_user("ada", "legal")
    for number, pack in enumerate(packed(4000)):
        if "\0" in pack:
            continue
        clock.move_to(IN_TIME + datetime.timedelta(hours=number))
        answer = Client().post(address, given(announcement, grounds=f"a b {pack} c", name=pack[:140].strip() or "x"))
        objection = Objection.objects.order_by("-pk").first()
        page = Client().get(address).content.decode()

        assert answer.status_code == 303
        assert objection.grounds.split() == f"a b {pack} c".split()
        assert "<script" not in page.lower()
        services.withdraw_objection(objection, words=pack, by=ada)


# --- Holding ---


@pytest.mark.parametrize(("holds", "status"), [(True, "held"), (False, "running")])
def test_an_objection_in_time_holds_the_announcement_where_the_terms_say_so(holds, status, db):
    announcement, _contact, address = told(holds=holds)

    Client().post(address, given(announcement))

    announcement.refresh_from_db()
    assert (announcement.status, Objection.objects.get().holds) == (status, holds)
    assert Act.objects.filter(kind="publications.announcement_held").count() == 0  # it is part of the logging
    assert ("announcement_held" in Act.objects.get(kind="subprocessors.objection_logged").facts) == holds


def test_a_late_objection_holds_nothing(clock, db):
    announcement, _contact, address = told(holds=True)
    clock.move_to(LATE)

    Client().post(address, given(announcement))

    announcement.refresh_from_db()
    assert announcement.status == "running"


def test_the_announcement_goes_on_once_no_objection_holds_it(db):
    announcement, _contact, address = told(holds=True)
    other = a_told_customer(announcement, "Initech")[1]
    Client().post(address, given(announcement))
    Client().post(reverse("subprocessors:object", args=[link_token(announcement, other)]), given(announcement))
    ada, statuses = a_user("ada", "legal"), []

    for objection in Objection.objects.order_by("pk"):
        services.withdraw_objection(objection, words="By telephone.", by=ada)
        announcement.refresh_from_db()
        statuses.append(announcement.status)

    assert statuses == ["held", "running"]


def test_an_offer_to_end_the_contract_still_holds(db):
    announcement, _contact, address = told(holds=True)
    Client().post(address, given(announcement))
    objection, ada = services.assess_objection(Objection.objects.get(), by=a_user("ada", "legal")), a_user("ada")

    services.offer_termination(objection, words="At any time.", by=ada)
    announcement.refresh_from_db()
    assert announcement.status == "held"
    services.record_termination(objection, words="By the end of May.", by=ada)
    announcement.refresh_from_db()
    assert announcement.status == "running"


def test_what_is_still_being_sent_is_held_once_it_runs(db):
    announcement, _contact, address = told("sending", holds=True)
    Client().post(address, given(announcement))
    announcement.refresh_from_db()
    assert announcement.status == "sending"
    with act("publications.announcement_released", by=BUILDER):
        announcement.status, announcement.sent_at = "running", timezone.now()
        announcement.save()

    assert (services.hold_objected(), services.hold_objected()) == (1, 0)
    assert Announcement.objects.get().status == "held"
