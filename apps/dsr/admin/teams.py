"""Teams, who belongs to them, and who stands in for whom."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.records import PartAdmin, PartsInline, RecordAdmin, badge
from apps.backoffice.steps import Step

from .. import services
from ..forms.teams import MemberForm
from ..models import Absence, Team, TeamMember


class MemberInline(PartsInline):
    """Who belongs to the team today."""

    model = TeamMember
    fields = ["person"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).current().select_related("person", "team")


@admin.register(Team)
class TeamAdmin(RecordAdmin):
    add_service = services.add_team
    change_service = services.change_team
    list_display = ["name", "brand", "takes_disputes"]
    list_select_related = ["brand"]
    search_fields = ["name"]
    fields = ["name", "brand", "takes_disputes"]
    inlines = [MemberInline]
    empty_words = gettext_lazy("People who look after requests together. One team may take all disputes.")
    steps = [
        Step(
            "add-member",
            gettext_lazy("Add a member"),
            gettext_lazy("From now on they belong to the team."),
            services.add_member,
            "dsr.add_teammember",
            form=MemberForm,
        )
    ]


@admin.register(TeamMember)
class TeamMemberAdmin(PartAdmin):
    parent = "team"
    list_display = ["person", "team", "since_badge"]
    list_select_related = ["team", "person"]
    search_fields = ["person__name", "team__name"]
    fields = ["team", "person", "removed_at"]
    steps = [
        Step(
            "end",
            gettext_lazy("Take out of the team"),
            gettext_lazy("What is assigned to them stays theirs; that they belonged to the team stays in the history."),
            services.remove_member,
            "dsr.change_teammember",
            available=lambda member: member.is_current,
            is_danger=True,
        )
    ]

    @admin.display(description=gettext_lazy("Status"))
    def since_badge(self, member: TeamMember) -> str:
        return badge(_("current"), "good") if member.is_current else badge(_("ended"))


@admin.register(Absence)
class AbsenceAdmin(RecordAdmin):
    """Who is away, and who sees their requests among their own meanwhile."""

    add_service = services.add_absence
    change_service = services.change_absence
    list_display = ["person", "from_on", "until_on", "deputy", "today_badge"]
    list_select_related = ["person", "deputy"]
    search_fields = ["person__name", "deputy__name"]
    autocomplete_fields = ["person", "deputy"]
    fields = ["person", ("from_on", "until_on"), "deputy"]
    empty_words = gettext_lazy("Nobody is away. Enter the days, and who stands in: they see the requests as their own.")

    @admin.display(description=gettext_lazy("Today"))
    def today_badge(self, absence: Absence) -> str:
        today = timezone.localdate()
        if absence.from_on <= today <= absence.until_on:
            return badge(_("away"), "warning")
        return badge(_("over")) if absence.until_on < today else badge(_("ahead"))
