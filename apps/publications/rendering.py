"""From a version to the bytes that people read: a page that needs nothing else, and a printed document.

What a version says reaches both templates as values: HTML escapes them, and to Typst they are data, never source.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from apps.mailroom.composing import LANGUAGES

from .choices import Format
from .models import PublishedVersion
from .queries import document_of

#: Archived for long (PDF/A-2b) and read aloud (PDF/UA-1).
STANDARDS: Any = ["a-2b", "ua-1"]
#: What no document can hold: XML and fonts alike.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
SANDBOX = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def rendered(version: PublishedVersion, *, into: Format, language: str) -> bytes:
    """The version in a format and a language (en or nl)."""
    with translation.override(LANGUAGES[language]):
        told = facts_of(version, language)
        return _page(version, told) if into == Format.HTML else _printed(version, told)


def facts_of(version: PublishedVersion, language: str) -> dict[str, Any]:
    """What both templates are given, in the active language: plain values, fit for JSON."""
    document, said = document_of(version), version.said
    return {
        "language": language,
        "brand": said["brand"],
        "name": said["name"],
        "title": f"{document.label}: {version.part}" if version.part else str(document.label),
        "number": version.number,
        "effective": _moment(version),
        "sha256": version.sha256,
        "address": f"/{said['brand']}/{document.path}/" + (f"{version.part}/" if version.part else ""),
        "site": settings.SITE_URL,
        "shown": document.shown(said),
    }


def _moment(version: PublishedVersion) -> str:
    moment = timezone.localtime(version.effective_at)
    return f"{formats.date_format(moment, 'j F Y, H:i')} ({settings.TIME_ZONE})"


def _page(version: PublishedVersion, told: dict[str, Any]) -> bytes:
    return render_to_string(document_of(version).template("html"), told).encode()


def content_policy(page: bytes) -> str:
    """The policy for a stored page: no script, no image, no other style than the one that stands in it."""
    hashes = [base64.b64encode(hashlib.sha256(style).digest()).decode() for style in STYLE.findall(page)]
    allowed = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
    return f"{SANDBOX}; style-src {allowed}"


def _printed(version: PublishedVersion, told: dict[str, Any]) -> bytes:
    words = {
        "version": _("Version %(number)d") % {"number": version.number},
        "effective": _("In effect from %(moment)s") % {"moment": told["effective"]},
        "hash": _("SHA-256 of the content"),
        "page": _("Page"),
        "of": _("of"),
    }
    data = json.dumps(_printable(told | {"words": words}), ensure_ascii=False)
    given: dict[str, Any] = {
        "input": Path(settings.ROOT) / "templates" / document_of(version).template("typ"),
        "root": Path(settings.ROOT) / "templates",
        "format": "pdf",
        "sys_inputs": {"data": data},
        "timestamp": version.effective_at.replace(microsecond=0),
    }
    try:
        return typst.compile(**given, ignore_system_fonts=True, pdf_standards=STANDARDS)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    return _printed_somehow(given)


def _printed_somehow(given: dict[str, Any]) -> bytes:
    """A script that the document's own font lacks, as Japanese: by a font of the machine, or with empty boxes."""
    try:
        return typst.compile(**given, ignore_system_fonts=False, pdf_standards=STANDARDS)
    except typst.TypstError:
        return typst.compile(**given, ignore_system_fonts=True)


def _printable(value: Any) -> Any:
    """The value with what no font has replaced."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {name: _printable(inner) for name, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value


def printable(text: str) -> str:
    """The text without what XML cannot hold."""
    return UNPRINTABLE.sub("\ufffd", text)
