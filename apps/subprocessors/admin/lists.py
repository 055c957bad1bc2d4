"""Versions of lists in the admin: read, looked at change by change, accepted; and the changes that came of them."""

import io
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.downloads import sealed_file
from apps.backoffice.forms import dress_form
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.resources import words_of
from apps.backoffice.steps import Step
from apps.backoffice.uploads import UploadGone, UploadStorage
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval
from apps.organisation.models import Country
from apps.trail.errors import RuleBroken

from .. import services
from ..choices import DEFAULT_MATERIALITY, ChangeKind, ChangeStatus, Materiality
from ..forms import ColumnsForm, EffectForm, ReadListForm, ReviewedListForm
from ..models import ListChange, ListReading, ListSource
from ..queries.versions import PLACE_KINDS, Version, in_words, read_version
from ..reading.lists import MissingColumn
from ..reading.reclassing import LEFT_OUT, options, summary, taken

READ = "subprocessors.add_listreading"
CHANGE, APPROVE = "subprocessors.change_listchange", "subprocessors.approve_listchange"
TONES = {
    ChangeKind.ADDED: "good",
    ChangeKind.REMOVED: "danger",
    ChangeKind.LOCATION_ADDED: "warning",
    ChangeKind.PURPOSE_CHANGED: "warning",
}
STATUS_TONES = {
    ChangeStatus.ACCEPTED: "warning",
    ChangeStatus.APPROVED: "warning",
    ChangeStatus.EFFECTIVE: "good",
}


@admin.register(ListSource)
class ListSourceAdmin(RecordAdmin):
    """Where lists come from, and the two pages on which a version of one is read."""

    list_display = ["name", "brand", "column_words"]
    list_display_links = ["name"]
    list_filter = ["brand"]
    list_select_related = ["brand"]
    search_fields = ["name"]
    fields = ["brand", "name", "column_words"]
    readonly_fields = fields
    empty_words = gettext_lazy("A source comes here with the first version of its list that is read.")

    @admin.display(description=gettext_lazy("Columns"))
    def column_words(self, source: ListSource) -> str:
        return ", ".join(f"{header}: {name}" for name, header in source.mapping.items())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.read_view)
        return [path("read/", view, name="subprocessors_read_list"), *super().get_urls()]

    def read_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file, show what it changes, and accept what was decided. Until then nothing is saved."""
        if not request.user.has_perm(READ):
            raise PermissionDenied
        if request.method != "POST":
            return self._ask(request, ReadListForm(initial=request.GET.dict()))
        if "upload" in request.POST:
            return self._answer_review(request)
        form = ReadListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._ask(request, form)
        data = form.cleaned_data["file"].read()
        upload = UploadStorage()
        upload.save(data)
        carried = form.carried() | {"upload": upload.name, "file_name": form.cleaned_data["file"].name}
        return self._show(request, data, ReviewedListForm(carried), columns=None)

    def _ask(self, request: HttpRequest, form: ReadListForm) -> HttpResponse:
        dress_form(form)
        context = {**self._context(request), "form": form, "title": _("Read a version of a list")}
        return TemplateResponse(request, "admin/read_list.html", context)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def _answer_review(self, request: HttpRequest) -> HttpResponse:
        review = ReviewedListForm(request.POST)
        if not review.is_valid():
            messages.error(request, _("This page is not complete: read the list again."))
            return HttpResponseRedirect(reverse("admin:subprocessors_read_list"))
        try:
            data = UploadStorage(name=review.cleaned_data["upload"]).read()
        except UploadGone as gone:
            messages.error(request, str(gone))
            return HttpResponseRedirect(reverse("admin:subprocessors_listreading_changelist"))
        columns = ColumnsForm.chosen(request.POST)
        if "accept" not in request.POST:
            return self._show(request, data, review, columns=columns)
        return self._accept(request, data, review, columns)

    def _show(
        self,
        request: HttpRequest,
        data: bytes,
        review: ReviewedListForm,
        *,
        columns: dict[str, str] | None,
        problem: str = "",
    ) -> HttpResponse:
        """The page of a version: its changes, what could not be read, and how its columns were read."""
        review.is_valid()
        brand, source = review.cleaned_data["brand"], review.cleaned_data["source"]
        context = {**self._context(request), "title": _("Changes in the list of %(source)s") % {"source": source}}
        try:
            version = read_version(data, brand=brand, source=source, columns=columns)
        except MissingColumn as missing:
            form = ColumnsForm.of_file(data, columns or {})
            dress_form(form)
            context |= {"review": review, "columns": form, "problem": str(missing)}
            return TemplateResponse(request, "admin/list_columns.html", context)
        except (RuleBroken, ValidationError) as error:
            form = ReadListForm(initial=review.carried())
            messages.error(request, words_of(error))
            return self._ask(request, form)
        form = ColumnsForm.of_file(data, version.read.columns)
        dress_form(form)
        context |= {
            "review": review,
            "columns": form,
            "problem": problem,
            "version": version,
            "changes": rows_of(version, request.POST),
            "summary": summary(version.differences),
            "materialities": Materiality.choices,
        }
        return TemplateResponse(request, "admin/review_list.html", context)

    def _accept(
        self, request: HttpRequest, data: bytes, review: ReviewedListForm, columns: dict[str, str] | None
    ) -> HttpResponse:
        values = review.cleaned_data
        try:
            version = read_version(data, brand=values["brand"], source=values["source"], columns=columns)
            if version.fingerprint != request.POST.get("fingerprint"):
                problem = _("The register changed since this page was opened. This is what the list changes now.")
                return self._show(request, data, review, columns=columns, problem=problem)
            reading, changes = services.accept_version(
                version,
                decisions_of(version, request.POST),
                file=services.ListFile(values["file_name"], io.BytesIO(data)),
                terms=services.Terms(values["kind"], values["role"], values["purpose"]),
                by=request.user,
            )
        except (RuleBroken, ValidationError) as error:
            return self._show(request, data, review, columns=columns, problem=words_of(error))
        UploadStorage(name=values["upload"]).remove()
        messages.success(request, _("Accepted: %(count)d changes.") % {"count": len(changes)})
        return HttpResponseRedirect(reverse("admin:subprocessors_listreading_change", args=[reading.pk]))


def rows_of(version: Version, posted: Any) -> list[dict[str, Any]]:
    """The changes of a version as the review shows them, with what was chosen on the page before."""
    names = dict(Country.objects.values_list("code", "name"))
    rows = []
    for place, one in enumerate(version.differences):
        before, after = (in_words(one.kind, value, names) for value in (one.before, one.after))
        usual = DEFAULT_MATERIALITY[one.kind] if one.is_sure else Materiality.NOTICE_REQUIRED
        rows.append(
            {
                "place": place,
                "difference": one,
                "badge": badge(one.kind.label, TONES.get(one.kind, "neutral")),
                "entry": (one.news or one.olds)[0],
                "before": before,
                "after": after,
                "parts": _parts(one.kind, before, after),
                "options": options(version.differences, place),
                "chosen": posted.get(f"take-{place}", ""),
                "materiality": posted.get(f"told-{place}", usual),
                "reason": posted.get(f"reason-{place}", ""),
            }
        )
    return rows


def _parts(kind: ChangeKind, before: Any, after: Any) -> list[tuple[str, str]]:
    """Locations one by one: kept, gained or lost."""
    if kind not in PLACE_KINDS:
        return []
    both = sorted({*before, *after})
    return [(one, "same" if one in before and one in after else "gained" if one in after else "lost") for one in both]


def decisions_of(version: Version, posted: Any) -> list[services.Decision]:
    """What a person decided on the page, change by change."""
    choices = [posted.get(f"take-{place}", LEFT_OUT) for place in range(len(version.differences))]
    decisions = []
    for one in taken(version.differences, choices):
        told = posted.get(f"told-{one.place}")
        is_as_read = one.difference is version.differences[one.place]
        decisions.append(
            services.Decision(
                one.difference,
                one.found_kind,
                Materiality(told) if is_as_read and told in Materiality.values else None,
                posted.get(f"reason-{one.place}", "").strip()[:2000] or one.difference.reason,
            )
        )
    return decisions


class ListChangeInline(PartsInline):
    model = ListChange
    fields = ["reference", "kind", "name", "materiality", "status"]
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("Changes that were accepted")


@admin.register(ListReading)
class ListReadingAdmin(RecordAdmin):
    """Versions that were accepted."""

    inlines = [ListChangeInline]
    list_display = ["read_at", "source_words", "rows", "refused", "file_name"]
    list_filter = ["source__brand"]
    list_select_related = ["source__brand"]
    fields = ["source", "read_at", "rows", "refused", "file_name", "sha256", "file_link"]
    readonly_fields = fields
    empty_words = gettext_lazy("No list was read yet. Read the list that you publish, or a new version of it.")

    @admin.display(description=gettext_lazy("Source"), ordering="source__name")
    def source_words(self, reading: ListReading) -> str:
        return str(reading.source)

    @admin.display(description=gettext_lazy("File"))
    def file_link(self, reading: ListReading) -> str:
        if not reading.file:
            return "—"
        url = reverse("admin:subprocessors_listreading_file", args=[reading.pk])
        return format_html('<a class="office-link" href="{}">{}</a>', url, _("Download the file as it was read"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:pk>/file/", view, name="subprocessors_listreading_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file of a version, to be kept and never shown in the browser."""
        reading = self.get_object(request, str(pk))
        if reading is None or not self.has_view_permission(request, reading) or not reading.file:
            raise Http404
        return sealed_file(
            self,
            request,
            reading,
            opened=lambda: services.open_list(reading, by=request.user),
            name=reading.file_name,
        )


def waiting(change: ListChange) -> Approval | None:
    """The request that waits for a second person, read once for all steps of a page."""
    if "_waiting" not in change.__dict__:
        found = Approval.objects.about(change).pending().filter(kind=FourEyes.ANNOUNCEMENT)
        change.__dict__["_waiting"] = found.select_related("requested_by").first()
    return change.__dict__["_waiting"]


def asked(change: ListChange, user: Any) -> str:
    request = waiting(change)
    return _("%(who)s asked already; it waits for a second person.") % {"who": request.requested_by} if request else ""


def own(change: ListChange, user: Any) -> str:
    request = waiting(change)
    if request is not None and request.requested_by_id == user.pk:
        return _("You asked for this (%(reference)s): a second person decides.") % {"reference": request}
    return ""


def stands(status: ChangeStatus, *, is_asked: bool | None = None) -> Any:
    """Whether a change stands in this status, and whether somebody asked for approval or nobody did."""
    return lambda change: change.status == status and (is_asked is None or (waiting(change) is not None) == is_asked)


ACCEPTED, APPROVED = ChangeStatus.ACCEPTED, ChangeStatus.APPROVED


@admin.register(ListChange)
class ListChangeAdmin(RecordAdmin):
    """Changes that were accepted from lists: those in the register, and those that wait for their day."""

    list_display = ["reference", "kind_badge", "name", "brand", "told", "status_badge", "effective_on"]
    list_display_links = ["reference"]
    list_filter = ["status", "kind", "materiality", "listing__brand"]
    list_select_related = ["listing__brand"]
    search_fields = ["reference", "name"]
    fields = [
        *("reference", "kind", "found_kind", "name", "listing", "before_words", "after_words", "materiality", "reason"),
        *("status", "effective_on", "decided_by", "decided_at", "reading"),
    ]
    readonly_fields = fields
    empty_words = gettext_lazy("What changes between two versions of a list comes here when it is accepted.")
    steps = [
        Step(
            "ask-effect",
            gettext_lazy("Ask to put it into effect"),
            gettext_lazy("With the day from which it counts. A second person decides."),
            services.ask_change,
            CHANGE,
            available=stands(ACCEPTED),
            obstacle=asked,
            form=EffectForm,
        ),
        Step(
            "approve-effect",
            gettext_lazy("Approve"),
            gettext_lazy("You confirm, as the second person, that it takes effect on its day."),
            services.approve_change,
            APPROVE,
            available=stands(ACCEPTED, is_asked=True),
            obstacle=own,
            confirms_identity=True,
        ),
        Step(
            "refuse-effect",
            gettext_lazy("Refuse"),
            gettext_lazy("It stays accepted, and waits for another day."),
            services.refuse_change,
            APPROVE,
            available=stands(ACCEPTED, is_asked=True),
            obstacle=own,
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "withdraw-request",
            gettext_lazy("Take the request back"),
            gettext_lazy("Nobody needs to decide any more; it can be asked anew."),
            services.withdraw_change_request,
            CHANGE,
            available=stands(ACCEPTED, is_asked=True),
            is_danger=True,
        ),
        Step(
            "reopen",
            gettext_lazy("Take the approval back"),
            gettext_lazy("It waits again, without a day."),
            services.reopen_change,
            CHANGE,
            available=stands(APPROVED),
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "cancel",
            gettext_lazy("Cancel"),
            gettext_lazy("It will not take effect. The next version of the list is compared without it."),
            services.cancel_change,
            CHANGE,
            available=stands(ACCEPTED),
            form=ReasonForm,
            is_danger=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Change"), ordering="kind")
    def kind_badge(self, change: ListChange) -> str:
        return badge(change.get_kind_display(), TONES.get(ChangeKind(change.kind), "neutral"))

    @admin.display(description=gettext_lazy("Brand"), ordering="listing__brand")
    def brand(self, change: ListChange) -> str:
        return change.listing.brand.name

    @admin.display(description=gettext_lazy("Who is told"), ordering="materiality")
    def told(self, change: ListChange) -> str:
        return change.get_materiality_display()

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, change: ListChange) -> str:
        return badge(change.get_status_display(), STATUS_TONES.get(ChangeStatus(change.status), "neutral"))

    @admin.display(description=gettext_lazy("Before"))
    def before_words(self, change: ListChange) -> str:
        return _as_text(in_words(change.kind, change.was, dict(Country.objects.values_list("code", "name"))))

    @admin.display(description=gettext_lazy("After"))
    def after_words(self, change: ListChange) -> str:
        return _as_text(in_words(change.kind, change.becomes, dict(Country.objects.values_list("code", "name"))))


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        value = [value.get("name", ""), value.get("function", ""), *value.get("locations", [])]
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "—")
