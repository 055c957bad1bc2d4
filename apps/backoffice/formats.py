"""The two formats of import and export in the admin: CSV and XLSX as ``spreadsheets`` writes and reads them.

Both take and give bytes, so that the reader finds the encoding itself. A file that cannot be read in full raises
``SheetRefused`` with words for staff, which the import page shows beside the file and the export page as a message.
"""

from typing import Any

from import_export.formats.base_formats import Format
from tablib import Dataset

from apps.casework.spreadsheets import Sheet, read_csv, read_xlsx, write_csv, write_xlsx


class SpreadsheetFormat(Format):
    """What both formats share; ``encoding`` is what import-export hands over and the reader finds by itself."""

    extension = ""
    content_type = ""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class OfficeCSV(SpreadsheetFormat):
    """CSV in which no cell can run as a formula."""

    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """The rows of a file, every cell text.

        Raises:
            SheetRefused: the file cannot be read in full.
        """
        return dataset(read_csv(in_stream))

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        """The file of a dataset.

        Raises:
            SheetRefused: a cell cannot be written in full.
        """
        return b"".join(write_csv(dataset, dataset.headers))


class OfficeXLSX(SpreadsheetFormat):
    """A workbook of one sheet, texts as text cells."""

    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """The rows of the first sheet shown, every cell text.

        Raises:
            SheetRefused: the file cannot be read in full.
        """
        return dataset(read_xlsx(in_stream))

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        """The file of a dataset.

        Raises:
            SheetRefused: a cell cannot be written in full.
        """
        return write_xlsx(dataset, dataset.headers)


def dataset(sheet: Sheet) -> Dataset:
    """A sheet as import-export reads it."""
    return Dataset(*sheet.rows, headers=sheet.headers)
