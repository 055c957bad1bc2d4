"""In what scans and registry differ: five lists, computed from stored scans whenever they are asked for."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ..choices import WITHOUT_CONSENT, Category, Discrepancy, Party, Phase, ScanStatus
from ..lifetimes import lifetime_words
from ..models import Cookie, Scan, Sighting, Site, Waiver
from .declared import Declarations, is_cookie, key_of
from .matching import CatalogueIndex, Suggestion

#: Clocks of a scanner and of a server differ, so that a lifetime is longer only by more than this, in seconds.
TOLERANCE = 86_400


@dataclass(frozen=True)
class Line:
    """One difference about one thing that is kept, with what the catalogue makes of it and whether it is let be."""

    kind: Discrepancy
    storage: str
    name: str
    domain: str
    words: str
    phases: tuple[Phase, ...] = ()
    cookie: Cookie | None = None
    suggestion: Suggestion | None = None
    lifetime: int | None = None
    party: str = ""
    could_be_seen: bool = True
    last_seen_at: datetime.datetime | None = None
    waiver: Waiver | None = None

    @property
    def key(self) -> str:
        return key_of(self.storage, self.name, self.domain)


@dataclass
class Differences:
    """The five lists, and the scans that they rest on; none before the first complete scan."""

    scans: Sequence[Scan] = ()
    lines: dict[Discrepancy, list[Line]] = field(default_factory=lambda: {kind: [] for kind in Discrepancy})

    def open(self, kind: Discrepancy) -> list[Line]:
        """Lines that nobody let be, and that the scans were able to tell."""
        return [line for line in self.lines[kind] if line.waiver is None and line.could_be_seen]

    @property
    def count(self) -> int:
        return sum(len(self.open(kind)) for kind in Discrepancy)


def differences_now(site: Site) -> Differences:
    """What is so now: for each phase by the newest complete scan that looked at it."""
    newest = _newest_by_phase(site)
    if not newest:
        return Differences()
    scans = list(dict.fromkeys(newest.values()))
    by_pk = {scan.pk: scan for scan in scans}
    sightings = []
    for one in Sighting.objects.filter(scan__in=scans).order_by("pk"):
        one.scan = by_pk[one.scan_id]
        if newest.get(one.phase) == one.scan:
            sightings.append(one)
    return _compared(site, scans, sightings, set(newest), seen_lately=_seen_lately(site, scans))


def differences_of(scan: Scan) -> Differences:
    """What one scan tells by itself; a failed one tells nothing."""
    if scan.status != ScanStatus.COMPLETE:
        return Differences()
    sightings = list(scan.sightings.order_by("pk"))
    for one in sightings:
        one.scan = scan
    return _compared(scan.site, [scan], sightings, set(phases_of(scan)), seen_lately=set())


def phases_of(scan: Scan) -> list[Phase]:
    return [Phase(one) for one in scan.phases.split() if one in Phase.values]


def _newest_by_phase(site: Site) -> dict[str, Scan]:
    """For each phase the newest complete scan that looked at it; a scan that failed proves nothing."""
    newest: dict[str, Scan] = {}
    for scan in site.scans.filter(status=ScanStatus.COMPLETE).order_by("-scanned_at", "-pk")[:200]:
        for phase in phases_of(scan):
            newest.setdefault(phase, scan)
        if len(newest) == len(Phase):
            break
    return newest


def _seen_lately(site: Site, scans: Sequence[Scan]) -> set[tuple[str, str, str]]:
    """What any complete scan saw in the days before the newest one."""
    since = max(scan.scanned_at for scan in scans) - datetime.timedelta(days=settings.COOKIES_UNSEEN_DAYS)
    lately = Sighting.objects.filter(scan__site=site, scan__status=ScanStatus.COMPLETE, scan__scanned_at__gte=since)
    return set(lately.values_list("name", "storage", "domain").distinct())


def _compared(
    site: Site,
    scans: Sequence[Scan],
    sightings: Sequence[Sighting],
    phases: set[str],
    *,
    seen_lately: set[tuple[str, str, str]],
) -> Differences:
    declarations, waivers = Declarations(site), _waivers(site)
    catalogue = CatalogueIndex.load()
    told = Differences(scans=scans)
    matched: set[int] = set()
    for (storage, name, domain), ones in _by_thing(sightings).items():
        cookie = declarations.find(name, storage, domain)
        if cookie is not None:
            matched.add(cookie.pk)
        for kind, words in _differing(site, cookie, ones):
            line = Line(
                kind=kind,
                storage=storage,
                name=name,
                domain=domain,
                words=words,
                phases=tuple(phase for phase in Phase if phase in {one.phase for one in ones}),
                cookie=cookie,
                suggestion=catalogue.suggest(name, domain or site.domain) if is_cookie(storage) or domain else None,
                lifetime=max((one.lifetime for one in ones if one.lifetime is not None), default=None),
                party=ones[0].party,
                last_seen_at=max(one.scan.scanned_at for one in ones),
                waiver=waivers.get((kind, key_of(storage, name, domain))),
            )
            told.lines[kind].append(line)
    for name, storage, domain in seen_lately:
        if (cookie := declarations.find(name, storage, domain)) is not None:
            matched.add(cookie.pk)
    told.lines[Discrepancy.NOT_SEEN] = [
        _unseen(cookie, phases, waivers) for cookie in declarations.cookies if cookie.pk not in matched
    ]
    for lines in told.lines.values():
        lines.sort(key=lambda line: (line.waiver is not None, not line.could_be_seen, line.name, line.domain))
    return told


def _by_thing(sightings: Iterable[Sighting]) -> Mapping[tuple[str, str, str], list[Sighting]]:
    """Sightings of one thing in whatever phase and path; a cookie is one, whoever set it."""
    things: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    kinds: dict[tuple[bool, str, str, str], str] = {}
    for one in sightings:
        same = (is_cookie(one.storage), "" if is_cookie(one.storage) else one.storage, one.name, one.domain)
        things[kinds.setdefault(same, one.storage), one.name, one.domain].append(one)
    return things


def _differing(site: Site, cookie: Cookie | None, ones: Sequence[Sighting]) -> Iterable[tuple[Discrepancy, str]]:
    early = [Phase(phase).label for phase in WITHOUT_CONSENT if phase in {one.phase for one in ones}]
    if early and (cookie is None or cookie.category != Category.STRICTLY_NECESSARY):
        is_what = cookie.get_category_display() if cookie else _("not declared")
        yield Discrepancy.BEFORE_CONSENT, f"{', '.join(map(str, early))}; {is_what}"
    if cookie is None:
        yield (
            Discrepancy.UNDECLARED,
            ", ".join(str(Phase(phase).label) for phase in sorted({one.phase for one in ones})),
        )
        return
    if longer := _lives_longer(cookie, ones):
        yield Discrepancy.LONGER_THAN_DECLARED, longer
    parties = {one.party for one in ones}
    if cookie.party not in parties:
        words = _("declared as %(declared)s, seen as %(seen)s")
        seen = ", ".join(str(Party(party).label) for party in sorted(parties))
        yield Discrepancy.PARTY_DIFFERS, words % {"declared": cookie.get_party_display(), "seen": seen}


def _lives_longer(cookie: Cookie, ones: Sequence[Sighting]) -> str:
    longest = max((one.lifetime for one in ones if one.lifetime is not None), default=None)
    if longest is None:
        return ""
    if cookie.is_session:
        return _("declared to end with the session, seen with %(seen)s") % {"seen": _rounded(longest)}
    if cookie.lifetime is not None and longest > cookie.lifetime + TOLERANCE:
        words = _("declared with %(declared)s, seen with %(seen)s")
        return words % {"declared": lifetime_words(cookie.lifetime), "seen": _rounded(longest)}
    return ""


def _rounded(seconds: int) -> str:
    """A lifetime that was seen, in days or hours, as a cookie is some seconds old when it is."""
    for unit in (86_400, 3600, 60):
        if seconds >= unit:
            return lifetime_words(round(seconds / unit) * unit)
    return lifetime_words(seconds)


def _unseen(cookie: Cookie, phases: set[str], waivers: Mapping[tuple[str, str], Waiver]) -> Line:
    """A declaration that no scan confirmed; one that needs consent is seen after acceptance alone."""
    could_be_seen = cookie.category == Category.STRICTLY_NECESSARY or Phase.ACCEPTED in phases
    words = _("not seen") if could_be_seen else _("no scan looked after everything was accepted")
    key = key_of(cookie.storage, cookie.name, cookie.domain)
    return Line(
        kind=Discrepancy.NOT_SEEN,
        storage=cookie.storage,
        name=cookie.name,
        domain=cookie.domain,
        words=words,
        cookie=cookie,
        party=cookie.party,
        could_be_seen=could_be_seen,
        waiver=waivers.get((Discrepancy.NOT_SEEN, key)),
    )


def _waivers(site: Site) -> dict[tuple[str, str], Waiver]:
    """What is let be today."""
    current = Waiver.objects.current().filter(site=site, until_on__gte=timezone.localdate())
    return {(one.rule, one.about): one for one in current}


def last_seen(site: Site) -> dict[tuple[str, str, str], datetime.datetime]:
    """When each thing was last seen by a complete scan."""
    rows: Any = (
        Sighting.objects.filter(scan__site=site, scan__status=ScanStatus.COMPLETE)
        .values_list("storage", "name", "domain")
        .annotate(at=Max("scan__scanned_at"))
    )
    return {(storage, name, domain): at for storage, name, domain, at in rows}
