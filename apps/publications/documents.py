"""The privacy statement as a public document: its texts are written by staff."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from apps.casework.registers import PublicDocument

from .prose import Marked, changes, marked, read_blocks

#: The longest piece of a paragraph that a sentence quotes, in characters.
QUOTED = 200


def text_in_language(said: dict[str, Any]) -> tuple[str, str]:
    """The text in the active language, or the English one; and the language that it is in."""
    language = (get_language() or "en")[:2]
    texts = said["texts"]
    return (texts[language], language) if language in texts else (texts["en"], "en")


def shown(said: dict[str, Any]) -> dict[str, Any]:
    text, language = text_in_language(said)
    is_other = language != (get_language() or "en")[:2]
    return {
        "blocks": read_blocks(text),
        "language": language,
        "note": _("This text is available in English only.") if is_other else "",
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    sentences = []
    for heading, old, new in changes(text_in_language(before)[0], text_in_language(after)[0]):
        at = _(" under “%(heading)s”") % {"heading": _quoted(heading)} if heading else ""
        words = {"at": at, "old": _quoted(old), "new": _quoted(new)}
        if not old:
            sentences.append(_("Added%(at)s: “%(new)s”") % words)
        elif not new:
            sentences.append(_("Removed%(at)s: “%(old)s”") % words)
        else:
            sentences.append(_("Changed%(at)s: from “%(old)s” to “%(new)s”") % words)
    return sentences or [_("Only the text in another language, or how it is laid out, changed.")]


def _quoted(text: str) -> str:
    return Truncator(text).chars(QUOTED)


def marked_text(before: dict[str, Any], after: dict[str, Any]) -> list[Marked]:
    return marked(text_in_language(before)[0], text_in_language(after)[0])


DOCUMENTS = [
    PublicDocument(
        name="publications/statement",
        path="privacy-statement",
        label=gettext_lazy("Privacy statement"),
        content=None,
        shown=shown,
        differences=differences,
        marked=marked_text,
    ),
]
