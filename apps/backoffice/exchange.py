"""The admin of records that also come and go as files: the stock pages of django-import-export, through services."""

import json
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField, HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from unfold.contrib.import_export.forms import ImportForm, SelectableFieldsExportForm

from apps.casework.spreadsheets import write_csv
from apps.casework.veils import secret_register
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from .downloads import attachment
from .formats import OfficeCSV, OfficeXLSX
from .forms import dress_form
from .records import RecordAdmin
from .resources import words_of
from .uploads import UploadStorage


def exported_csv(
    rows: Sequence[Sequence[Any]], headers: Sequence[str], *, register: str, name: str, by: Any
) -> HttpResponse:
    """A table to take away. Like every export it is an act: who took how many rows of what."""
    facts = {"register": register, "rows": len(rows), "format": "csv"}
    with act("backoffice.exported", by=by, about=secret_register(register), **facts):
        body = b"".join(write_csv(rows, headers))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def exported_json(content: Any, *, register: str, rows: int, name: str, by: Any) -> HttpResponse:
    """Something to take away as JSON. Like every export it is an act: who took how many rows of what."""
    facts = {"register": register, "rows": rows, "format": "json"}
    with act("backoffice.exported", by=by, about=secret_register(register), **facts):
        body = json.dumps(content, ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def streamed_csv(
    rows: Iterable[Sequence[Any]], headers: Sequence[str], *, register: str, count: int, name: str, by: Any
) -> StreamingHttpResponse:
    """A table of any length to take away, written while it is read. Like every export it is an act."""
    facts = {"register": register, "rows": count, "format": "csv"}
    with act("backoffice.exported", by=by, about=secret_register(register), **facts):
        pass
    return attachment(write_csv(rows, headers), name)


class ExchangeAdmin(ImportExportMixin, RecordAdmin):
    """A record with import and export: the stock pages of django-import-export, writing through services."""

    import_form_class = ImportForm
    export_form_class = SelectableFieldsExportForm
    import_error_display = ("message", "row")
    tmp_storage_class = UploadStorage
    import_template_name = "admin/import_export/import.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.import_{self.opts.model_name}")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.export_{self.opts.model_name}")

    def get_import_formats(self) -> list[type]:
        return [OfficeCSV, OfficeXLSX]

    get_export_formats = get_import_formats

    def create_import_form(self, request: HttpRequest) -> Any:
        form = super().create_import_form(request)
        dress_form(form)
        return form

    def create_confirm_form(self, request: HttpRequest, import_form: Any = None) -> Any:
        """The stock form with a format and a table that are there; it comes back from the browser."""
        form = super().create_confirm_form(request, import_form)
        for name, offered in (("format", self.get_import_formats()), ("resource", self.resource_classes)):
            choices = [(str(number), "") for number in range(len(offered))]
            form.fields[name] = ChoiceField(choices=choices, widget=HiddenInput, required=name == "format")
        return form

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The stock preview; an upload that it refuses is not kept."""
        response = super().import_action(request, **kwargs)
        upload = request.FILES.get("import_file")
        if "confirm_form" not in response.context_data and hasattr(upload, "tmp_storage_name"):
            UploadStorage(name=upload.tmp_storage_name).remove()
        return response

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was previewed. Where the upload has gone, as after a second click, it is said."""
        try:
            return super().process_import(request, **kwargs)
        except RuleBroken as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": request.user, "tell": partial(messages.warning, request)}

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"by": request.user}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """What is wrong with the file, in the words of the reader that refused it."""
        if isinstance(e, RuleBroken):
            form.add_error("import_file", str(e))
        else:
            super().add_data_read_fail_error_to_form(form, e)

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Between preview and confirmation the register may have moved on: then nothing was saved, and it is said."""
        problems = [error.error for error in result.base_errors]
        in_rows = [(number, errors[0].error) for number, errors in result.row_errors()]
        in_rows += [(row.number, words_of(row.error)) for row in result.invalid_rows]
        problems += [_("Row %(number)d: %(words)s") % {"number": number, "words": words} for number, words in in_rows]
        if not problems:
            return super().process_result(result, request)
        messages.error(request, _("Nothing was imported. %(problem)s") % {"problem": problems[0]})
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """An export is an act: who took how many records of what, and as what."""
        register = self.opts.label_lower
        facts = {"register": register, "rows": queryset.count(), "format": file_format.get_extension()}
        with act("backoffice.exported", by=request.user, about=secret_register(register), **facts):
            return super().get_export_data(file_format, request, queryset, **kwargs)
