"""A one-time password opens one page, once: the one where the person chooses a password of their own."""

import re

import pytest
from django.test import Client

from apps.accounts import services
from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.trail.models import Act
from tests.builders import a_user

from .people import PASSWORD, is_in, last_act, sign_in, someone

pytestmark = pytest.mark.django_db

CHOSEN = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def invited():
    user = services.invite_person(email="ada@example.org", name="Ada", by=a_user("adam", Right.ADMINISTRATOR))
    return user, user.one_time_password


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/casework/approval/", "/accounts/sessions/", "/accounts/2fa/", "/accounts/", "/admin/jsi18n/"],
)
def test_it_opens_no_other_page(client, invited, path):
    user, password = invited
    sign_in(client, user, password)

    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/set/")


def test_the_page_says_why(client, invited):
    user, password = invited
    sign_in(client, user, password)

    page = client.get("/accounts/password/set/").content.decode()

    assert "You came in with a one-time password. It is used up now" in page


def test_a_chosen_password_opens_the_office(client, invited):
    user, password = invited
    sign_in(client, user, password)

    answer = client.post("/accounts/password/set/", CHOSEN)

    assert answer["Location"] == "/admin/"
    assert is_in(client)
    assert not User.objects.get(pk=user.pk).must_change_password


def test_the_chosen_password_signs_in_and_the_one_time_password_does_not(client, invited):
    user, password = invited
    sign_in(client, user, password)
    client.post("/accounts/password/set/", CHOSEN)

    old, new = Client(), Client()
    sign_in(old, user, password)
    sign_in(new, user)

    assert (is_in(old), is_in(new)) == (False, True)


def test_it_signs_in_once_even_when_no_password_was_chosen(client, invited):
    user, password = invited
    sign_in(client, user, password)

    second = Client()
    answer = sign_in(second, user, password)

    assert answer.status_code == 200
    assert "is not right" in answer.content.decode()
    assert client.get("/accounts/password/set/").status_code == 200


def test_its_use_is_told_within_the_sign_in(client, invited):
    user, password = invited

    sign_in(client, user, password)

    within = last_act("accounts.signed_in").stated["within"]
    assert [inner["kind"] for inner in within] == ["accounts.one_time_password_spent"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"password1": "short", "password2": "short"}, "at least 12 characters"),
        ({"password1": "password1234", "password2": "password1234"}, "commonly used"),
        ({"password1": "ada@example.org", "password2": "ada@example.org"}, "too similar"),
        ({"password1": PASSWORD, "password2": PASSWORD + "x"}, "same password each time"),
    ],
)
def test_a_weak_password_is_not_taken(client, invited, form, words):
    user, password = invited
    sign_in(client, user, password)

    answer = client.post("/accounts/password/set/", form)

    assert words in answer.content.decode()
    assert User.objects.get(pk=user.pk).must_change_password


def test_a_person_may_sign_out_without_choosing_one(client, invited):
    user, password = invited
    sign_in(client, user, password)

    asked, left = client.get("/accounts/logout/"), client.post("/accounts/logout/")

    assert (asked.status_code, left["Location"]) == (200, "/accounts/login/")


def test_a_new_one_ends_every_session_and_the_former_password(client):
    ada, adam = someone("ada"), a_user("adam")
    sign_in(client, ada)

    password = services.make_one_time_password(ada, by=adam)

    again = Client()
    assert not is_in(client)
    assert sign_in(again, ada).status_code == 200
    assert sign_in(again, ada, password)["Location"] == "/admin/"
    assert last_act("accounts.one_time_password_made").actor == f"user:{adam.pk}"


def test_it_can_be_read_out(invited):
    _user, password = invited

    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", password)


def test_no_act_holds_it(client, invited):
    user, password = invited
    sign_in(client, user, password)

    assert not Act.objects.filter(facts__contains=password).exists()
