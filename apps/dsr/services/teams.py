"""Teams, their members, and who stands in for whom."""

from typing import Any

from django.utils import timezone

from apps.casework.services import add_record, change_record
from apps.trail.acts import act
from apps.trail.models import lock

from ..models import Absence, Team, TeamMember


def add_team(*, by: Any, **values: Any) -> Team:
    return add_record(Team, kind="dsr.team_added", by=by, **values)


def change_team(team: Team, *, by: Any, version: int | None = None, **values: Any) -> Team:
    return change_record(team, kind="dsr.team_changed", by=by, version=version, **values)


def add_member(team: Team, *, person: Any, by: Any) -> TeamMember:
    """Let a person belong to a team.

    Raises:
        ValidationError: they do already.
    """
    with act("dsr.member_added", by=by, about=team):
        member = TeamMember(team=lock(team), person=person)
        member.full_clean()
        member.save()
    return member


def remove_member(member: TeamMember, *, by: Any) -> TeamMember:
    """End a membership; a second click changes nothing."""
    with act("dsr.member_removed", by=by, about=member.team) as this:
        member = lock(member)
        if not member.is_current:
            this.discard()
            return member
        member.removed_at = timezone.now()
        member.save()
    return member


def add_absence(*, by: Any, **values: Any) -> Absence:
    return add_record(Absence, kind="dsr.absence_entered", by=by, **values)


def change_absence(absence: Absence, *, by: Any, version: int | None = None, **values: Any) -> Absence:
    return change_record(absence, kind="dsr.absence_changed", by=by, version=version, **values)
