"""Where an office stands: the calendar and the time zone that its deadlines run by."""

import datetime
import importlib.resources
import re
import zoneinfo
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.casework.calendars import WorkingCalendar

from .moments import CannotReckon

ISO_3166 = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
#: Zones of countries that have several, by ISO 3166: of the country where one holds nearly everywhere, else of those
#: regions that lie in one zone. Who stands elsewhere, as in El Paso, names the zone.
ZONES = {
    "Africa/Ceuta": "ES-CE ES-ML",
    "America/Chicago": "US-AL US-AR US-IA US-IL US-LA US-MN US-MO US-MS US-OK US-WI",
    "America/Denver": "US-CO US-MT US-NM US-UT US-WY",
    "America/Edmonton": "CA-AB",
    "America/Halifax": "CA-NS CA-PE",
    "America/Los_Angeles": "US-CA US-WA",
    "America/New_York": "US-CT US-DC US-DE US-GA US-MA US-MD US-ME US-NC US-NH US-NJ US-NY US-OH US-PA US-RI US-SC "
    "US-VA US-VT US-WV",
    "America/Sao_Paulo": "BR-DF BR-ES BR-GO BR-MG BR-PR BR-RJ BR-RS BR-SC BR-SP",
    "America/Winnipeg": "CA-MB",
    "Asia/Kuala_Lumpur": "MY",
    "Asia/Nicosia": "CY",
    "Asia/Shanghai": "CN",
    "Atlantic/Azores": "PT-20",
    "Atlantic/Canary": "ES-CN",
    "Atlantic/Madeira": "PT-30",
    "Australia/Adelaide": "AU-SA",
    "Australia/Brisbane": "AU-QLD",
    "Australia/Darwin": "AU-NT",
    "Australia/Hobart": "AU-TAS",
    "Australia/Melbourne": "AU-VIC",
    "Australia/Sydney": "AU-ACT",
    "Europe/Berlin": "DE",
    "Europe/Kyiv": "UA",
    "Europe/Lisbon": "PT",
    "Europe/Madrid": "ES",
    "Pacific/Auckland": "NZ",
    "Pacific/Honolulu": "US-HI",
}
#: Countries of several zones that are named without a region all the same: the zone of the capital.
CAPITAL_ZONES = {"BR": "America/Sao_Paulo"}
ZONE_OF = {place: zone for zone, places in ZONES.items() for place in places.split()}


class UnknownPlace(CannotReckon):
    """Nobody can say which clock or which calendar an office of this name keeps."""


@dataclass(frozen=True)
class Place:
    """Where an office stands. A zone that belongs to no country, as UTC, has no calendar."""

    name: str
    zone: ZoneInfo
    calendar: WorkingCalendar | None

    @property
    def calendar_version(self) -> str:
        """The calendar and its version in one line, as in “NL 0123456789ab”."""
        return f"{self.calendar} {self.calendar.version}" if self.calendar else ""

    def closed_on(self, days: Set[datetime.date]) -> "Place":
        """The same place, closed on these days too: with it, every date can be asked for before a calendar changes."""
        if self.calendar is None:
            return self
        return replace(self, calendar=replace(self.calendar, closed=self.calendar.closed | days))


def place(name: str) -> Place:
    """The place of a name: an ISO 3166 code with or without its region (NL, DE-BY), or an IANA zone (Europe/Amsterdam).

    Raises:
        UnknownPlace: no such place, or a country whose time zone its code alone does not tell.
        NoCalendar: no public holidays are known for the country or region.
    """
    code = ISO_3166.fullmatch(name)
    if code and code[1] in _zones_of_countries():  # first: the zones have old names, as GB and NZ, that are codes too
        return Place(name, ZoneInfo(_zone_of(name, code[1])), WorkingCalendar(code[1], code[2] or ""))
    if name in _known_zones():
        return Place(name, ZoneInfo(name), _calendar_of(name))
    words = _(
        "“%(name)s” is no place: give an ISO 3166 code, as in NL or DE-BY, or a time zone, as in Europe/Amsterdam."
    )
    raise UnknownPlace(words % {"name": name})


def _zone_of(name: str, country: str) -> str:
    zones = _zones_of_countries()[country]
    zone = ZONE_OF.get(name) or CAPITAL_ZONES.get(name) or ZONE_OF.get(country) or (zones[0] if len(zones) == 1 else "")
    if not zone:
        words = _("“%(name)s” has several time zones: name the one of the office, as in %(zone)s.")
        raise UnknownPlace(words % {"name": name, "zone": zones[0]})
    return zone


def _calendar_of(zone: str) -> WorkingCalendar | None:
    for country, zones in _zones_of_countries().items():
        if zone in zones:
            return WorkingCalendar(country)
    return None


@cache
def _known_zones() -> frozenset[str]:
    """All zones of the machine. Its folder holds others too, as those with leap seconds, which no office keeps."""
    return frozenset(zoneinfo.available_timezones())


@cache
def _zones_of_countries() -> dict[str, list[str]]:
    """The zones of each country, from the table zone.tab of the time-zone database."""
    found: dict[str, list[str]] = {}
    for line in _zone_table().splitlines():
        if line and not line.startswith("#"):
            country, _coordinates, zone, *_comment = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


def _zone_table() -> str:
    for path in _zone_tables():
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise UnknownPlace(_("The time-zone database of this machine is missing: install its package tzdata."))


def _zone_tables() -> Iterator[Path]:
    yield from (Path(folder) / "zone.tab" for folder in zoneinfo.TZPATH)
    try:
        yield Path(str(importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"))
    except ModuleNotFoundError:
        return
