"""A new password by letter: nobody learns who has an account, and the link is the office's own."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from apps.accounts import services
from apps.accounts.services import RESETS_PER_ADDRESS, RESETS_PER_PLACE
from tests.builders import a_user

from .people import is_in, last_act, sign_in, someone

pytestmark = pytest.mark.django_db

NEW = "quite another set of words"


def ask(client, email):
    return client.post("/accounts/password/reset/", {"email": email})


def link_in(letter):
    return re.search(r"https?://\S+", letter.body)[0]


def choose(client, link):
    """Open the link and choose a password behind it; the answer of the form, or the page that says no."""
    answer = client.get(re.sub(r"https?://[^/]+", "", link))
    if answer.status_code != 302:
        return answer
    return client.post(answer["Location"], {"password1": NEW, "password2": NEW})


def test_a_letter_brings_a_link_to_a_new_password(client, mailoutbox):
    ada = someone("ada")
    sign_in(client, ada)

    ask(Client(), ada.email)
    answer = choose(Client(), link_in(mailoutbox[0]))

    after = Client()
    sign_in(after, ada, NEW)
    assert answer["Location"] == "/accounts/password/reset/key/done/"
    assert (is_in(client), is_in(after)) == (False, True)
    assert last_act("accounts.password_changed").about == f"accounts.user:{ada.pk}"


def test_a_link_works_once(mailoutbox):
    ask(Client(), someone("ada").email)
    choose(Client(), link_in(mailoutbox[0]))

    again = choose(Client(), link_in(mailoutbox[0]))

    assert "This link does not work" in again.content.decode()


def test_a_link_works_for_an_hour(mailoutbox):
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as clock:
        ask(Client(), someone("ada").email)
        clock.shift(60 * 60 + 1)

        late = choose(Client(), link_in(mailoutbox[0]))

    assert "This link does not work" in late.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer_and_one_letter_each(mailoutbox):
    someone("known")

    known, unknown = ask(Client(), "known@example.org"), ask(Client(), "unknown@example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.to for letter in mailoutbox] == [["known@example.org"], ["unknown@example.org"]]
    assert "There is no such account" in mailoutbox[1].body


def test_the_link_leads_to_the_configured_address_whatever_host_was_asked(mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://office.example.com"

    Client().post("/accounts/password/reset/", {"email": someone("ada").email}, headers={"host": "evil.example"})

    assert link_in(mailoutbox[0]).startswith("https://office.example.com/accounts/password/reset/key/")
    assert "evil" not in mailoutbox[0].body


def test_a_letter_is_plain_text_and_names_the_person(mailoutbox):
    ada = someone("ada")
    services.change_person(ada, name="Ada <Byron> & Co", by=ada)

    ask(Client(), ada.email)

    assert mailoutbox[0].subject == "A new password for the Privacy Office"
    assert "Good day Ada <Byron> & Co," in mailoutbox[0].body
    assert mailoutbox[0].alternatives == []


def test_a_closed_account_gets_no_link(mailoutbox):
    ada = someone("ada")
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)

    ask(Client(), ada.email)

    assert "There is no such account" in mailoutbox[0].body


def test_an_address_gets_a_few_letters_an_hour(mailoutbox):
    answers = [ask(Client(), "ada@example.org") for _time in range(RESETS_PER_ADDRESS.capacity + 2)]

    assert len(mailoutbox) == RESETS_PER_ADDRESS.capacity
    assert "Too many attempts" in answers[-1].content.decode()


def test_a_place_asks_for_so_many_letters_an_hour(mailoutbox):
    for number in range(RESETS_PER_PLACE.capacity + 2):
        ask(Client(), f"person{number}@example.org")

    assert len(mailoutbox) == RESETS_PER_PLACE.capacity


def test_a_reset_spends_a_one_time_password_too(mailoutbox):
    ada = a_user("ada")

    ask(Client(), ada.email)
    choose(Client(), link_in(mailoutbox[0]))

    client = Client()
    sign_in(client, ada, NEW)
    assert is_in(client)


def test_an_address_is_kept_in_one_place_only(client, mailoutbox):
    ada = someone("ada")

    ask(Client(), ada.email)
    choose(Client(), link_in(mailoutbox[0]))
    sign_in(client, ada, NEW)

    assert not EmailAddress.objects.exists()
