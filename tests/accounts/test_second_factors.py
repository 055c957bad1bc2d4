"""A second factor: set up, asked for, used once, limited, and its secret sealed."""

import datetime
import json
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.accounts.services import CODES_PER_PERSON
from apps.trail.keyring import KeyringUnusable, make_keyring

from .people import PASSWORD, is_in, kinds, last_act, sign_in, someone

# Whole transactions: django-allauth tells of a new factor when it is committed.
pytestmark = pytest.mark.django_db(transaction=True)

HALF_A_MINUTE = datetime.timedelta(seconds=30)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def confirm(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def set_up_an_app(client) -> str:
    """The secret of the app that a signed-in person sets up."""
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<strong class="code">(\w+)</strong>', page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    return secret


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(clock):
    """A person with an authenticator app: her account, its secret, and a browser that waits for the code."""
    user, own = someone("ada"), Client()
    sign_in(own, user)
    secret = set_up_an_app(own)
    clock.shift(HALF_A_MINUTE)
    waiting = Client()
    sign_in(waiting, user)
    return user, secret, own, waiting


def enter(client, code):
    return client.post("/accounts/2fa/authenticate/", {"code": code})


def test_setting_up_an_app_takes_the_password_again(client):
    sign_in(client, someone("ada"))

    asked = client.get("/accounts/2fa/totp/activate/")

    assert asked["Location"].startswith("/accounts/reauthenticate/")


def test_an_app_is_set_up_with_recovery_codes_and_each_is_an_act(ada):
    user, _secret, own, _waiting = ada

    page = own.get("/accounts/2fa/recovery-codes/").content.decode()

    added = [kind for kind in kinds() if kind == "accounts.second_factor_added"]
    assert len(re.findall(r'<li class="code">\d{8}</li>', page)) == 10
    assert len(added) == 2
    assert last_act("accounts.second_factor_added").about == f"accounts.user:{user.pk}"


def test_the_password_alone_opens_nothing_then(ada):
    _user, _secret, _own, waiting = ada

    assert not is_in(waiting)
    assert waiting.get("/accounts/login/")["Location"] == "/accounts/2fa/authenticate/"


def test_the_code_of_the_app_opens_the_door_with_a_new_session(ada):
    _user, secret, _own, waiting = ada
    before = waiting.session.session_key

    answer = enter(waiting, code_of(secret))

    assert answer["Location"] == "/admin/"
    assert is_in(waiting)
    assert waiting.session.session_key != before


def test_a_code_works_once(ada):
    user, secret, _own, waiting = ada
    other = Client()
    sign_in(other, user)
    enter(waiting, code_of(secret))

    again = enter(other, code_of(secret))

    assert "was used already" in again.content.decode()
    assert not is_in(other)


def test_the_code_that_set_the_app_up_does_not_sign_in(clock):
    user, own, other = someone("ada"), Client(), Client()
    sign_in(own, user)
    secret = set_up_an_app(own)
    sign_in(other, user)

    enter(other, code_of(secret))

    assert not is_in(other)


def test_a_code_of_a_minute_ago_opens_nothing(ada, clock):
    _user, secret, _own, waiting = ada
    code = code_of(secret)
    clock.shift(2 * HALF_A_MINUTE)

    enter(waiting, code)

    assert not is_in(waiting)


def test_a_wrong_code_is_an_act_about_the_person(ada):
    user, _secret, _own, waiting = ada

    enter(waiting, "000000")

    failed = last_act("accounts.sign_in_failed")
    assert (failed.about, failed.stated["factor"]) == (f"accounts.user:{user.pk}", "totp")


def test_codes_are_guessed_a_few_times_only(ada):
    user, secret, _own, waiting = ada
    for guess in range(CODES_PER_PERSON.capacity):
        enter(waiting, f"{guess:06}")

    fresh = Client()
    sign_in(fresh, user)
    right = enter(fresh, code_of(secret))

    assert "Too many attempts" in right.content.decode()
    assert not is_in(fresh)


def test_right_codes_count_for_nothing(ada, clock):
    user, secret, _own, _waiting = ada

    for _time in range(CODES_PER_PERSON.capacity + 2):
        client = Client()
        sign_in(client, user)
        enter(client, code_of(secret))
        clock.shift(HALF_A_MINUTE)

        assert is_in(client)


def test_a_recovery_code_opens_the_door_once(ada):
    user, _secret, own, waiting = ada
    code = re.findall(r'<li class="code">(\d{8})</li>', own.get("/accounts/2fa/recovery-codes/").content.decode())[0]
    other = Client()
    sign_in(other, user)

    enter(waiting, code)
    enter(other, code)

    assert (is_in(waiting), is_in(other)) == (True, False)


def test_new_recovery_codes_are_an_act_and_end_the_old_ones(ada):
    user, _secret, own, waiting = ada
    old = re.findall(r'<li class="code">(\d{8})</li>', own.get("/accounts/2fa/recovery-codes/").content.decode())[0]

    own.post("/accounts/2fa/recovery-codes/generate/")
    enter(waiting, old)

    assert last_act("accounts.recovery_codes_made").actor == f"user:{user.pk}"
    assert not is_in(waiting)


def test_a_removed_app_is_an_act_and_is_asked_for_no_more(ada):
    user, _secret, own, _waiting = ada

    own.post("/accounts/2fa/totp/deactivate/")

    fresh = Client()
    sign_in(fresh, user)
    assert is_in(fresh)
    assert not Authenticator.objects.exists()
    assert last_act("accounts.second_factor_removed").about == f"accounts.user:{user.pk}"


def test_a_secret_does_not_stand_in_the_database(ada):
    _user, secret, _own, _waiting = ada

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps([str(row) for row in cursor.fetchall()])

    assert secret not in stored


def test_a_secret_opens_with_the_keyring_only(ada, settings, tmp_path):
    _user, secret, _own, _waiting = ada
    app = Authenticator.objects.get(type="totp").wrap()
    make_keyring(tmp_path / "another.json")
    settings.TRAIL_KEYRING = tmp_path / "another.json"

    with pytest.raises(KeyringUnusable):
        app.validate_code(code_of(secret))


def test_a_reset_password_still_asks_for_the_second_factor(ada, mailoutbox):
    user, _secret, _own, _waiting = ada
    client = Client()
    client.post("/accounts/password/reset/", {"email": user.email})
    link = re.search(r"https?://[^/]+(\S+)", mailoutbox[0].body)[1]
    form = client.get(link)["Location"]
    client.post(form, {"password1": "quite another set of words", "password2": "quite another set of words"})

    answer = sign_in(client, user, "quite another set of words")

    assert answer["Location"] == "/accounts/2fa/authenticate/"
