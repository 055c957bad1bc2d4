"""Recipients of the data are told of a rectification, an erasure or a restriction (GDPR Art. 19)."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.subprocessors.models import ThirdParty
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..choices import GRANTED, TOLD_TO_RECIPIENTS, RecipientOutcome
from ..models import Item, RecipientNotice
from ..queries.offices import day_at


class NotForRecipients(RuleBroken):
    """There is nothing of which this recipient is told, or the proof is missing."""


def tell_recipient(
    item: Item,
    *,
    recipient: ThirdParty,
    outcome: str = RecipientOutcome.TOLD,
    words: str,
    told_on: datetime.date | None = None,
    by: Any,
) -> RecipientNotice:
    """Put on record that a recipient was told of what was granted, with its proof, or why they are not told.

    ``words`` are the proof (to whom, by which message, what they answered) or the reason. ``told_on`` is today unless
    it is said.

    Raises:
        NotForRecipients: the item is not granted, or is of a right that recipients are not told of; no words; a day to come.
        ValidationError: this recipient is on record already.
    """
    with act("dsr.recipient_told", by=by, about=item.ticket, recipient_outcome=outcome):
        ticket, item = lock(item.ticket), lock(item)
        if item.right not in TOLD_TO_RECIPIENTS or item.decision not in GRANTED:
            raise NotForRecipients(
                _("Recipients are told once a rectification, an erasure or a restriction is granted (GDPR Art. 19).")
            )
        if not words.strip():
            raise NotForRecipients(
                _("Say how they were told, and what proves it; or what keeps you from telling them.")
            )
        today = day_at(ticket.office, timezone.now())
        notice = RecipientNotice(
            item=item,
            recipient=recipient,
            outcome=RecipientOutcome(outcome),
            told_on=_day(outcome, told_on, today),
            words=words.strip(),
            recorded_at=timezone.now(),
            recorded_by=None if isinstance(by, str) else by,
        )
        notice.full_clean()
        notice.save()
    return notice


def _day(outcome: str, told_on: datetime.date | None, today: datetime.date) -> datetime.date | None:
    if outcome != RecipientOutcome.TOLD:
        return None
    if told_on is not None and told_on > today:
        raise NotForRecipients(_("They cannot have been told on a day to come: look at the day again."))
    return told_on or today
