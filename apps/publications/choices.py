"""The words of what the public reads and is told: kinds of documents, where a subscriber and an announcement stand, acts."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class Topic(TextChoices):
    """What people subscribe to, and what is announced."""

    SUBPROCESSORS = "subprocessors", _("Changes of subprocessors")
    STATEMENT = "statement", _("Changes of the privacy statement")


class DocumentKind(TextChoices):
    """What is published version by version."""

    SUBPROCESSORS = "subprocessors", _("List of subprocessors")
    STATEMENT = "statement", _("Privacy statement")


class Format(TextChoices):
    HTML = "html", "HTML"
    PDF = "pdf", "PDF"


class SubscriberStatus(TextChoices):
    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("Address bounces")
    COMPLAINED = "complained", _("Complained")
    SUPPRESSED = "suppressed", _("Suppressed")
    EXPIRED = "expired", _("Never confirmed")
    ERASED = "erased", _("Erased")


_U = SubscriberStatus

SUBSCRIBERS = Lifecycle(
    SubscriberStatus,
    {
        _U.PENDING: [_U.CONFIRMED, _U.EXPIRED, _U.UNSUBSCRIBED, _U.BOUNCED, _U.COMPLAINED, _U.SUPPRESSED, _U.ERASED],
        _U.CONFIRMED: [_U.UNSUBSCRIBED, _U.BOUNCED, _U.COMPLAINED, _U.SUPPRESSED, _U.ERASED],
        _U.UNSUBSCRIBED: [_U.PENDING, _U.SUPPRESSED, _U.ERASED],
        _U.BOUNCED: [_U.PENDING, _U.SUPPRESSED, _U.ERASED],
        _U.COMPLAINED: [_U.PENDING, _U.SUPPRESSED, _U.ERASED],
        _U.SUPPRESSED: [_U.PENDING, _U.ERASED],
        _U.EXPIRED: [_U.PENDING, _U.SUPPRESSED, _U.ERASED],
        _U.ERASED: [],
    },
)


class SubscriberSource(TextChoices):
    SELF = "self", _("By the form")
    IMPORT = "import", _("Imported")
    STAFF = "staff", _("Added by staff")


class AnnouncementStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Approved, to be sent on its day")
    SENDING = "sending", _("Being sent")
    RUNNING = "running", _("Sent, notice is running")
    HELD = "held", _("Held by an objection")
    EFFECTIVE = "effective", _("In effect")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


_A = AnnouncementStatus

ANNOUNCEMENTS = Lifecycle(
    AnnouncementStatus,
    {
        _A.DRAFT: [_A.SCHEDULED, _A.CANCELLED],
        _A.SCHEDULED: [_A.SENDING, _A.DRAFT, _A.CANCELLED],
        _A.SENDING: [_A.RUNNING, _A.CANCELLED],
        _A.RUNNING: [_A.HELD, _A.EFFECTIVE, _A.CANCELLED],
        _A.HELD: [_A.RUNNING, _A.CANCELLED],
        _A.EFFECTIVE: [_A.CLOSED],
        _A.CLOSED: [],
        _A.CANCELLED: [],
    },
)

#: Nobody has been told yet.
UNSENT = [_A.DRAFT, _A.SCHEDULED]
#: Told, and not over: who subscribes now is told too.
UNDER_WAY = [_A.SENDING, _A.RUNNING, _A.HELD]
#: What was announced may be done.
RUN_OUT = [_A.EFFECTIVE, _A.CLOSED]


class Stream(TextChoices):
    """Why somebody is told: they asked for it, or a contract demands it. Leaving one never stops the other."""

    LIST = "list", _("Subscribed")
    CONTRACT = "contract", _("By contract")


class Skipped(TextChoices):
    """Why somebody in the audience got no letter."""

    SUPPRESSED = "suppressed", _("Address bounced or complained before")
    NO_ADDRESS = "no_address", _("No address that can be written to")


ACTS: dict[str, Any] = {
    # proof
    "publications.address_looked_up": _("looked up everything that was sent to an address: {letters} letters"),
}
