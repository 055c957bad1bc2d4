"""One subprocessor of an annex in words: who it is, what it does, where, on what that rests, and who stands below."""

import gettext as gettext_module
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import django_countries
from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries.data import COUNTRIES

from apps.organisation.models import Country

from ..choices import SUPPLEMENTS, ChangeKind, ListingStatus, LocationKind
from ..models import ListChange, Listing, Transfer
from ..queries import AnnexEntry, Ground, Identity, Whereabouts
from ..queries.versions import in_words
from .parts import Fact, Section, Table, cell, erased

COUNTRY_WORDS = Path(django_countries.__file__).with_name("locale")


class Described(NamedTuple):
    """An entry as a section, and as a line of the overview."""

    section: Section
    line: tuple[str, ...]


def described(number: int, entry: AnnexEntry) -> Described:
    """A numbered entry in the language that is active."""
    listing, places = entry.listing, dict.fromkeys(country_name(place.country) for place in entry.places)
    section = Section(
        heading=f"{number}. {entry.identity.name}",
        standing=" · ".join([*_standing(entry), listing.reference]),
        facts=tuple(_facts(entry)),
        tables=tuple(table for table in (_places(entry), _group(entry), _chain(entry)) if table.rows),
    )
    line = (str(number), entry.identity.name, listing.function, cell(*places), cell(*_standing(entry)))
    return Described(section, line)


def country_name(country: Country) -> str:
    """The name in the active language."""
    return country_name_in(country, translation.get_language() or "en")


def country_name_in(country: Country, language: str) -> str:
    """The name in the register, which is English; in another language what that, or its name of ISO 3166, is there."""
    words = _country_words(language)
    with translation.override("en"):
        names = [country.name, str(COUNTRIES.get(country.code, country.name))]
    return next((words.gettext(name) for name in names if words.gettext(name) != name), country.name)


@cache
def _country_words(language: str) -> gettext_module.NullTranslations:
    """The names of countries. The package that has them is no app here, so Django does not look there."""
    return gettext_module.translation("django", COUNTRY_WORDS, languages=[language], fallback=True)


def identity_facts(identity: Identity, *, has_contact: bool) -> list[Fact]:
    """Name, address and contact of a company, as Annex III asks for them."""
    name, position, email = identity.contact
    facts = [Fact.of(_("Legal name"), identity.name)]
    if identity.number:
        facts.append(Fact.of(_("Registration number"), identity.number))
    if not identity.is_group:
        facts.append(_personal(identity, _("Registered address"), identity.address))
        facts.append(Fact.of(_("Country of establishment"), country_name(identity.country) if identity.country else ""))
    if has_contact:
        facts += [
            _personal(identity, _("Contact person"), name),
            _personal(identity, _("Position"), position),
            _personal(identity, _("Contact details"), email),
        ]
    return facts


def _personal(identity: Identity, label: str, value: str) -> Fact:
    return Fact(label, (erased(),)) if identity.is_erased else Fact.of(label, value)


def _standing(entry: AnnexEntry) -> list[str]:
    listing = entry.listing
    if entry.is_pending:
        return [_("Announced: from %(day)s") % {"day": _day(listing.effective_on)}]
    told = [_("Since %(day)s") % {"day": _day(listing.started_on)}]
    if listing.status == ListingStatus.ENDING:
        told.append(_("Until %(day)s") % {"day": _day(listing.ending_on)})
    if entry.recorded_on:
        told.append(_("Put on record on %(day)s") % {"day": _day(entry.recorded_on)})
    return told


def _day(day: Any) -> str:
    return formats.date_format(day)


def _facts(entry: AnnexEntry) -> list[Fact]:
    listing = entry.listing
    certificates = [_until(str(one.get_kind_display()), one.last_day) for one in entry.certificates]
    facts = [
        *identity_facts(entry.identity, has_contact=True),
        Fact.of(_("Service"), entry.service or _("All services")),
        Fact.of(_("Role"), listing.get_role_display()),
        Fact.of(_("Description of the processing"), listing.function, *_terms(listing)),
        Fact.of(_("Who is responsible for what"), listing.responsibilities),
        Fact.of(_("Subject matter"), listing.subject_matter),
        Fact.of(_("Nature of the processing"), listing.nature),
        Fact.of(_("Purpose"), entry.purpose),
        Fact.of(_("Duration"), listing.duration),
        Fact.of(_("Authorisation (clause 9)"), *_authorisations(entry)),
        Fact.of(_("Certificates and reports"), *(certificates or [_("None on record on this day")])),
    ]
    if entry.changes:
        facts.append(Fact.of(_("Changes to come"), *(_change(one) for one in entry.changes)))
    return facts


def _terms(listing: Listing) -> list[str]:
    optional = [_("Only where the customer uses the feature")] if listing.is_optional else []
    return [*optional, capfirst(listing.conditions)]


def _until(words: str, day: Any) -> str:
    return _("%(what)s, until %(day)s") % {"what": words, "day": _day(day)} if day else words


def _authorisations(entry: AnnexEntry) -> list[str]:
    """The options of clause 9 under which its transfers stand; without such a transfer there is none to choose."""
    transfers = [ground.transfer for place in entry.places for ground in place.grounds if ground.transfer.exporter_id]
    if not transfers:
        return [_("Does not apply: no transfer under clauses")]
    return list(dict.fromkeys(_authorisation(one) for one in transfers if one.authorisation))


def _authorisation(transfer: Transfer) -> str:
    option, days = str(transfer.get_authorisation_display()), transfer.notice_days
    if not days:
        return option
    words = ngettext("%(option)s, %(count)d day of notice", "%(option)s, %(count)d days of notice", days)
    return words % {"option": option, "count": days}


def _change(change: ListChange) -> str:
    names = {country.code: country_name(country) for country in Country.objects.all()}
    before, after = (_value(in_words(change.kind, one, names)) for one in (change.was, change.becomes))
    words = {"day": _day(change.effective_on), "kind": ChangeKind(change.kind).label, "before": before, "after": after}
    return _("From %(day)s: %(kind)s. Before: %(before)s. After: %(after)s.") % words


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or "—"
    if isinstance(value, dict):
        return ", ".join(_value(one) for one in value.values() if one)
    return "—" if value in (None, "") else str(value)


# --- Tables ---


def _places(entry: AnnexEntry) -> Table:
    headers = (_("Location"), _("Mechanism of the transfer"), _("Parties and safeguards"))
    return Table(_("Where the data is, and on what that rests"), headers, tuple(_place(one) for one in entry.places))


def _place(place: Whereabouts) -> tuple[str, ...]:
    selected = [_("as selected by the customer")] if place.location.is_selectable else []
    where = cell(country_name(place.country), str(LocationKind(place.location.kind).label), *selected)
    if place.country.is_eea:
        return where, _("None needed: inside the EEA"), "—"
    mechanisms = [_decision(place.adequacy)] if place.adequacy else []
    mechanisms += [_mechanism(ground) for ground in place.grounds]
    safeguards = [line for ground in place.grounds for line in _safeguards(ground)]
    return where, cell(*mechanisms), cell(*dict.fromkeys(safeguards)) if place.grounds or not place.adequacy else "—"


def _decision(decision: Any) -> str:
    words = _("Adequacy decision %(number)s") % {"number": decision.number or _day(decision.valid_from)}
    return f"{words} ({decision.scope})" if decision.scope else words


def _mechanism(ground: Ground) -> str:
    transfer, words = ground.transfer, str(ground.transfer.get_mechanism_display())
    if ground.decision:
        words = f"{words}: {_decision(ground.decision)}"
    words = _until(words, min((one for one in (transfer.valid_until, transfer.certified_until) if one), default=None))
    if not ground.holds and transfer.mechanism not in SUPPLEMENTS:
        words = _("%(mechanism)s (on record, but nothing shows that it holds on this day)") % {"mechanism": words}
    return words


def _safeguards(ground: Ground) -> list[str]:
    told = []
    if ground.exporter and ground.importer:
        words = _("From %(exporter)s to %(importer)s")
        told.append(words % {"exporter": ground.exporter, "importer": ground.importer})
    elif ground.importer:
        told.append(_("To %(importer)s") % {"importer": ground.importer})
    if ground.transfer.has_docking_clause:
        told.append(_("With the docking clause"))
    return [*told, *([erased()] if ground.are_measures_erased else ground.measures)]


def _group(entry: AnnexEntry) -> Table:
    headers = (_("Company"), _("Registered address"), _("Country of establishment"))
    rows = tuple((cell(one.name, one.number), _address(one), _seat(one)) for one in entry.group)
    return Table(_("Companies of the group that it stands for"), headers, rows)


def _chain(entry: AnnexEntry) -> Table:
    headers = (_("Level"), _("Company, engaged by"), _("Address and contact"), _("What it does, where"))
    rows = tuple(
        (
            str(below.member.level),
            cell(below.identity.name, _("engaged by %(company)s") % {"company": below.above}),
            cell(_address(below.identity), _seat(below.identity), _contact(below.identity)),
            cell(below.member.function, country_name(below.country) if below.country else _("Country not on record")),
        )
        for below in entry.chain
    )
    return Table(_("The chain below"), headers, rows)


def _address(identity: Identity) -> str:
    return erased() if identity.is_erased else cell(identity.address)


def _seat(identity: Identity) -> str:
    return cell(country_name(identity.country) if identity.country else "")


def _contact(identity: Identity) -> str:
    if identity.is_erased:
        return ""
    name, position, email = identity.contact
    told = ", ".join(one for one in (name, position, email) if one)
    lacking = [_("contact person")] if not name else []
    lacking += [_("position")] if not position else []
    lacking += [_("contact details")] if not email else []
    missing = _("Not on record: %(what)s") % {"what": ", ".join(lacking)} if lacking else ""
    return "\n".join(one for one in (told, missing) if one)
