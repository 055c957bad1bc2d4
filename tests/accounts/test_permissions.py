"""Who may do what: the table, and nothing but the table."""

import re

import pytest
from django.apps import apps

from apps.accounts import services
from apps.accounts.backends import RoleBackend, holders
from apps.accounts.choices import PERMISSIONS, ROLES, Right
from apps.accounts.models import User
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def all_of(user: User) -> set[str]:
    return RoleBackend().get_all_permissions(user)


NAME = re.compile(r"(?P<app>[a-z]+)\.(?:view|add|change|import|export|approve|open|answer)_(?P<model>[a-z]+)")


def test_a_permission_names_an_action_on_a_model_that_is_there():
    named = {permission: NAME.fullmatch(permission) for permission in PERMISSIONS}
    models = {f"{match['app']}.{match['model']}" for match in named.values() if match}

    assert [permission for permission, match in named.items() if not match] == []
    assert models <= {model._meta.label_lower for model in apps.get_models()}


@pytest.mark.parametrize("right", Right)
def test_a_right_gives_what_the_table_says_and_nothing_else(right):
    user = a_user("ada", right)

    given = {permission for permission in PERMISSIONS if user.has_perm(permission)}

    assert given == {permission for permission, roles in PERMISSIONS.items() if right in roles}
    assert all_of(user) == given


@pytest.mark.parametrize(
    "permission",
    [
        "accounts.delete_user",
        "accounts.delete_grant",
        "organisation.delete_brand",
        "trail.change_act",
        "trail.delete_act",
        "casework.change_approval",
        "usersessions.view_usersession",
        "mfa.view_authenticator",
        "account.change_emailaddress",
        "django_q.add_schedule",
        "sessions.view_session",
        "auth.change_permission",
        "",
        "nonsense",
    ],
)
def test_what_stands_nowhere_in_the_table_nobody_may(permission):
    user = a_user("ada", *Right)

    assert not user.has_perm(permission)


def test_a_person_without_a_grant_may_nothing():
    user = a_user("bob")

    assert all_of(user) == set()
    assert not any(user.has_perm(permission) for permission in PERMISSIONS)
    assert not user.has_module_perms("organisation")


def test_clearance_alone_opens_no_page():
    user = a_user("cleo", Right.SECRECY)

    assert all_of(user) == set()


def test_a_person_sees_the_apps_in_which_something_is_allowed():
    user = a_user("wim", Right.WEB)

    assert user.has_module_perms("organisation")
    assert not user.has_module_perms("trail")


def test_a_closed_account_may_nothing():
    user, admin = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR)

    services.deactivate_person(user, by=admin)

    assert all_of(User.objects.get(pk=user.pk)) == set()


def test_a_right_that_ended_gives_nothing_on_the_next_request():
    user, admin = a_user("ada", Right.LEGAL), a_user("adam", Right.ADMINISTRATOR)

    services.end_grant(user.grants.get(), by=admin)

    assert not User.objects.get(pk=user.pk).has_perm("subprocessors.approve_listing")


def test_holders_are_the_roles_of_the_table():
    assert holders("accounts.approve_grant") == (Right.ADMINISTRATOR, Right.DPO)
    assert holders("accounts.delete_user") == ()


def test_every_role_opens_something():
    assert set(ROLES) == {role for roles in PERMISSIONS.values() for role in roles}


def test_nobody_is_a_superuser():
    assert a_user("ada", *Right).is_superuser is False
