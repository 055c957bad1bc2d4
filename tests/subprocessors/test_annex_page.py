"""The page of a customer's annex: who may see and take it, what it says first, and that looking changes nothing."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.organisation.models import Customer
from apps.subprocessors import services
from apps.subprocessors.choices import AnnexFormat
from apps.subprocessors.models import Listing
from apps.trail.models import Act
from tests.builders import BUILDER, a_client, a_colleague, a_customer, a_listing_in, a_third_party

pytestmark = pytest.mark.django_db


def address(customer: Customer) -> str:
    return reverse("admin:subprocessors_annex", args=[customer.pk])


def a_legal_client() -> Client:
    return a_client(a_colleague("ada", "legal"))


def asked(**values: Any) -> dict[str, Any]:
    return {"day": timezone.localdate().isoformat(), "language": "en"} | values


def taken(client: Client, customer: Customer, **values: Any) -> Any:
    return client.post(address(customer), asked(file_format="pdf") | values)


def test_the_page_of_a_customer_leads_to_it():
    customer = a_customer()
    page = a_legal_client().get(reverse("admin:organisation_customer_change", args=[customer.pk]))

    assert address(customer) in [one["url"] for one in page.context["record_pages"]]
    assert address(customer) in page.content.decode()


def test_nobody_else_is_led_there():
    page = a_legal_client().get(reverse("admin:subprocessors_listing_change", args=[a_listing_in("active").pk]))

    assert page.context["record_pages"] == []


def test_what_is_missing_stands_first_each_with_where_it_is_filled_in():
    listing = a_listing_in("active", third_party=a_third_party("Acme Ltd", contact_name=""), nature="")
    page = a_legal_client().get(address(a_customer()))

    found = {gap["words"]: gap["url"] for group in page.context["missing"] for gap in group["gaps"]}
    text = page.content.decode()

    party = reverse("admin:subprocessors_thirdparty_change", args=[listing.third_party_id])
    described = reverse("admin:subprocessors_listing_step", args=[listing.pk, "describe-processing"])
    assert (found["contact person"], found["nature of the processing"]) == (f"{party}#id_contact_name", described)
    assert text.index("annex-missing") < text.index("annex-title")
    assert "What you fill in now" not in text


def test_every_gap_leads_to_a_page_that_opens():
    party = a_third_party("Acme Ltd", registered_address="", contact_name="", contact_position="", contact_email="")
    listing = a_listing_in("active", third_party=party, nature="")
    services.add_chain_member(listing, third_party=a_third_party("Below"), function="Power", by=BUILDER)
    client = a_legal_client()
    page = client.get(address(a_customer()))

    links = {gap["url"] for group in page.context["missing"] for gap in group["gaps"]}

    assert {client.get(link.partition("#")[0]).status_code for link in links} == {200}
    assert len(links) == 9


@pytest.mark.parametrize("role", ["web", "administrator", "auditor"])
def test_who_only_reads_is_led_to_no_page_that_is_closed_to_them(role):
    a_listing_in("active", nature="")

    page = a_client(a_colleague("bob", role)).get(address(a_customer()))

    assert {gap["url"] for group in page.context["missing"] for gap in group["gaps"]} == {""}


def test_what_was_missing_on_a_past_day_is_told_as_past():
    a_listing_in("active")
    past = timezone.localdate() - datetime.timedelta(days=1)

    page = a_legal_client().get(address(a_customer()), {"day": past.isoformat()})

    assert "What you fill in now stands in the annexes of today and later." in page.content.decode()


@pytest.mark.parametrize(("language", "title"), [("en", "Annex: subprocessors"), ("nl", "Bijlage: subverwerkers")])
def test_the_preview_is_in_the_language_of_the_document(language, title):
    page = a_legal_client().get(address(a_customer()), {"language": language})

    assert (page.context["document"].title, f'lang="{language}"' in page.content.decode()) == (title, True)


def test_a_hostile_name_is_shown_as_text():
    a_listing_in("active", third_party=a_third_party("<script>alert(1)</script>"))

    page = a_legal_client().get(address(a_customer())).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "1. &lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(("file_format", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_a_file_leaves_as_a_download_and_is_told(file_format, begins):
    a_listing_in("active")
    customer = a_customer(account_reference="A-7")

    answer = taken(a_legal_client(), customer, file_format=file_format)

    data = b"".join(answer.streaming_content)
    assert (answer.status_code, data[: len(begins)], len(data)) == (200, begins, int(answer["Content-Length"]))
    name = f"annex-a-7-{timezone.localdate().isoformat()}-en.{file_format}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert Act.objects.get(kind="subprocessors.annex_made").stated["format"] == file_format


def test_looking_is_no_act():
    a_listing_in("active")
    client, customer = a_legal_client(), a_customer()
    before = Act.objects.count()

    for method in (client.get, client.head):
        assert method(address(customer)).status_code == 200

    assert Act.objects.count() == before


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"day": "2999-01-01"}, "choose today or an earlier day"),
        ({"day": "yesterday"}, "Choose the day, the language and the kind of file"),
        ({"language": "fr"}, "Choose the day, the language and the kind of file"),
        ({"file_format": "exe"}, "Choose the day, the language and the kind of file"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words_and_is_no_act(values, words):
    answer = taken(a_legal_client(), a_customer(), **values)

    assert (answer.status_code, words in answer.content.decode()) == (409, True)
    assert not Act.objects.filter(kind="subprocessors.annex_made").exists()


@pytest.mark.parametrize("day", ["2999-01-01", "", "never", "0000-00-00"])
def test_a_day_that_is_none_is_told_beside_the_field(day):
    page = a_legal_client().get(address(a_customer()), {"day": day})

    assert (page.status_code, page.context["annex"]) == (200, None)
    assert page.context["form"].errors["day"]


def test_letters_that_the_pdf_lacks_are_told_with_the_way_out():
    a_listing_in("active", third_party=a_third_party("株式会社"))

    answer = taken(a_legal_client(), a_customer())

    assert (answer.status_code, "take the Word file instead" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("role", "sees", "takes"),
    [
        *[(role, 200, 200) for role in ("legal", "privacy", "dpo", "auditor")],
        *[(role, 200, 403) for role in ("web", "administrator")],
    ],
)
def test_who_may_export_customers_and_listings_takes_it(role, sees, takes):
    client, customer = a_client(a_colleague("ada", role)), a_customer()

    page = client.get(address(customer))

    assert (page.status_code, bool(page.context["formats"])) == (sees, takes == 200)
    assert taken(client, customer).status_code == takes


def test_who_holds_nothing_sees_nothing():
    customer = a_customer()

    assert a_client(a_colleague("bob")).get(address(customer)).status_code in {302, 403}
    assert Client().get(address(customer)).status_code == 302


@pytest.mark.parametrize("number", [0, 999, 2**70])
def test_a_customer_that_is_not_there_is_not_found(number):
    url = reverse("admin:subprocessors_annex", args=[number])

    assert a_legal_client().get(url).status_code == 404


def test_other_methods_are_refused():
    assert a_legal_client().put(address(a_customer())).status_code == 405


def test_the_step_of_a_listing_fills_in_what_stands_there_and_saves_it():
    listing, client = a_listing_in("active"), a_legal_client()
    url = reverse("admin:subprocessors_listing_step", args=[listing.pk, "describe-processing"])
    shown = client.get(url).context["form"]

    words = {name: shown[name].value() for name in shown.fields} | {"nature": "Sending, and erasing."}
    answer = client.post(url, words)

    listing = Listing.objects.get()
    assert (answer.status_code, listing.nature, listing.duration) == (302, "Sending, and erasing.", "Its duration.")


def test_words_that_somebody_else_wrote_meanwhile_are_not_undone():
    listing, client = a_listing_in("active"), a_legal_client()
    url = reverse("admin:subprocessors_listing_step", args=[listing.pk, "describe-processing"])
    shown = client.get(url).context["form"]
    words = {name: shown[name].value() for name in shown.fields} | {"nature": "Sending"}
    services.describe_processing(listing, duration="A year", by=BUILDER)

    answer = client.post(url, words)

    listing = Listing.objects.get()
    assert (listing.nature, listing.duration) == ("Its nature.", "A year")
    assert (answer.status_code, "was changed by somebody else" in answer.content.decode()) == (200, True)


def test_every_format_is_offered():
    page = a_legal_client().get(address(a_customer()))

    assert [value for value, _label in page.context["formats"]] == AnnexFormat.values
