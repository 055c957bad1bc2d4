"""Who may know of a request, and who may work on it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from apps.accounts.choices import PERMISSIONS, GrantStatus, Right

from ..models import Demand

#: The roles that work on requests.
DESK = PERMISSIONS["disclosures.change_demand"]


def holders_of_secrecy() -> QuerySet[Any]:
    """Everybody who holds the clearance for secrecy now."""
    return _active(Right.SECRECY)


def colleagues_for(demand: Demand) -> QuerySet[Any]:
    """Who could look after a request: of the desk, and cleared for it where it is secret."""
    people = _active(*DESK)
    if not demand.is_secret:
        return people
    cleared = demand.clearances.current().values("user")
    return people.filter(pk__in=cleared).filter(pk__in=holders_of_secrecy().values("pk"))


def cleared_for(demand: Demand) -> QuerySet[Any]:
    """Who is cleared for a request."""
    return get_user_model()._default_manager.filter(pk__in=demand.clearances.current().values("user"))


def _active(*rights: str) -> QuerySet[Any]:
    people = get_user_model()._default_manager.filter(is_active=True)
    return people.filter(grants__status=GrantStatus.CURRENT, grants__right__in=rights).distinct()
