"""What requests show elsewhere: on the home page, beside a request that may be the same, and on public pages."""

from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.dsr.cards import CARDS
from apps.mailroom.choices import LetterStatus, Told
from apps.mailroom.events import Word, take_word
from apps.mailroom.models import Letter
from tests.builders import a_brand, a_client, a_colleague
from tests.dsr.answers import an_answered_ticket
from tests.dsr.filings import a_filing, letters, link_in, press
from tests.dsr.tickets import a_ticket

pytestmark = pytest.mark.django_db


def figure_and_length(title: str) -> tuple[int, int]:
    """What a card says, and how many rows the list has that it leads to."""
    [card] = [one for one in CARDS if str(one.title) == title]
    officer = a_colleague("ada", "privacy")
    page = a_client(officer).get(reverse(card.url), dict(parse_qsl(card.query)))
    return card.figure(officer), len(page.context["cl"].result_list)


def test_filings_that_wait_stand_on_the_home_page_until_they_are_confirmed():
    confirmed = a_filing()
    press(link_in(letters()[0]), confirmed)
    a_filing(email="grace@example.org")

    assert figure_and_length("Filings to be confirmed") == (1, 1)


def test_answers_that_came_back_stand_on_the_home_page():
    lost, _arrived = an_answered_ticket(), an_answered_ticket(email="grace@example.org")
    letter = lost.confirmation
    Letter.objects.filter(pk=letter.pk).move(
        status=LetterStatus.HANDED_OVER, next_try_at=None, handed_over_at=timezone.now()
    )
    take_word(Word("sparkpost", "e-1", Told.BOUNCED_HARD, (letter.message_id,), letter.to_address))

    assert figure_and_length("Answers that did not arrive") == (1, 1)


def test_a_request_names_open_ones_from_the_same_address_at_the_same_brand():
    ticket, again = a_ticket(), a_ticket(email="ADA@example.org")
    elsewhere, other = a_ticket(brand=a_brand("other")), a_ticket(email="grace@example.org")

    page = a_client(a_colleague("ada", "privacy")).get(reverse("admin:dsr_ticket_change", args=[ticket.pk]))

    assert [one["ticket"] for one in page.context["duplicates"]] == [again]
    shown = [reverse("admin:dsr_ticket_change", args=[one.pk]) in page.content.decode() for one in (again, elsewhere)]
    assert (shown, other.email_key in page.content.decode()) == ([True, False], False)


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/acme/subprocessors/", "/acme/privacy-request/"),
        ("/group/subprocessors/", "/group/privacy-request/"),
        ("/acme/subscribe/", "/acme/privacy-request/"),
    ],
)
def test_a_public_page_leads_to_the_form_of_its_brand(page, form):
    a_brand()

    assert f'<a href="{form}">' in Client().get(page).content.decode()
