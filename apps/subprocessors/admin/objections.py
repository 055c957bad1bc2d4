"""Objections in the admin: logged, looked after, assessed and decided, each decision with its letter."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.forms import RecordForm, dress_form
from apps.backoffice.records import RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.mailroom.models import Letter
from apps.publications.choices import RUN_OUT, UNDER_WAY
from apps.publications.models import AnnouncedChange, Announcement
from apps.trail.acts import object_name

from .. import services
from ..choices import OBJECTIONS, Channel, ObjectionStatus
from ..forms import AssigneeForm, DecisionForm
from ..models import Objection
from ..queries.objections import objected_changes, told_changes

CHANGE = "subprocessors.change_objection"
_S = ObjectionStatus
TONES = {
    _S.RECEIVED: "warning",
    _S.ASSESSING: "warning",
    _S.TERMINATION_OFFERED: "warning",
    _S.MITIGATED: "good",
    _S.TERMINATED: "danger",
}
#: So many days before an answer is due its badge warns.
SOON = datetime.timedelta(days=3)


class StandsFilter(SimpleListFilter):
    """What the home page counts."""

    title = gettext_lazy("what it waits for")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("answer", gettext_lazy("Our answer")),
            ("overdue", gettext_lazy("Our answer, overdue")),
            ("customer", gettext_lazy("The customer")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "answer":
            return queryset.to_answer()
        if self.value() == "overdue":
            return queryset.to_answer().filter(answer_due_on__lt=timezone.localdate())
        if self.value() == "customer":
            return queryset.filter(status=_S.TERMINATION_OFFERED)
        return queryset


def names_one(text: str) -> bool:
    """Whether a text out of an address or a form can be the key of a record."""
    return text.isdecimal() and len(text) < 19


class ObjectionAddForm(RecordForm):
    """What came by e-mail, by post or by telephone."""

    changes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Against"),
        queryset=AnnouncedChange.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Leave all empty where it is against everything that was announced."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Announcement.objects.filter(status__in=[*UNDER_WAY, *RUN_OUT]).select_related("brand")
        announcement = self.data.get("announcement") or self.initial.get("announcement")
        self.fields["announcement"].queryset = running
        self.fields["announcement"].label_from_instance = lambda one: f"{one.reference} ({one.brand})"
        self.fields["received_at"].help_text = _("By the clock of the office (%(zone)s).") % {
            "zone": timezone.get_default_timezone_name()
        }
        self.fields["channel"].choices = [choice for choice in Channel.choices if choice[0] != Channel.LINK]
        self._offer_changes(str(announcement or ""))
        dress_form(self)

    def _offer_changes(self, announcement: str) -> None:
        if not names_one(announcement):
            return
        told = told_changes(AnnouncedChange.objects.filter(announcement=announcement), "en")
        headings = {one.change.pk: one.heading for one in told}
        self.fields["changes"].queryset = AnnouncedChange.objects.filter(pk__in=headings)
        self.fields["changes"].label_from_instance = lambda change: headings[change.pk]


def can_become(target: ObjectionStatus) -> Any:
    return lambda objection: OBJECTIONS.allows(objection.status, target)


def came_late(objection: Objection) -> bool:
    return not objection.in_time and OBJECTIONS.allows(objection.status, _S.OUT_OF_TIME)


@admin.register(Objection)
class ObjectionAdmin(RecordAdmin):
    """What customers object to: whether it came in time, by when it is answered, and what was decided."""

    add_service = services.log_objection
    given_as = {"changes": "changes"}
    list_display = [
        *(
            "reference",
            "customer",
            "status_badge",
            "time_badge",
            "due_badge",
            "assigned_to",
            "received",
            "announcement",
        ),
    ]
    list_filter = [StandsFilter, "status", "in_time", "channel", "announcement__brand"]
    list_select_related = ["customer", "announcement", "assigned_to"]
    search_fields = ["reference", "customer__name", "announcement__reference"]
    search_help_text = gettext_lazy("A reference, of the objection or the announcement, or a customer.")
    autocomplete_fields = ["customer", "contact"]
    empty_words = gettext_lazy(
        "What customers have against an announced change comes here: by the link in their notice, or logged by you."
    )
    steps = [
        Step(
            "assess",
            gettext_lazy("Assess"),
            gettext_lazy("You look at the grounds, and look after it unless somebody does already."),
            services.assess_objection,
            CHANGE,
            available=can_become(_S.ASSESSING),
        ),
        Step(
            "assign",
            gettext_lazy("Give to somebody"),
            gettext_lazy("Who looks after it from now on."),
            services.assign_objection,
            CHANGE,
            available=lambda objection: objection.is_open,
            form=AssigneeForm,
            is_bulk=True,
        ),
        Step(
            "mitigate",
            gettext_lazy("Meet it by measures"),
            gettext_lazy("You say which. The customer gets them in a letter, and what was announced may go on."),
            services.mitigate_objection,
            CHANGE,
            available=can_become(_S.MITIGATED),
            form=DecisionForm,
        ),
        Step(
            "offer-termination",
            gettext_lazy("Offer to end the contract"),
            gettext_lazy(
                "No measure meets it. The customer gets the offer in a letter; it stays open until they answer."
            ),
            services.offer_termination,
            CHANGE,
            available=can_become(_S.TERMINATION_OFFERED),
            form=DecisionForm,
        ),
        Step(
            "terminate",
            gettext_lazy("Record that the contract ends"),
            gettext_lazy("The customer took the offer. End the contract itself on the customer’s page."),
            services.record_termination,
            CHANGE,
            available=can_become(_S.TERMINATED),
            form=DecisionForm,
            is_danger=True,
        ),
        Step(
            "withdraw",
            gettext_lazy("Record that it was taken back"),
            gettext_lazy("The customer takes it back; say when and how. They get a letter that confirms it."),
            services.withdraw_objection,
            CHANGE,
            available=can_become(_S.WITHDRAWN),
            form=DecisionForm,
        ),
        Step(
            "close-as-late",
            gettext_lazy("Close as out of time"),
            gettext_lazy("It came after the last day to object. The customer is told so, in your words too."),
            services.close_as_late,
            CHANGE,
            available=came_late,
            form=DecisionForm,
            is_danger=True,
        ),
    ]
    told_fields = [
        *("reference", "announcement_link", "customer", "time_badge", "due_badge", "assigned_to"),
        *("against", "grounds_words", "who", "channel", "received_at", "holds_words", "why", "letters"),
    ]
    decided_fields = ["decision_words", "decided_by", "decided_at"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **({} if obj else {"form": ObjectionAddForm}) | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            asked = names_one(request.POST.get("announcement") or request.GET.get("announcement") or "")
            what = ["announcement", "customer", "channel", "received_at", "grounds"]
            return [
                (None, {"fields": [*what, "changes"] if asked else what}),
                (gettext_lazy("Who objects"), {"fields": ["contact", "name", "address", "language"]}),
            ]
        sets = [
            (
                None,
                {
                    "fields": [
                        ("reference", "announcement_link", "customer"),
                        ("time_badge", "due_badge", "assigned_to"),
                    ]
                },
            ),
            (gettext_lazy("What it says"), {"fields": ["against", "grounds_words"]}),
            (
                gettext_lazy("How it came"),
                {"fields": [("who", "channel", "received_at"), "holds_words", "why", "letters"]},
            ),
        ]
        decided = (gettext_lazy("What was decided"), {"fields": ["decision_words", ("decided_by", "decided_at")]})
        return [*sets, decided] if obj.decided_at else sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.told_fields, *self.decided_fields] if obj else []

    # --- What is shown ---

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, objection: Objection) -> str:
        return badge(objection.get_status_display(), TONES.get(_S(objection.status), "neutral"))

    @admin.display(description=gettext_lazy("In time"), ordering="in_time")
    def time_badge(self, objection: Objection) -> str:
        return badge(_("in time"), "good") if objection.in_time else badge(_("late"), "danger")

    @admin.display(description=gettext_lazy("Answer due"), ordering="answer_due_on")
    def due_badge(self, objection: Objection) -> str:
        """When the answer is due; what is answered has no date to warn of."""
        if objection.status not in {_S.RECEIVED, _S.ASSESSING}:
            return "—"
        left = objection.answer_due_on - timezone.localdate()
        tone = "danger" if left < datetime.timedelta() else "warning" if left <= SOON else "neutral"
        return badge(date_format(objection.answer_due_on, "j M Y"), tone)

    @admin.display(description=gettext_lazy("Received"), ordering="received_at")
    def received(self, objection: Objection) -> str:
        """The office's day on which it came."""
        return date_format(timezone.localdate(objection.received_at))

    @admin.display(description=gettext_lazy("Holds the change"))
    def holds_words(self, objection: Objection) -> str:
        return _("Yes, until it is decided") if objection.holds else _("No")

    @admin.display(description=gettext_lazy("Announcement"))
    def announcement_link(self, objection: Objection) -> str:
        address = reverse("admin:publications_announcement_change", args=[objection.announcement_id])
        return format_html('<a class="office-link" href="{}">{}</a>', address, objection.announcement)

    @admin.display(description=gettext_lazy("Who objects"))
    def who(self, objection: Objection) -> str:
        if not objection.name:
            return _("(erased)")
        return f"{objection.name} <{objection.address}>" if objection.address else objection.name

    @admin.display(description=gettext_lazy("Why this is in time, or not"))
    def why(self, objection: Objection) -> str:
        return format_html_join("", '<span class="office-derivation">{}</span>', zip(objection.derivation.splitlines()))

    @admin.display(description=gettext_lazy("Against"))
    def against(self, objection: Objection) -> str:
        told = told_changes(objected_changes(objection), "en")
        return format_html_join("", '<span class="office-derivation">{}</span>', ((one.heading,) for one in told))

    @admin.display(description=gettext_lazy("Grounds"))
    def grounds_words(self, objection: Objection) -> str:
        return linebreaksbr(objection.grounds or _("(erased)"))

    @admin.display(description=gettext_lazy("Decision"))
    def decision_words(self, objection: Objection) -> str:
        return linebreaksbr(objection.decision or _("(erased)"))

    @admin.display(description=gettext_lazy("Letters"))
    def letters(self, objection: Objection) -> str:
        """The receipt and the decision, with what became of each."""
        found = Letter.objects.filter(about=object_name(objection)).defer("sealed").order_by("pk")
        rows = [
            (
                reverse("admin:mailroom_letter_change", args=[one.pk]),
                one.subject or one.kind_label,
                one.get_status_display(),
            )
            for one in found
        ]
        if not rows:
            return _("None: no e-mail address is known, so answer by post or by telephone, and put that on record.")
        row = '<span class="office-derivation"><a class="office-link" href="{}">{}</a> ({})</span>'
        return format_html_join("", row, rows)
