"""Scans: stored once, with what they saw and without a value of it."""

import hashlib
from typing import Any

from django.utils import timezone

from apps.trail.acts import act
from apps.trail.models import lock

from ..choices import Phase, ScanStatus
from ..domains import party_of
from ..models import Scan, Sighting, Site
from ..reading.scans import Reading, Seen

WRITTEN_AT_ONCE = 500


def record_scan(site: Site, reading: Reading, *, data: bytes = b"", by: Any) -> tuple[Scan, bool]:
    """Store a scan of a site, and whether it is new: the same file again is the scan that it was.

    One that failed or met no page is kept as such, and proves nothing.
    """
    sha256 = hashlib.sha256(data).hexdigest() if data else ""
    with act("cookies.scan_recorded", by=by, about=site, seen=len(reading.seen)) as this:
        site = lock(site)
        known = Scan.objects.filter(site=site, sha256=sha256).first() if sha256 else None
        if known is not None:
            this.discard()
            return known, False
        scan = Scan(
            site=site,
            status=ScanStatus.FAILED if reading.problem else ScanStatus.COMPLETE,
            scanned_at=reading.scanned_at or timezone.now(),
            tool=reading.tool,
            tool_version=reading.tool_version,
            sha256=sha256,
            phases=" ".join(phase for phase in Phase if phase in reading.phases),
            pages=reading.pages,
            problem=reading.problem[:500],
        )
        scan.full_clean()
        scan.save()
        _write_sightings(scan, reading)
    return scan, True


def _write_sightings(scan: Scan, reading: Reading) -> None:
    host = reading.host or scan.site.domain
    rows = [_sighting(scan, seen, host) for seen in reading.seen]
    for start in range(0, len(rows), WRITTEN_AT_ONCE):
        Sighting.objects.bulk_create(rows[start : start + WRITTEN_AT_ONCE])


def _sighting(scan: Scan, seen: Seen, host: str) -> Sighting:
    domain = "" if seen.domain in {host, scan.site.domain} else seen.domain
    return Sighting(
        scan=scan,
        phase=seen.phase,
        storage=seen.storage,
        name=seen.name,
        domain=domain,
        path=seen.path,
        party=party_of(domain, host),
        is_session=seen.is_session,
        lifetime=seen.lifetime,
        http_only=seen.http_only,
        secure=seen.secure,
        same_site=seen.same_site,
        is_partitioned=seen.is_partitioned,
        set_by=seen.set_by,
    )
