"""What leaves: collected file by file inside what may leave, released by a second person, handed over."""

import datetime
import hashlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework import services as casework
from apps.casework.choices import AccessKind
from apps.casework.files import ensure_acceptable
from apps.organisation.calendars import day_at
from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.canonical import canonical, plain
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import DEMANDS, DISCLOSING, Channel, Status
from ..models import Demand, PackageFile, Release
from ..queries.packages import keeps_from_release, outside
from .access import lock_open, lock_visible, record_access
from .decisions import drop_release, ensure_may_decide, kind_of

#: What a file of a package is sealed for.
PURPOSE = "disclosures.package"


class NotReleasable(RuleBroken):
    """Something keeps the package from leaving, or a file lies outside what may leave."""


class NothingToRelease(RuleBroken):
    """No release waits for a second person, or there is none to hand over."""


def collect_file(demand: Demand, *, file: Any, by: Any, **said: Any) -> PackageFile:
    """Put a file into the package: sealed, hashed, and refused where anything of it lies outside what may leave.

    ``said`` of it are target, category, period_from, period_to, rows (records about the target) and fields. A release that
    waits is ended, as it was asked for another package.

    Raises:
        NotReleasable: nothing is to be disclosed, or the file lies outside.
        FileRefused: too large, empty, or of a type that nobody should open.
        ValidationError: this very file is in the package already, or its period ends before it begins.
        DemandEnded, NotCleared: see there.
    """
    ensure_acceptable(file)
    with act("disclosures.file_collected", by=by, about=demand) as this:
        demand = lock_open(demand, by=by)
        if demand.status != Status.DECIDED or demand.outcome not in DISCLOSING:
            raise NotReleasable(_("It is not decided that anything is disclosed."))
        collected = _named(demand, file, by=by, **said | {"target": lock(said["target"])})
        if beyond := outside(demand, collected):
            raise NotReleasable(" ".join(beyond))
        drop_release(demand, by=by)
        collected.save()
        file.seek(0)
        collected.file.name, collected.sha256 = envelopes.seal_file(collected, PURPOSE, file)
        this.facts["sha256"] = collected.sha256
        collected.full_clean()
        collected.save()
    return collected


def _named(demand: Demand, file: Any, *, by: Any, **said: Any) -> PackageFile:
    return PackageFile(
        demand=demand,
        file_name=file.name[-255:],
        file_size=file.size,
        added_at=timezone.now(),
        added_by=None if isinstance(by, str) else by,
        **said,
    )


def drop_file(file: PackageFile, *, by: Any) -> PackageFile:
    """Take a file out of the package before it leaves; a second click changes nothing.

    Raises:
        NotReleasable: it has left.
    """
    with act("disclosures.file_dropped", by=by, about=file.demand) as this:
        demand = lock_visible(file.demand, by=by)
        if demand.released_at is not None:
            raise NotReleasable(_("It has left, and stays on record."))
        file = lock(file)
        if not file.is_current:
            this.discard()
            return file
        drop_release(demand, by=by)
        file.removed_at = timezone.now()
        file.save()
    return file


def open_package_file(file: PackageFile, *, why: str, by: Any) -> Iterator[bytes]:
    """The content of a file of a package, piece by piece; who opened it, and why, is written down before.

    Raises:
        NotCleared, ReasonMissing: see ``record_access``.
        KeyringUnusable: it was erased or altered.
    """
    record_access(file.demand, file, what=AccessKind.PACKAGE_FILE, why=why, by=by)
    return envelopes.open_file(file, PURPOSE, str(file.file.name))


def ask_release(demand: Demand, *, recipient: str, channel: str, encryption: str, by: Any) -> Release:
    """Ask a second person to release exactly these files; a second click is answered with the first.

    Raises:
        NotReleasable: something keeps the package from leaving, each in words; or it is not said to whom, or how sealed.
        ApprovalStale: another package waits: its request is taken back first.
        DemandEnded, NotCleared: see there.
    """
    with act("disclosures.release_asked", by=by, about=demand) as this:
        demand = lock_open(demand, by=by)
        if not recipient.strip() or not encryption.strip():
            raise NotReleasable(_("Say who receives it, and how it is encrypted."))
        ensure_may_decide(demand, by=by)
        if kept := keeps_from_release(demand):
            raise NotReleasable(" ".join(kept))
        content = _bound(demand, recipient.strip(), channel, encryption.strip())
        approval = casework.request_approval(kind_of(demand), subject=demand, content=content, by=by)
        standing = demand.releases.current().first()
        if standing is not None and standing.approval_id == approval.pk:
            this.discard()
            return standing
        drop_release(demand, by=by)
        release = Release(
            demand=demand,
            recipient=recipient.strip(),
            channel=Channel(channel),
            encryption=encryption.strip(),
            content_hash=_digest(content),
            asked_by=by,
            asked_at=timezone.now(),
            approval=approval,
        )
        release.full_clean()
        release.save()
    return release


def _bound(demand: Demand, recipient: str, channel: str, encryption: str) -> dict[str, Any]:
    """What the approval binds: to whom, how, and each file with its hash and all that is said of it."""
    named = ("sha256", "file_size", "target", "category", "period_from", "period_to", "rows", "fields")
    files = demand.package_files.current().order_by("sha256").values(*named)
    return {
        "demand": demand.pk,
        "recipient": recipient,
        "channel": str(channel),
        "encryption": encryption,
        "files": list(files),
    }


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(plain(content))).hexdigest()


def approve_release(demand: Demand, *, by: Any) -> Release:
    """Release the package, as the second person; everything that could keep it back is judged again.

    Raises:
        NothingToRelease: nobody asked, or it was taken back.
        NotReleasable: something keeps it from leaving now.
        ApprovalMissing, NotASecondPerson, ApprovalStale: see ``casework.give_approval``.
        NotCleared: the request does not exist for them.
    """
    with act("disclosures.released", by=by, about=demand, seal=True) as this:
        demand = lock_open(demand, by=by)
        release = _waiting(demand)
        ensure_may_decide(demand, by=by)
        if kept := keeps_from_release(demand):
            raise NotReleasable(" ".join(kept))
        DEMANDS.ensure(demand.status, Status.RELEASED)
        content = _bound(demand, release.recipient, release.channel, release.encryption)
        casework.give_approval(kind_of(demand), subject=demand, content=content, by=by)
        this.facts["files"], this.facts["sha256"] = len(content["files"]), release.content_hash
        now = timezone.now()
        release.released_by, release.released_at = by, now
        release.destroy_on = day_at(demand.office, now) + datetime.timedelta(days=settings.RELEASE_COPY_DAYS)
        release.save()
        demand.status, demand.released_at = Status.RELEASED, now
        demand.save()
    return release


def decline_release(demand: Demand, *, reason: str, by: Any) -> Demand:
    """Say no to a release, as the second person, with the reason.

    Raises:
        NothingToRelease, ApprovalMissing, NotASecondPerson, NotCleared: as for ``approve_release``.
    """
    with act("disclosures.release_declined", by=by, about=demand):
        demand = lock_open(demand, by=by)
        release = _waiting(demand)
        casework.refuse_approval(kind_of(demand), subject=demand, reason=reason, by=by)
        release.removed_at = timezone.now()
        release.save()
    return demand


def record_hand_over(
    demand: Demand, *, at: datetime.datetime, words: str, opened_at: datetime.datetime | None = None, by: Any
) -> Release:
    """Record when, how and to whom the package was handed over, and when it was opened there.

    Raises:
        NothingToRelease: nothing was released, or it is not said how.
        NotCleared: the request does not exist for them.
    """
    with act("disclosures.handed_over", by=by, about=demand):
        demand = lock_visible(demand, by=by)
        release = demand.releases.current().exclude(released_at=None).first()
        if release is None or not words.strip():
            raise NothingToRelease(_("Say how and to whom it was handed over, once it is released."))
        if release.released_at and at < release.released_at.replace(microsecond=0):  # forms know whole seconds
            raise NothingToRelease(_("It cannot be handed over before it was released: look at the moment again."))
        release = lock(release)
        release.handed_over_at, release.handed_over_words, release.opened_at = at, words.strip(), opened_at
        release.save()
    return release


def _waiting(demand: Demand) -> Release:
    release = demand.releases.current().filter(released_at=None).first()
    if release is None:
        raise NothingToRelease(_("No release waits for a second person: ask for one first."))
    return lock(release)
