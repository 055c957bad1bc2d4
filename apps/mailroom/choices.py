"""The words of the mailroom: where a letter stands, what happened to it, and its acts."""

import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class LetterStatus(TextChoices):
    QUEUED = "queued", _("Waiting to leave")
    SENDING = "sending", _("Leaving now")
    HANDED_OVER = "handed_over", _("Handed over")
    DEFERRED = "deferred", _("Will be tried again")
    UNKNOWN_OUTCOME = "unknown_outcome", _("Outcome unknown")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed here")
    CANCELLED = "cancelled", _("Cancelled")
    SHOWN = "shown", _("Kept here, not sent")
    HELD = "held", _("Held back")


SENDING = Lifecycle(
    LetterStatus,
    {
        LetterStatus.QUEUED: [LetterStatus.SENDING, LetterStatus.HELD, LetterStatus.CANCELLED],
        LetterStatus.SENDING: [
            LetterStatus.HANDED_OVER,
            LetterStatus.DEFERRED,
            LetterStatus.UNKNOWN_OUTCOME,
            LetterStatus.REFUSED,
            LetterStatus.FAILED,
            LetterStatus.SHOWN,
            LetterStatus.QUEUED,
        ],
        LetterStatus.HANDED_OVER: [],
        LetterStatus.DEFERRED: [
            LetterStatus.SENDING,
            LetterStatus.QUEUED,
            LetterStatus.HELD,
            LetterStatus.CANCELLED,
        ],
        LetterStatus.UNKNOWN_OUTCOME: [
            LetterStatus.SENDING,
            LetterStatus.HANDED_OVER,
            LetterStatus.QUEUED,
            LetterStatus.CANCELLED,
        ],
        LetterStatus.REFUSED: [LetterStatus.QUEUED],
        LetterStatus.FAILED: [LetterStatus.QUEUED],
        LetterStatus.CANCELLED: [],
        LetterStatus.SHOWN: [LetterStatus.QUEUED],
        LetterStatus.HELD: [LetterStatus.QUEUED, LetterStatus.CANCELLED],
    },
)

#: So long a letter that is put off is tried again.
GIVE_UP = datetime.timedelta(hours=72)
#: How the trail names letters.
LABEL = "mailroom.letter"
#: What the bytes of a letter are sealed for.
PURPOSE = "message"

#: Statuses from which a sender takes a letter once its next try is due.
READY = (LetterStatus.QUEUED, LetterStatus.DEFERRED, LetterStatus.UNKNOWN_OUTCOME)
#: Statuses from which a letter is held back while what it is about is paused.
PAUSABLE = (LetterStatus.QUEUED, LetterStatus.DEFERRED)
#: Outcomes that a ledger tells first, and the letters of a round together when the round is over.
TOLD_TOGETHER = (LetterStatus.HANDED_OVER, LetterStatus.SHOWN)
#: Statuses of letters that have left, or never will unless a person says so.
SETTLED = (
    LetterStatus.HANDED_OVER,
    LetterStatus.REFUSED,
    LetterStatus.FAILED,
    LetterStatus.CANCELLED,
    LetterStatus.SHOWN,
)
#: Statuses from which a person may have a letter tried again.
TRYABLE = (
    LetterStatus.QUEUED,
    LetterStatus.DEFERRED,
    LetterStatus.UNKNOWN_OUTCOME,
    LetterStatus.REFUSED,
    LetterStatus.FAILED,
    LetterStatus.SHOWN,
)


class DeliveryEvent(TextChoices):
    """What happened to a letter."""

    QUEUED = "queued", _("Written and queued")
    HANDED_OVER = "handed_over", _("Handed over to the mail server")
    DEFERRED = "deferred", _("Put off; it is tried again")
    REFUSED = "refused", _("Refused by the mail server")
    UNKNOWN_OUTCOME = "unknown_outcome", _("No answer: it may have arrived")
    FAILED = "failed", _("Could not be sent from here")
    SHOWN = "shown", _("Kept here: this office sends nothing")
    RETRIED_BY_PERSON = "retried_by_person", _("A person had it tried again")
    CANCELLED = "cancelled", _("A person cancelled it")


ACTS = {
    "mailroom.letter_queued": _("wrote a letter: {letter}"),
    "mailroom.letters_queued": _("wrote {count} letters: {letter}"),
    "mailroom.letters_paused": _("held back letters that waited to leave ({count})"),
    "mailroom.letters_resumed": _("let letters leave that were held back ({count})"),
    "mailroom.letter_retried": _("had a letter tried again: {letter}"),
    "mailroom.letter_cancelled": _("cancelled a letter: {letter}"),
    "mailroom.letter_opened": _("opened a letter: {letter}"),
}
