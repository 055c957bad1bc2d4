"""What changed from one published list to the next, in sentences of the active language."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .public import PublicListing, listings_in


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The sentences: entries that came, those that went, and what is said otherwise of those that stayed."""
    olds = {row.reference: row for row in listings_in(before)}
    rows = listings_in(after)
    gone = set(olds) - {row.reference for row in rows}
    sentences = [_came(row) for row in rows if row.reference not in olds]
    sentences += [_went(row) for row in olds.values() if row.reference in gone]
    for row in rows:
        if row.reference in olds:
            sentences += _changed(olds[row.reference], row)
    if before["name"] != after["name"]:
        words = _("The brand is called %(new)s now; it was called %(old)s.")
        sentences.append(words % {"old": before["name"], "new": after["name"]})
    return sentences


def _words(row: PublicListing) -> dict[str, str]:
    return {
        "name": f"{row.name} ({row.service})" if row.service else row.name,
        "function": row.function,
        "places": ", ".join(row.places()) or "—",
        "role": row.get_role_display(),
        "from": date_format(row.from_on, "j F Y") if row.from_on else "",
        "until": date_format(row.until_on, "j F Y") if row.until_on else "",
    }


def _came(row: PublicListing) -> str:
    if row.from_on:
        words = _(
            "%(name)s is announced, in force from %(from)s: %(function)s. Data is processed in: %(places)s. %(role)s."
        )
    else:
        words = _("%(name)s was added: %(function)s. Data is processed in: %(places)s. %(role)s.")
    return words % _words(row)


def _went(row: PublicListing) -> str:
    if row.from_on:
        return _("%(name)s was announced and does not start: %(function)s.") % _words(row)
    return _("%(name)s was removed: %(function)s.") % _words(row)


def _changed(old: PublicListing, new: PublicListing) -> list[str]:
    names = _words(new)
    sentences = [words % names for words in _moved(old, new)]
    sentences += [words % (names | {"country": place}) for words, place in _places(old, new)]
    for label, before, after in _otherwise(old, new):
        if before != after:
            words = _("%(name)s, %(field)s: “%(after)s”, before “%(before)s”.")
            sentences.append(words % (names | {"field": label, "before": before or "—", "after": after or "—"}))
    return sentences


def _moved(old: PublicListing, new: PublicListing) -> list[str]:
    """What a day, or its end, did to an entry."""
    found = []
    if old.from_on and not new.from_on:
        found.append(_("%(name)s is in force: %(function)s."))
    elif old.from_on != new.from_on:
        found.append(_("%(name)s is announced for another day, in force from %(from)s: %(function)s."))
    if old.until_on and not new.until_on:
        found.append(_("%(name)s stays; its end was taken back: %(function)s."))
    elif old.until_on != new.until_on:
        found.append(_("%(name)s ends on %(until)s: %(function)s."))
    return found


def _places(old: PublicListing, new: PublicListing) -> list[tuple[str, str]]:
    """Countries that came, went, or are left to the customer from now on, or no longer."""
    came, went = set(new.locations) - set(old.locations), set(old.locations) - set(new.locations)
    stayed = set(new.locations) & set(old.locations)
    freed = (set(new.selectable) - set(old.selectable)) & stayed
    fixed = (set(old.selectable) - set(new.selectable)) & stayed
    told_of = [
        (_("%(name)s processes data in %(country)s too."), came),
        (_("%(name)s does not process data in %(country)s any more."), went),
        (_("%(name)s processes data in %(country)s only where the customer selects it."), freed),
        (_("%(name)s processes data in %(country)s whatever the customer selects."), fixed),
    ]
    return [(words, place) for words, places in told_of for place in sorted(places)]


def _otherwise(old: PublicListing, new: PublicListing) -> list[tuple[str, str, str]]:
    """What else is said of an entry: what it is, before and after."""
    yes, no = _("yes"), _("no")
    return [
        (_("name"), old.name, new.name),
        (_("service"), old.service or _("All services"), new.service or _("All services")),
        (_("function"), old.function, new.function),
        (_("role"), old.get_role_display(), new.get_role_display()),
        (_("kind"), old.get_kind_display(), new.get_kind_display()),
        (_("optional"), yes if old.is_optional else no, yes if new.is_optional else no),
        (_("conditions"), old.conditions, new.conditions),
        (_("country of establishment"), old.country, new.country),
        (_("website"), old.website, new.website),
    ]
