"""Third parties: added, changed, and found by name."""

from typing import Any

from apps.casework import services as casework

from ..models import ThirdParty
from .publishing import publish_lists_of


def add_third_party(*, by: Any, **values: Any) -> ThirdParty:
    """A new legal entity in the register.

    Raises:
        ValidationError: by field; the legal name is there already.
    """
    return casework.add_record(ThirdParty, kind="subprocessors.third_party_added", by=by, **values)


def change_third_party(third_party: ThirdParty, *, by: Any, version: int | None = None, **values: Any) -> ThirdParty:
    """Correct what is known of a legal entity; the lists that name it say so at once.

    Raises:
        Conflict, ValidationError: as for every record.
    """
    kind = "subprocessors.third_party_changed"
    return casework.change_record(third_party, kind=kind, by=by, version=version, then=publish_lists_of, **values)


def third_party_named(legal_name: str, *, by: Any, **known: Any) -> ThirdParty:
    """The third party of this legal name, whatever its case: added when new, completed with what is known now."""
    found = ThirdParty.objects.filter(legal_name__iexact=legal_name).first()
    known = {name: value for name, value in known.items() if value}
    if found is None:
        return add_third_party(by=by, legal_name=legal_name, **known)
    return change_third_party(found, by=by, **known)
