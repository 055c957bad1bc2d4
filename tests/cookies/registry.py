"""Sites, providers and cookies of tests."""

import datetime
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.cookies import services
from apps.cookies.choices import Phase, Storage
from apps.cookies.models import CatalogueEntry, Cookie, Provider, Scan, Site, Waiver
from apps.cookies.reading.catalogue import Catalogue, Entry
from apps.cookies.reading.scans import Reading, Seen
from apps.organisation.models import Purpose
from tests.builders import BUILDER, a_brand, a_purpose, a_user

SCANNED = datetime.datetime(2026, 11, 3, 9, 0, tzinfo=datetime.UTC)


def a_webmaster() -> User:
    """The one person of the web team."""
    return User.objects.filter(name="wim").first() or a_user("wim", "web")


def for_analysis() -> Purpose:
    return Purpose.objects.filter(key="analysis").first() or a_purpose("analysis")


def a_site(domain: str = "www.acme.example", **values: Any) -> Site:
    given = {
        "brand": values.pop("brand", None) or a_brand(),
        "owner": values.pop("owner", None) or a_webmaster(),
    }
    return Site.objects.filter(domain=domain).first() or services.add_site(
        domain=domain, by=BUILDER, **(given | values)
    )


def a_provider(name: str = "Globex Metrics", **values: Any) -> Provider:
    return Provider.objects.filter(name=name).first() or services.add_provider(name=name, by=BUILDER, **values)


def a_cookie(name: str = "_ga", **values: Any) -> Cookie:
    """A declared cookie of a site: a performance one of a year, unless said otherwise."""
    site = values.pop("site", None) or a_site()
    usual: dict[str, Any] = {
        "category": "performance",
        "purpose": values.pop("purpose", None) or for_analysis(),
        "purpose_en": "Counts visits.",
        "purpose_nl": "Telt bezoeken.",
        "provider": values.pop("provider", None) or a_provider(),
        "hosted_in": "",
        "by": BUILDER,
    }
    if not values.get("is_session"):
        usual["lifetime"] = 31_536_000
    given = usual | values
    if given["category"] == "strictly_necessary":
        necessary = {
            "category": given.pop("category"),
            "reason": given.pop("reason", "The site does not work without it."),
        }
        by = given.pop("person", None) or a_webmaster()
        return services.classify_cookie(services.declare_cookie(site, name=name, **given), by=by, **necessary)
    return services.declare_cookie(site, name=name, **given)


def an_entry(name: str = "_ga", **values: Any) -> CatalogueEntry:
    """An entry of the catalogue, imported as the only row of a file."""
    entry = {
        "key": f"key of {name}",
        "platform": "Globex",
        "word": "Analytics",
        "name": name,
        "match": "exact",
        "domains": "",
        "description": "Counts.",
        "retention": "1 year",
        "is_session": False,
        "lifetime": 31_536_000,
        "controller": "Globex",
        "privacy_url": "",
        "category": "performance",
        "is_suggestion": False,
    } | values
    services.import_catalogue(Catalogue(1, [Entry(2, entry)], [], []), by=BUILDER)
    return CatalogueEntry.objects.get(key=entry["key"])


def seen(name: str, phase: str = Phase.ACCEPTED, storage: str = Storage.HTTP_COOKIE, **values: Any) -> Seen:
    return Seen(Phase(phase), Storage(storage), name, **values)


def a_scan(site: Site | None = None, *things: Seen, **values: Any) -> Scan:
    """A complete scan of all three phases."""
    site = site or a_site()
    given = {"tool": "A scanner", "tool_version": "1", "scanned_at": SCANNED, "host": site.domain, "pages": 1}
    reading = Reading(**(given | {"phases": tuple(Phase)} | values), seen=list(things))
    return services.record_scan(site, reading, by=BUILDER)[0]


def a_waiver(site: Site | None = None, **values: Any) -> Waiver:
    until = values.pop("until_on", None) or timezone.localdate() + datetime.timedelta(days=30)
    given = {"rule": "undeclared", "about": "http_cookie::_ga", "reason": "Gone next week."} | values
    return services.waive(site or a_site(), until_on=until, by=a_webmaster(), **given)
