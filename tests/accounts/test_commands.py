"""What the operator of the host types about people."""

import json

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.choices import Right
from apps.accounts.models import User
from tests.builders import a_user

from .people import last_act, sign_in

pytestmark = pytest.mark.django_db


def test_create_administrator_prints_a_password_that_signs_in_once(client, capsys):
    call_command("create_administrator", "ada@example.org", "--name", "Ada", "--json")

    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    user = User.objects.get()
    assert (shown["email"], user.name, user.rights) == ("ada@example.org", "Ada", {Right.ADMINISTRATOR})
    assert sign_in(client, user, shown["password"])["Location"] == "/admin/"


def test_one_time_password_prints_a_password_that_signs_in_once(client, capsys):
    ada = a_user("ada")

    call_command("one_time_password", "ADA@example.org", "--json")

    shown = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert sign_in(client, ada, shown["password"])["Location"] == "/admin/"
    assert last_act("accounts.one_time_password_made").actor == "command:one_time_password"


def closed():
    ada = a_user("ada")
    User.objects.filter(pk=ada.pk).update(is_active=False)


def administrators():
    a_user("adam", Right.ADMINISTRATOR)
    a_user("eve", Right.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("given", "command", "words"),
    [
        (lambda: None, ["create_administrator", "nobody"], "Enter a valid email address"),
        (
            lambda: a_user("ada"),
            ["create_administrator", "ada@example.org"],
            "an account with this e-mail address already",
        ),
        (administrators, ["create_administrator", "ada@example.org"], "This office has two administrators"),
        (lambda: None, ["one_time_password", "ada@example.org"], "Nobody here signs in as “ada@example.org”"),
        (closed, ["one_time_password", "ada@example.org"], "is closed"),
        (lambda: None, ["createsuperuser", "--noinput"], "create_administrator EMAIL"),
        (lambda: None, ["createsuperuser"], "create_administrator EMAIL"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(given, command, words, capsys):
    given()
    before = User.objects.count()

    with pytest.raises(CommandError, match=words) as refused:
        call_command(*command)

    assert len(str(refused.value).splitlines()) == 1
    assert User.objects.count() == before
    assert capsys.readouterr().out == ""
