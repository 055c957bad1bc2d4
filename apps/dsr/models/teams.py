"""Who works on requests together, and who stands in for whom."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.organisation.models.parts import Part
from apps.trail.history import Trail
from apps.trail.models import Tracked, TrackedQuerySet


class Team(Tracked):
    """People who look after requests together, of one brand or of all."""

    name = models.CharField(_("name"), max_length=100)
    brand = models.ForeignKey(
        "organisation.Brand",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dsr_teams",
        verbose_name=_("brand"),
        help_text=_("Empty: for all brands."),
    )
    takes_disputes = models.BooleanField(
        _("takes disputes"), default=False, help_text=_("Disputes go to this team at once (privacy statement 13).")
    )

    history = Trail(kept=["name", "brand", "takes_disputes"])

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="dsr_team_name_once",
                violation_error_message=_("There is a team of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Part):
    """That a person belongs to a team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name=_("team"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="dsr_teams", verbose_name=_("person")
    )

    history = Trail(kept=["team", "person", "removed_at"], part_of="team")

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ["team", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="dsr_teammember_once",
                fields=["team", "person"],
                condition=Q(removed_at=None),
                violation_error_message=_("This person is in the team already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.person}"


class AbsenceQuerySet(TrackedQuerySet):
    def on(self, day: datetime.date) -> "AbsenceQuerySet":
        """Who is away on a day."""
        return self.filter(from_on__lte=day, until_on__gte=day)


class Absence(Tracked):
    """Days on which somebody is away, and who stands in: what is assigned to them goes to the deputy meanwhile."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="dsr_absences", verbose_name=_("who is away")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who stands in")
    )
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("last day"))

    objects: ClassVar[Any] = AbsenceQuerySet.as_manager()
    history = Trail(kept=["person", "deputy", "from_on", "until_on"])

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="dsr_absence_ends_after_its_start",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message=_("The last day is before the first: look at both dates."),
            ),
            models.CheckConstraint(
                name="dsr_absence_deputy_is_somebody_else",
                condition=~Q(deputy=F("person")),
                violation_error_message=_("Nobody stands in for themselves: choose somebody else."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.from_on.isoformat()}"
