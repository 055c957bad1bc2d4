"""What an answer consists of, what it still lacks, and whom one may complain to."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.casework.models import Approval
from apps.casework.services import content_hash
from apps.mailroom.choices import LetterStatus, Told
from apps.mailroom.models import Letter
from apps.organisation.models import SupervisoryAuthority
from apps.subprocessors.choices import RecipientRole
from apps.subprocessors.models import Listing, ThirdParty

from ..choices import (
    GRANTED,
    HANDS_OVER,
    ON_SUBSTANCE,
    TOLD_TO_RECIPIENTS,
    Decision,
    FileKind,
    Ground,
    Identity,
    Right,
    Status,
    TaskStatus,
)
from ..grounds import remedy_for
from ..models import AnswerReview, Download, Item, ProposedRefusal, RecipientNotice, Ticket, TicketFile
from ..proof import NEEDS_PROOF
from .offices import is_late


@dataclass(frozen=True)
class ComplaintRoute:
    """Whom the person may complain to, and where they may go to court; empty where no register knows."""

    authority: str
    website: str
    remedy: str


def complaint_route(ticket: Ticket) -> ComplaintRoute:
    """The authority of the person's own country, else that of the office which answers."""
    known = SupervisoryAuthority.objects.filter(country=ticket.country_id) if ticket.country_id else None
    authority = (known.order_by("pk").first() if known else None) or ticket.office.supervisory_authority
    if authority is None:
        return ComplaintRoute("", "", remedy_for(ticket.regime))
    return ComplaintRoute(authority.name, authority.website, remedy_for(ticket.regime))


# --- Decisions ---


def needs_identity(item: Item, ground: str = "") -> bool:
    """Whether nothing is said of an item before it is known who asks; that it stayed unknown may be said."""
    return item.right in NEEDS_PROOF and ground != Ground.IDENTITY


def proposal_for(item: Item) -> ProposedRefusal | None:
    """The refusal in whole that waits for a second person, or whose request ran out."""
    current = ProposedRefusal.objects.filter(item=item, removed_at=None)
    return current.select_related("approval", "proposed_by").first()


def pending_refusals(ticket: Ticket) -> list[ProposedRefusal]:
    """What a second person is asked to refuse on a ticket, and may still decide."""
    found = ProposedRefusal.objects.filter(item__ticket=ticket, removed_at=None)
    pending = Approval.objects.pending().filter(expires_at__gt=timezone.now())
    return list(found.filter(approval__in=pending).select_related("item", "approval", "proposed_by"))


def access_before(item: Item) -> Item | None:
    """A right to see or take data along that an erasure would empty: it is answered first.

    It is one of the same request that is not decided, or one of another request to the brand by the same person that is
    not answered. Only where it is known who asks: no stranger delays an erasure by a request of their own.
    """
    open_access = Item.objects.filter(right__in=HANDS_OVER).exclude(pk=item.pk).select_related("ticket")
    own = open_access.filter(ticket=item.ticket_id, decision=Decision.OPEN).first()
    if own is not None or not item.ticket.email_key:
        return own
    others = open_access.filter(
        ticket__in=Ticket.objects.open().filter(
            email_key=item.ticket.email_key, brand=item.ticket.brand_id, identity=Identity.VERIFIED
        ),
        decision__in=[Decision.OPEN, *GRANTED],
    )
    return others.exclude(ticket=item.ticket_id).order_by("pk").first()


# --- Recipients (GDPR Art. 19) ---


def recipients_of(ticket: Ticket) -> list[ThirdParty]:
    """To whom data of the brand goes now; a mere conduit holds none."""
    listings = Listing.objects.in_force().filter(brand=ticket.brand_id).exclude(role=RecipientRole.CARRIER_CONDUIT)
    return list(ThirdParty.objects.filter(pk__in=listings.values("third_party")))


def items_to_tell(ticket: Ticket) -> list[Item]:
    """The granted items of which recipients are told."""
    return list(ticket.items.filter(right__in=TOLD_TO_RECIPIENTS, decision__in=GRANTED))


def untold(ticket: Ticket) -> list[tuple[Item, ThirdParty]]:
    """Each granted item with each recipient that was neither told of it nor excused: three queries."""
    items = items_to_tell(ticket)
    if not items:
        return []
    known = set(RecipientNotice.objects.filter(item__in=items).values_list("item", "recipient"))
    recipients = recipients_of(ticket)
    return [(item, one) for item in items for one in recipients if (item.pk, one.pk) not in known]


# --- The answer ---


def answer_files(ticket: Ticket) -> list[TicketFile]:
    """What the person gets: a redacted copy stands in the place of its original."""
    return list(ticket.files.filter(kind=FileKind.ANSWER, redacted=None))


def hash_of_files(files: list[TicketFile]) -> str:
    """What a review binds: exactly these files, each with exactly these bytes."""
    return content_hash({"files": [[one.pk, one.sha256] for one in files]})


def review_of(ticket: Ticket) -> AnswerReview | None:
    """The review of the files as they are now; none once one came, went or was redacted since."""
    found = AnswerReview.objects.filter(ticket=ticket, files_hash=hash_of_files(answer_files(ticket)))
    return found.select_related("reviewed_by").order_by("-pk").first()


def missing_to_answer(ticket: Ticket, *, lateness: str = "") -> list[str]:
    """What has to be done before a ticket is answered, in words."""
    items, files = list(ticket.items.all()), answer_files(ticket)
    missing = [_("“%(item)s” is not decided yet.") % {"item": one.get_right_display()} for one in items if one.is_open]
    missing += [
        _("“%(task)s” is still to do: have it answered, or cancel it.") % {"task": one}
        for one in ticket.tasks.filter(status=TaskStatus.OPEN).select_related("system")
    ]
    if not missing and not any(one.decision in ON_SUBSTANCE for one in items):
        missing.append(_("Nothing was decided on the substance: there is nothing to answer."))
    if not ticket.is_verified and (files or any(_was_told_to_somebody(one) for one in items)):
        missing.append(_("It is not known yet who asks: check the identity, and the authority of a representative."))
    if files and review_of(ticket) is None:
        missing.append(_("Nobody has looked through the files, as they are now, for data of other people."))
    if is_late(ticket) and not (ticket.lateness or lateness.strip()):
        missing.append(_("It is late: say why."))
    return missing


def _was_told_to_somebody(item: Item) -> bool:
    return item.decision in ON_SUBSTANCE and needs_identity(item, item.ground)


def has_access(ticket: Ticket) -> bool:
    """Whether the answer gives access, and so names sources, categories and recipients (GDPR Art. 15(1))."""
    return ticket.items.filter(right=Right.ACCESS, decision__in=GRANTED).exists()


# --- Closing ---

#: A provider told that the letter did not get there for good.
NOT_THERE = (Told.BOUNCED_HARD, Told.BOUNCED_SOFT, Told.REJECTED, Told.BLOCKED, Told.FAILED_THERE)
#: It will not leave by itself any more.
GIVEN_UP = (LetterStatus.REFUSED, LetterStatus.FAILED, LetterStatus.CANCELLED)


def is_given_up(letter: Letter) -> bool:
    """Whether a letter did not reach anybody, and will not by itself."""
    return letter.status in GIVEN_UP or letter.reached in NOT_THERE


def missing_to_close(ticket: Ticket) -> list[str]:
    """What keeps an answered ticket from being closed, in words; its confirmation apart."""
    missing = [] if ticket.our_role else [_("Our role in law is not decided yet.")]
    return missing + [
        _("%(recipient)s was not told of “%(item)s” yet (GDPR Art. 19).")
        % {"recipient": recipient, "item": item.get_right_display()}
        for item, recipient in untold(ticket)
    ]


# --- Sections of a ticket's page: each template is given this as ``told`` ---


def recipients_section(ticket: Ticket) -> dict[str, Any] | None:
    """For ``admin/dsr/recipients.html``: who was told of what, and who is not yet; none where nobody has to be."""
    if not items_to_tell(ticket):
        return None
    notices = RecipientNotice.objects.of_ticket(ticket).select_related("recorded_by")
    return {"notices": list(notices), "untold": untold(ticket)}


def handover_section(ticket: Ticket) -> dict[str, Any]:
    """For ``admin/dsr/handover.html``: the files of the answer, their review, what is missing, and each download."""
    files = list(ticket.files.filter(kind=FileKind.ANSWER, redacted=None).select_related("added_by"))
    return {
        "files": files,
        "review": review_of(ticket) if files else None,
        "missing": missing_to_answer(ticket) if ticket.is_open else [],
        "missing_to_close": missing_to_close(ticket) if ticket.status == Status.ANSWERED else [],
        "confirmation": ticket.confirmation,
        "is_given_up": ticket.confirmation is not None and is_given_up(ticket.confirmation),
        "answer_until": ticket.answer_until,
        "downloads": list(Download.objects.filter(file__ticket=ticket).select_related("file")),
    }
