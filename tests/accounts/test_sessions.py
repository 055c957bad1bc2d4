"""A person sees where they are signed in, and ends what they do not know."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from apps.accounts import services
from apps.accounts.views import browser_words
from tests.builders import a_user

from .people import is_in, last_act, sign_in, someone

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def browsers():
    """A person who is signed in three times."""
    ada, clients = someone("ada"), [Client(), Client(), Client()]
    for client in clients:
        sign_in(client, ada, HTTP_USER_AGENT=FIREFOX)
    return ada, clients


def id_of(client):
    return UserSession.objects.get(session_key=client.session.session_key).pk


def test_each_session_is_listed(browsers):
    _ada, (here, *_others) = browsers

    page = here.get("/accounts/sessions/").content.decode()

    assert page.count("<tr>") == 4
    assert page.count("Firefox on Windows") == 5
    assert page.count("this one") == 2


def test_one_session_is_ended_by_its_button(browsers):
    ada, (here, ended, other) = browsers

    here.post("/accounts/sessions/", {"session": id_of(ended)})

    assert [is_in(client) for client in (here, ended, other)] == [True, False, True]
    act = last_act("accounts.sessions_ended")
    assert (act.actor, act.about, act.stated["count"]) == (f"user:{ada.pk}", f"accounts.user:{ada.pk}", 1)


def test_all_others_are_ended_together(browsers):
    _ada, (here, *others) = browsers

    here.post("/accounts/sessions/")

    assert [is_in(client) for client in (here, *others)] == [True, False, False]


@pytest.mark.parametrize("named", ["x", "-1", "0", "1' OR '1'='1", "99999999"])
def test_a_session_that_is_not_there_ends_nothing(browsers, named):
    _ada, clients = browsers

    clients[0].post("/accounts/sessions/", {"session": named})

    assert [is_in(client) for client in clients] == [True, True, True]


def test_the_present_session_is_ended_by_signing_out_only(browsers):
    _ada, (here, *_others) = browsers

    here.post("/accounts/sessions/", {"session": id_of(here)})

    assert is_in(here)


def test_nobody_ends_a_session_of_somebody_else(client, browsers):
    _ada, (hers, *_others) = browsers
    sign_in(client, someone("eve"))

    client.post("/accounts/sessions/", {"session": id_of(hers)})

    assert is_in(hers)


def test_a_changed_password_ends_the_other_sessions(browsers):
    ada, (here, *others) = browsers
    form = {"oldpassword": "four words of no kinship", "password1": "another four good words"}

    answer = here.post("/accounts/password/change/", form | {"password2": form["password1"]})

    assert answer["Location"] == "/admin/"
    assert [is_in(client) for client in (here, *others)] == [True, False, False]
    assert last_act("accounts.password_changed").actor == f"user:{ada.pk}"


def test_the_present_password_is_no_new_one(browsers):
    _ada, (here, *_others) = browsers
    form = dict.fromkeys(["oldpassword", "password1", "password2"], "four words of no kinship")

    answer = here.post("/accounts/password/change/", form)

    assert "This is your present password" in answer.content.decode()


def test_an_administrator_ends_all_sessions_of_a_person(browsers):
    ada, clients = browsers

    count = services.end_sessions(ada, by=a_user("adam"))

    assert count == 3
    assert [is_in(client) for client in clients] == [False, False, False]


def test_sessions_that_ran_out_are_cleared(browsers):
    _ada, (here, *_others) = browsers
    Session.objects.filter(pk=here.session.session_key).update(expire_date="2020-01-01T00:00:00Z")

    services.clear_sessions()

    assert Session.objects.count() == 2


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
            "Chrome on Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.6 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Version/17.6 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_browser_is_called_by_the_name_that_people_know(user_agent, words):
    assert browser_words(user_agent) == words
