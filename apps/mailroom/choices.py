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


class Told(TextChoices):
    """What a provider, or a mail server for good, tells of a letter that left."""

    PUT_OFF = "put_off", _("Put off on its way")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED_SOFT = "bounced_soft", _("Came back this time")
    FAILED_THERE = "failed_there", _("Failed at the provider")
    REJECTED = "rejected", _("Rejected on its way")
    BLOCKED = "blocked", _("Blocked by the receiver")
    BOUNCED_HARD = "bounced_hard", _("No such address")
    COMPLAINED = "complained", _("Reported as spam")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed through the provider")
    OTHER = "other", _("Nothing that matters here")


#: How far a letter got, least telling first: of two events the later in this row counts, in whatever order they come.
HOW_FAR = (
    Told.PUT_OFF,
    Told.DELIVERED,
    Told.BOUNCED_SOFT,
    Told.FAILED_THERE,
    Told.REJECTED,
    Told.BLOCKED,
    Told.BOUNCED_HARD,
    Told.COMPLAINED,
)
#: For which the fault is ours, or the receiver's with all of us: somebody must look, and no address is to blame.
TURNED_AWAY = (Told.FAILED_THERE, Told.REJECTED, Told.BLOCKED)
#: That a provider tells them at all shows that it has the letter.
ARRIVED_THERE = frozenset(Told) - {Told.OTHER, Told.UNSUBSCRIBED}


class SuppressionReason(TextChoices):
    """Why an address gets no list mail."""

    BOUNCED_HARD = "bounced_hard", _("No such address")
    COMPLAINED = "complained", _("Reported as spam")
    BY_STAFF = "by_staff", _("Entered by staff")
    OBJECTED = "objected", _("Objected to direct marketing")


#: Reasons that letters themselves brought.
BOUNCING = (SuppressionReason.BOUNCED_HARD, SuppressionReason.COMPLAINED)
#: What stops list mail to the address, and why.
STOPS = {
    Told.BOUNCED_HARD: SuppressionReason.BOUNCED_HARD,
    Told.COMPLAINED: SuppressionReason.COMPLAINED,
}


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
    PUT_OFF = "put_off", _("Put off on its way; the provider goes on trying")
    DELIVERED = "delivered", _("Delivered to the mailbox")
    BOUNCED_SOFT = "bounced_soft", _("Came back this time: the mailbox is full, or its server is away")
    FAILED_THERE = "failed_there", _("Failed at the provider")
    REJECTED = "rejected", _("The provider or mail server would not take it")
    BLOCKED = "blocked", _("The receiver blocks mail from here")
    BOUNCED_HARD = "bounced_hard", _("Came back: there is no such address")
    COMPLAINED = "complained", _("The receiver reported it as spam")
    UNSUBSCRIBED = "unsubscribed", _("The receiver unsubscribed through the provider")


class InboundStatus(TextChoices):
    """Where mail that came in stands; they sort with what needs a person first."""

    HELD = "held", _("Quarantined")
    IGNORED = "ignored", _("Left alone")
    STORED = "stored", _("To be read")
    TAKEN = "taken", _("Dealt with")


INBOUND = Lifecycle(
    InboundStatus,
    {
        InboundStatus.HELD: [InboundStatus.STORED, InboundStatus.TAKEN, InboundStatus.IGNORED],
        InboundStatus.IGNORED: [InboundStatus.TAKEN],
        InboundStatus.STORED: [InboundStatus.TAKEN, InboundStatus.HELD, InboundStatus.IGNORED],
        InboundStatus.TAKEN: [],
    },
)


class HeldFor(TextChoices):
    """Why mail is quarantined."""

    UNREADABLE = "unreadable", _("It could not be read")
    TOO_LARGE = "too_large", _("It is too large")
    STORM = "storm", _("Too many from this address")
    NO_PLACE = "no_place", _("There was no place for it")


ACTS = {
    "mailroom.message_stored": _("stored mail that came in"),
    "mailroom.message_begun": _("began to read mail that came in"),
    "mailroom.message_taken": _("dealt with mail that came in"),
    "mailroom.message_held": _("quarantined mail that came in: {held_for}"),
    "mailroom.message_ignored": _("left mail alone that came in"),
    "mailroom.message_released": _("had quarantined mail read again"),
    "mailroom.message_opened": _("opened mail that came in"),
    "mailroom.letter_queued": _("wrote a letter: {letter}"),
    "mailroom.letters_queued": _("wrote {count} letters: {letter}"),
    "mailroom.letters_paused": _("held back letters that waited to leave ({count})"),
    "mailroom.letters_resumed": _("let letters leave that were held back ({count})"),
    "mailroom.letter_retried": _("had a letter tried again: {letter}"),
    "mailroom.letter_cancelled": _("cancelled a letter: {letter}"),
    "mailroom.letter_opened": _("opened a letter: {letter}"),
    "mailroom.letter_came_back": _("learnt what became of a letter: {told}"),
    "mailroom.address_suppressed": _("ended list mail to an address: {why}"),
    "mailroom.suppression_lifted": _("let list mail go to an address again"),
}

FACT_WORDS = {"told": Told, "why": SuppressionReason, "held_for": HeldFor}
