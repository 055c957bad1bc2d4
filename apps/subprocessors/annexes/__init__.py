"""The annex of a customer as a document: composed once in words, then shown as a page, a Word file or a PDF."""

from .composing import Document, Fact, Section, Table, compose
from .pdf import LettersMissing, as_pdf
from .word_file import as_docx

__all__ = ["Document", "Fact", "LettersMissing", "Section", "Table", "as_docx", "as_pdf", "compose"]
