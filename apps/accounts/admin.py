"""People and what is granted to them, in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval

from . import services
from .choices import GrantStatus
from .models import Grant, User

CHANGE, GRANT, APPROVE = "accounts.change_user", "accounts.change_grant", "accounts.approve_grant"


def not_myself(user: User, by: User) -> str:
    return _("This is your own account: another administrator does this.") if user.pk == by.pk else ""


def not_the_second(grant: Grant, by: User) -> str:
    """Why this person cannot decide about a proposed grant."""
    asked = Approval.objects.about(grant).pending().filter(kind=FourEyes.GRANT).first()
    if asked is None:
        return _("The request has expired or was taken back: propose it again.")
    if by.pk in {asked.requested_by_id, grant.user_id}:
        return _("A second person decides, who neither proposed it nor gets it.")
    return ""


class GrantInline(PartsInline):
    model = Grant
    fk_name = "user"
    fields = ["right", "status", "granted_at", "ended_at"]
    readonly_fields = fields


@admin.register(User)
class UserAdmin(RecordAdmin):
    change_service = services.change_person
    add_service = services.invite_person
    list_display = ["name", "email", "rights_words", "active_badge", "last_login"]
    search_fields = ["name", "email"]
    list_filter = ["is_active"]
    fields = ["name", "email"]
    inlines = [GrantInline]
    empty_words = gettext_lazy("People who work in this office.")
    steps = [
        Step(
            "one-time-password",
            gettext_lazy("Make a one-time password"),
            gettext_lazy("It is shown to you once. All sessions of the person end."),
            services.make_one_time_password,
            CHANGE,
            available=lambda user: user.is_active,
            obstacle=not_myself,
            confirms_identity=True,
        ),
        Step(
            "end-sessions",
            gettext_lazy("End all sessions"),
            gettext_lazy("The person must sign in again everywhere."),
            services.end_sessions,
            CHANGE,
            available=lambda user: user.is_active,
            is_danger=True,
        ),
        Step(
            "deactivate",
            gettext_lazy("Deactivate"),
            gettext_lazy("The person is out at once and cannot sign in. Accounts are never deleted."),
            services.deactivate_person,
            CHANGE,
            available=lambda user: user.is_active,
            obstacle=not_myself,
            is_danger=True,
            confirms_identity=True,
        ),
        Step(
            "reactivate",
            gettext_lazy("Reactivate"),
            gettext_lazy("The person may sign in again, with everything that is granted to them."),
            services.reactivate_person,
            CHANGE,
            available=lambda user: not user.is_active,
            confirms_identity=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description=gettext_lazy("Granted"))
    def rights_words(self, user: User) -> str:
        current = [grant for grant in user.grants.all() if grant.status == GrantStatus.CURRENT]
        return ", ".join(str(grant.get_right_display()) for grant in current) or "—"

    @admin.display(description=gettext_lazy("Status"), ordering="is_active")
    def active_badge(self, user: User) -> str:
        return badge(_("active"), "good") if user.is_active else badge(_("deactivated"), "danger")

    def status_words(self, record: Any) -> str:
        return _("Active") if record.is_active else _("Deactivated")

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._shown_once(request, obj, obj.one_time_password)

    def after_step(self, request: HttpRequest, step: Step, record: Any, result: Any) -> HttpResponse:
        if step.name == "one-time-password":
            return self._shown_once(request, record, result)
        return super().after_step(request, step, record, result)

    def _shown_once(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        """The one-time password in this answer alone: in no message, session or log."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("One-time password"),
            "original": user,
            "password": password,
        }
        return TemplateResponse(request, "admin/one_time_password.html", context)


@admin.register(Grant)
class GrantAdmin(RecordAdmin):
    add_service = services.propose_grant
    list_display = ["user", "right", "status_badge", "granted_at", "ended_at"]
    list_filter = ["status", "right"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user"]
    fields = ["user", "right"]
    empty_words = gettext_lazy("What is granted to whom. Propose a grant; a second person makes it.")
    steps = [
        Step(
            "make",
            gettext_lazy("Grant it"),
            gettext_lazy("You are the second person: from now on this person has the right."),
            services.make_grant,
            APPROVE,
            available=lambda grant: grant.status == GrantStatus.PROPOSED,
            obstacle=not_the_second,
            confirms_identity=True,
        ),
        Step(
            "decline",
            gettext_lazy("Decline"),
            gettext_lazy("It is not granted, with your reason."),
            services.decline_grant,
            APPROVE,
            available=lambda grant: grant.status == GrantStatus.PROPOSED,
            obstacle=not_the_second,
            form=ReasonForm,
            is_danger=True,
        ),
        Step(
            "withdraw",
            gettext_lazy("Take the proposal back"),
            gettext_lazy("Nobody needs to decide any more."),
            services.withdraw_grant,
            GRANT,
            available=lambda grant: grant.status == GrantStatus.PROPOSED,
            is_danger=True,
        ),
        Step(
            "end",
            gettext_lazy("End the grant"),
            gettext_lazy("The person loses the right at once."),
            services.end_grant,
            GRANT,
            available=lambda grant: grant.status == GrantStatus.CURRENT,
            is_danger=True,
            confirms_identity=True,
        ),
    ]

    @admin.display(description=gettext_lazy("Status"), ordering="status")
    def status_badge(self, grant: Grant) -> str:
        tones = {GrantStatus.CURRENT: "good", GrantStatus.PROPOSED: "warning"}
        return badge(grant.get_status_display(), tones.get(GrantStatus(grant.status), "neutral"))
