"""The list of subprocessors of a brand as a public document."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.registers import PublicDocument

from .queries import PublicListing, listings_in, public_content
from .queries.public_changes import told


def shown(said: dict[str, Any]) -> dict[str, Any]:
    """The list under one heading per service, each entry in the words of the active language."""
    sections: dict[str, list[dict[str, Any]]] = {}
    rows = listings_in(said)
    for row in rows:
        sections.setdefault(row.service or _("All services"), []).append(_entry(row))
    return {
        "lead": _(
            "The third parties that process personal data for our customers: who they are, what they do, and where."
        ),
        "columns": [_("Name"), _("Function"), _("Where data is processed"), _("Role")],
        "sections": [{"heading": heading, "entries": entries} for heading, entries in sections.items()],
        "empty": "" if rows else _("No third party processes personal data here at present."),
    }


def _entry(row: PublicListing) -> dict[str, Any]:
    marks = [_("from %(day)s") % {"day": date_format(row.from_on, "j F Y")}] if row.from_on else []
    marks += [_("until %(day)s") % {"day": date_format(row.until_on, "j F Y")}] if row.until_on else []
    return {
        "reference": row.reference,
        "name": row.name,
        "country": row.country,
        "marks": [*marks, *([_("optional")] if row.is_optional else [])],
        "function": row.function,
        "conditions": row.conditions,
        "places": ", ".join(row.places()),
        "role": row.get_role_display(),
        "kind": row.get_kind_display(),
    }


DOCUMENTS = [
    PublicDocument(
        name="subprocessors/subprocessors",
        path="subprocessors",
        label=gettext_lazy("List of subprocessors"),
        content=public_content,
        shown=shown,
        differences=told,
    )
]
