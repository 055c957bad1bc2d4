"""Lint: what would be wrong with approving or publishing a listing, each finding with its record and field."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.organisation.models import Brand
from apps.trail.models import Tracked

from ..choices import ANNOUNCED_ROLES, APPROVED_ONCE, ListingStatus
from ..models import DESCRIBED, Listing, ThirdParty
from .on_record import CheckLine, OnRecord, checklist, places_with_cover

#: Marks of a template or a draft that must not reach the public.
PLACEHOLDER = re.compile(
    r"\[\s*(?:insert|name|company|address|tbd|todo)[^\]]*\]|\{\{.*?\}\}|\{%.*?%\}|<\s*(?:insert|name)[^>]*>"
    r"|\b(?:TBD|TBC|TODO|FIXME|XXX+|OPERATOR_REQUIRED|PLACEHOLDER|lorem ipsum|to be (?:determined|confirmed))\b"
    r"|^\s*(?:draft|n/?a|none|unknown|test|\?+|-+|\.+)\s*$",
    re.IGNORECASE,
)
#: Words of those that keep data on their servers; “infrastructure” may be more than that.
HOSTS = re.compile(r"\bhost(?:ed|ing|s)?\b", re.IGNORECASE)
HOSTING = re.compile(rf"{HOSTS.pattern}|\binfrastructure\b", re.IGNORECASE)
#: So many listings are looked at together.
BATCH = 1000
#: Such evidence is due so soon that it is told with the listing.
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: with which record, in which field, in words; blockers keep the listing from going on."""

    record: Tracked
    field: str
    words: str
    is_blocker: bool = True


def lint(listing: Listing, *, on: datetime.date, known: OnRecord | None = None) -> list[Finding]:
    """Everything that speaks against approving or publishing this listing on a day."""
    known = known or OnRecord([listing], on)
    return [
        *_texts(listing),
        *_missing(listing, known),
        *_evidence(listing, known),
        *_transfers(listing, known),
        *_dates(listing, on),
    ]


def blockers(listing: Listing, *, on: datetime.date) -> list[Finding]:
    """The findings of ``lint`` that keep the listing from being approved or published."""
    return [finding for finding in lint(listing, on=on) if finding.is_blocker]


def lint_all(listings: QuerySet, *, on: datetime.date) -> Iterator[tuple[Listing, list[Finding]]]:
    """Each of these listings that has findings, with them; as many queries for many as for one, per ``BATCH``."""
    found = list(listings.select_related("brand", "third_party__country", "purpose"))
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        known = OnRecord(batch, on)
        for listing in batch:
            if findings := lint(listing, on=on, known=known):
                yield listing, findings


def published(brand: Brand | None = None) -> QuerySet:
    """What stands on the public page, or is about to: approved and not closed."""
    listings = Listing.objects.filter(status__in=APPROVED_ONCE).open()
    return listings if brand is None else listings.filter(brand=brand)


def _texts(listing: Listing) -> Iterator[Finding]:
    party = listing.third_party
    named: list[tuple[Any, list[str]]] = [
        (listing, ["function", "conditions", "conduit_reason"]),
        (party, ["legal_name", "brand_name", "registered_address", "contact_name", "contact_position", "website"]),
    ]
    for record, names in named:
        for name in names:
            if found := PLACEHOLDER.search(getattr(record, name)):
                words = _("%(record)s: “%(mark)s” is left from a template: replace it.")
                yield Finding(record, name, words % {"record": _name_of(record), "mark": found[0].strip()})


def _missing(listing: Listing, known: OnRecord) -> Iterator[Finding]:
    if listing.purpose_id is None:
        yield Finding(listing, "purpose", _("%(listing)s has no purpose: choose one.") % _listing(listing))
    if not known.places.get(listing.pk):
        words = _("%(listing)s has no location: add where the data goes.")
        yield Finding(listing, "locations", words % _listing(listing))
    if HOSTING.search(listing.function) and not listing.is_hosting:
        words = _("%(listing)s speaks of hosting, but is not marked as hosting data: mark it, or say what it does.")
        yield Finding(listing, "is_hosting", words % _listing(listing), bool(HOSTS.search(listing.function)))
    if listing.role in ANNOUNCED_ROLES and not all(getattr(listing, name) for name in DESCRIBED):
        words = _("%(listing)s: annexes of customers lack %(what)s: describe the processing.")
        lacking = [Listing._meta.get_field(name) for name in DESCRIBED if not getattr(listing, name)]
        told = {"what": ", ".join(str(getattr(one, "verbose_name", one.name)) for one in lacking)}
        yield Finding(listing, "description", words % (_listing(listing) | told), is_blocker=False)
    if listing.third_party.stands_for_group:
        yield from _group(listing.third_party, known)
    else:
        yield from identity(listing.third_party, is_blocker=listing.role in ANNOUNCED_ROLES)
    for member in known.chains.get(listing.pk, []):
        yield from identity(member.third_party, is_blocker=False)
        if member.country_id is None:
            words = _("%(name)s, in the chain of %(listing)s, has no country of processing: add it.")
            yield Finding(member, "country", words % ({"name": member.third_party} | _listing(listing)), False)


def identity(party: ThirdParty, *, is_blocker: bool) -> Iterator[Finding]:
    """What is not known of who a company is: name, address and contact are at hand at all times (EDPB Opinion 22/2024)."""
    wanted = [
        ("country", party.country_id, _("%(party)s has no country of establishment: add it.")),
        ("registered_address", party.registered_address, _("%(party)s has no registered address: add it.")),
        ("contact_name", party.contact_name, _("%(party)s has no contact person: add the name.")),
        ("contact_email", party.contact_email, _("%(party)s has no contact e-mail address: add it.")),
    ]
    for name, value, words in wanted:
        if not value:
            yield Finding(party, name, words % {"party": party}, is_blocker)
    if party.contact_name and not party.contact_position:
        words = _("%(party)s: the position of its contact person is missing: add it.")
        yield Finding(party, "contact_position", words % {"party": party}, is_blocker=False)


def _group(party: ThirdParty, known: OnRecord) -> Iterator[Finding]:
    members = known.members.get(party.pk, [])
    if not members:
        words = _("%(party)s stands for companies of the group, and none is named: add them.")
        yield Finding(party, "group_members", words % {"party": party})
    for member in members:
        if not member.legal_entity.registered_address:
            words = _("%(name)s has no registered address: add it under Legal entities.")
            yield Finding(member.legal_entity, "registered_address", words % {"name": member.legal_entity}, False)


def _evidence(listing: Listing, known: OnRecord) -> Iterator[Finding]:
    party = listing.third_party
    for document in known.blocking.get(party.pk, []):
        words = _("%(evidence)s was reviewed and speaks against %(party)s: settle it, or withdraw the document.")
        yield Finding(document, "result", words % {"evidence": document.get_kind_display(), "party": party})
    for line in checklist(listing, known.day, known=known):
        yield from _line(listing, line, known.day)


def _line(listing: Listing, line: CheckLine, on: datetime.date) -> Iterator[Finding]:
    names: dict[str, Any] = {"party": listing.third_party, "what": line.requirement.words}
    if line.evidence is None:
        words = _("%(party)s lacks %(what)s, reviewed and valid on %(day)s: add it as evidence.")
        yield Finding(
            listing.third_party, f"evidence:{line.requirement.key}", words % (names | {"day": date_format(on)})
        )
        return
    ends = line.evidence.last_day
    if ends and ends - on <= SOON:
        words = _("%(party)s: %(what)s ends or is due on %(day)s: ask for the next one.")
        found = words % (names | {"day": date_format(ends)})
        yield Finding(line.evidence, "valid_until", found, is_blocker=False)


def _transfers(listing: Listing, known: OnRecord) -> Iterator[Finding]:
    for place in places_with_cover(listing, known.day, known=known):
        day = date_format(known.day)
        names = {"listing": listing.reference, "country": place.location.country, "day": day}
        if not place.is_covered:
            words = _("%(listing)s: nothing covers the transfer to %(country)s on %(day)s. %(why)s")
            yield Finding(place.location, "country", words % (names | {"why": place.words}))
        elif place.scope:
            words = _("%(listing)s: adequacy of %(country)s is limited (%(scope)s): make sure that it fits.")
            yield Finding(place.location, "country", words % (names | {"scope": place.scope}), is_blocker=False)


def _dates(listing: Listing, on: datetime.date) -> Iterator[Finding]:
    if listing.status == ListingStatus.ANNOUNCED and listing.effective_on and listing.effective_on < on:
        words = _("%(listing)s was to start on %(day)s and has not started: mend what keeps it, or withdraw it.")
        found = words % (_listing(listing) | {"day": date_format(listing.effective_on)})
        yield Finding(listing, "effective_on", found, is_blocker=False)


def words_of(findings: Iterable[Finding]) -> str:
    """Findings as one text."""
    return " ".join(dict.fromkeys(finding.words for finding in findings))


def _listing(listing: Listing) -> dict[str, Any]:
    return {"listing": listing.reference}


def _name_of(record: Any) -> str:
    return record.reference if isinstance(record, Listing) else str(record)
