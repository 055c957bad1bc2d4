"""Scans of others are read: names and natures of what a browser kept, never a value.

Two shapes are known: ``inspection.json`` of the Website Evidence Collector of the EDPS, which sees one phase, before any
choice; and the shape of three phases, whose cookies say when they were captured. What is odd is told; values, contents of
storages and query strings are dropped before anything else is done.
"""

import datetime
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from ..choices import Phase, SameSite, Storage
from ..domains import clean_domain

LONGEST_FILE = 50 * 1024 * 1024
MOST_SEEN = 20_000
LONGEST_NAME, LONGEST_DOMAIN, LONGEST_PATH, LONGEST_SET_BY = 255, 253, 200, 300
#: No lifetime that a browser could keep is longer, in seconds; it fits the column.
LONGEST_LIFETIME = 400 * 365 * 86_400
CAPTURED: Mapping[str, Phase] = {
    "before-interaction": Phase.BEFORE,
    "before_interaction": Phase.BEFORE,
    "before": Phase.BEFORE,
    "pre_consent": Phase.BEFORE,
    "after-reject": Phase.REFUSED,
    "after_reject": Phase.REFUSED,
    "after-refuse": Phase.REFUSED,
    "refused": Phase.REFUSED,
    "after-accept": Phase.ACCEPTED,
    "after_accept": Phase.ACCEPTED,
    "accepted": Phase.ACCEPTED,
}
STORAGES: Mapping[str, Storage] = {
    "localStorage": Storage.LOCAL_STORAGE,
    "sessionStorage": Storage.SESSION_STORAGE,
    "indexedDB": Storage.INDEXED_DB,
    "cacheStorage": Storage.CACHE_STORAGE,
}
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")


class ScanRefused(RuleBroken):
    """The file is no scan that can be read; says what, where and how to mend it."""


@dataclass(frozen=True)
class Seen:
    """Something that a browser kept in a phase. ``domain`` is empty for the host that was scanned."""

    phase: Phase
    storage: Storage
    name: str
    domain: str = ""
    path: str = ""
    is_session: bool = False
    lifetime: int | None = None
    http_only: bool | None = None
    secure: bool | None = None
    same_site: str = ""
    is_partitioned: bool | None = None
    set_by: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return (self.phase, self.storage, self.name, self.domain, self.path)


@dataclass(frozen=True)
class Reading:
    """A scan as it was read. ``problem`` says why it proves nothing; ``odd`` what was left out."""

    tool: str
    tool_version: str
    scanned_at: datetime.datetime | None
    host: str
    phases: tuple[Phase, ...]
    pages: int
    seen: list[Seen] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    problem: str = ""


def read_scan(data: bytes) -> Reading:
    """Read a scan.

    Raises:
        ScanRefused: too large, not JSON, or of no known shape.
    """
    said = _json(data)
    if not isinstance(said, dict):
        raise ScanRefused(_("A scan is a JSON object with a list “cookies”; this file holds something else."))
    if not isinstance(said.get("cookies"), list):
        present = ", ".join(sorted(map(str, said))[:20]) or "–"
        raise ScanRefused(_("The file has no list “cookies”. It has: %(present)s.") % {"present": present[:300]})
    return _Reader(said).read()


def _json(data: bytes) -> Any:
    if len(data) > LONGEST_FILE:
        raise ScanRefused(_("The file has more than 50 MB, more than a scan of a site: look what it is."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = _("The file is not UTF-8: byte %(place)d cannot be read. Save it as UTF-8.")
        raise ScanRefused(words % {"place": error.start}) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        words = _("The file is no JSON: line %(line)d, column %(column)d cannot be read.")
        raise ScanRefused(words % {"line": error.lineno, "column": error.colno}) from error
    except (RecursionError, ValueError) as error:  # too deep, or a number of thousands of digits
        raise ScanRefused(_("The file is nested too deep, or holds a number that is too long.")) from error


class _Reader:
    """One file being read: what is odd is gathered, and the first of what is seen twice is kept."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.odd: list[str] = []
        self.found: dict[tuple[str, ...], Seen] = {}
        self.phases: set[Phase] = set()
        self.is_collector = isinstance(said.get("script"), dict) or "uri_ins" in said
        self.scanned_at = _moment(said.get("start_time") or said.get("scannedAt") or said.get("scanned_at"))
        self.host = _host(said)

    def read(self) -> Reading:
        if self.is_collector:
            self.phases.add(Phase.BEFORE)
        else:
            self.phases |= {phase for phase in map(_phase, _listed(self.said.get("phases"))) if phase}
        for place, cookie in enumerate(self.said["cookies"], start=1):
            self._cookie(place, cookie)
        for name, storage in STORAGES.items():
            self._storage(name, storage)
        for place, beacon in enumerate(_listed(self.said.get("beacons")), start=1):
            self._beacon(place, beacon)
        pages = self._pages()
        problem = "" if pages else _("It met no page.")
        return Reading(
            tool=self._tool()[0],
            tool_version=self._tool()[1],
            scanned_at=self.scanned_at,
            host=self.host,
            phases=tuple(phase for phase in Phase if phase in self.phases) or (Phase.BEFORE,),
            pages=pages,
            seen=list(self.found.values()),
            odd=self.odd,
            problem=problem or _text(self.said.get("error"), 500),
        )

    def _tool(self) -> tuple[str, str]:
        if self.is_collector:
            script = self.said.get("script")
            version = script.get("version") if isinstance(script, dict) else None
            number = version.get("npm") if isinstance(version, dict) else version
            return "Website Evidence Collector", _text(number, 60)
        tool = self.said.get("tool")
        name = tool.get("name") if isinstance(tool, dict) else tool
        version = tool.get("version") if isinstance(tool, dict) else self.said.get("version")
        return _text(name, 100) or _("A scanner"), _text(version, 60)

    def _pages(self) -> int:
        """How many pages it met; a file that does not count them, and saw something, met one."""
        for name in ("browsing_history", "pages", "urls"):
            value = self.said.get(name)
            if isinstance(value, list):
                return len(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return max(0, min(value, 1_000_000))
        return 1

    def _add(self, seen: Seen) -> None:
        if len(self.found) >= MOST_SEEN:
            raise ScanRefused(_("The file holds more than %(most)d things that were kept.") % {"most": MOST_SEEN})
        self.found.setdefault(seen.key, seen)

    # --- Each kind ---

    def _cookie(self, place: int, cookie: Any) -> None:
        where = _("cookie %(place)d") % {"place": place}
        if not isinstance(cookie, dict):
            self.odd.append(_("%(where)s is no object, and was left out.") % {"where": where})
            return
        name = self._name(cookie.get("name"), where)
        phase = Phase.BEFORE if self.is_collector else _phase(cookie.get("capturedAt", cookie.get("phase")))
        if phase is None:
            words = _("%(where)s does not say when it was captured, and was left out.")
            self.odd.append(words % {"where": where})
            return
        if not name:
            return
        self.phases.add(phase)
        is_session, lifetime = self._lifetime(cookie, where)
        log = cookie.get("log") if isinstance(cookie.get("log"), dict) else {}
        is_script = isinstance(log, dict) and log.get("type") == "Cookie.JS"
        self._add(
            Seen(
                phase=phase,
                storage=Storage.SCRIPT_COOKIE if is_script else Storage.HTTP_COOKIE,
                name=name,
                domain=self._domain(cookie.get("domain"), where),
                path=_text(cookie.get("path"), LONGEST_PATH).partition("?")[0],
                is_session=is_session,
                lifetime=lifetime,
                http_only=_flag(cookie.get("httpOnly")),
                secure=_flag(cookie.get("secure")),
                same_site=_same_site(cookie.get("sameSite")),
                is_partitioned=bool(cookie.get("partitionKey")) or None,
                set_by=_setter(log),
            )
        )

    def _storage(self, name: str, storage: Storage) -> None:
        """Origins, each with keys; or keys alone. What is kept under them is not looked at."""
        value = self.said.get(name)
        if isinstance(value, list):
            for place, entry in enumerate(value, start=1):
                self._stored(entry, storage, f"{name} {place}")
        elif isinstance(value, dict):
            for origin, keys in value.items():
                is_origin = "://" in origin and isinstance(keys, dict | list)
                domain = self._domain(_host_of(origin), name) if is_origin else ""
                for key in keys if is_origin else [origin]:
                    self._kept(key, storage, domain, name)

    def _stored(self, entry: Any, storage: Storage, where: str) -> None:
        if not isinstance(entry, dict):
            self._kept(entry, storage, "", where)
            return
        phase = _phase(entry.get("capturedAt", entry.get("phase")))
        domain = self._domain(entry.get("domain") or _host_of(entry.get("origin")), where)
        self._kept(entry.get("key", entry.get("name")), storage, domain, where, phase=phase)

    def _kept(self, key: Any, storage: Storage, domain: str, where: str, *, phase: Phase | None = None) -> None:
        if name := self._name(key, where):
            self._add(Seen(phase or Phase.BEFORE, storage, name, domain, is_session=storage == Storage.SESSION_STORAGE))

    def _beacon(self, place: int, beacon: Any) -> None:
        where = _("beacon %(place)d") % {"place": place}
        url = beacon.get("url") if isinstance(beacon, dict) else beacon
        host = _host_of(url)
        if not isinstance(url, str) or not host:
            self.odd.append(_("%(where)s has no address, and was left out.") % {"where": where})
            return
        path = urlsplit(url).path.partition(";")[0]
        phase = _phase(beacon.get("capturedAt")) if isinstance(beacon, dict) else None
        name = self._name(f"{host}{path}"[:LONGEST_NAME], where)
        log = beacon.get("log") if isinstance(beacon, dict) else None
        self._add(
            Seen(
                phase or Phase.BEFORE,
                Storage.BEACON,
                name,
                self._domain(host, where),
                is_session=True,
                set_by=_setter(log),
            )
        )

    # --- Cells ---

    def _name(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not (name := UNSEEN.sub("", value).strip()):
            self.odd.append(_("%(where)s has no name, and was left out.") % {"where": where})
            return ""
        if len(name) > LONGEST_NAME:
            self.odd.append(_("%(where)s has a name that is too long; its beginning is kept.") % {"where": where})
        return name[:LONGEST_NAME]

    def _domain(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not value.strip():
            return ""
        domain = clean_domain(value)
        if not domain:
            self.odd.append(_("%(where)s names a domain that is none.") % {"where": where})
        return "" if domain == self.host else domain

    def _lifetime(self, cookie: Mapping[str, Any], where: str) -> tuple[bool, int | None]:
        """Whether it ends with the session, and else the seconds from the scan, as the file has them."""
        expires = cookie.get("expires")
        if cookie.get("session") is True or expires is None or expires == -1 or expires == "Session":
            return True, None
        ends = _epoch(expires)
        begins = self.scanned_at
        log = cookie.get("log")
        if isinstance(log, dict):
            begins = _moment(log.get("timestamp")) or begins
        if ends is None or begins is None:
            self.odd.append(_("%(where)s does not say how long it lives in a way that can be read.") % {"where": where})
            return False, None
        return False, min(max(0, round(ends - begins.timestamp())), LONGEST_LIFETIME)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _phase(value: Any) -> Phase | None:
    return CAPTURED.get(value.strip().lower()) if isinstance(value, str) else None


def _text(value: Any, longest: int) -> str:
    return UNSEEN.sub("", value).strip()[:longest] if isinstance(value, str) else ""


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _same_site(value: Any) -> str:
    text = value.lower() if isinstance(value, str) else ""
    return text if text in SameSite.values else ""


def _epoch(value: Any) -> float | None:
    """Seconds since 1970, from a number or a moment in ISO 8601."""
    if isinstance(value, str):
        moment = _moment(value)
        return moment.timestamp() if moment else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    seconds = float(value)
    return seconds / 1000 if seconds > 1e11 else seconds  # milliseconds, as JavaScript counts


def _moment(value: Any) -> datetime.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return make_aware(moment, datetime.UTC) if moment and is_naive(moment) else moment


def _host_of(url: Any) -> str:
    if not isinstance(url, str):
        return ""
    try:
        return clean_domain(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _host(said: Mapping[str, Any]) -> str:
    for name in ("uri_dest", "uri_ins", "url"):
        if host := _host_of(said.get(name)):
            return host
    named = said.get("host")
    return clean_domain(named) if isinstance(named, str) else ""


def _setter(log: Any) -> str:
    """The script or page that set it, without what stands behind a question mark."""
    stack: Iterable[Any] = _listed(log.get("stack")) if isinstance(log, dict) else []
    for frame in stack:
        if isinstance(frame, dict) and isinstance(frame.get("fileName"), str):
            return _text(frame["fileName"].partition("?")[0].partition("#")[0], LONGEST_SET_BY)
    return ""
