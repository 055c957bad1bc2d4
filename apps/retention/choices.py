"""The words of retention: what a hold covers and why, its lifecycle, and what happens to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class Scope(TextChoices):
    """What a hold covers."""

    RECORD = "record", _("one record")
    CASE = "case", _("a case and all that belongs to it")
    PERSON = "person", _("a person, wherever they are known")
    CLASS = "class", _("a class of records")


class HoldGround(TextChoices):
    """Why nothing may be erased, as a code; the words stand beside it."""

    LITIGATION = "litigation", _("Litigation, or litigation that is expected")
    AUTHORITY = "authority", _("A demand of an authority")
    INVESTIGATION = "investigation", _("An investigation of our own")
    AUDIT = "audit", _("An audit")
    LEGAL_DUTY = "legal_duty", _("A duty by law to keep")


class HoldStatus(TextChoices):
    PLACED = "placed", _("In force")
    LIFTED = "lifted", _("Lifted")


HOLDS = Lifecycle(HoldStatus, {HoldStatus.PLACED: [HoldStatus.LIFTED], HoldStatus.LIFTED: []})

ACTS = {
    "retention.hold_placed": _("placed a hold on {covers}: {hold_ground}"),
    "retention.hold_reviewed": _("reviewed the hold; the next review is on {review_on}"),
    "retention.lifting_asked": _("asked a second person to lift the hold"),
    "retention.lifting_declined": _("declined, as the second person, to lift the hold"),
    "retention.lifting_withdrawn": _("took back the request to lift the hold"),
    "retention.hold_lifted": _("lifted the hold, as the second person"),
    "retention.hold_touched": _("noted requests that touch the hold: {count}"),
    "retention.touches_seen": _("looked at requests that touch the hold: {count}"),
}

FACT_WORDS = {"covers": Scope, "hold_ground": HoldGround}
