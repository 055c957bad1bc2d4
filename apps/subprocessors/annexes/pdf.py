"""The annex as a PDF by Typst: the words travel as data, so nothing in them is read as markup; same data, same bytes."""

import dataclasses
import json
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from apps.trail.errors import RuleBroken

from .composing import Document

LAYOUT = Path(__file__).with_name("annex.typ").read_bytes()
#: How Typst says that none of its own fonts has a letter.
NO_LETTER = "could not be displayed"


class LettersMissing(RuleBroken):
    """The annex holds letters that the fonts of the PDF lack; they would be printed as empty boxes."""


def as_pdf(document: Document) -> bytes:
    """The bytes of a PDF/UA: with its structure for screen readers, and every letter printed or else refused.

    Raises:
        LettersMissing: a name or an address is in a script that the fonts do not have.
    """
    data = {"data": json.dumps(dataclasses.asdict(document), ensure_ascii=False)}
    try:
        return typst.compile(
            LAYOUT, format="pdf", sys_inputs=data, ignore_system_fonts=True, pdf_standards="ua-1", timestamp=0
        )
    except typst.TypstError as error:
        if NO_LETTER not in error.message:
            raise
        words = _("The PDF has no letters for some of the text (%(letters)s): take the Word file instead.")
        raise LettersMissing(words % {"letters": error.message.split("`")[1].strip('"')}) from error
