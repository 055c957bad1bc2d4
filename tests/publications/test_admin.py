"""Published versions in the admin: looked at by all who read the register, published by legal alone, changed by nobody."""

import datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.publications.choices import DocumentKind
from apps.publications.models import PublishedVersion
from apps.publications.queries import newest
from apps.subprocessors import services
from apps.trail.models import Act
from tests.builders import BUILDER, PASSWORD, STATEMENT, a_brand, a_client, a_colleague, a_listing_in, a_statement

LIST_PAGE = "/admin/publications/publishedversion/"
pytestmark = pytest.mark.django_db


def page_of(version: PublishedVersion, what: str = "change/") -> str:
    return f"{LIST_PAGE}{version.pk}/{what}"


def signed_in(name: str, *rights: str) -> Any:
    """A browser of somebody who has just said who they are."""
    client = a_client(a_colleague(name, *rights))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def fields(**more: Any) -> dict[str, Any]:
    return {"effective_on": "2026-03-02", "text_en": STATEMENT, "text_nl": ""} | more


def test_a_version_shows_what_it_changed_and_where_the_public_reads_it():
    listing = a_listing_in("active")
    services.suspend_listing(listing, reason="An incident.", by=BUILDER)
    page = signed_in("lena", "legal").get(page_of(newest(DocumentKind.SUBPROCESSORS, listing.brand))).content.decode()

    at = "/acme/subprocessors/versions/"
    shown = [f"{listing.third_party} was removed", f"{at}2/", f"{at}2.pdf?lang=nl", f"{at}2.json", f"{at}1..2/"]
    assert [words for words in shown if words not in page] == []


@pytest.mark.parametrize("right", ["legal", "privacy", "dpo", "web", "auditor", "administrator"])
def test_everybody_who_works_here_may_look_and_nobody_may_change_or_delete(right):
    version, client = a_statement(), signed_in("sam", right)
    answers = [client.get(LIST_PAGE), client.get(page_of(version)), client.get(page_of(version, "history/"))]
    changed = client.post(page_of(version), {"number": 7, "content": "{}"})

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert (changed.status_code, client.post(page_of(version, "delete/"), {"post": "yes"}).status_code) == (403, 403)
    assert PublishedVersion.objects.get().number == 1


@pytest.mark.parametrize(
    ("right", "code"), [("legal", 302), ("dpo", 302), ("privacy", 403), ("web", 403), ("auditor", 403)]
)
def test_a_statement_is_published_by_legal_and_the_data_protection_officer_alone(right, code):
    brand, client = a_brand(), signed_in("sam", right)
    with time_machine.travel("2026-03-02T09:00:00Z"):
        answer = client.post(f"{LIST_PAGE}add/", fields(for_brand=brand.pk))

    assert (answer.status_code, PublishedVersion.objects.count()) == (code, 1 if code == 302 else 0)


def test_publishing_asks_for_the_password_again():
    brand, version = a_brand(), a_statement()
    client = a_client(a_colleague("lena", "legal"))
    answers = [
        client.post(f"{LIST_PAGE}add/", fields(for_brand=brand.pk)),
        client.post(page_of(version, "step/publish-next/"), fields()),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [reverse("account_reauthenticate") in answer.headers["Location"] for answer in answers] == [True, True]
    assert PublishedVersion.objects.count() == 1


@time_machine.travel("2026-03-02T09:00:00Z")
def test_the_next_version_begins_with_the_text_of_the_newest_and_leads_to_its_page():
    first = a_statement(texts={"nl": "Wat wij doen."})
    client, step = signed_in("lena", "legal"), page_of(first, "step/publish-next/")
    offered = client.get(step).context["form"]
    answer = client.post(step, fields(text_en="We say more.", effective_on="2026-04-01", substantial="on"))

    assert (offered["text_en"].value(), offered["text_nl"].value()) == (STATEMENT, "Wat wij doen.")
    second = newest(DocumentKind.STATEMENT, first.brand)
    assert (second.number, second.said["texts"], second.is_substantial) == (2, {"en": "We say more."}, True)
    assert answer.headers["Location"] == page_of(second)
    assert Act.objects.latest("id").about == f"publications.publishedversion:{second.pk}"


@time_machine.travel("2026-03-02T09:00:00Z")
def test_the_next_version_is_looked_at_before_it_is_published_and_looking_writes_nothing():
    first = a_statement()
    client, step = signed_in("lena", "legal"), page_of(first, "step/publish-next/")
    before = Act.objects.count()
    seen = client.post(
        step, fields(text_en=f"{STATEMENT}\n\nWe say more.", text_nl="# Kop\n\nWij zeggen meer.", preview="1")
    )

    shown = {one.language: (len(one.sentences), one.blocks[0]["kind"]) for one in seen.context["preview"]}
    assert shown == {"en": (1, "heading"), "nl": (0, "heading")}
    assert "<p>Wij zeggen meer.</p>" in seen.content.decode()
    assert seen.context["form"]["text_nl"].value() == "# Kop\n\nWij zeggen meer."
    assert (PublishedVersion.objects.count(), Act.objects.count()) == (1, before)


@time_machine.travel("2026-03-02T09:00:00Z")
def test_a_preview_refuses_what_publishing_would():
    first = a_statement()
    client, step = signed_in("lena", "legal"), page_of(first, "step/publish-next/")

    seen = client.post(step, fields(preview="1"))

    assert (seen.context["preview"], seen.context["form"].non_field_errors()) == (
        None,
        ["Version 1 says the same already."],
    )


@time_machine.travel("2026-03-02T09:00:00Z")
@pytest.mark.parametrize("address", ["add", "next"])
def test_what_cannot_be_published_is_told_and_nothing_typed_is_lost(address):
    version = a_statement()
    client = signed_in("lena", "legal")
    to = f"{LIST_PAGE}add/" if address == "add" else page_of(version, "step/publish-next/")
    page = client.post(to, fields(for_brand=version.brand_id, text_en="Write to [INSERT ADDRESS]."))

    assert page.status_code == 200
    assert "“[INSERT” is left in the text" in page.content.decode()
    assert "Write to [INSERT ADDRESS]." in page.content.decode()
    assert PublishedVersion.objects.count() == 1


def test_a_list_is_published_by_its_register_and_no_step_is_offered():
    version = a_listing_in("active").brand.versions.get()
    client = signed_in("lena", "legal")

    assert "step/publish-next" not in client.get(page_of(version)).content.decode()
    assert "cannot be done any more" in client.get(page_of(version, "step/publish-next/")).content.decode()
    answer = client.post(page_of(version, "step/publish-next/"), fields())
    assert (answer.status_code, PublishedVersion.objects.count()) == (409, 1)


def test_which_one_is_in_effect_is_told():
    with time_machine.travel("2026-03-02T09:00:00Z"):
        brand = a_brand()
        for text, day in (("One.", 2), ("Two.", 3), ("Three.", 9)):
            a_statement(text, brand=brand, effective_on=datetime.date(2026, 3, day))
    with time_machine.travel("2026-03-05T09:00:00Z"):
        page = signed_in("sam", "auditor").get(LIST_PAGE).content.decode()

    words = ["To come", "In effect", "Followed by a later one"]
    places = [page.rindex(one) for one in words]
    assert places == sorted(places)


def test_the_list_does_not_read_what_versions_say():
    a_statement()
    client = signed_in("sam", "auditor")
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST_PAGE)

    assert [one["sql"] for one in queries if '"publications_publishedversion"."content"' in one["sql"]] == []
