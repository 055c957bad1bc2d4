"""Legal bases as a person chooses among them: by country, each with what follows from it."""

import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from apps.casework.deadlines.laws import law

from ..choices import DataCategory
from ..models import LegalBasis


def what_follows(basis: LegalBasis) -> list[str]:
    """What follows from a legal basis by itself, in words: whom it silences, its clock, what data it reaches."""
    told = []
    if basis.secrecy:
        told.append(_("silence by statute (%(article)s)") % {"article": basis.secrecy})
    elif basis.tells_by_itself:
        told.append(_("silence: the authority tells the person"))
    if basis.clock:
        told.append(_("clock: %(law)s") % {"law": law(basis.clock).title})
    reached = ", ".join(str(one.label) for one in DataCategory if one in basis.categories)
    told.append(_("reaches %(categories)s") % {"categories": reached} if reached else _("reaches no data by itself"))
    if not basis.is_order:
        told.append(_("no order"))
    return told


def grouped_bases(day: datetime.date) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Those in force on a day, by country, as the choices of a field; each says what follows from it."""
    bases = LegalBasis.objects.in_force(day).select_related("country").order_by("country__name", "title", "pk")
    grouped = groupby(bases, key=lambda basis: basis.country.name if basis.country else _("European Union, treaties"))
    return [(country, [(basis.pk, _option(basis)) for basis in those]) for country, those in grouped]


def _option(basis: LegalBasis) -> str:
    return f"{basis}: {'; '.join(what_follows(basis))}"
