"""Legal holds in the admin: placed by one, lifted by two, reviewed in time; a secret one is there for the cleared alone."""

import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.forms import RecordForm, dress_form
from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval

from . import services
from .choices import Scope
from .forms import ReviewForm
from .models import Hold, HoldTouch
from .queries import cases, held_person, holdable_classes, people_who_may_own, visible

CHANGE, APPROVE = "retention.change_hold", "retention.approve_hold"
#: When a new hold is looked at again, unless somebody says otherwise.
REVIEW_DAYS = datetime.timedelta(days=90)


def is_standing(hold: Hold) -> bool:
    return hold.is_standing


def pending_lifting(hold: Hold) -> Approval | None:
    """The request to lift it that waits for a second person."""
    pending = Approval.objects.about(hold).pending().filter(kind=services.KIND, expires_at__gt=timezone.now())
    return pending.select_related("requested_by").first()


def waits_for_a_second(hold: Hold) -> bool:
    return hold.is_standing and pending_lifting(hold) is not None


def own_request(hold: Hold, user: Any) -> str:
    asked = pending_lifting(hold)
    is_own = asked is not None and asked.requested_by == user
    return _("You asked for this yourself: somebody else must decide.") if is_own else ""


def link_to(name: str) -> str:
    """The page of the record of a name, where it has one."""
    label, _colon, pk = name.partition(":")
    model = apps.get_model(label)
    words = f"{model._meta.verbose_name} {pk}"
    try:
        address = reverse(f"admin:{label.replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return words
    return format_html('<a class="office-link" href="{}">{}</a>', address, words)


class WhichFilter(SimpleListFilter):
    """What the home page counts."""

    title = gettext_lazy("which")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("review", gettext_lazy("To be reviewed")), ("touched", gettext_lazy("Touched by a request"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() == "review":
            return queryset.to_review(timezone.localdate())
        return queryset.touched() if self.value() == "touched" else queryset


class HoldAddForm(RecordForm):
    """What must be kept: one of a record, a case, a class or a person."""

    record_class = forms.ChoiceField(
        label=gettext_lazy("Class of records"), required=False, help_text=gettext_lazy("For a class.")
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address"), max_length=254, required=False, help_text=gettext_lazy("For a person.")
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("For a person: compared by its last digits, with a country code or without."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_class"].choices = [("", "—"), *holdable_classes()]
        self.fields["owner"].queryset = people_who_may_own()
        self.fields["ground"].required = True
        self.fields["subject"].label = _("Record or case")
        self.fields["subject"].help_text = _(
            "For a record or a case: its reference as it stands on its page, or its name, as in organisation.customer:7."
        )
        dress_form(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("scope") == Scope.CLASS:
            cleaned["subject"] = cleaned.get("subject") or cleaned.get("record_class", "")
        return cleaned


class HoldTouchInline(PartsInline):
    model = HoldTouch
    fields = ["subject_link", "touched_at", "seen_at", "seen_by"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("Request"))
    def subject_link(self, touch: HoldTouch) -> str:
        return link_to(touch.subject)


STEPS = [
    Step(
        "review",
        gettext_lazy("Review"),
        gettext_lazy("It is still needed. Say when it is looked at again, and by whom."),
        services.change_review,
        CHANGE,
        available=is_standing,
        form=ReviewForm,
    ),
    Step(
        "see-touches",
        gettext_lazy("Say that you looked at the requests"),
        gettext_lazy("You know of the requests that touch it, and see to what is not to be erased."),
        services.see_touches,
        CHANGE,
        available=lambda hold: hold.touches.unseen().exists(),
    ),
    Step(
        "ask-lifting",
        gettext_lazy("Ask to lift it"),
        gettext_lazy("Lifting takes two people. The second decides on exactly this reason."),
        services.ask_lifting,
        CHANGE,
        available=lambda hold: hold.is_standing and pending_lifting(hold) is None,
        form=ReasonForm,
    ),
    Step(
        "lift",
        gettext_lazy("Lift it"),
        gettext_lazy("You are the second person. What it covered is erased once its time has come; that is for good."),
        services.lift_hold,
        APPROVE,
        available=waits_for_a_second,
        obstacle=own_request,
        is_danger=True,
        confirms_identity=True,
    ),
    Step(
        "decline-lifting",
        gettext_lazy("Decline to lift it"),
        gettext_lazy("As the second person you say no, with the reason. The hold stands."),
        services.decline_lifting,
        APPROVE,
        available=waits_for_a_second,
        obstacle=own_request,
        form=ReasonForm,
    ),
    Step(
        "withdraw-lifting",
        gettext_lazy("Take back the request to lift it"),
        gettext_lazy("Nobody has to decide on it any more."),
        services.withdraw_lifting,
        CHANGE,
        available=waits_for_a_second,
    ),
]


@admin.register(Hold)
class HoldAdmin(RecordAdmin):
    """What must not be erased. Whom a hold is not there for finds it in no list, search or count."""

    add_service = services.place_hold
    given_as = {"email": "email", "phone": "phone"}
    list_display = ["reference", "scope", "ground_kind", "status_badge", "review_badge", "owner", "placed_at"]
    list_filter = [WhichFilter, "status", "scope", "ground_kind"]
    list_select_related = ["owner"]
    search_fields = ["reference"]
    search_help_text = gettext_lazy("A reference, or a part of it.")
    empty_words = gettext_lazy(
        "Nothing is on hold: everything is erased when its time has come. Place a hold where a case or a law wants it kept."
    )
    inlines = [HoldTouchInline]
    steps = STEPS
    shown = [
        *("reference", "scope", "covered", "ground_kind", "ground", "owner", "placed_at", "review_badge"),
        *("lifting_reason", "lifted_at", "approval"),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.place_view)
        pages = [
            path(f"on/{model}/<int:pk>/", view, {"model": model}, name=f"retention_hold_on_{model.replace('.', '_')}")
            for model in cases()
        ]
        return [*pages, *super().get_urls()]

    def place_view(self, request: HttpRequest, model: str, pk: int) -> HttpResponse:
        """The form of a new hold, with the case that it is about filled in."""
        return redirect(
            f"{reverse('admin:retention_hold_add')}?{urlencode({'scope': Scope.CASE, 'subject': f'{model}:{pk}'})}"
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        return visible(super().get_queryset(request), request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = HoldAddForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Hold | None = None) -> Any:
        if obj is None:
            what = ["scope", "subject", "record_class", "email", "phone"]
            return [*what, "ground_kind", "ground", "owner", "review_on"]
        late = {"lifting_reason": obj.lifting_reason, "lifted_at": obj.lifted_at, "approval": obj.approval_id}
        return [name for name in self.shown if late.get(name, True)]

    def get_readonly_fields(self, request: HttpRequest, obj: Hold | None = None) -> Any:
        return self.shown if obj else []

    def get_inlines(self, request: HttpRequest, obj: Hold | None) -> Any:
        return self.inlines if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        proposed = {"owner": request.user.pk, "review_on": timezone.localdate() + REVIEW_DAYS}
        return {**proposed, **super().get_changeform_initial_data(request)}

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, hold: Hold) -> str:
        return badge(hold.get_status_display(), "warning" if hold.is_standing else "neutral")

    @admin.display(description=gettext_lazy("Review"), ordering="review_on")
    def review_badge(self, hold: Hold) -> str:
        words = date_format(hold.review_on)
        return badge(_("due %(day)s") % {"day": words}, "danger") if hold.is_to_review else words

    @admin.display(description=gettext_lazy("Covers"))
    def covered(self, hold: Hold) -> str:
        if hold.scope == Scope.PERSON:
            return held_person(hold) or "—"
        if hold.scope == Scope.CLASS:
            return dict(holdable_classes()).get(hold.subject, hold.subject)
        return link_to(hold.subject)
