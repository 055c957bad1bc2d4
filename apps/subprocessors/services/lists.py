"""Versions of lists: read, accepted change by change, and put into the register."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.references import next_reference
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.envelopes import open_file, seal_file
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import (
    APPROVED_ONCE,
    DEFAULT_MATERIALITY,
    ChangeKind,
    Materiality,
)
from ..models import ListChange, Listing, ListReading, ListSource
from ..queries.versions import Version, compared_again, in_words
from ..reading.comparing import Difference
from ..reading.wanted import main_listing, wanted_of
from .changes import Terms, take_effect
from .effects import add_entry
from .netting import cancel_netted, take_back_waiting

#: What the file of a version is sealed for.
PURPOSE = "list"


class RegisterMoved(RuleBroken):
    """Somebody changed the register since the version was compared with it."""


@dataclass(frozen=True)
class Decision:
    """What a person decided about one change: as what it is taken, who is told, and why.

    Without ``materiality`` it is the usual one. ``found_kind`` is what it was read as. ``is_confirmed`` says that a
    person looked: a new name that may be another company's is then one of the same company.
    """

    difference: Difference
    found_kind: ChangeKind
    materiality: Materiality | None = None
    reason: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class ListFile:
    """The file of a version, kept as evidence: its name, and its bytes to read."""

    name: str
    content: BinaryIO = field(compare=False)


def as_read(version: Version) -> list[Decision]:
    """Every change accepted as it was read."""
    return [Decision(one, one.kind, reason=one.reason) for one in version.differences]


def usual_materiality(difference: Difference) -> Materiality:
    """Who is told where nobody says otherwise: what may be another company than before is told first."""
    return DEFAULT_MATERIALITY[difference.kind] if difference.is_sure else Materiality.NOTICE_REQUIRED


def accept_version(
    version: Version,
    decisions: Sequence[Decision],
    *,
    file: ListFile,
    terms: Terms | None = None,
    by: Any,
) -> tuple[ListReading, list[ListChange]]:
    """Take the decided changes of a version over, as one act: each becomes a dated change, done at once or waiting.

    What nobody has approved yet changes at once, and so does what customers need not be told of first. The rest of what
    is approved or in force waits for a day and a second person. The file is kept, encrypted.

    Raises:
        RegisterMoved: the version would not change the same any more; then it is compared anew.
        ValidationError: by field, where a new entry cannot be kept.
        RuleBroken: a rule of the register stands against one of the changes; then none is taken over.
    """
    terms = terms or Terms()
    with act("subprocessors.list_read", by=by, source=version.source, changes=len(decisions)) as this:
        source = _source_of(version, by=by)
        source = lock(source)  # two readings of one source do not mix
        if compared_again(version).fingerprint != version.fingerprint:
            raise RegisterMoved(_("The register changed meanwhile: read the list again to see what it changes now."))
        this.about = source
        reading = _keep(version, source, file)
        for listing in version.adopted:
            _adopt(listing, version.source)
        changes = [_accept(reading, one, version, terms, by=by) for one in decisions]
        for listing in {change.listing_id: change.listing for change in changes}.values():
            cancel_netted(listing, by=by)
    return reading, changes


def _source_of(version: Version, *, by: Any) -> ListSource:
    columns = _kept(version.read.columns)
    known = ListSource.objects.filter(brand=version.brand, name=version.source).first()
    if known is None:
        with act("subprocessors.list_source_added", by=by):
            known = ListSource(brand=version.brand, name=version.source, columns=columns)
            known.full_clean()
            _save_first(known)
    elif known.columns != columns:
        with act("subprocessors.list_source_changed", by=by, about=known):
            known = lock(known)
            known.columns = columns
            known.save()
    return known


def _save_first(source: ListSource) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:  # somebody else read the first list of this source at the same moment
        raise RegisterMoved(_("Somebody read a list of this source just now: read it again.")) from error


def _keep(version: Version, source: ListSource, file: ListFile) -> ListReading:
    reading = ListReading(
        source=source,
        read_at=timezone.now(),
        rows=version.read.rows,
        refused=len(version.read.refused),
        file_name=file.name[-255:],
    )
    reading.save()
    file.content.seek(0)
    name, reading.sha256 = seal_file(reading, PURPOSE, file.content)
    reading.file.name = name
    reading.save()
    return reading


def open_list(reading: ListReading, *, by: Any) -> Iterator[bytes]:
    """The file of a version as it was read, piece by piece; that somebody took it is an act."""
    pieces = open_file(reading, PURPOSE, str(reading.file.name))  # what does not open was opened by nobody
    with act("subprocessors.list_opened", by=by, about=reading):
        pass
    return pieces


def _adopt(listing: Listing, source: str) -> None:
    """A listing of no list belongs to the first that names it."""
    listing = lock(listing)
    listing.source = source
    listing.save()


def _accept(reading: ListReading, decision: Decision, version: Version, terms: Terms, *, by: Any) -> ListChange:
    """The record of one change, and what it does at once."""
    difference, kind = decision.difference, decision.difference.kind
    materiality = decision.materiality or usual_materiality(difference)
    _ensure_reasoned(kind, materiality, decision.reason)
    with act("subprocessors.change_accepted", by=by, change=kind) as this:
        reference = next_reference("CHG", year=timezone.localdate().year)
        wanted, listing = wanted_of(difference), main_listing(difference)
        if kind == ChangeKind.RENAMED and not (difference.is_sure or decision.is_confirmed):
            wanted["is_another"] = True  # nobody vouches that the documents of the old name are its own
        if listing is None:
            listing = add_entry(wanted.pop("adds")[0], brand=version.brand, source=version.source, terms=terms, by=by)
        change = ListChange(
            reference=reference,
            reading=reading,
            listing=listing,
            kind=kind,
            found_kind=decision.found_kind,
            materiality=materiality,
            name=_name_of(difference),
            before=_kept(difference.before),
            after=_kept(difference.after),
            wanted=_kept(wanted),
            reason=decision.reason,
            decided_by=None if isinstance(by, str) else by,
            decided_at=timezone.now(),
        )
        this.about, this.facts["reference"] = listing, reference
        if take_back_waiting(listing, wanted, by=by):
            change.materiality = Materiality.NONE  # nobody was told of what it takes away
        change.save()
        if not _waits(listing, materiality):
            change = take_effect(change, terms=terms, by=by)
    return change


def _kept(value: Any) -> str:
    """A plain value as a record keeps it."""
    return canonical(plain(value)).decode()


def _ensure_reasoned(kind: ChangeKind, materiality: Materiality, reason: str) -> None:
    """Not telling customers of what they are told by default needs a reason on record."""
    told = DEFAULT_MATERIALITY[kind] == Materiality.NOTICE_REQUIRED
    if told and materiality != Materiality.NOTICE_REQUIRED and not reason.strip():
        words = _("Say why customers need not be told first of: %(kind)s.")
        raise RuleBroken(words % {"kind": kind.label})


def _waits(listing: Listing, materiality: Materiality) -> bool:
    """Whether a change of this listing needs a day and a second person."""
    fresh = Listing.objects.get(pk=listing.pk)
    return materiality == Materiality.NOTICE_REQUIRED and fresh.status in APPROVED_ONCE


def _name_of(difference: Difference) -> str:
    return (difference.news or difference.olds)[0].name[:300]


def told(changes: Sequence[Difference], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Changes as plain values for a machine to read: kind, name, before and after, with countries by name."""
    return [
        {
            "kind": str(one.kind),
            "name": _name_of(one),
            "before": plain(in_words(one.kind, one.before, names)),
            "after": plain(in_words(one.kind, one.after, names)),
        }
        for one in changes
    ]
