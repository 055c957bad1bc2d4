"""Lists for tests: made, read against the register, accepted, and what the register says then."""

import datetime
import io
import json
from typing import Any

from django.core.management import call_command
from time_machine import travel

from apps.casework.spreadsheets import write_csv
from apps.organisation.models import Purpose
from apps.subprocessors import services
from apps.subprocessors.models import ListChange, Listing, ListReading, ListSource, Location, ThirdParty
from apps.subprocessors.queries.versions import Version, read_version, table_of
from apps.subprocessors.services import ListFile
from apps.trail.models import Act
from tests.builders import a_brand, a_country, a_purpose, brought

GITHUB = ["02-2024-04-17", "03-2024-04-17", "04-2024-04-17", "05-2024-04-17", "06-2024-06-03"]
HEADERS = ["Subprocessor", "Purpose", "Location", "Entity country", "Product"]
NAMES = {
    "NL": "Netherlands",
    "US": "United States of America",
    "IE": "Ireland",
    "FR": "France",
    "CH": "Switzerland",
    "JP": "Japan",
    "AU": "Australia",
    "CA": "Canada",
    "DE": "Germany",
    "IN": "India",
    "GB": "United Kingdom",
}
BY = "command:import_subprocessors"
TODAY = datetime.date(2026, 3, 2)


def at(day: datetime.date) -> Any:
    return travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC), tick=False)


def a_brand_with_countries():
    a_purpose("use")
    for code, name in NAMES.items():
        a_country(code, name=name)
    return a_brand("acme")


def a_list(*rows: tuple[str, ...]) -> bytes:
    """A list of name, function and places, with country of establishment and product where they are given."""
    return b"".join(write_csv([[*row, *[""] * (len(HEADERS) - len(row))] for row in rows], HEADERS))


def in_force(brand: Any, name: str = "Globex") -> Listing:
    """The listing of this name, completed and taken over."""
    listing = Listing.objects.get(third_party__legal_name=name)
    return brought(services.change_listing(listing, purpose=Purpose.objects.get(key="use"), by=BY), "active")


def version_of(brand: Any, data: bytes, source: str = "site") -> Version:
    return read_version(table_of(data), brand=brand, source=source)


def accept(brand: Any, data: bytes, *, source: str = "site", by: Any = BY) -> list[ListChange]:
    version = version_of(brand, data, source)
    file = ListFile("list.csv", io.BytesIO(data))
    return services.accept_version(version, services.as_read(version), file=file, by=by)[1]


def kinds(changes: Any) -> list[tuple[str, str]]:
    """Kind and name of changes or differences."""
    return [(str(one.kind), one.name if hasattr(one, "name") else (one.news or one.olds)[0].name) for one in changes]


def register(**about: Any) -> set[tuple[Any, ...]]:
    """What the open listings say."""
    listings = (
        Listing.objects.open()
        .filter(**about)
        .exclude(status="ending")
        .select_related("third_party__country", "service")
    )
    return {
        (
            one.third_party.legal_name,
            one.function,
            one.service.name if one.service else "",
            one.third_party.country.code if one.third_party.country else "",
            tuple(sorted((place.country.code, place.kind, place.is_selectable) for place in one.locations.current())),
        )
        for one in listings
    }


def counts() -> tuple[int, ...]:
    tables = (Act, Listing, Location, ThirdParty, ListSource, ListReading, ListChange)
    return tuple(table.objects.count() for table in tables)


def command(
    path: Any, *arguments: str, brand: str = "acme", source: str = "site", capsys: Any = None
) -> dict[str, Any]:
    out = io.StringIO()
    call_command(
        "import_subprocessors", str(path), "--brand", brand, "--source", source, "--json", *arguments, stdout=out
    )
    return json.loads(out.getvalue().splitlines()[-1])


CLOUD = ("Acme Cloud", "Hosting of data", "Ireland", "Ireland")
MAIL = ("Globex", "Sending of mail", "France", "France")
