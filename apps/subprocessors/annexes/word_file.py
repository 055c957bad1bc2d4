"""The annex as a Word file: every text stands in runs of text, and the same document gives the same bytes."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .composing import Document
from .parts import Fact, Table

QUIET, WARN = RGBColor(0x47, 0x54, 0x67), RGBColor(0x91, 0x20, 0x18)
SOFT = "F2F4F7"
#: No file says when it was packed; what was made when stands in its text.
PACKED = (1980, 1, 1, 0, 0, 0)
LOCALES = {"en": "en-GB", "nl": "nl-NL"}


def as_docx(document: Document) -> bytes:
    """The bytes of a DOCX on A4, with a running head and page numbers."""
    file = docx.Document()
    _set_up(file, document)
    file.add_heading(document.title, level=0)
    file.add_paragraph().add_run(document.lead).font.color.rgb = QUIET
    _facts(file, document.head)
    if document.sections:
        _table(file, document.overview, level=1)
    else:
        file.add_paragraph(document.empty)
    for section in document.sections:
        file.add_heading(section.heading, level=1)
        file.add_paragraph().add_run(section.standing).font.color.rgb = QUIET
        _facts(file, section.facts)
        for table in section.tables:
            _table(file, table, level=2)
    unpacked = io.BytesIO()
    file.save(unpacked)
    return packed(unpacked)


def packed(file: io.BytesIO) -> bytes:
    """The same parts without the moment at which they were packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, PACKED), old.read(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _set_up(file: Any, document: Document) -> None:
    known, page = file.core_properties, file.sections[0]
    known.title, known.author, known.language = document.title, document.running_head, LOCALES[document.language]
    known.comments, known.created = "", datetime.datetime(*PACKED)  # noqa: DTZ001 - the format has no time zone
    known.modified, known.last_modified_by = known.created, ""
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    style = file.styles["Normal"]
    style.font.size, style.paragraph_format.space_after = Pt(10), Pt(4)
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[document.language])
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    _small(head, f"{document.running_head} · {document.title}")
    _small(foot, f"{document.made} · {document.page_words} ")
    _field(foot, "PAGE")
    _small(foot, f" {document.of_words} ")
    _field(foot, "NUMPAGES")
    _small(page.footer.add_paragraph(), f"{document.digest_words}: {document.content_sha256}", size=7)


def _small(paragraph: Any, text: str, *, size: int = 8) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(size), QUIET
    return run


def _field(paragraph: Any, instruction: str) -> None:
    """A number that Word works out itself: of this page, or of all."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    field.append(_small(paragraph, "1")._r)
    paragraph._p.append(field)


def _facts(file: Any, facts: Sequence[Fact]) -> None:
    table = file.add_table(rows=0, cols=2)
    table.autofit = False
    for fact in facts:
        label, value = table.add_row().cells
        label.width, value.width = Mm(52), Mm(118)
        label.paragraphs[0].add_run(fact.label).font.color.rgb = QUIET
        run = value.paragraphs[0].add_run("\n".join(fact.lines))
        if fact.is_missing:
            run.font.color.rgb = WARN


def _table(file: Any, part: Table, *, level: int) -> None:
    file.add_heading(part.heading, level=level)
    table = file.add_table(rows=1, cols=len(part.headers), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, part.headers, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), SOFT)
        cell._tc.get_or_add_tcPr().append(shade)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # stands on each page again
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).font.size = Pt(9)
