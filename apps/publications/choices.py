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
    TRANSPARENCY = "transparency", _("Transparency report")
    COOKIES = "cookies", _("Cookie notice")


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


#: Whom a link in a letter still lets leave.
LEAVING = [_U.PENDING, _U.CONFIRMED]

#: The text under which people subscribe, by the name that stands beside their proof. A text that changes is a new entry.
WORDING = "subscribe-2026-11"
WORDINGS = {
    WORDING: _(
        "You agree that we use this address, and what else you tell us here, to tell you of the changes that you ticked, "
        "and for nothing else. You can end it at any time: every letter has a link for it. We keep the proof of your "
        "subscription for five years after it ends."
    )
}


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


class Materiality(TextChoices):
    """Who is told of a change, by the same codes as the registers that it comes from (GDPR Art. 28(2))."""

    NOTICE_REQUIRED = "notice_required", _("Customers are told first")
    INFORMATIONAL = "informational", _("For information")


class Correction(TextChoices):
    """What a correction says of an announcement that was sent."""

    CANCELLED = "cancelled", _("It will not happen")
    POSTPONED = "postponed", _("It happens later")


class Stream(TextChoices):
    """Why somebody is told: they asked for it, or a contract demands it. Leaving one never stops the other."""

    LIST = "list", _("Subscribed")
    CONTRACT = "contract", _("By contract")


class Skipped(TextChoices):
    """Why somebody in the audience got no letter."""

    SUPPRESSED = "suppressed", _("Address bounced or complained before")
    NO_ADDRESS = "no_address", _("No address that can be written to")
    LEFT = "left", _("Left the list since")


ACTS: dict[str, Any] = {
    # versions
    "publications.version_published": _("published version {number}: {document}"),
    # notice terms
    "publications.terms_added": _("added notice terms: {days} days of notice"),
    "publications.terms_ended": _("ended notice terms"),
    # the demo
    "publications.demo_subscriber_added": _("added a subscriber of the demo"),
    # announcements
    "publications.announcement_gathered": _("gathered what waits into {reference}: {changes} changes"),
    "publications.announcement_emptied": _("dropped {reference}, as nothing of it waits any more"),
    "publications.announcement_planned": _("planned to send {reference} on {send_on}, in effect from {effective_on}"),
    "publications.announcement_noted": _("changed the note of {reference}"),
    "publications.emergency_declared": _("declared {reference} an emergency replacement"),
    "publications.emergency_taken_back": _("took back that {reference} is an emergency replacement"),
    "publications.announcement_asked": _("asked a second person to approve {reference}"),
    "publications.announcement_approved": _("approved {reference} as the second person, to be sent on {send_on}"),
    "publications.announcement_refused": _("refused {reference} as the second person"),
    "publications.announcement_taken_back": _("took {reference} back to a draft"),
    "publications.sending_began": _("began to send {reference}"),
    "publications.notices_written": _("wrote notices of {reference}: {count} to {stream}"),
    "publications.announcement_sent": _("had written to everybody about {reference}"),
    "publications.sending_paused": _("paused the sending of {reference}"),
    "publications.sending_resumed": _("went on sending {reference}"),
    "publications.late_notices_written": _("told those who joined while {reference} runs: {count}"),
    "publications.sent_again": _("sent {reference} again to whom it had not reached: {count}"),
    "publications.announcement_held": _("held {reference}"),
    "publications.announcement_released": _("let {reference} go on"),
    "publications.announcement_postponed": _("moved {reference} to {effective_on}"),
    "publications.announcement_took_effect": _("put {reference} into effect"),
    "publications.announcement_closed": _("closed {reference}"),
    "publications.announcement_cancelled": _("cancelled {reference}"),
    "publications.change_withdrawn": _("took a change out of {reference}: {subject}"),
    "publications.correction_written": _("wrote the correction {reference}"),
    "publications.subscriber_left": _("ended the subscription"),
    "publications.subscriber_added": _("added a subscriber, who is asked to confirm"),
    "publications.subscriber_suppressed": _("keeps the subscriber from being written to"),
    # subscribers by staff
    "publications.subscribers_imported": _("imported a table of {rows} subscribers: {new} new, {changed} changed"),
    "publications.subscriber_changed": _("changed what is known of the subscriber"),
    "publications.subscription_requested": _("asked by the form to be told of changes: {brand}"),
    "publications.sign_up_taken": _("dealt with what a visitor asked by the form"),
    "publications.confirmation_asked": _("asked the address to confirm its subscription"),
    "publications.confirmation_put_off": _("put off asking the address to confirm, as it was written to lately"),
    "publications.subscriber_confirmed": _("confirmed the subscription"),
    "publications.preferences_changed": _("changed the subscriptions of the address"),
    "publications.subscriber_bounced": _("ended the subscription, as the address does not exist"),
    "publications.subscriber_complained": _("ended the subscription, as the letter was reported as unwanted"),
    "publications.subscribers_expired": _("ended subscriptions that nobody confirmed in time: {count}"),
    "publications.sign_ups_dropped": _("dropped what visitors asked by the form and could not be dealt with: {count}"),
    "publications.address_looked_up": _("looked up everything that was sent to an address: {letters} letters"),
}

FACT_WORDS = {"document": DocumentKind, "stream": Stream}
