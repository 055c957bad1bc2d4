"""Import and export pages of registers with a hundred thousand rows and more: the stock pages over a staged table.

The preview is asked of the staging area, the confirmation is one act, and a file that leaves is written while it is
sent: none of it is ever in memory as a whole.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.casework.choices import Outcome
from apps.casework.intake import Preview, discard, preview, stage, unread
from apps.casework.spreadsheets import write_csv, write_workbook
from apps.casework.streams import table_in
from apps.casework.tables import Intake
from apps.casework.veils import secret_register
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from .exchange import ExchangeAdmin

#: So many rows come from the database at a time.
ROWS_AT_A_TIME = 2000


class BulkExchangeAdmin(ExchangeAdmin):
    """Import by ``intake``, whose staged tables ``import_service(name, by=)`` takes over; export of ``export_columns``.

    ``export_columns`` are the lookups of the columns that leave, by the name that each has in the file; the names are
    those of the resource, which serves the forms alone.
    """

    intake: ClassVar[Callable[[], Intake]]
    import_service: ClassVar[Callable[..., dict[Outcome, int]]]
    export_columns: ClassVar[dict[str, str]]
    #: What becomes of those who are imported, where it is more than a row.
    import_words: ClassVar[Any] = ""

    import_template_name = "admin/bulk_import.html"

    # --- In ---

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page for a file, and the preview of one that was handed in."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        context: dict[str, Any] = {"form": form, "columns": [one.heading for one in self._intake().columns]}
        if request.method == "POST" and form.is_valid():
            try:
                context |= self._previewed(request, form)
            except RuleBroken as error:
                form.add_error("import_file", str(error))
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "import_words": self.import_words,
            "opts": self.opts,
            "media": self.media + form.media,
            "columns": list(dict.fromkeys(context["columns"])),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, [self.import_template_name], context)

    def _intake(self) -> Intake:
        return type(self).intake()

    def _previewed(self, request: HttpRequest, form: Any) -> dict[str, Any]:
        """What the file that was handed in would do; where it would do nothing it is not kept."""
        intake, kind = self._intake(), self.get_import_formats()[int(form.cleaned_data["format"])].extension
        with table_in(form.cleaned_data["import_file"].file, kind) as table:
            ignored = unread(intake, table.headers)
            file = stage(intake, table, by=request.user)
        seen = preview(intake, file)
        if ignored:
            messages.warning(request, _("Columns that are not read: %(columns)s.") % {"columns": ", ".join(ignored)})
        if not seen.does_something:
            discard(file.name)
        return {"preview": seen, "sums": sums(seen), "staged": file.name if seen.does_something else ""}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take over what was previewed, once."""
        if request.method != "POST":
            return HttpResponseRedirect(self._address("import"))
        if not self.has_import_permission(request):
            raise PermissionDenied
        try:
            counts = type(self).import_service(request.POST.get("staged", ""), by=request.user)
        except IntegrityError:
            messages.error(request, _("Others wrote the same records meanwhile: nothing was saved, upload it again."))
        except RuleBroken as error:
            messages.error(request, str(error))
        else:
            words = _("Imported: %(new)d new, %(changed)d changed, %(left)d as they were.")
            left = counts[Outcome.UNCHANGED] + counts[Outcome.LEFT]
            told = {"new": counts[Outcome.NEW], "changed": counts[Outcome.CHANGED], "left": left}
            messages.success(request, words % told)
            return HttpResponseRedirect(self._address("changelist"))
        return HttpResponseRedirect(self._address("import"))

    def _address(self, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")

    # --- Out ---

    def _do_file_export(
        self, file_format: Any, request: HttpRequest, queryset: Any, export_form: Any = None
    ) -> HttpResponse:
        """The file as it is written. Like every export it is an act: who took how many records of what."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        chosen = export_form.get_selected_resource_export_fields() if export_form else list(self.export_columns)
        names = [name for name in self.export_columns if name in chosen]
        rows = queryset.order_by("pk").values_list(*(self.export_columns[name] for name in names))
        kind = file_format.get_extension()
        facts = {"register": self.opts.label_lower, "rows": rows.count(), "format": kind}
        with act("backoffice.exported", by=request.user, about=secret_register(self.opts.label_lower), **facts):
            pass
        name = self.get_export_filename(request, queryset, file_format)
        headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
        content = rows.iterator(chunk_size=ROWS_AT_A_TIME)
        if kind == "csv":
            return StreamingHttpResponse(write_csv(content, names), file_format.get_content_type(), headers=headers)
        return FileResponse(_workbook(content, names), content_type=file_format.get_content_type(), headers=headers)


def _workbook(rows: Iterator[Sequence[Any]], names: Sequence[str]) -> Any:
    """A workbook in a file that has no name; who sends it closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this function
    write_workbook(file, rows, names)
    file.seek(0)
    return file


def sums(seen: Preview) -> list[dict[str, Any]]:
    """How many rows of each outcome, in words."""
    return [{"label": outcome.label, "count": seen.counts[outcome]} for outcome in Outcome]
