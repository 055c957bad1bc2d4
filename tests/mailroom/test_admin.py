"""Staff see every letter, read it without it running anything, and send or stop it by steps."""

import pytest
from django.urls import reverse

from apps.mailroom import services
from apps.mailroom.models import Letter
from apps.mailroom.sending import drain
from apps.trail.models import Act
from tests.backoffice.pages import address, told
from tests.builders import BUILDER, a_client, a_colleague, a_letter

pytestmark = pytest.mark.django_db


def with_right(right: str):
    return a_client(a_colleague("ada", right))


def page_of(letter: Letter, page: str) -> str:
    return reverse(f"admin:mailroom_letter_{page}", args=[letter.pk])


def step(letter: Letter, name: str) -> str:
    return reverse("admin:mailroom_letter_step", args=[letter.pk, name])


@pytest.mark.parametrize(
    ("words", "found"),
    [("ada@", ["ada@example.org"]), ("bob", ["bob@example.org"]), ("Example Cloud", None), ("eve", [])],
)
def test_letters_are_found_by_address_and_subject(words, found):
    everybody = ["bob@example.org", "ada@example.org"]
    a_letter("ada@example.org"), a_letter("bob@example.org")

    shown = with_right("privacy").get(address(Letter, "changelist"), {"q": words}).context["cl"].result_list

    assert [one.to_address for one in shown] == (everybody if found is None else found)


def test_a_letter_is_found_by_its_message_id():
    letter, _other = a_letter("ada@example.org"), a_letter("bob@example.org")

    shown = with_right("auditor").get(address(Letter, "changelist"), {"q": letter.message_id}).context["cl"].result_list

    assert [one.pk for one in shown] == [letter.pk]


@pytest.mark.parametrize(
    ("query", "count"),
    [("stands=waiting", 1), ("stands=person", 0), ("letter=subprocessors/evidence_due", 2), ("status__exact=shown", 1)],
)
def test_letters_are_listed_by_where_they_stand_and_of_which_kind_they_are(query, count):
    a_letter()
    drain()
    a_letter()

    page = with_right("legal").get(f"{address(Letter, 'changelist')}?{query}")

    assert len(page.context["cl"].result_list) == count


def test_the_home_page_counts_what_waits_and_what_needs_a_person():
    first, second = a_letter(), a_letter()
    Letter.objects.filter(pk=second.pk).move(status="refused", next_try_at=None)

    cards = with_right("privacy").get(reverse("admin:index")).context["cards"]

    figures = {str(one["card"].title): one["figure"] for one in cards}
    assert first.status == "queued"
    assert (figures["Letters that need a person"], figures["Letters waiting to leave"]) == (1, 1)


@pytest.mark.parametrize("page", ["content", "message"])
def test_opening_a_letter_is_an_act_and_looking_at_its_page_is_none(page):
    letter, client = a_letter(), with_right("auditor")
    before = Act.objects.count()

    assert client.get(page_of(letter, "change")).status_code == 200
    assert Act.objects.count() == before
    answer = client.get(page_of(letter, page))

    assert answer.status_code == 200
    assert Act.objects.first().kind == "mailroom.letter_opened"


def test_the_html_of_a_letter_stands_in_a_frame_that_runs_nothing():
    letter = a_letter(context=dict.fromkeys(["document", "party"], '"><script>alert(1)</script>') | rest())

    page = with_right("legal").get(page_of(letter, "content")).content.decode()

    assert 'sandbox=""' in page
    assert "<script>alert(1)" not in page


def rest() -> dict:
    import datetime

    return {"due_on": datetime.date(2026, 9, 30), "days": 30, "address": "https://privacy.example.org/"}


def test_the_message_is_downloaded_as_the_bytes_that_it_is():
    letter = a_letter()

    answer = with_right("dpo").get(page_of(letter, "message"))

    assert b"".join(answer.streaming_content) == services.open_message(letter, by=BUILDER)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="letter-{letter.pk}.eml"'
    assert answer.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.parametrize("page", ["content", "message"])
def test_an_erased_letter_opens_no_more_and_says_why(page):
    letter = a_letter()
    drain()
    services.erase_letter(Letter.objects.get(pk=letter.pk), ground="GDPR art. 17(1)(b)", by=BUILDER)

    assert with_right("dpo").get(page_of(letter, page)).status_code == 410


@pytest.mark.parametrize("page", ["content", "message", "change"])
@pytest.mark.parametrize("right", ["web", "administrator"])
def test_nobody_else_reads_letters(right, page):
    letter, client = a_letter(), with_right(right)

    assert client.get(page_of(letter, page)).status_code in {403, 404}
    assert not Act.objects.filter(kind="mailroom.letter_opened").exists()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_letter_is_opened_by_looking_alone(method):
    letter, client = a_letter(), with_right("dpo")

    assert getattr(client, method)(page_of(letter, "content")).status_code == 405


@pytest.mark.parametrize(("right", "status"), [("privacy", "cancelled"), ("dpo", "cancelled"), ("legal", "queued")])
def test_privacy_and_dpo_alone_stop_a_letter(right, status):
    letter = a_letter()

    with_right(right).post(step(letter, "cancel"))

    letter.refresh_from_db()
    assert letter.status == status


def test_a_shown_letter_is_tried_again_by_a_step():
    letter, client = a_letter(), with_right("privacy")
    drain()

    page = client.post(step(letter, "try-again"), follow=True)

    letter.refresh_from_db()
    assert (letter.status, told(page)) == ("queued", ["Done: Try again."])
