"""A record of each kind of the cookie registry and the consent log, every one with parents of its own."""

from typing import Any

from apps.consents import services as consents
from apps.consents.models import ConsentPurpose
from apps.cookies import services
from apps.cookies.models import CategoryText
from apps.cookies.seeds import seed_texts
from apps.trail.acts import act
from tests.builders import BUILDER, a_brand, a_purpose
from tests.cookies.registry import a_cookie, a_provider, a_scan, a_site, a_waiver, an_entry, seen


def a_site_apart(number: int) -> Any:
    return a_site(f"site-{number}.example", brand=a_brand(f"brand-{number}"))


def a_cookie_apart(number: int) -> Any:
    return a_cookie(
        f"cookie-{number}",
        site=a_site_apart(number),
        purpose=a_purpose(f"purpose-{number}"),
        provider=a_provider(f"Provider {number}"),
    )


def a_text(number: int) -> Any:
    with act("organisation.seeded", by=BUILDER):
        seed_texts(by=BUILDER)
    return CategoryText.objects.order_by("pk")[number % 8]


def a_notice(number: int) -> Any:
    cookie = a_cookie_apart(number)
    return services.draft_notice(cookie.site, by=BUILDER)


def a_consent_purpose(number: int) -> ConsentPurpose:
    return consents.add_purpose(
        key=f"purpose-{number}",
        purpose=a_purpose(f"of-consent-{number}"),
        title_en=f"Purpose {number}",
        title_nl=f"Doel {number}",
        text_en="May we?",
        text_nl="Mogen wij?",
        by=BUILDER,
    )


RECORDS: dict[str, Any] = {
    "cookies.Site": a_site_apart,
    "cookies.Cookie": a_cookie_apart,
    "cookies.Provider": lambda number: a_provider(f"Provider {number}"),
    "cookies.CatalogueEntry": lambda number: an_entry(f"entry-{number}", platform=f"Platform {number}"),
    "cookies.CategoryText": a_text,
    "cookies.Scan": lambda number: a_scan(a_site_apart(number), seen(f"cookie-{number}")),
    "cookies.Sighting": lambda number: a_scan(a_site_apart(number), seen(f"cookie-{number}")).sightings.get(),
    "cookies.Waiver": lambda number: a_waiver(a_site_apart(number)),
    "cookies.CookieNotice": a_notice,
    "consents.ConsentPurpose": a_consent_purpose,
}
