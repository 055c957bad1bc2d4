"""Import and export in the admin take and give the same table, in both formats, and say what is wrong with a file."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from import_export.tmp_storages import TempFolderStorage
from tablib import Dataset

from apps.backoffice.formats import OfficeCSV, OfficeXLSX
from apps.casework.spreadsheets import SheetRefused

SECURITY = Path(__file__).resolve().parents[3] / "shared" / "data" / "security"
needs_corpora = pytest.mark.skipif(not SECURITY.is_dir(), reason=f"the hostile strings are not in {SECURITY}")
FORMATS = [OfficeCSV, OfficeXLSX]


def as_stored(data: bytes, file_format) -> bytes:
    """A file after it lay between preview and confirmation, stored as the import page stores it."""
    storage = TempFolderStorage(encoding=None, read_mode=file_format.get_read_mode())
    storage.save(data)
    try:
        return TempFolderStorage(name=storage.name, read_mode=file_format.get_read_mode()).read()
    finally:
        storage.remove()


@pytest.mark.parametrize("kind", FORMATS)
@needs_corpora
def test_a_dataset_comes_back_from_export_and_import_with_nothing_lost(kind):
    strings = [text for text in json.loads((SECURITY / "blns.json").read_text()) if text]
    strings += (SECURITY / "formula_injection.txt").read_text().splitlines()
    exported = Dataset(*[(text, str(number)) for number, text in enumerate(strings)], headers=["name", "number"])

    data = as_stored(kind().export_data(exported), kind())
    imported = kind(encoding="utf-8-sig").create_dataset(data)

    assert imported.headers == exported.headers
    assert list(imported) == list(exported)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_table_without_rows_is_exported_and_reads_as_no_rows(kind):
    imported = kind().create_dataset(kind().export_data(Dataset(headers=["name", "number"])))

    assert (imported.headers, len(imported)) == (["name", "number"], 0)


@pytest.mark.parametrize(
    ("kind", "title", "content_type"),
    [
        (OfficeCSV, "csv", "text/csv; charset=utf-8"),
        (OfficeXLSX, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_format_is_offered_under_its_extension_and_handled_as_bytes(kind, title, content_type):
    file_format = kind()

    assert (file_format.get_title(), file_format.get_extension()) == (title, title)
    assert file_format.get_content_type() == content_type
    assert (file_format.can_import(), file_format.can_export()) == (True, True)
    assert (file_format.is_binary(), file_format.get_read_mode()) == (True, "rb")


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (
            OfficeCSV,
            b"a,b\n1\n",
            "The number of cells in row 2 .line 2 of the file. is 1, that of the columns in the first row 2",
        ),
        (OfficeXLSX, b"a,b\n1,2\n", "The file is no XLSX workbook: choose the format it has"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_for_staff(kind, data, words):
    with pytest.raises(SheetRefused, match=words):
        kind().create_dataset(data)


def test_an_export_that_would_lose_text_is_refused_as_the_error_the_export_page_shows():
    too_long = Dataset(("x" * 32_768,), headers=["note"])

    with pytest.raises(ValueError, match="Row 2, column “note”: a text of more than 32767 characters"):
        OfficeXLSX().export_data(too_long)


def test_the_formats_load_no_workbook_library_before_one_is_written():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, apps.casework.spreadsheets; print({'openpyxl', 'xlsxwriter'} & {*sys.modules})",
        ],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )

    assert loaded.stdout.strip() == "set()"
