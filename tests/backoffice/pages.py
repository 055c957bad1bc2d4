"""How tests use the pages of the admin: lists, forms, steps, imports and exports of any model."""

from typing import Any

from django.contrib import admin
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.backoffice.resources import words_of
from apps.casework.spreadsheets import read_csv, read_xlsx, write_csv, write_xlsx

FORMATS = ["csv", "xlsx"]

#: Who looks after the records of an app, where it is not the legal team.
KEEPERS = {"accounts": "administrator", "dsr": "privacy", "mailroom": "privacy", "trail": "dpo"}


def address(model: Any, page: str, *args: Any) -> str:
    """The address of a page of a model's admin: changelist, add, change, history, import, export and so on."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def model_admin(model: Any) -> Any:
    return admin.site._registry[model]


def file_of(rows: list[list[str]], headers: list[str], kind: str = "csv") -> bytes:
    """A table as a file of one of the two formats."""
    return b"".join(write_csv(rows, headers)) if kind == "csv" else write_xlsx(rows, headers)


def table_of(data: bytes, kind: str = "csv") -> Any:
    """A file as a table."""
    return read_csv(data) if kind == "csv" else read_xlsx(data)


def upload(client: Client, model: Any, data: bytes, kind: str = "csv", /, **chosen: str) -> Any:
    """The preview of a file."""
    file = SimpleUploadedFile(f"table.{kind}", data)
    return client.post(
        address(model, "import"), {"import_file": file, "format": str(FORMATS.index(kind)), "resource": "", **chosen}
    )


def confirm(client: Client, model: Any, preview: Any) -> Any:
    """The list, after the button below a preview was pressed: as the browser sends back what the page holds."""
    return client.post(address(model, "process_import"), hidden(preview), follow=True)


def hidden(preview: Any) -> dict[str, str]:
    form = preview.context["confirm_form"]
    return {name: form[name].value() or "" for name in form.fields}


def imported(client: Client, model: Any, data: bytes, kind: str = "csv", /, **chosen: str) -> list[str]:
    """What the page says after a file was uploaded and confirmed."""
    return told(confirm(client, model, upload(client, model, data, kind, **chosen)))


def exported(client: Client, model: Any, kind: str = "csv") -> bytes:
    """The file of an export of everything, all columns ticked."""
    page = client.get(address(model, "export"))
    ticked = {name: "on" for name in page.context["form"].fields if name not in {"format", "resource", "export_items"}}
    response = client.post(address(model, "export"), {"format": str(FORMATS.index(kind)), "resource": "0", **ticked})
    assert response.headers["Content-Disposition"].startswith("attachment"), response.content.decode()[:500]
    return response.content


def told(page: Any) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in page.context["messages"]]


def refusals(preview: Any) -> list[tuple[int | None, str]]:
    """Why a preview refuses a file: row (None for the whole file) and reason, each on the page."""
    result, form = preview.context.get("result"), preview.context["form"]
    found: list[tuple[int | None, str]] = [(None, str(words)) for errors in form.errors.values() for words in errors]
    if result is not None:
        found += [(None, str(error.error)) for error in result.base_errors]
        found += [(number, str(errors[0].error)) for number, errors in result.row_errors()]
        found += [(row.number, words_of(row.error)) for row in result.invalid_rows]
    return found


def waiting() -> list[str]:
    """The uploads that wait for their confirmation."""
    return storages["imports"].listdir("")[1] if storages["imports"].exists("") else []


def form_data(page: Any) -> dict[str, Any]:
    """What a browser would send of a record's form as it stands: values, and the counters of read-only parts."""
    form = page.context["adminform"].form
    data: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value is True:
            data[name] = "on"
        elif value is not None and value is not False:
            data[name] = value
    for formset in page.context["inline_admin_formsets"]:
        management = formset.formset.management_form
        data |= {management.add_prefix(name): management[name].value() for name in management.fields}
    return data


def errors_of(page: Any) -> list[str]:
    """What a record's form says is wrong."""
    form = page.context["adminform"].form
    return [str(words) for words in form.non_field_errors()] + [
        f"{name}: {words}" for name, errors in form.errors.items() if name != "__all__" for words in errors
    ]
