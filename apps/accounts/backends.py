"""Permissions come from the table of roles and from what is granted now; there is no superuser."""

from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .choices import PERMISSIONS, Right


@lru_cache(maxsize=256)
def permissions_of(rights: frozenset[str]) -> frozenset[str]:
    """Every permission that one of these rights gives."""
    return frozenset(perm for perm, roles in PERMISSIONS.items() if not rights.isdisjoint(roles))


def allowed(user: Any, permission: str) -> bool:
    """Whether what is granted to a person now gives this permission, as in ``app.action_model``."""
    return permission in permissions_of(user.rights)


def allowed_apps(user: Any) -> frozenset[str]:
    return frozenset(permission.partition(".")[0] for permission in permissions_of(user.rights))


def holders(permission: str) -> tuple[Right, ...]:
    """The roles that have a permission."""
    return PERMISSIONS.get(permission, ())


class RoleBackend(AuthenticationBackend):
    """Signs people in by e-mail address; answers for permissions from the table."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(permissions_of(user_obj.rights))

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(permissions_of(user_obj.rights))

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return allowed(user_obj, perm)
