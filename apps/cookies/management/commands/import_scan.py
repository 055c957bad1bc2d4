"""``manage.py import_scan FILE --site DOMAIN [--json]``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from apps.cookies.choices import Discrepancy
from apps.cookies.domains import clean_domain
from apps.cookies.models import Site
from apps.cookies.queries.discrepancies import Line, differences_of
from apps.cookies.reading.scans import read_scan
from apps.cookies.services import record_scan
from apps.trail.errors import RuleBroken

BY = "command:import_scan"


class Command(BaseCommand):
    help = (
        "Reads a scan of a site (inspection.json of the Website Evidence Collector, or a scan of three phases) and tells in "
        "what it differs from the registry. Values of cookies are never stored. Run it after each scan; the same file "
        "again is stored once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the scan: JSON")
        parser.add_argument("--site", required=True, metavar="DOMAIN", help="the site that was scanned, by its domain")
        parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        try:
            site = self._site(options["site"])
            reading = read_scan(data)
            scan, is_new = record_scan(site, reading, data=data, by=BY)
            told = differences_of(scan)
        except RuleBroken as error:
            raise CommandError(f"Nothing was imported: {error}") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database does not answer ({str(error).splitlines()[0]}): check DATABASE_URL and run “migrate”."
            ) from error
        for words in reading.odd:
            self.stderr.write(words)
        if scan.problem:
            self.stderr.write(f"The scan proves nothing: {scan.problem}")
        if not is_new:
            self.stdout.write("This file was read for this site before; it is stored once.")
        for kind, lines in told.lines.items():
            self.stdout.write(f"{kind.label}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line.name}{f' ({line.domain})' if line.domain else ''}: {line.words}")
        if options["json"]:
            said: dict[str, Any] = {kind.value: [_said(line) for line in told.lines[kind]] for kind in Discrepancy}
            said |= {"site": site.domain, "seen": len(reading.seen), "is_new": is_new, "odd": reading.odd}
            self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _site(self, domain: str) -> Site:
        site = Site.objects.filter(domain=clean_domain(domain)).first()
        if site is None:
            known = ", ".join(Site.objects.active().values_list("domain", flat=True)[:20])
            raise CommandError(
                f"There is no site “{domain}”. " + (f"Sites are: {known}." if known else "Add it in the admin first.")
            )
        return site


def _said(line: Line) -> dict[str, Any]:
    suggestion = line.suggestion
    return {
        "name": line.name,
        "domain": line.domain,
        "storage": line.storage,
        "phases": list(line.phases),
        "words": line.words,
        "party": line.party,
        "could_be_seen": line.could_be_seen,
        "is_waived": line.waiver is not None,
        "suggestion": {"category": suggestion.category, "reason": suggestion.reason} if suggestion else None,
    }
