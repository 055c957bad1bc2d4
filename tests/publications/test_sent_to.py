"""Everything sent to an address: found whatever its case, told in full, and each look an act without the address."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.mailroom.sending import drain
from apps.publications.queries.addresses import sent_to
from apps.trail.models import Act
from tests.announced import a_notice, a_subscriber, an_announcement
from tests.builders import a_client, a_colleague, a_contact, a_letter

pytestmark = pytest.mark.django_db
ADDRESS = reverse("admin:publications_sent_to")


@pytest.fixture(autouse=True)
def nothing_leaves(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)


def of_sam():
    """A letter to a subscriber who was told of two announcements, once without a letter."""
    sam = a_subscriber("Sam@Example.net")
    a_letter("sam@example.net")
    a_letter("other@example.net")
    a_notice(an_announcement(sent_at=timezone.now()), sam)
    a_notice(an_announcement(sent_at=timezone.now()), sam, skipped="suppressed")
    drain()
    return sam


@pytest.mark.parametrize("typed", ["sam@example.net", "SAM@EXAMPLE.NET", " Sam@Example.net "])
def test_everything_is_found_however_the_address_is_typed(typed):
    sam = of_sam()

    sent = sent_to(typed, to=None)

    assert sorted(letter.to_address for letter in sent.letters) == ["Sam@Example.net", "sam@example.net"]
    assert (sent.letter_count, sent.subscriptions, len(sent.notices)) == (2, [sam], 2)


def test_a_part_of_an_address_finds_nothing():
    of_sam()

    assert sent_to("sam@example", to=None).is_empty
    assert sent_to("sam", to=None).is_empty


def test_a_notice_contact_is_found_in_any_case():
    contact = a_contact("Dana@Globex.example")

    assert sent_to("dana@globex.example", to=None).contacts == [contact]


def test_the_page_tells_letters_with_their_events_subscriptions_and_notices():
    of_sam()

    page = a_client(a_colleague("ada", "privacy")).post(ADDRESS, {"address": "sam@example.net"}).content.decode()

    assert "2 letters" in page
    assert "Kept here: this office sends nothing" in page
    assert "confirmed" in page
    assert page.count("ANN-2026-") == 2


def test_each_look_is_an_act_without_the_address():
    of_sam()
    client = a_client(a_colleague("ada", "privacy"))

    for typed in ("sam@example.net", "SAM@example.net", "nobody@example.net"):
        client.post(ADDRESS, {"address": typed})

    acts = list(Act.objects.filter(kind="publications.address_looked_up").order_by("id"))
    assert [one.stated["letters"] for one in acts] == [2, 2, 0]
    assert acts[0].stated["index"] == acts[1].stated["index"] != acts[2].stated["index"]
    assert [one.facts for one in acts if "sam" in one.facts.lower()] == []


def test_opening_the_page_looks_up_nothing():
    assert a_client(a_colleague("ada", "privacy")).get(ADDRESS, {"address": "sam@example.net"}).status_code == 200
    assert Act.objects.filter(kind="publications.address_looked_up").count() == 0


def test_the_file_has_each_letter_and_each_thing_that_happened_to_it():
    of_sam()

    answer = a_client(a_colleague("ada", "privacy")).post(ADDRESS, {"address": "sam@example.net", "file": "csv"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["what"] for row in rows] == [
        *("letter", "event", "event", "letter", "event", "event", "subscription", "subscription", "notice", "notice")
    ]
    assert "sam" not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("right", ["web", "administrator"])
def test_nobody_else_looks_up_addresses(right):
    client = a_client(a_colleague("ada", right))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"address": "sam@example.net"}).status_code == 403


@pytest.mark.parametrize("typed", ["", "x" * 300, "a\0b", "'; --", "<script>alert(1)</script>@example.net"])
def test_any_text_may_be_asked_for(typed):
    page = a_client(a_colleague("ada", "privacy")).post(ADDRESS, {"address": typed})

    assert page.status_code == 200
    assert "<script>alert(1)" not in page.content.decode()


def test_it_costs_the_same_few_queries_however_much_was_sent():
    costs = []
    for count in (1, 8):
        for _number in range(count):
            a_letter("sam@example.net")
        with CaptureQueriesContext(connection) as queries:
            sent_to("sam@example.net", to=None)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 5
