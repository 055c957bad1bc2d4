"""Cookies of a site: declared, changed, classified one at a time, and ended."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.services import change_record
from apps.organisation.models import Country
from apps.trail.acts import act
from apps.trail.models import lock

from ..choices import Category, Source
from ..domains import clean_domain, party_of
from ..models import Cookie, Site
from .catalogue import NeverByMachine

#: So long what is new may stay unclassified.
CLASSIFIED_WITHIN = datetime.timedelta(days=30)


def declare_cookie(
    site: Site, *, category: str = Category.UNCLASSIFIED, source: str = Source.PERSON, by: Any, **values: Any
) -> Cookie:
    """Declare a cookie, another storage or a beacon of a site. Unclassified, it waits for the owner of the site.

    Raises:
        NeverByMachine: it would be strictly necessary, which is said by ``classify_cookie`` alone.
        ValidationError: by field, where a value cannot be kept.
    """
    with act("cookies.cookie_declared", by=by, cookie_source=Source(source).value) as this:
        if category == Category.STRICTLY_NECESSARY:
            raise NeverByMachine(_("Declare it first, then classify it, with a reason."))
        cookie = Cookie(site=site, source=source, **_cleaned(site, values))
        _class(cookie, Category(category), reason="", by=by)
        cookie.full_clean()
        cookie.save()
        this.about = cookie
    return cookie


def change_cookie(cookie: Cookie, *, by: Any, version: int | None = None, **values: Any) -> Cookie:
    """Change what is declared of a cookie; its category changes by ``classify_cookie``.

    Raises:
        Conflict: ``version`` is the one that was read, and it is no longer the newest.
        ValidationError: by field, where a value cannot be kept; or it has ended.
    """
    cleaned = _cleaned(cookie.site, values, domain=cookie.domain)
    return change_record(cookie, kind="cookies.cookie_changed", by=by, version=version, **cleaned)


def classify_cookie(cookie: Cookie, *, category: str, reason: str = "", by: Any, **values: Any) -> Cookie:
    """Say what a cookie is for, and complete what that needs, as its purpose.

    Raises:
        NeverByMachine: strictly necessary, and not by a person, or without a reason.
        ValidationError: by field, where a value cannot be kept; or it has ended.
    """
    with act("cookies.cookie_classified", by=by, about=cookie, category=Category(category).value):
        cookie = lock(cookie)
        if category == Category.STRICTLY_NECESSARY and (isinstance(by, str) or not reason.strip()):
            raise NeverByMachine(_("Only a person calls it strictly necessary, and says why: give the reason."))
        for name, value in _cleaned(cookie.site, values, domain=cookie.domain).items():
            setattr(cookie, name, value)
        _class(cookie, Category(category), reason=reason.strip(), by=by)
        cookie.full_clean()
        cookie.save()
    return cookie


def end_cookie(cookie: Cookie, *, by: Any) -> Cookie:
    """End a declaration: the site no longer keeps it. The record stays as it was."""
    with act("cookies.cookie_ended", by=by, about=cookie) as this:
        cookie = lock(cookie)
        if not cookie.is_current:
            this.discard()
            return cookie
        cookie.removed_at = timezone.now()
        cookie.save()
    return cookie


def _class(cookie: Cookie, category: Category, *, reason: str, by: Any) -> None:
    cookie.category = category
    if category == Category.UNCLASSIFIED:
        cookie.owner, cookie.classify_by_on = cookie.site.owner, timezone.localdate() + CLASSIFIED_WITHIN
        cookie.classified_by = cookie.classified_at = None
        cookie.classified_reason = ""
    else:
        cookie.owner = cookie.classify_by_on = None
        cookie.classified_by = None if isinstance(by, str) else by
        cookie.classified_at, cookie.classified_reason = timezone.now(), reason


def _cleaned(site: Site, values: Mapping[str, Any], *, domain: str = "") -> dict[str, Any]:
    """Values with the domain as browsers write it, the party that follows from it, and countries that exist.

    ``domain`` is the one that stands, where the values bring none.
    """
    cleaned = dict(values)
    if "domain" in cleaned:
        domain = clean_domain(cleaned["domain"])
        if cleaned["domain"].strip() and not domain:
            raise ValidationError({"domain": _("Enter a domain alone, such as example.com.")})
        domain = cleaned["domain"] = "" if domain == site.domain else domain
    cleaned["party"] = party_of(domain, site.domain)
    if "hosted_in" in cleaned:
        cleaned["hosted_in"] = _countries(cleaned["hosted_in"])
    return cleaned


def _countries(text: str) -> str:
    codes = sorted(set(text.upper().replace(",", " ").split()))
    unknown = set(codes) - set(Country.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown:
        words = _("There is no country %(codes)s: give two-letter codes, such as NL US.")
        raise ValidationError({"hosted_in": words % {"codes": ", ".join(sorted(unknown))}})
    return " ".join(codes)
