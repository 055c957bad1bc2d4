"""The admin of every record: it shows, and calls the app's services. It decides nothing and writes nothing itself."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, ClassVar

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import csrf_protect_m
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, HiddenInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from apps.casework.registers import RecordPage, collect
from apps.casework.veils import hidden_names, in_view, may_count
from apps.trail.acts import sealing_failed
from apps.trail.errors import RuleBroken
from apps.trail.queries import story

from .forms import DayInput, RecordForm, add_refusal, dress_form
from .resources import words_of
from .steps import Step

TELLINGS_A_PAGE = 25


class Refused(Exception):
    """A service said no while the admin was saving; the form is shown again with the reason."""


class RecordAdmin(ModelAdmin):
    """Lists, forms, steps and the story of one kind of record.

    ``add_service(by=, **values)`` and ``change_service(record, version=, by=, **values)`` write; without them the
    record is made or changed by steps and imports only. Nothing is deleted.
    """

    add_service: ClassVar[Callable[..., Any] | None] = None
    change_service: ClassVar[Callable[..., Any] | None] = None
    steps: ClassVar[Sequence[Step]] = ()
    #: Fields of the form that are no columns, as a file that is handed in, by what ``add_service`` calls them.
    given_as: ClassVar[Mapping[str, str]] = {}

    form = RecordForm
    actions: ClassVar[Sequence[str]] = ()
    change_form_template = "admin/record_form.html"
    change_list_template = "admin/record_list.html"
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    list_filter_submit = True
    warn_unsaved_form = True
    compressed_fields = False
    #: The field with the record to whose page a step of this one leads back; empty: its own page.
    parent: ClassVar[str] = ""
    #: Shown instead of an empty list.
    empty_words: ClassVar[Any] = ""

    # --- What somebody may know of ---

    def get_queryset(self, request: HttpRequest) -> Any:
        """The records that exist for who asks: every list, page, step, count, search and autocompletion is of these."""
        return self.in_view(request, super().get_queryset(request))

    def in_view(self, request: HttpRequest, rows: Any) -> Any:
        """Those of some rows of which who asks may know."""
        return in_view(rows, request.user)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """What a field may point to, in what exists for who asks."""
        rows = super().get_field_queryset(db, db_field, request)
        return self.in_view(request, db_field.remote_field.model._default_manager.all() if rows is None else rows)

    def may_count(self, request: HttpRequest) -> bool:
        """Whether who asks may see numbers that count what is hidden too."""
        return may_count(request.user)

    def hidden_names(self, request: HttpRequest, names: set[str]) -> set[str]:
        """Those of these names of records and acts that are hidden from who asks."""
        return hidden_names(names, request.user)

    # --- Permissions ---

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add_service is not None and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.change_service is not None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}")

    # --- Writing ---

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Days by the browser's calendar; an address typed without a scheme is meant to be https."""
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs["widget"] = DayInput
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    @csrf_protect_m
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Save through the service; what it refuses is shown in the form, with everything that was typed."""
        context = {**(extra_context or {}), **self._panel(request, object_id)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as refused:
            request.refusal = refused.__cause__  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        names = {field.name for field in self.model._meta.concrete_fields}
        try:
            if change:
                values = {name: form.cleaned_data[name] for name in form.changed_data if name in names}
                seen = form.cleaned_data.get("seen_version")
                saved = type(self).change_service(obj, version=seen, by=request.user, **values)  # type: ignore[misc]
            else:
                values = {name: value for name, value in form.cleaned_data.items() if name in names}
                values |= {called: form.cleaned_data[name] for name, called in self.given_as.items()}
                saved = type(self).add_service(by=request.user, **values)  # type: ignore[misc]
        except (RuleBroken, ValidationError) as error:
            refusal = error if isinstance(error, RuleBroken) else RuleBroken(words_of(error))
            raise Refused from refusal
        obj.__dict__.update(saved.__dict__)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The act tells it; a log entry would repeat the record's name where scopes do not reach."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """As for additions."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        for step in self.steps:
            if step.is_bulk and request.user.has_perm(step.permission):
                actions[step.name] = (self._bulk_action(step), step.name, step.label)
        return actions

    # --- Steps ---

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        view = self.admin_site.admin_view(self.step_view)
        return [path("<path:object_id>/step/<slug:step_name>/", view, name=name), *super().get_urls()]

    def _panel(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """What may happen next to the record, and what else there is about it, for the head of its page."""
        pages = [one for one in pages_about(self.opts.label_lower) if request.user.has_perms(one.permissions)]
        record = self.get_object(request, unquote(object_id)) if object_id and (self.steps or pages) else None
        if record is None:
            return {}
        offered = [step for step in self.steps if step.offered(record, request)]
        return {
            "record_steps": [
                {"step": step, "url": self.step_url(record, step), "obstacle": step.obstacle(record, request.user)}
                for step in offered
            ],
            "record_pages": [{"page": one, "url": reverse(one.url, args=[record.pk])} for one in pages],
            "record_status": self.status_words(record),
            **self.told_beside(request, record),
        }

    def told_beside(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        """What else the page of a record shows, for a template of its own."""
        return {}

    def status_words(self, record: Any) -> str:
        """Where the record stands, in words."""
        return record.get_status_display() if hasattr(record, "get_status_display") else ""

    def step_words(self, record: Any) -> str:
        """What the page of a step says of its record beside the name."""
        return ""

    def step_url(self, record: models.Model, step: Step) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_step", args=[record.pk, step.name])

    def step_view(self, request: HttpRequest, object_id: str, step_name: str) -> HttpResponse:
        """The page of one step: GET explains, POST does it."""
        record = self.get_object(request, unquote(object_id))
        step = next((one for one in self.steps if one.name == step_name), None)
        if record is None or step is None or not self.has_view_permission(request, record):
            raise Http404
        if not request.user.has_perm(step.permission):
            raise PermissionDenied
        answer = reauthentication_required(self._answer_step) if step.confirms_identity else self._answer_step
        return answer(request, record=record, step=step)

    def _answer_step(self, request: HttpRequest, record: Any, step: Step) -> HttpResponse:
        given = [request.POST, request.FILES] if request.method == "POST" else []
        form = step.form_for(record, *given, initial=request.GET.dict())
        obstacle = step.obstacle(record, request.user)
        if not step.available(record):
            obstacle = _("This was done already, or cannot be done any more.")
        if request.method == "POST" and not obstacle and form.is_valid():
            try:
                if step.preview and "preview" in request.POST:
                    seen = step.preview(record, **form.cleaned_data)
                    return self._step_page(request, step, form, [record], obstacle, preview=seen)
                result = step.service(record, by=request.user, **form.cleaned_data)
            except (RuleBroken, ValidationError) as error:
                add_refusal(form, error)
            else:
                return self.after_step(request, step, record, result)
        status = 409 if request.method == "POST" and obstacle else 200
        return self._step_page(request, step, form, [record], obstacle, status=status)

    def after_step(self, request: HttpRequest, step: Step, record: Any, result: Any) -> HttpResponse:
        """Where a step leads; ``result`` is what its service gave back."""
        if sealing_failed():
            messages.warning(request, _("It is done, but not yet sealed in the trail; the worker goes on trying."))
        messages.success(request, _("Done: %(step)s.") % {"step": step.label})
        return HttpResponseRedirect(self.after_step_url(record))

    def after_step_url(self, record: Any) -> str:
        """The page of the record, or of what it is a part of."""
        shown = getattr(record, self.parent) if self.parent else record
        return reverse(f"admin:{shown._meta.app_label}_{shown._meta.model_name}_change", args=[shown.pk])

    def _step_page(
        self,
        request: HttpRequest,
        step: Step,
        form: Any,
        records: Sequence[Any],
        obstacle: str,
        *,
        status: int = 200,
        preview: Any = None,
    ) -> TemplateResponse:
        dress_form(form)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.label,
            "step": step,
            "form": form,
            "records": records,
            "original": records[0] if len(records) == 1 else None,
            "record_words": self.step_words(records[0]) if len(records) == 1 else "",
            "obstacle": obstacle,
            "preview": preview,
        }
        return TemplateResponse(request, "admin/step.html", context, status=status)

    def _bulk_action(self, step: Step) -> Callable[..., HttpResponse | None]:
        """The list action of a step: a page that asks once, then the step for each of the selected records."""

        def answer(request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
            confirmed = "confirmed" in request.POST
            form = step.form(request.POST if confirmed else None)
            if confirmed and form.is_valid():
                self.apply_to_each(request, queryset, step.service, by=request.user, **form.cleaned_data)
                return None
            return self._step_page(request, step, form, list(queryset), "")

        def action(model_admin: Any, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
            guarded = reauthentication_required(answer) if step.confirms_identity else answer
            return guarded(request, queryset)

        return action

    def apply_to_each(self, request: HttpRequest, records: Any, service: Callable[..., Any], **values: Any) -> None:
        """Call a service for each record; those it refuses are told by name and do not stop the others."""
        done, refused = 0, []
        for record in records:
            try:
                service(record, **values)
                done += 1
            except (RuleBroken, ValidationError) as error:
                refused.append(f"{record}: {words_of(error)}")
        if done:
            words = ngettext("%(count)d record is done.", "%(count)d records are done.", done)
            messages.success(request, words % {"count": done})
        for words in refused[:10]:
            messages.error(request, words)
        if len(refused) > 10:
            messages.error(request, _("And %(count)d more were refused.") % {"count": len(refused) - 10})

    # --- The story ---

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The record's story, act by act. It only reads, and only what the list shows."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        record = self.get_object(request, unquote(object_id))
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        asked = request.GET.get("page", "")
        page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 10 else 1
        start = (page - 1) * TELLINGS_A_PAGE
        shown = partial(in_view, user=request.user)
        tellings, has_older = story(record, start=start, length=TELLINGS_A_PAGE, shown=shown)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("History of %(record)s") % {"record": record},
            "original": record,
            "object": record,
            "tellings": tellings,
            "page": page,
            "older": page + 1 if has_older else None,
            "newer": page - 1 if page > 1 else None,
        }
        return TemplateResponse(request, "admin/story.html", context)

    # --- Lists ---

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A pattern in an address could take any time, or break the query."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """No text holds NUL, and not every database can be asked for it."""
        found, may_repeat = super().get_search_results(request, queryset, search_term.replace("\0", ""))
        return (found.none() if "\0" in search_term else found), may_repeat

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        asked = [word for name, values in request.GET.lists() for word in (name, *values)]
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if any("\0" in word for word in asked) or not all(is_number(word) for word in chosen):
            raise BadRequest
        return super().changelist_view(request, extra_context)

    def get_sortable_by(self, request: HttpRequest) -> Sequence[str]:
        return [name for name in super().get_sortable_by(request) if name != "steps"]


def is_number(word: str) -> bool:
    """Whether this may be the number of a record; some lie below zero."""
    digits = word.removeprefix("-")
    return digits.isdecimal() and len(digits) < 19


@cache
def pages_about(label: str) -> list[RecordPage]:
    """What other apps have to show about records of a model; found once."""
    return [page for page in collect("pages", "PAGES") if page.model == label]


class PartAdmin(RecordAdmin):
    """A part of a record, which ends by ``removed_at``: reached from its parent, with one step, its end."""

    def status_words(self, record: Any) -> str:
        return _("Current") if record.is_current else _("Ended")


class Unwritten(HiddenInput):
    """A field that the page needs, and does not name."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


class ShownParts(BaseInlineFormSet):
    """Parts that the page of their record only shows: it says no numbers, which would tell how many others there are."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[self._pk_field.name].widget = Unwritten()


class PartsInline(TabularInline):
    """The parts of a record, read only: they change by their own steps and pages."""

    formset = ShownParts
    extra = 0
    can_delete = False
    show_change_link = True
    tab = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return in_view(super().get_queryset(request), request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}")


def badge(words: Any, tone: str = "neutral", title: Any = "") -> str:
    """A status as a small label; its tone is one of neutral, good, warning, danger."""
    told = format_html(' title="{}"', title) if title else ""
    return format_html('<span class="office-badge office-badge-{}"{}>{}</span>', tone, told, capfirst(str(words)))
