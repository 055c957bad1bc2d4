"""The demo company's sites: what each keeps in a browser, classified, and published where it is worked out."""

from typing import Any, NamedTuple

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation.models import Brand, Country, Purpose

from . import services
from .choices import Category, Storage
from .lifetimes import DAY
from .models import Provider, Site

SITES = {
    "messagebird": "www.messagebird.com",
    "sparkpost": "www.sparkpost.com",
    "pusher": "www.pusher.com",
    "24sessions": "www.24sessions.com",
    "telvox": "www.telvox.com",
}
#: Those whose notice is published.
PUBLISHED = ("messagebird", "sparkpost")
_C, YEAR = Category, 365 * DAY


class Row(NamedTuple):
    """One cookie; strictly necessary ones say why. Without a lifetime it ends with the session."""

    name: str
    category: Category
    purpose: str
    english: str
    dutch: str
    lifetime: int | None = None
    provider: str = ""
    domain: str = ""
    country: str = ""
    transfer: str = ""
    match: str = "exact"
    storage: str = Storage.HTTP_COOKIE
    why: str = ""


ROWS = (
    Row("session", _C.STRICTLY_NECESSARY, "use", "Keeps you signed in.", "Houdt u ingelogd.",
        why="Without it nobody can sign in."),
    Row("csrftoken", _C.STRICTLY_NECESSARY, "security", "Protects forms against forgery.",
        "Beschermt formulieren tegen misbruik.", YEAR, why="Without it no form can be sent safely."),
    Row("cc_cookie", _C.STRICTLY_NECESSARY, "compliance", "Remembers your choice about cookies.",
        "Onthoudt uw keuze over cookies.", 182 * DAY, why="It keeps the choice that the law asks for."),
    Row("language", _C.FUNCTIONAL, "use", "Remembers the language that you prefer.", "Onthoudt uw voorkeurstaal.", YEAR),
    Row("theme", _C.FUNCTIONAL, "use", "Remembers whether you prefer dark pages.", "Onthoudt of u donkere pagina’s wilt.",
        storage=Storage.LOCAL_STORAGE),
    Row("_ga", _C.PERFORMANCE, "analysis", "Counts visits and where they come from.",
        "Telt bezoeken en waar ze vandaan komen.", 390 * DAY, "Example Analytics Inc."),
    Row("_ga_", _C.PERFORMANCE, "analysis", "Keeps the state of one visit.", "Houdt de stand van één bezoek bij.",
        390 * DAY, "Example Analytics Inc.", match="prefix"),
    Row("ads_id", _C.MARKETING, "promotion", "Recognises your browser on other sites.",
        "Herkent uw browser op andere sites.", 90 * DAY, "Example Ads Ltd", "ads.example", "US", "adequacy_dpf"),
)  # fmt: skip


def load() -> dict[str, int]:
    """The demo sites that are missing, with their cookies and notices; how many were made. None without a web team."""
    by = User.objects.active().holding(Right.WEB).first()
    brands = {brand.key: brand for brand in Brand.objects.filter(key__in=SITES)}
    purposes = {purpose.key: purpose for purpose in Purpose.objects.all()}
    needed = {row.purpose for row in ROWS}
    if by is None or not needed <= set(purposes) or not Country.objects.filter(code="US").exists():
        return {"sites": 0}
    missing = [key for key in SITES if key in brands and not Site.objects.filter(domain=SITES[key]).exists()]
    for key in missing:
        _load_site(brands[key], purposes, by=by)
    return {"sites": len(missing)}


def _load_site(brand: Brand, purposes: dict[str, Purpose], *, by: User) -> None:
    site = services.add_site(brand=brand, domain=SITES[brand.key], owner=by, by=by)
    rows = ROWS if brand.key in PUBLISHED else ROWS[:4]
    for row in rows:
        _load_cookie(site, row, purposes[row.purpose], by=by)
    if brand.key in PUBLISHED:
        services.publish_notice(services.draft_notice(site, by=by), by=by)
    else:
        services.declare_cookie(site, name="_unknown", is_session=True, by=by)


def _load_cookie(site: Site, row: Row, purpose: Purpose, *, by: User) -> None:
    given: dict[str, Any] = {
        "name": row.name,
        "match": row.match,
        "storage": row.storage,
        "domain": row.domain,
        "purpose": purpose,
        "purpose_en": row.english,
        "purpose_nl": row.dutch,
        "hosted_in": row.country,
        "transfer": row.transfer,
        "is_session": row.lifetime is None,
        "lifetime": row.lifetime,
        "provider": _provider(row, by=by) if row.provider else None,
        "by": by,
    }
    if row.category != Category.STRICTLY_NECESSARY:
        services.declare_cookie(site, category=row.category, **given)
        return
    cookie = services.declare_cookie(site, **given)
    services.classify_cookie(cookie, category=row.category, reason=row.why, by=by)


def _provider(row: Row, *, by: User) -> Provider:
    known = Provider.objects.filter(name=row.provider).first()
    advertises = row.category == Category.MARKETING
    return known or services.add_provider(name=row.provider, does_advertising=advertises, by=by)


DEMO = [load]
