"""Accounts: invited, changed, closed and opened again, each as an act."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from apps.accounts import services
from apps.accounts.choices import ROLES, GrantStatus, Right
from apps.accounts.models import User
from tests.builders import a_user

from .people import is_in, last_act, sign_in, someone

pytestmark = pytest.mark.django_db


def test_an_invited_person_has_no_right_and_a_password_for_one_sign_in():
    adam = a_user("adam", Right.ADMINISTRATOR)

    user = services.invite_person(email=" Ada@Example.ORG ", name=" Ada ", by=adam)

    assert (user.email, user.name, user.rights) == ("ada@example.org", "Ada", frozenset())
    assert user.must_change_password
    assert user.check_password(user.one_time_password)
    assert last_act("accounts.person_invited").about == f"accounts.user:{user.pk}"


@pytest.mark.parametrize("email", ["", "nobody", "a b@example.org", "ada@example.org", "ADA@example.org"])
def test_an_address_is_one_and_is_taken_once(email):
    adam = a_user("ada")

    with pytest.raises(ValidationError) as refused:
        services.invite_person(email=email, name="Ada", by=adam)

    assert User.objects.count() == 1
    assert refused.value.messages


def test_the_database_knows_an_address_whatever_its_case():
    a_user("ada")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ADA@example.org", name="Another")


def test_an_account_without_a_name_is_refused():
    with pytest.raises(ValidationError, match="name"):
        services.invite_person(email="ada@example.org", name="  ", by=a_user("adam"))


def test_a_changed_address_signs_in_and_the_former_one_does_not():
    ada, adam = someone("ada"), a_user("adam")

    services.change_person(ada, email="Ada.Byron@Example.org", name="Ada Byron", by=adam)

    former, present = Client(), Client()
    sign_in(former, ada)
    sign_in(present, User.objects.get(pk=ada.pk))
    assert (is_in(former), is_in(present)) == (False, True)


def test_an_address_of_somebody_else_is_refused():
    ada, bob = a_user("ada"), a_user("bob")

    with pytest.raises(ValidationError, match="already"):
        services.change_person(ada, email=bob.email.upper(), name="Ada", by=bob)


def test_a_closed_account_is_out_on_the_next_request(client):
    ada, adam = someone("ada"), a_user("adam")
    sign_in(client, ada)
    before = is_in(client)

    services.deactivate_person(ada, by=adam)

    assert (before, is_in(client)) == (True, False)


def test_a_session_that_was_not_ended_with_the_account_is_out_too(client):
    ada = someone("ada")
    sign_in(client, ada)

    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert not is_in(client)


def test_an_account_opened_again_has_what_was_granted():
    ada, adam = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR)
    services.deactivate_person(ada, by=adam)

    services.reactivate_person(ada, by=adam)

    assert User.objects.get(pk=ada.pk).rights == {Right.LEGAL}


def test_the_account_of_the_only_administrator_stays_open():
    adam = a_user("adam", Right.ADMINISTRATOR)

    with pytest.raises(services.LastAdministrator, match="adam is the only administrator"):
        services.deactivate_person(adam, by=adam)

    assert User.objects.get(pk=adam.pk).is_active


def test_a_new_office_has_one_person_per_role_in_the_demo():
    shown = services.open_office(demo=True)

    assert [one.email for one in shown] == [f"{role}@example.org" for role in ROLES]
    for one, role in zip(shown, ROLES, strict=True):
        user = User.objects.get(email=one.email)
        assert user.rights == ({role, Right.SECRECY} if role in (Right.LEGAL, Right.DPO) else {role})
        assert user.must_change_password
        assert user.check_password(one.password)


def test_an_empty_office_has_one_administrator():
    shown = services.open_office(demo=False)

    assert [(one.email, one.role_label) for one in shown] == [("administrator@example.org", "Administrator")]


def test_an_office_opens_once():
    services.open_office(demo=True)

    assert services.open_office(demo=True) == []
    assert User.objects.count() == len(ROLES)


def test_the_operator_makes_administrators_until_there_are_two():
    first = services.create_administrator(email="ada@example.org", name="Ada")
    second = services.create_administrator(email="bob@example.org")

    with pytest.raises(services.NotAlone, match="two administrators"):
        services.create_administrator(email="eve@example.org")

    people = User.objects.holding(Right.ADMINISTRATOR).order_by("email")
    assert [(one.email, one.name) for one in people] == [("ada@example.org", "Ada"), ("bob@example.org", "bob")]
    assert (first.role_label, second.role_label) == ("Administrator", "Administrator")
    assert last_act("accounts.person_invited").actor == "command:create_administrator"


def test_a_right_given_at_the_opening_stands_in_history():
    services.create_administrator(email="ada@example.org")

    grant = User.objects.get().grants.get()

    assert grant.status == GrantStatus.CURRENT
    assert [(row.version, row.right) for row in grant.history.all()] == [(1, "administrator")]


def test_acts_about_people_hold_no_address_and_no_name():
    adam = a_user("adam", Right.ADMINISTRATOR)
    ada = services.invite_person(email="ada@example.org", name="Ada Byron", by=adam)
    services.change_person(ada, email="countess@example.org", name="Countess", by=adam)
    services.deactivate_person(ada, by=adam)

    facts = " ".join(last_act(f"accounts.person_{what}").facts for what in ("invited", "changed", "deactivated"))

    assert not any(word in facts for word in ("@", "Ada", "Byron", "Countess"))
