"""Files that people hand in: what is kept is what its first bytes say, of a size that is allowed."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile

from apps.casework.files import FileRefused, ensure_acceptable
from apps.casework.spreadsheets import write_xlsx

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 64


def packed(kind: str) -> bytes:
    """A small package as a word processor writes it."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as package:
        if kind in {"odt", "ods"}:
            text = {"odt": "text", "ods": "spreadsheet"}[kind]
            package.writestr("mimetype", f"application/vnd.oasis.opendocument.{text}")
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml" if kind == "docx" else "content.xml", "<x/>")
    return body.getvalue()


def refused(name: str, data: bytes) -> bool:
    try:
        ensure_acceptable(ContentFile(data, name))
    except FileRefused:
        return True
    return False


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("contract.pdf", PDF),
        ("CONTRACT.PDF", PDF),
        ("a.b.pdf", PDF),
        ("picture.png", PNG),
        ("picture.jpg", JPEG),
        ("picture.jpeg", JPEG),
        ("table.xlsx", write_xlsx([["1"]], ["one"])),
        ("letter.docx", packed("docx")),
        ("letter.odt", packed("odt")),
        ("table.ods", packed("ods")),
        ("notes.txt", "Zürich, 東京".encode()),
        ("table.csv", b"a,b\n1,2\n"),
        ("mail.eml", b"From: a@example.org\n\nText"),
        ("\u202efdp.txt", b"text"),
        ("x" * 250 + ".txt", b"text"),
        ("../../etc/passwd.txt", b"text"),
    ],
    ids=lambda one: one[-24:] if isinstance(one, str) else "",
)
def test_a_file_of_a_kind_that_is_kept_is_taken(name, data):
    assert not refused(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.pdf", b""),
        ("page.html", b"<html>"),
        ("picture.svg", b"<svg/>"),
        ("program.exe", b"MZ\x90\x00"),
        ("script.js", b"alert(1)"),
        ("archive.zip", packed("docx")),
        ("macro.docm", packed("docx")),
        ("no ending", b"text"),
        ("", b"text"),
        (".pdf.exe", PDF),
        ("contract.pdf ", PDF),
        ("contract.pdf", b"<html><script>alert(1)</script>"),
        ("contract.pdf", PNG),
        ("contract.pdf", b"MZ\x90\x00" + PDF),
        ("contract.pdf", packed("docx")),
        ("picture.png", PDF),
        ("picture.png", b"GIF89a" + b"\0" * 32),
        ("picture.jpg", PNG),
        ("table.xlsx", PDF),
        ("table.xlsx", b"a,b\n1,2\n"),
        ("notes.txt", b"MZ\x90\x00\x03\x00"),
        ("table.csv", packed("docx")),
        ("notes.txt", "text".encode("utf-16")),
        ("pdf", PDF),
        ("contract.pdf", b"%PD"),
        ("contract.pdf", b"plain words"),
        ("contract.pdf", bytes(range(1, 64))),
    ],
    ids=lambda one: one[-24:] if isinstance(one, str) else "",
)
def test_any_other_is_refused(name, data):
    assert refused(name, data)


@pytest.mark.parametrize(("size", "too_large"), [(2**20, False), (2**20 + 1, True)])
def test_a_file_may_be_as_large_as_the_setting_says(size, too_large, settings):
    settings.UPLOAD_MEGABYTES = 1

    assert refused("notes.txt", b"x" * size) is too_large


def test_a_refusal_says_which_file_what_is_taken_and_how_large(settings):
    settings.UPLOAD_MEGABYTES = 1
    for name, data, words in (
        ("a.txt", b"", "“a.txt” is empty: choose the file again."),
        ("a.txt", b"x" * 2**21, "“a.txt” is larger than 1 MB: make it smaller, or split it."),
        ("a.exe", b"MZ", "“a.exe” is none of the files that are kept (csv, docx, eml, jpeg, jpg, ods, odt, pdf, "),
    ):
        with pytest.raises(FileRefused) as told:
            ensure_acceptable(ContentFile(data, name))
        assert str(told.value).startswith(words)


def test_a_file_is_rewound_after_it_was_judged():
    file = ContentFile(PDF, "contract.pdf")
    file.read(5)

    ensure_acceptable(file)

    assert file.read() == PDF
