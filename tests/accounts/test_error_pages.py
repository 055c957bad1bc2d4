"""Pages that say what went wrong, in the look of the office and with nothing of its inside."""

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.views import defaults

from .people import sign_in, someone

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_so_and_sets_no_cookie(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert "Set-Cookie" not in answer.headers
    assert not client.cookies


@pytest.mark.parametrize("path", ["/nowhere/", "/group/subprocessors/"])
def test_a_public_page_has_no_session_even_for_who_is_signed_in(client, path):
    sign_in(client, someone("ada"))

    answer = client.get(path)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.get("Vary", "")


def test_a_fault_shows_a_page_that_needs_nothing_to_work():
    answer = defaults.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert b"Something went wrong here" in answer.content
    assert b"office/public.css" in answer.content


@pytest.mark.parametrize(
    ("view", "words"),
    [(defaults.bad_request, "makes no sense here"), (defaults.permission_denied, "You may not see this page")],
)
def test_a_refusal_says_what_to_do(view, words):
    answer = view(RequestFactory().get("/"), ValueError("secret of the inside"))

    assert words in answer.content.decode()
    assert "secret of the inside" not in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ada@example.org"})

    assert answer.status_code == 403
    assert "The form was not accepted" in answer.content.decode()


def test_an_unknown_host_is_refused(client):
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_every_page_has_its_language_a_way_past_the_head_and_one_heading(name):
    page = get_template(name).render()

    assert '<html lang="en-gb">' in page
    assert '<a class="skip" href="#main">' in page
    assert page.count("<h1>") == 1
