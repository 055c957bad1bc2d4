"""What the registry says of a site now, as a published version holds it: plain values, without words of one language."""

from typing import Any

from django.utils import timezone

from apps.organisation.models import AdequacyDecision, Country
from apps.subprocessors.annexes.entries import country_name_in

from ..choices import OFFERED, Category, Language
from ..models import CategoryText, Cookie, Site


def content_of(site: Site, *, revision: int, verdict: str) -> dict[str, Any]:
    """The content of the next version of a site's notice; the same registry gives the same content."""
    cookies = list(site.cookies.current().select_related("provider", "purpose").order_by("name", "domain", "pk"))
    used = {cookie.category for cookie in cookies}
    return {
        "brand": site.brand.key,
        "name": site.brand.name,
        "site": {
            "domain": site.domain,
            "id": site.public_id,
            "choice_days": site.choice_days,
            "honours_gpc": site.honours_gpc,
        },
        "revision": revision,
        "verdict": verdict,
        "categories": _categories(used),
        "countries": _countries({code for cookie in cookies for code in cookie.hosted_in.split()}),
        "cookies": [_cookie(cookie) for cookie in cookies],
    }


def _categories(used: set[str]) -> list[dict[str, Any]]:
    """Those that have a cookie, in the order in which they are offered; what is unclassified is never offered."""
    texts = {(text.category, text.language): text for text in CategoryText.objects.all()}

    def told(category: Category, field: str) -> dict[str, str]:
        return {
            language: getattr(texts[category, language], field) if (category, language) in texts else ""
            for language in Language.values
        }

    return [
        {
            "key": category.value,
            "is_required": category == Category.STRICTLY_NECESSARY,
            "title": told(category, "title"),
            "description": told(category, "description"),
            "implications": told(category, "implications"),
        }
        for category in OFFERED
        if category in used
    ]


def _countries(codes: set[str]) -> dict[str, dict[str, Any]]:
    """The names of countries, and whether each protects personal data well enough today (GDPR Art. 45)."""
    countries = Country.objects.filter(code__in=codes)
    adequate = set(
        AdequacyDecision.objects.covering(timezone.localdate())
        .filter(country__in=countries)
        .values_list("country__code", flat=True)
    )
    return {
        country.code: {
            **{language: country_name_in(country, language) for language in Language.values},
            "is_covered": country.is_eea or country.code in adequate,
        }
        for country in sorted(countries, key=lambda one: one.code)
    }


def _cookie(cookie: Cookie) -> dict[str, Any]:
    provider = cookie.provider
    return {
        "name": cookie.name,
        "match": cookie.match,
        "storage": cookie.storage,
        "category": cookie.category,
        "domain": cookie.domain,
        "path": cookie.path,
        "party": cookie.party,
        "purpose": cookie.purpose.key if cookie.purpose else "",
        "text": {"en": cookie.purpose_en, "nl": cookie.purpose_nl},
        "provider": {"name": provider.name, "privacy_url": provider.privacy_url} if provider else None,
        "hosted_in": cookie.hosted_in.split(),
        "transfer": cookie.transfer,
        "is_session": cookie.is_session,
        "lifetime": cookie.lifetime,
        "is_refreshed": cookie.is_refreshed,
    }
