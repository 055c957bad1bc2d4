"""Files that people hand in: of a type that can be kept and opened without harm, and not larger than allowed."""

from typing import Any

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

#: What may be kept, by the ending of its name; a file is what its first bytes say, whatever it is called.
BINARY = {"pdf", "png", "jpg", "jpeg", "docx", "xlsx", "odt", "ods"}
TEXT = {"txt", "csv", "eml"}
#: Enough of a file to tell what it is.
HEAD = 64 * 1024


class FileRefused(RuleBroken):
    """A file that is too large, empty, or not what it may be."""


def ensure_acceptable(file: Any) -> None:
    """Judge an uploaded file (``name``, ``size``, ``read``, ``seek``) before it is kept; it is rewound afterwards.

    Raises:
        FileRefused: says what is wrong with it, and what is taken.
    """
    most = settings.UPLOAD_MEGABYTES
    if not file.size:
        raise FileRefused(_("“%(name)s” is empty: choose the file again.") % {"name": file.name})
    if file.size > most * 2**20:
        words = _("“%(name)s” is larger than %(most)d MB: make it smaller, or split it.")
        raise FileRefused(words % {"name": file.name, "most": most})
    _name, dot, ending = file.name.lower().rpartition(".")
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not dot or ending not in BINARY | TEXT or not _is_what_it_says(head, ending):
        words = _("“%(name)s” is none of the files that are kept (%(endings)s), or is not what its name says.")
        raise FileRefused(words % {"name": file.name, "endings": ", ".join(sorted(BINARY | TEXT))})


def _is_what_it_says(head: bytes, ending: str) -> bool:
    if ending in TEXT:
        return b"\0" not in head
    try:
        matches = puremagic.magic_string(head, f"file.{ending}")
    except puremagic.PureError:
        return False
    found = {match.extension.lstrip(".").lower() for match in matches if match.byte_match}  # else by its name alone
    return ending in found or (ending in {"jpg", "jpeg"} and bool(found & {"jpg", "jpeg"}))
