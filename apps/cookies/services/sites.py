"""Sites, providers and the texts of categories."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.casework import services as casework

from ..domains import clean_domain
from ..models import CategoryText, Provider, Site
from ..origins import origin_of

add_provider = partial(casework.add_record, Provider, kind="cookies.provider_added")
change_provider = partial(casework.change_record, kind="cookies.provider_changed")


def add_site(*, by: Any, **values: Any) -> Site:
    """Add a site of a brand.

    Raises:
        ValidationError: by field, where a value cannot be kept.
    """
    return casework.add_record(Site, kind="cookies.site_added", by=by, **_cleaned(values))


def change_site(site: Site, *, by: Any, version: int | None = None, **values: Any) -> Site:
    """Change a site. Its domain names its published notices, so it stays.

    Raises:
        Conflict: see there.
        ValidationError: by field, where a value cannot be kept.
    """
    return casework.change_record(site, kind="cookies.site_changed", by=by, version=version, **_cleaned(values))


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the domain and the origins as browsers write them."""
    cleaned = dict(values)
    if "domain" in cleaned:
        cleaned["domain"] = clean_domain(cleaned["domain"]) or cleaned["domain"].strip()
    if "origins" in cleaned:
        cleaned["origins"] = "\n".join(dict.fromkeys(map(_origin, cleaned["origins"].split())))
    return cleaned


def _origin(text: str) -> str:
    origin = origin_of(text)
    if origin is None:
        words = _("“%(text)s” is no origin: write scheme and domain, such as https://shop.example.com.")
        raise ValidationError({"origins": words % {"text": text[:100]}})
    return origin


def change_text(text: CategoryText, *, by: Any, version: int | None = None, **values: Any) -> CategoryText:
    """Change what a category is called and means; it is told from the next published version on."""
    return casework.change_record(text, kind="cookies.text_changed", by=by, version=version, **values)
