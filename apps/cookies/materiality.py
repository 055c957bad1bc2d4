"""What a new version of a notice means for visitors who chose already: asked again, told, or nothing. Pure functions.

A table of rules, each with its reason in words; the weightiest decides. Whether it is right to ask is for counsel to
confirm; the strict reading is built.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .choices import OFFERED, Verdict
from .lifetimes import lifetime_words

Said = Mapping[str, Any]
#: Beyond thirteen months a longer lifetime asks anew (CNIL).
LIFETIME_BOUND = 395 * 86_400
#: From the strictest to the least strict.
STRICTNESS = {category.value: place for place, category in enumerate(OFFERED)}


@dataclass(frozen=True)
class Reason:
    """One rule that applies, what it demands, and why, in the active language. ``is_meaning``: a person may say why not."""

    rule: str
    verdict: Verdict
    words: str
    is_meaning: bool = False

    def said(self) -> dict[str, Any]:
        return {"rule": self.rule, "verdict": self.verdict.value, "words": self.words, "is_meaning": self.is_meaning}


def reasons_between(before: Said, after: Said) -> list[Reason]:
    """Every rule that applies from one content to the next, the weightiest first; none where nothing changed."""
    found = [
        *_categories(before, after),
        *_cookies(before, after),
        *_texts(before, after),
        *_countries(before, after),
        *_other(before, after),
    ]
    weight = {verdict: place for place, verdict in enumerate(Verdict)}
    unique = {(one.rule, one.words): one for one in found}
    return sorted(unique.values(), key=lambda one: weight[one.verdict])


def verdict_of(reasons: Iterable[Reason], *, explanation: str = "") -> Verdict:
    """The weightiest verdict; changed words count as told alone where somebody explains why their meaning stayed."""
    verdicts = {
        Verdict.INFORM if one.is_meaning and explanation.strip() and one.verdict == Verdict.ASK_AGAIN else one.verdict
        for one in reasons
    }
    return next((verdict for verdict in Verdict if verdict in verdicts), Verdict.SILENT)


def needs_explanation(reasons: Iterable[Reason]) -> bool:
    """Whether nothing but changed words demands that visitors are asked again."""
    asking = [one for one in reasons if one.verdict == Verdict.ASK_AGAIN]
    return bool(asking) and all(one.is_meaning for one in asking)


# --- Rules ------------------------------------------------------------------------------------------------------------


def _categories(before: Said, after: Said) -> Iterator[Reason]:
    known = {category["key"] for category in before["categories"]}
    for category in after["categories"]:
        if category["key"] not in known and not category["is_required"]:
            words = _("A category is new: %(title)s.") % {"title": category["title"]["en"] or category["key"]}
            yield Reason("new_category", Verdict.ASK_AGAIN, words)
    gone = known - {category["key"] for category in after["categories"]}
    for category in before["categories"]:
        if category["key"] in gone:
            words = _("A category is no longer used: %(title)s.") % {
                "title": category["title"]["en"] or category["key"]
            }
            yield Reason("category_gone", Verdict.SILENT, words)


def key_of(cookie: Said) -> tuple[str, str, str, str]:
    """What makes a cookie the same from one version to the next, whoever sets it."""
    storage = "cookie" if cookie["storage"].endswith("_cookie") else cookie["storage"]
    return (cookie["name"], cookie["match"], storage, cookie["domain"])


def shown_name(cookie: Said) -> str:
    name = f"{cookie['name']}*" if cookie["match"] == "prefix" else cookie["name"]
    return f"{name} ({cookie['domain']})" if cookie["domain"] else name


def _cookies(before: Said, after: Said) -> Iterator[Reason]:
    was, now = ({key_of(one): one for one in said["cookies"]} for said in (before, after))
    purposes = {(one["category"], one["purpose"]) for one in before["cookies"]}
    providers = {_provider(one) for one in before["cookies"]}
    kinds = {(_provider(one), one["purpose"], one["category"]) for one in before["cookies"]}
    for key, cookie in now.items():
        name = {"name": shown_name(cookie)}
        if _provider(cookie) not in providers:
            words = _("%(name)s comes from a provider who is new: %(provider)s.")
            yield Reason("new_provider", Verdict.ASK_AGAIN, words % {**name, "provider": _provider(cookie) or "–"})
        if (cookie["category"], cookie["purpose"]) not in purposes and cookie["category"] in STRICTNESS:
            words = _("%(name)s is for a purpose that its category did not have: %(purpose)s.")
            yield Reason("new_purpose", Verdict.ASK_AGAIN, words % {**name, "purpose": cookie["purpose"] or "–"})
        if key in was:
            yield from _changed(was[key], cookie)
        elif (_provider(cookie), cookie["purpose"], cookie["category"]) in kinds:
            words = _("%(name)s is another cookie of the same provider, purpose and category.") % name
            yield Reason("another_cookie", Verdict.INFORM, words)
        else:
            yield Reason("new_cookie", Verdict.INFORM, _("%(name)s is new.") % name)
    for key, cookie in was.items():
        if key not in now:
            words = _("%(name)s is no longer used.") % {"name": shown_name(cookie)}
            yield Reason("cookie_removed", Verdict.SILENT, words)


def _changed(was: Said, now: Said) -> Iterator[Reason]:
    name = {"name": shown_name(now)}
    if now["category"] != was["category"]:
        words = _("%(name)s moved from %(before)s to %(after)s.")
        given = {**name, "before": was["category"], "after": now["category"]}
        verdict = Verdict.ASK_AGAIN if _is_less_strict(was["category"], now["category"]) else Verdict.INFORM
        yield Reason("category_changed", verdict, words % given)
    if now["text"] != was["text"]:
        words = _("What %(name)s is for is told in other words.") % name
        yield Reason("purpose_told_otherwise", Verdict.ASK_AGAIN, words, is_meaning=True)
    yield from _lifetime(was, now, name)
    for field in ("party", "hosted_in", "transfer", "path", "is_refreshed", "storage"):
        if now[field] != was[field]:
            yield Reason(f"{field}_changed", Verdict.INFORM, _("Details of %(name)s changed.") % name)
    if (was["provider"] or {}) != (now["provider"] or {}) and _provider(was) == _provider(now):
        yield Reason("provider_details", Verdict.SILENT, _("Details of the provider of %(name)s changed.") % name)


def _is_less_strict(before: str, after: str) -> bool:
    """From what is not classified, any category is less strict but the strictest."""
    least = len(STRICTNESS)
    if before not in STRICTNESS:
        return STRICTNESS.get(after, 0) > 0
    return STRICTNESS.get(after, least) > STRICTNESS[before]


def _lifetime(was: Said, now: Said, name: Mapping[str, str]) -> Iterator[Reason]:
    before, after = _seconds(was), _seconds(now)
    if before == after:
        return
    if after is not None and (before is None or after > before):
        is_beyond = after > LIFETIME_BOUND
        words = _("%(name)s lives longer: %(lifetime)s.") % {**name, "lifetime": lifetime_words(after)}
        yield Reason("longer_lifetime", Verdict.ASK_AGAIN if is_beyond else Verdict.INFORM, words)
    else:
        yield Reason("shorter_lifetime", Verdict.SILENT, _("%(name)s lives shorter.") % name)


def _seconds(cookie: Said) -> int | None:
    """A session counts as no time; what nobody knows as none too."""
    return 0 if cookie["is_session"] else cookie["lifetime"]


def _texts(before: Said, after: Said) -> Iterator[Reason]:
    was = {category["key"]: category for category in before["categories"]}
    for category in after["categories"]:
        known = was.get(category["key"])
        if known is None:
            continue
        if any(known[field] != category[field] for field in ("description", "implications")):
            words = _("What the category %(title)s means is told in other words.") % {"title": category["title"]["en"]}
            yield Reason("category_told_otherwise", Verdict.ASK_AGAIN, words, is_meaning=True)
        if known["title"] != category["title"]:
            words = _("The category %(title)s has another title.") % {"title": category["title"]["en"]}
            yield Reason("title_changed", Verdict.SILENT, words)


def _countries(before: Said, after: Said) -> Iterator[Reason]:
    for code, country in after["countries"].items():
        known = before["countries"].get(code)
        if not country["is_covered"] and (known is None or known["is_covered"]):
            words = _("Data goes to %(country)s, which no adequacy decision covers.") % {"country": country["en"]}
            yield Reason("country_without_adequacy", Verdict.ASK_AGAIN, words)
        elif known is None:
            words = _("Data goes to another country: %(country)s.") % {"country": country["en"]}
            yield Reason("new_country", Verdict.INFORM, words)


def _other(before: Said, after: Said) -> Iterator[Reason]:
    if before["site"] != after["site"]:
        yield Reason(
            "settings_changed", Verdict.SILENT, _("Settings of the site changed, such as how long a choice stands.")
        )
    if before["name"] != after["name"]:
        yield Reason("brand_renamed", Verdict.INFORM, _("The brand has another name."))
    known = {category["key"] for category in before["categories"]}
    if any(one["is_required"] and one["key"] not in known for one in after["categories"]):
        yield Reason("necessary_new", Verdict.INFORM, _("There are strictly necessary cookies now."))


def _provider(cookie: Said) -> str:
    return cookie["provider"]["name"] if cookie["provider"] else ""
