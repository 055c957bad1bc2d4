"""The way in: pages, acts, sessions, and the same answer for known and unknown addresses."""

import re

import pytest
from django.test import Client

from apps.accounts.choices import Right
from apps.trail.models import Act
from tests.builders import a_user

from .people import PASSWORD, is_in, kinds, last_act, sign_in, someone

pytestmark = pytest.mark.django_db


def test_a_person_signs_in_by_address_and_password_and_lands_in_the_office(client):
    ada = someone("ada", Right.LEGAL)

    answer = sign_in(client, ada)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert is_in(client)
    assert last_act("accounts.signed_in").actor == f"user:{ada.pk}"


@pytest.mark.parametrize("typed", ["ADA@Example.org", " ada@example.org "])
def test_an_address_signs_in_whatever_its_case(client, typed):
    someone("ada")

    client.post("/accounts/login/", {"login": typed, "password": PASSWORD})

    assert is_in(client)


def test_a_wrong_password_is_an_act_about_the_person(client):
    ada = someone("ada")

    answer = sign_in(client, ada, "not the password")

    failed = last_act("accounts.sign_in_failed")
    assert answer.status_code == 200
    assert (failed.actor, failed.about) == ("visitor", f"accounts.user:{ada.pk}")
    assert not is_in(client)


def test_an_unknown_address_is_an_act_about_nobody_and_is_written_down_nowhere(client):
    client.post("/accounts/login/", {"login": "stranger@example.org", "password": PASSWORD})

    failed = last_act("accounts.sign_in_failed")
    assert (failed.actor, failed.about) == ("visitor", "")
    assert not Act.objects.filter(facts__contains="stranger").exists()


def test_known_and_unknown_addresses_get_the_same_answer():
    someone("known")
    answers = []
    for name in ("known", "other"):
        answer = Client().post("/accounts/login/", {"login": f"{name}@example.org", "password": "wrong"})
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        answers.append((answer.status_code, page.replace(f"{name}@", "@"), sorted(answer.headers)))

    assert answers[0] == answers[1]


def test_a_closed_account_is_told_so_only_to_who_knows_its_password(client):
    ada = someone("ada")
    type(ada).objects.filter(pk=ada.pk).update(is_active=False)

    wrong, right = sign_in(client, ada, "wrong"), sign_in(client, ada)

    assert "is not right" in wrong.content.decode()
    assert right["Location"] == "/accounts/inactive/"
    assert "Your account is closed" in client.get("/accounts/inactive/").content.decode()
    assert last_act("accounts.sign_in_failed").stated == {"about": f"accounts.user:{ada.pk}", "account": "closed"}


def test_a_sign_in_changes_the_key_of_the_session(client):
    ada = someone("ada")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    sign_in(client, ada)

    assert client.cookies["sessionid"].value != planted
    assert not client.session.exists(planted)


def test_signing_out_is_an_act_and_ends_the_session(client):
    ada = someone("ada")
    sign_in(client, ada)
    key = client.session.session_key

    answer = client.post("/accounts/logout/")

    assert answer["Location"] == "/accounts/login/"
    assert last_act("accounts.signed_out").actor == f"user:{ada.pk}"
    assert not client.session.exists(key)


def test_signing_out_takes_a_form_and_its_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(someone("ada"))

    asked, forged = client.get("/accounts/logout/"), client.post("/accounts/logout/")

    assert (asked.status_code, forged.status_code) == (200, 403)
    assert "The form was not accepted" in forged.content.decode()
    assert "accounts.signed_out" not in kinds()


@pytest.mark.parametrize(
    ("asked", "landed"),
    [
        ("/admin/casework/approval/", "/admin/casework/approval/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("///evil.example/", "/admin/"),
        ("/\\evil.example/", "/admin/"),
        ("\\\\evil.example/", "/admin/"),
        ("http:evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        (" https://evil.example/", "/admin/"),
        ("\thttps://evil.example/", "/admin/"),
        ("http://localhost/admin/", "/admin/"),
    ],
)
def test_sign_in_leads_on_to_addresses_of_this_office_only(client, asked, landed):
    someone("ada")

    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD, "next": asked})

    assert answer["Location"] == landed


def test_the_admin_sends_to_the_one_sign_in_page_and_back(client):
    at_the_door = client.get("/admin/casework/approval/?status=pending")
    at_its_login = client.get(at_the_door["Location"])

    assert at_the_door["Location"] == "/admin/login/?next=/admin/casework/approval/%3Fstatus%3Dpending"
    assert at_its_login["Location"] == "/accounts/login/?next=%2Fadmin%2Fcasework%2Fapproval%2F%3Fstatus%3Dpending"


def test_the_login_of_the_admin_takes_no_password(client):
    ada = someone("ada")

    answer = client.post("/admin/login/", {"username": ada.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert not is_in(client)


def test_pages_of_a_signed_in_person_are_kept_in_no_cache(client):
    sign_in(client, someone("ada"))

    pages = ["/accounts/sessions/", "/accounts/2fa/", "/accounts/password/change/", "/accounts/logout/"]

    assert {client.get(page)["Cache-Control"] for page in pages} == {"no-store"}


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "login/code/confirm/",
        "3rdparty/",
        "social/signup/",
        "2fa/trust/",
    ],
)
def test_a_page_that_is_not_offered_has_no_address(client, path):
    sign_in(client, someone("ada"))

    assert client.get(f"/accounts/{path}").status_code == 404


def test_nobody_signs_up(client):
    asked = client.get("/accounts/signup/")
    tried = client.post("/accounts/signup/", {"email": "eve@example.org", "password1": PASSWORD})

    assert "Nobody signs up here" in asked.content.decode()
    assert "Nobody signs up here" in tried.content.decode()
    assert not a_user("adam").__class__.objects.filter(email="eve@example.org").exists()


def test_the_sign_in_page_is_one_that_password_managers_know(client):
    page = client.get("/accounts/login/").content.decode()

    fields = {re.search(r'name="(\w+)"', tag)[1]: tag for tag in re.findall(r"<input[^>]+>", page)}
    assert 'autocomplete="username"' in fields["login"]
    assert 'autocomplete="current-password"' in fields["password"]
    assert "/signup/" not in page


PAGES_OUTSIDE = ["login/", "signup/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/1-x/"]
PAGES_INSIDE = ["password/change/", "2fa/", "2fa/totp/activate/", "sessions/", "logout/", "reauthenticate/"]


@pytest.mark.parametrize("path", [*PAGES_OUTSIDE, *PAGES_INSIDE])
def test_no_page_holds_what_the_content_policy_forbids(client, path):
    if path in PAGES_INSIDE:
        sign_in(client, someone("ada"))
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    answer = client.get(f"/accounts/{path}")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", page) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag and "application/json" not in tag
    ] == []
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_the_admin_has_no_password_page_of_its_own(client):
    sign_in(client, someone("ada"))

    assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


def test_signing_out_of_the_admin_is_an_act_and_leads_to_the_sign_in_page(client):
    ada = someone("ada")
    sign_in(client, ada)

    answer = client.post("/admin/logout/")

    assert answer["Location"] == "/accounts/login/"
    assert last_act("accounts.signed_out").actor == f"user:{ada.pk}"
