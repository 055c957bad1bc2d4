"""What was served, kept as it came."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from apps.casework.choices import AccessKind
from apps.casework.files import ensure_acceptable
from apps.trail import envelopes
from apps.trail.acts import act

from ..choices import OriginalKind
from ..models import Demand, Original
from .access import lock_visible, record_access

#: What an original is sealed for.
PURPOSE = "disclosures.original"


def add_original(demand: Demand, *, file: Any, kind: str = OriginalKind.ORIGINAL, by: Any) -> Original:
    """Keep a file as it came: sealed, with the SHA-256 of its bytes. Where it cannot be stored, nothing is.

    Raises:
        FileRefused: too large, empty, or of a type that nobody should open.
        NotCleared: the request does not exist for them.
        ValidationError: this very file is on record already.
    """
    ensure_acceptable(file)
    with act("disclosures.original_added", by=by, about=demand, file_kind=str(kind)) as this:
        original = new_original(lock_visible(demand, by=by), file, kind, by=by)
        this.facts["sha256"] = original.sha256
    return original


def new_original(demand: Demand, file: Any, kind: str, *, by: Any) -> Original:
    """As ``add_original``, within an act about a request that is locked, of a file that was judged."""
    original = Original(
        demand=demand,
        kind=kind,
        file_name=file.name[-255:],
        file_size=file.size,
        added_at=timezone.now(),
        added_by=None if isinstance(by, str) else by,
    )
    original.save()
    file.seek(0)
    original.file.name, original.sha256 = envelopes.seal_file(original, PURPOSE, file)
    original.full_clean()
    original.save()
    return original


def open_original(original: Original, *, why: str, by: Any) -> Iterator[bytes]:
    """The content of a file, piece by piece; who opened it, and why, is written down before.

    Raises:
        NotCleared, ReasonMissing: see ``record_access``.
        KeyringUnusable: it was erased or altered.
    """
    record_access(original.demand, original, what=AccessKind.ORIGINAL, why=why, by=by)
    return envelopes.open_file(original, PURPOSE, str(original.file.name))
