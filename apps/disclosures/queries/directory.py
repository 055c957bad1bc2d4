"""Whom one calls back: the contacts that the directory has, and what is said where it has none."""

from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext as _

from ..choices import ContactKind
from ..models import AuthorityContact, Demand
from ..services.checks import SPOKEN_TO


def contacts_of(demand: Demand) -> QuerySet[Any]:
    """The contacts of the directory at which the sender of a request can be called back, telephones first.

    In an emergency those alone where somebody answers in person or signs in.
    """
    found = AuthorityContact.objects.current().filter(authority=demand.authority)
    if demand.is_emergency:
        found = found.filter(kind__in=SPOKEN_TO)
    return found.order_by(Case(When(kind=ContactKind.PHONE, then=0), default=1), "kind", "pk")


def no_contact_words(demand: Demand) -> str:
    """What to do where nobody can be called back."""
    words = _("The directory has no contact of %(authority)s yet: find one yourself, and add it.")
    if demand.is_emergency:
        words = _("The directory has no telephone and no portal of %(authority)s yet: find one yourself, and add it.")
    return words % {"authority": demand.authority}
