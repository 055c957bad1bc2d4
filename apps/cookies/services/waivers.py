"""Findings that are let be for a time."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.trail.acts import act
from apps.trail.models import lock

from ..models import Site, Waiver

#: No finding is let be for longer without being looked at again.
LONGEST = datetime.timedelta(days=366)


def waive(site: Site, *, rule: str, about: str, reason: str, until_on: datetime.date, by: Any) -> Waiver:
    """Let one finding be until a day, with a reason; an earlier waiver of the same gives way to it.

    Raises:
        ValidationError: no reason, or a day that is past or more than a year away.
    """
    today = timezone.localdate()
    if not today < until_on <= today + LONGEST:
        raise ValidationError({"until_on": _("Give a day after today, within a year.")})
    with act("cookies.finding_waived", by=by, about=site, rule=rule) as this:
        site = lock(site)
        for former in Waiver.objects.current().filter(site=site, rule=rule, about=about):
            _end(lock(former))
        waiver = Waiver(site=site, rule=rule, about=about, reason=reason.strip(), until_on=until_on, waived_by=by)
        waiver.full_clean()
        waiver.save()
        this.facts["until_on"] = until_on.isoformat()
    return waiver


def end_waiver(waiver: Waiver, *, by: Any) -> Waiver:
    """Look at a finding again before its day."""
    with act("cookies.waiver_ended", by=by, about=waiver.site, rule=waiver.rule) as this:
        waiver = lock(waiver)
        if not waiver.is_current:
            this.discard()
            return waiver
        _end(waiver)
    return waiver


def _end(waiver: Waiver) -> None:
    waiver.removed_at = timezone.now()
    waiver.save()
