"""Documents that prove who asks: kept apart from the files of a ticket, sealed, and destroyed on their day."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.files import ensure_acceptable
from apps.casework.holds import Held, held_among
from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock
from apps.trail.services import erase

from ..choices import CheckOutcome, IdentityMethod
from ..models import IdentityDocument, Ticket
from .correspondence import NoFile
from .tickets import lock_open

#: What a document is sealed for.
PURPOSE = "dsr.identity"
#: So many may be handed in for one check.
MOST = 4
#: So many are looked at together.
BATCH = 500


class NoDocumentAsked(RuleBroken):
    """No document is kept that nobody asked for."""


def add_identity_document(ticket: Ticket, *, file: Any, by: Any) -> IdentityDocument:
    """Keep what the person sent as proof, apart from the files of the ticket and not for long.

    Raises:
        FileRefused: too large, empty, or of a type that nobody should open.
        NoDocumentAsked: no document is waited for, or there are four already.
    """
    ensure_acceptable(file)
    with act("dsr.identity_document_added", by=by, about=ticket):
        ticket = lock_open(ticket)
        check = ticket.identity_checks.filter(outcome=CheckOutcome.OPEN, method=IdentityMethod.DOCUMENT).first()
        if check is None or check.documents.standing().count() >= MOST:
            raise NoDocumentAsked(_("No identity document is waited for: ask for one first, and keep none unasked."))
        now, days = timezone.now(), settings.DSR_LAPSE_DAYS + settings.IDENTITY_DOCUMENT_DAYS
        document = IdentityDocument(
            ticket=ticket,
            identity_check=check,
            file_name=file.name[-255:],
            file_size=file.size,
            added_at=now,
            destroy_at=now + datetime.timedelta(days=days),
        )
        document.save()
        file.seek(0)
        document.file.name, _digest = envelopes.seal_file(document, PURPOSE, file)
        document.save()
    return document


def shorten_documents(ticket: Ticket) -> None:
    """Once judged, documents go so many days later, and never later than they would have."""
    last = timezone.now() + datetime.timedelta(days=settings.IDENTITY_DOCUMENT_DAYS)
    for document in ticket.identity_documents.standing().filter(destroy_at__gt=last):
        document.destroy_at = last
        document.save()


def open_identity_document(document: IdentityDocument, *, by: Any) -> Iterator[bytes]:
    """The content of a document, piece by piece; that somebody opened it is an act.

    Raises:
        NoFile: it was destroyed.
        KeyringUnusable: it was altered.
    """
    if not document.file:
        raise NoFile(_("This document is gone: it was destroyed, and so was its key."))
    pieces = envelopes.open_file(document, PURPOSE, str(document.file.name))
    with act("dsr.identity_document_opened", by=by, about=document.ticket):
        pass
    return pieces


def destroy_document(document: IdentityDocument, *, by: Any) -> IdentityDocument:
    """Destroy a document and its key; what the check found stays. A second click changes nothing.

    Raises:
        Held: it must be kept for now.
    """
    with act("dsr.identity_document_destroyed", by=by, about=document.ticket) as this:
        document = lock(document)
        if document.destroyed_at:
            this.discard()
            return document
        erase(document, ground="identity_document_days", by=by)
        document = lock(document)
        document.destroyed_at = timezone.now()
        document.save()
    return document


def destroy_documents() -> int:
    """Destroy every document whose day has come, whatever its ticket does, but what must be kept; how many went."""
    due = IdentityDocument.objects.standing().filter(destroy_at__lte=timezone.now()).select_related("ticket")
    destroyed, last = 0, 0
    while documents := list(due.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = documents[-1].pk
        kept = held_among(documents)
        destroyed += sum(_destroy_unless_held(one) for one in documents if one.pk not in kept)
    return destroyed


def _destroy_unless_held(document: IdentityDocument) -> bool:
    """A hold may have come since it was asked."""
    with contextlib.suppress(Held):
        destroy_document(document, by="worker")
        return True
    return False
