"""The directory of authorities, and the legal bases."""

import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..models import Authority, AuthorityContact, LegalBasis

add_authority = partial(casework.add_record, Authority, kind="disclosures.authority_added")
change_authority = partial(casework.change_record, kind="disclosures.authority_changed")
add_basis = partial(casework.add_record, LegalBasis, kind="disclosures.basis_added")
change_basis = partial(casework.change_record, kind="disclosures.basis_changed")


class NotFoundByUs(RuleBroken):
    """A contact is found out by ourselves, on a day that is past."""


def add_contact(
    authority: Authority, *, kind: str, value: str, source: str, verified_on: datetime.date, by: Any
) -> AuthorityContact:
    """Put a contact into the directory, and where we found it ourselves.

    Raises:
        NotFoundByUs: the day is in the future.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("disclosures.contact_added", by=by, about=authority):
        if verified_on > timezone.localdate():
            raise NotFoundByUs(_("It cannot be verified on a day to come."))
        contact = AuthorityContact(
            authority=lock(authority),
            kind=kind,
            value=value.strip(),
            source=source.strip(),
            verified_on=verified_on,
            verified_by=None if isinstance(by, str) else by,
        )
        contact.full_clean()
        contact.save()
    return contact


def end_contact(contact: AuthorityContact, *, by: Any) -> AuthorityContact:
    """End a contact that does not hold any more; a second click changes nothing."""
    with act("disclosures.contact_ended", by=by, about=contact.authority) as this:
        contact = lock(contact)
        if not contact.is_current:
            this.discard()
            return contact
        contact.removed_at = timezone.now()
        contact.save()
    return contact
