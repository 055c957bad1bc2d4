"""The cookie notice of a site as a public document."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.casework.registers import PublicDocument
from apps.subprocessors.choices import Mechanism

from .choices import Category, Match, Party, Storage
from .lifetimes import lifetime_words
from .materiality import reasons_between

Said = Mapping[str, Any]


def shown(said: Said) -> dict[str, Any]:
    """Every cookie under its category, in the words of the active language."""
    language = "nl" if (get_language() or "en").startswith("nl") else "en"
    sections = [_section(category, said, language) for category in said["categories"]]
    waiting = [_entry(one, said, language) for one in said["cookies"] if one["category"] == Category.UNCLASSIFIED]
    if waiting:
        sections.append(
            {
                "heading": _("Not yet classified"),
                "description": _(
                    "We are finding out what these are for. You are not asked about them, so none is allowed."
                ),
                "implications": "",
                "is_required": False,
                "entries": waiting,
            }
        )
    return {
        "lead": str(
            _("What %(domain)s keeps in your browser, what for, for how long, and who can read it.")
            % {"domain": said["site"]["domain"]}
        ),
        "choice": str(
            _(
                "Nothing but what is strictly necessary is set before you choose. You may accept all, refuse all, or choose."
            )
        ),
        "columns": [
            str(one) for one in (_("Name"), _("What for"), _("Provider"), _("Hosted in"), _("Kept for"), _("Kind"))
        ],
        "sections": sections,
        "empty": "" if said["cookies"] else str(_("This site keeps nothing in your browser.")),
    }


def _section(category: Said, said: Said, language: str) -> dict[str, Any]:
    key = category["key"]
    return {
        "heading": category["title"][language] or str(Category(key).label),
        "description": category["description"][language],
        "implications": category["implications"][language],
        "is_required": category["is_required"],
        "entries": [_entry(one, said, language) for one in said["cookies"] if one["category"] == key],
    }


def _entry(cookie: Said, said: Said, language: str) -> dict[str, Any]:
    provider = cookie["provider"] or {}
    countries = [said["countries"].get(code, {}).get(language, code) for code in cookie["hosted_in"]]
    transfer = str(Mechanism(cookie["transfer"]).label) if cookie["transfer"] else ""
    return {
        "name": f"{cookie['name']}…" if cookie["match"] == Match.PREFIX else cookie["name"],
        "domain": cookie["domain"] or said["site"]["domain"],
        "text": cookie["text"][language] or cookie["text"]["en"],
        "provider": provider.get("name") or (said["name"] if cookie["party"] == Party.FIRST else "–"),
        "privacy_url": provider.get("privacy_url", ""),
        "party": str(Party(cookie["party"]).label),
        "places": ", ".join(countries) or "–",
        "transfer": transfer,
        "lifetime": _lifetime(cookie),
        "kind": str(Storage(cookie["storage"]).label),
    }


def _lifetime(cookie: Said) -> str:
    if cookie["is_session"]:
        return str(_("until you close the browser"))
    if cookie["lifetime"] is None:
        return "–"
    words = lifetime_words(cookie["lifetime"])
    return _("%(lifetime)s, anew at each visit") % {"lifetime": words} if cookie["is_refreshed"] else words


def differences(before: Said, after: Said) -> list[str]:
    """What changed, in the sentences of the rules that judge it."""
    return [reason.words for reason in reasons_between(before, after)]


DOCUMENTS = [
    PublicDocument(
        name="cookies/cookies",
        path="cookies",
        label=gettext_lazy("Cookie notice"),
        content=None,
        shown=shown,
        differences=differences,
    )
]
