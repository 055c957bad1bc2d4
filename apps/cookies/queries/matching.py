"""What the catalogue suggests for something that was seen: exact before the longest prefix before the domain."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..choices import Category, Match
from ..domains import clean_domain, matches_domain
from ..models import CatalogueEntry

#: What is read of an entry to suggest it.
READ = (
    *("pk", "key", "name", "match", "domains", "category", "platform", "controller", "privacy_url", "description"),
    *("is_session", "lifetime", "word", "is_suggestion", "decided_by_id"),
)


@dataclass(frozen=True)
class Suggestion:
    """An entry of the catalogue, the category that it allows (unclassified: a person decides), and why it fits."""

    entry: dict[str, Any]
    category: Category
    reason: str


@dataclass
class CatalogueIndex:
    """The catalogue in memory, made by one query: a few thousand rows."""

    exact: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    prefixes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    domains: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "CatalogueIndex":
        index = cls()
        for entry in CatalogueEntry.objects.order_by("pk").values(*READ):
            names = index.prefixes if entry["match"] == Match.PREFIX else index.exact
            names.setdefault(entry["name"], []).append(entry)
            for domain in entry["domains"].split("\n"):
                if domain:
                    index.domains.setdefault(domain, []).append(entry)
        return index

    def suggest(self, name: str, domain: str = "") -> Suggestion | None:
        """What fits a name seen at a domain; none where nothing does."""
        if entries := self.exact.get(name):
            return _chosen(entries, domain, _("the catalogue has this name"))
        for length in range(len(name), 0, -1):
            if entries := self.prefixes.get(name[:length]):
                words = _("the catalogue has names that begin with “%(prefix)s”") % {"prefix": name[:length]}
                return _chosen(entries, domain, words)
        labels = clean_domain(domain).split(".")
        for number in range(len(labels) - 1):
            if entries := self.domains.get(".".join(labels[number:])):
                words = _("the catalogue knows the domain “%(domain)s”") % {"domain": ".".join(labels[number:])}
                return _chosen(entries, domain, words)
        return None


def _chosen(entries: list[dict[str, Any]], domain: str, reason: str) -> Suggestion:
    """The entry for this domain, if one names it; where those that remain differ in category, a person decides."""
    here = [one for one in entries if any(matches_domain(known, domain) for known in one["domains"].split("\n"))]
    candidates = here or [one for one in entries if not one["domains"]] or entries
    categories = {one["category"] for one in candidates}
    if len(categories) > 1:
        return Suggestion(candidates[0], Category.UNCLASSIFIED, f"{reason}, {_('in several categories')}")
    if any(one["is_suggestion"] for one in candidates):
        return Suggestion(candidates[0], Category.UNCLASSIFIED, f"{reason}, {_('and a person has to decide')}")
    return Suggestion(candidates[0], Category(candidates[0]["category"]), reason)
