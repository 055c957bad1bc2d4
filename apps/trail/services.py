"""What the trail does to records: erase a person, give checkpoints away, and look whether all is intact."""

import contextlib
import datetime
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .acts import act, object_name
from .canonical import canonical
from .envelopes import FOLDER, erased_values
from .errors import RuleBroken
from .models import Anchor, Checkpoint, ObjectKey, Tracked, Verification, lock
from .sealing import COVER, seal_batch
from .verification import Report, verify

#: Each is asked before anything is erased, with the locked record, and raises where it must be kept.
ERASURE_CHECKS: list[Callable[[Any], None]] = []


class CannotBeEmptied(RuleBroken):
    """The record must have what is to be erased, as long as it stands."""


def erase(record: Tracked, *, ground: str, by: Any) -> Tracked:
    """Destroy a record's key and empty its personal fields and files: its history stays, unreadable, and verifies.

    ``ground`` is a code or an Article, nothing personal (GDPR Art. 17). Sealed before it returns. A later write about
    the same record makes a new key.

    Raises:
        CannotBeEmptied: a rule of the record demands what is to be erased; end or close the record first.
    """
    model = type(record)
    try:
        with key_destroyed(record, ground=ground, by=by) as record:
            _forget_files(record)
            for name, empty in erased_values(model, model.trail.personal).items():
                setattr(record, name, empty)
            record.save()
    except IntegrityError as error:
        raise CannotBeEmptied(
            _("“%(record)s” cannot be erased while it stands: end or close it first.") % {"record": record}
        ) from error
    return record


@contextlib.contextmanager
def key_destroyed(record: Any, *, ground: str, by: Any) -> Iterator[Any]:
    """The act of an erasure: the record is locked and its key destroyed; what is done within empties the live row.

    Raises:
        RuleBroken: it must be kept (see ``ERASURE_CHECKS``); nothing was erased.
    """
    with act("trail.person_erased", by=by, about=record, seal=True, ground=ground, object=object_name(record)) as this:
        record = lock(record)
        for check in ERASURE_CHECKS:
            check(record)
        keys = ObjectKey.objects.filter(model=record._meta.label_lower, object_id=record.pk)
        this.facts["destroyed"] = sorted(keys.values_list("name", flat=True))
        keys._raw_delete(connection.alias)
        yield record


def _forget_files(record: Tracked) -> None:
    """Delete the files of the record's personal file fields, once the act stands."""
    for name in type(record).trail.personal:
        if isinstance(record._meta.get_field(name), models.FileField) and (file := getattr(record, name)):
            transaction.on_commit(partial(file.storage.delete, file.name))


def give_anchor() -> Anchor:
    """Today's checkpoint for the world: the whole queue sealed, padded to a multiple of 256, kept as it was given.

    Dropped as a file too where ``TRAIL_ANCHOR_DIR`` names a folder, as one on write-once storage.

    Raises:
        FolderUnusable: the file cannot be written; the checkpoint is given all the same, and the next call tries again.
    """
    today = timezone.localdate()
    given = Anchor.objects.filter(day=today).first() or _anchor_of(today)
    if settings.TRAIL_ANCHOR_DIR:
        _drop(given, Path(settings.TRAIL_ANCHOR_DIR))
    return given


def _anchor_of(day: datetime.date) -> Anchor:
    """Seal, pad, and note what is given away on a day, as an act; where another process did so, what it noted."""
    while seal_batch(pad=True):
        pass
    padded = Checkpoint.objects.annotate(rest=F("size") % COVER).filter(rest=0).latest("size")
    try:
        with act("trail.anchor_given", by="worker", day=day, size=padded.size):
            return Anchor.objects.create(day=day, size=padded.size, note=padded.note)
    except IntegrityError:
        return Anchor.objects.get(day=day)


class FolderUnusable(RuleBroken):
    """The folder for checkpoints is not there, or nothing can be written into it."""


def _drop(anchor: Anchor, folder: Path) -> None:
    """Write the day's checkpoint into the folder; one that is there already stays as it is."""
    path = folder / f"trail-checkpoint-{anchor.day.isoformat()}.txt"
    try:
        with contextlib.suppress(FileExistsError), path.open("x") as file:
            file.write(anchor.note)
    except OSError as error:
        raise FolderUnusable(
            _("The day’s checkpoint cannot be written to %(path)s (%(reason)s): see to the folder of TRAIL_ANCHOR_DIR.")
            % {"path": path, "reason": error.strerror}
        ) from error


def verify_and_record(*, anchors: list[str] | None = None) -> Report:
    """Verify the whole trail now, and put the result into the ledger of verifications."""
    report = verify(anchors=anchors or [])
    told = [finding.told() for finding in report.findings[:MOST_FAULTS]]
    if report.obstacle:
        told.append({"kind": "obstacle", "where": "", "words": report.obstacle})
    Verification.objects.create(
        code=report.verdict,
        records=report.records,
        size=report.size,
        seconds=report.seconds,
        faults=canonical(told).decode(),
    )
    return report


#: A ruined trail has a fault per row: so many are kept, and all are counted.
MOST_FAULTS = 200


def verify_nightly() -> int:
    """The job of the night: once a day, after three in the morning."""
    now = timezone.localtime()
    since = now - datetime.timedelta(hours=20)
    if now.hour < NIGHT_HOUR or Verification.objects.filter(moment__gte=since).exists():
        return 0
    wipe_residue()
    return int(verify_and_record().verdict)


NIGHT_HOUR = 3


def wipe_residue() -> None:
    """Take destroyed keys and emptied values out of what a database keeps beside its rows: old versions, an old log."""
    if connection.in_atomic_block:  # neither database does it inside a transaction
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # freed pages are overwritten anyway, by secure_delete
        else:
            cursor.execute(f"VACUUM FULL {ObjectKey._meta.db_table}")


#: So long a stored file may be without a record that names it: its upload is then over, one way or the other.
LOOSE = datetime.timedelta(hours=1)


def sweep_files() -> int:
    """Delete encrypted files that no record names, as uploads that broke off and erasures leave; how many there were."""
    if not default_storage.exists(FOLDER):
        return 0
    before = timezone.now() - LOOSE
    stored = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = {name for name in stored if default_storage.get_modified_time(name) < before}
    loose = sorted(old - _named_files()) if old else []
    if loose:
        with act("trail.files_swept", by="worker", count=len(loose)):
            for name in loose:
                default_storage.delete(name)
    return len(loose)


def _named_files() -> set[str]:
    """The names of stored files in every file field of every record."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True).iterator()
    }
