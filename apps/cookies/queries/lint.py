"""What is wrong with the declarations of a site: each finding names the record, the value, the limit and the reason."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from apps.organisation.models import Country
from apps.subprocessors.choices import ListingStatus
from apps.subprocessors.models import Listing

from ..choices import COOKIES, Category, Match, Party, SameSite, Storage
from ..lifetimes import lifetime_words
from ..models import Cookie, Site, Waiver
from ..models.declarations import LONGEST_ALLOWED, LONGEST_KEPT
from ..reading.scans import UNSEEN
from .declared import key_of

DECADE = 10 * 365 * 86_400
WEEK = 7 * 86_400
SHORT_PREFIX = 3
CONSENT_COOKIES = re.compile(r"cc_cookie|klaro.*")
STANDING = (ListingStatus.APPROVED, ListingStatus.ANNOUNCED, ListingStatus.ACTIVE, ListingStatus.ENDING)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a cookie: errors keep a notice from being published, warnings do not."""

    rule: str
    cookie: Cookie
    words: str
    is_error: bool = False
    waiver: Waiver | None = None

    @property
    def key(self) -> str:
        return key_of(self.cookie.storage, self.cookie.name, self.cookie.domain)

    @property
    def waiver_rule(self) -> str:
        return f"lint:{self.rule}"


def errors_of(site: Site) -> list[Finding]:
    """What keeps the notice of a site from being published, apart from what is let be."""
    return [one for one in findings(site) if one.is_error and one.waiver is None]


def findings(site: Site, *, on: datetime.date | None = None) -> list[Finding]:
    """Everything that is wrong on a day (today), errors first; what is let be at the end. Four queries."""
    day = on or timezone.localdate()
    cookies = list(site.cookies.current().select_related("provider__third_party", "purpose", "classified_by"))
    eea = set(Country.objects.filter(is_eea=True).values_list("code", flat=True))
    standing = set(Listing.objects.filter(status__in=STANDING).values_list("third_party", flat=True))
    waivers = {(one.rule, one.about): one for one in Waiver.objects.current().filter(site=site, until_on__gte=day)}
    found = [
        *(one for cookie in cookies for one in _of_cookie(cookie, day, eea, standing)),
        *_between(cookies),
    ]
    told = [replace(one, waiver=waivers.get((one.waiver_rule, one.key))) for one in found]
    return sorted(told, key=lambda one: (one.waiver is not None, not one.is_error, one.cookie.name, one.rule))


def _of_cookie(cookie: Cookie, day: datetime.date, eea: set[str], standing: set[int]) -> Iterator[Finding]:
    for check in (_texts, _lifetime, _attributes):
        yield from check(cookie)
    yield from _class(cookie, day)
    yield from _third_party(cookie, eea, standing)


def _texts(cookie: Cookie) -> Iterator[Finding]:
    name = {"name": str(cookie)}
    if cookie.category != Category.UNCLASSIFIED:
        for language, text in (("EN", cookie.purpose_en), ("NL", cookie.purpose_nl)):
            if not text.strip():
                words = _("%(name)s does not say what it is for in %(language)s.") % {**name, "language": language}
                yield Finding("purpose_missing", cookie, words, is_error=True)
    for text in (cookie.purpose_en, cookie.purpose_nl):
        if strip_tags(text) != text:
            yield Finding("html_in_text", cookie, _("The purpose of %(name)s holds HTML; it is shown as text.") % name)
    if any(UNSEEN.search(text) for text in (cookie.name, cookie.purpose_en, cookie.purpose_nl)):
        words = _("%(name)s holds characters that cannot be seen: take them out.") % name
        yield Finding("unseen_characters", cookie, words, is_error=True)


def _lifetime(cookie: Cookie) -> Iterator[Finding]:
    name = {"name": str(cookie)}
    if cookie.storage not in COOKIES:
        return
    if not cookie.is_session and cookie.lifetime is None:
        words = _("%(name)s is persistent and does not say for how long.") % name
        yield Finding("lifetime_missing", cookie, words, is_error=cookie.category != Category.UNCLASSIFIED)
    elif cookie.lifetime is not None:
        given = {**name, "lifetime": lifetime_words(cookie.lifetime)}
        if cookie.lifetime >= DECADE:
            yield Finding("lifetime_absurd", cookie, _("%(name)s would live %(lifetime)s: look at the unit.") % given)
        elif cookie.lifetime > LONGEST_KEPT:
            yield Finding(
                "lifetime_beyond_browsers",
                cookie,
                _("%(name)s lives %(lifetime)s; browsers keep none for more than 400 days (RFC 6265bis).") % given,
            )
        elif cookie.lifetime > LONGEST_ALLOWED and cookie.category != Category.STRICTLY_NECESSARY:
            yield Finding(
                "lifetime_over_13_months",
                cookie,
                _("%(name)s lives %(lifetime)s; regulators allow 13 months (CNIL).") % given,
            )


def _attributes(cookie: Cookie) -> Iterator[Finding]:
    name = {"name": str(cookie)}
    insecure = cookie.secure is False
    if cookie.name.startswith(("__Secure-", "__Host-")) and insecure:
        words = _("%(name)s must be Secure by its name (RFC 6265bis).") % name
        yield Finding("prefix_without_secure", cookie, words, is_error=True)
    if cookie.name.startswith("__Host-") and (cookie.domain or cookie.path not in {"", "/"}):
        words = _("%(name)s may have no domain and only the path / by its name (RFC 6265bis).") % name
        yield Finding("host_prefix_with_domain", cookie, words, is_error=True)
    if cookie.same_site == SameSite.NONE and insecure:
        words = _("%(name)s has SameSite=None without Secure: browsers refuse it.") % name
        yield Finding("same_site_none_without_secure", cookie, words, is_error=True)
    if cookie.is_partitioned and insecure:
        words = _("%(name)s is Partitioned without Secure: browsers refuse it.") % name
        yield Finding("partitioned_without_secure", cookie, words, is_error=True)
    is_choice = CONSENT_COOKIES.fullmatch(cookie.name) and cookie.storage == Storage.SCRIPT_COOKIE
    if is_choice and (cookie.lifetime or 0) > WEEK:
        words = _("%(name)s is set by a script: some browsers keep it for seven days at most.") % name
        yield Finding("consent_cookie_by_script", cookie, words)


def _class(cookie: Cookie, day: datetime.date) -> Iterator[Finding]:
    name = {"name": str(cookie)}
    if cookie.category == Category.UNCLASSIFIED and cookie.classify_by_on and cookie.classify_by_on < day:
        words = _("%(name)s was to be classified by %(owner)s until %(day)s.")
        given = {**name, "owner": cookie.owner, "day": cookie.classify_by_on}
        yield Finding("unclassified_too_long", cookie, words % given, is_error=True)
    if cookie.category != Category.STRICTLY_NECESSARY:
        return
    if cookie.provider is not None and cookie.provider.does_advertising:
        words = _("%(name)s is called strictly necessary, and its provider does advertising.") % name
        yield Finding("necessary_of_advertiser", cookie, words, is_error=True)
    elif cookie.party == Party.THIRD:
        yield Finding(
            "necessary_third_party", cookie, _("%(name)s is strictly necessary, and of a third party.") % name
        )


def _third_party(cookie: Cookie, eea: set[str], standing: set[int]) -> Iterator[Finding]:
    if cookie.party != Party.THIRD or cookie.category == Category.UNCLASSIFIED:
        return
    name = {"name": str(cookie)}
    if cookie.provider is None:
        words = _("%(name)s is of a third party, and no provider is named.") % name
        yield Finding("provider_missing", cookie, words, is_error=True)
    elif not cookie.provider.is_ours and cookie.provider.third_party_id not in standing:
        words = _("The provider of %(name)s is no approved recipient of the register.") % name
        yield Finding("provider_not_approved", cookie, words)
    if not cookie.hosted_in:
        words = _("%(name)s is of a third party, and it is not said where it is hosted.") % name
        yield Finding("country_missing", cookie, words, is_error=True)
    elif set(cookie.hosted_in.split()) - eea and not cookie.transfer:
        words = _("%(name)s is hosted outside the EEA, and it is not said on what the transfer rests.") % name
        yield Finding("transfer_missing", cookie, words, is_error=True)


def _between(cookies: Sequence[Cookie]) -> Iterator[Finding]:
    """What only several declarations together have wrong."""
    prefixes = [cookie for cookie in cookies if cookie.match == Match.PREFIX]
    for cookie in prefixes:
        if len(cookie.name) <= SHORT_PREFIX:
            words = _("The prefix %(name)s is so short that it takes in names of others.") % {"name": cookie}
            yield Finding("short_prefix", cookie, words)
    for cookie in cookies:
        for prefix in prefixes:
            if prefix is not cookie and _takes_in(prefix, cookie) and prefix.category != cookie.category:
                words = _("%(name)s is also taken in by %(prefix)s, which is of another category.")
                given: dict[str, Any] = {"name": cookie, "prefix": prefix}
                yield Finding("two_categories", cookie, words % given, is_error=cookie.name == prefix.name)
    consent = [cookie for cookie in cookies if CONSENT_COOKIES.fullmatch(cookie.name)]
    if len({cookie.domain for cookie in consent}) > 1:
        words = _("The choice is kept at two domains, %(name)s: one hides the other.") % {"name": consent[0]}
        yield Finding("consent_cookie_twice", consent[0], words)


def _takes_in(prefix: Cookie, cookie: Cookie) -> bool:
    same = (prefix.storage in COOKIES, prefix.domain) == (cookie.storage in COOKIES, cookie.domain)
    return same and cookie.name.startswith(prefix.name)
