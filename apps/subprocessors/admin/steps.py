"""What may happen next to a listing: each step with whom it is for, and what keeps somebody from it."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.backoffice.steps import Step
from apps.casework.choices import FourEyes
from apps.casework.forms import ReasonForm
from apps.casework.models import Approval
from apps.publications.queries import open_elsewhere
from apps.trail.acts import object_name
from apps.trail.models import Tracked

from .. import services
from ..choices import CLOSED, EDITABLE, LISTINGS, ListingStatus
from ..forms import ChainForm, DescriptionForm, EndingForm, LocationForm, TakingOverForm, TransferForm
from ..models import Listing
from ..queries import shortcomings, words_of
from .panel import findings_of


def pending(record: Tracked, kind: FourEyes) -> Approval | None:
    """The request that waits for a second person, if any; read once for all steps of a page."""
    if "_pending" not in record.__dict__:
        waiting = Approval.objects.about(record).pending().select_related("requested_by")
        record.__dict__["_pending"] = {approval.kind: approval for approval in waiting}
    return record.__dict__["_pending"].get(kind)


def asked(status: TextChoices, kind: FourEyes) -> Any:
    """Whether a record stands in this status and waits for a second person."""
    return lambda record: record.status == status and pending(record, kind) is not None


def waits_for_a_second(listing: Listing) -> bool:
    kinds = {ListingStatus.PROPOSED: FourEyes.TAKING_OVER, ListingStatus.VETTING: FourEyes.VETTING}
    kind = kinds.get(ListingStatus(listing.status))
    return kind is not None and pending(listing, kind) is not None


def can_become(*targets: ListingStatus) -> Any:
    return lambda listing: any(LISTINGS.allows(listing.status, target) for target in targets)


def is_now(*statuses: TextChoices) -> Any:
    return lambda record: record.status in statuses


def lacking(listing: Listing, kind: FourEyes) -> str:
    """What keeps anybody from asking for a second person."""
    if kind == FourEyes.TAKING_OVER:
        return " ".join(shortcomings(listing))
    return words_of(finding for finding in findings_of(listing) if finding.is_blocker)


def not_the_second(kind: FourEyes) -> Any:
    """Why this person cannot decide: nobody asks any more, or they asked themselves."""

    def words(record: Tracked, user: Any) -> str:
        request = pending(record, kind)
        if request is None:
            return _("Nobody asks for it.")
        if request.requested_by_id == user.pk:
            return _("You asked for this (%(reference)s): a second person decides.") % {"reference": request}
        return ""

    return words


def asked_already(kind: FourEyes, lacking: Callable[[Any, FourEyes], str] = lambda _record, _kind: "") -> Any:
    """Why nobody can ask: somebody did, or something is ``lacking``."""

    def words(record: Tracked, user: Any) -> str:
        if request := pending(record, kind):
            who = {"who": request.requested_by, "reference": request}
            return _("%(who)s asked already (%(reference)s); it waits for a second person.") % who
        return lacking(record, kind)

    return words


def is_not_closed(listing: Listing) -> bool:
    return listing.status not in CLOSED


def leaves_the_eea(listing: Listing) -> bool:
    """Whether there is a transfer to record."""
    return is_not_closed(listing) and listing.locations.current().filter(country__is_eea=False).exists()


def waits_to_be_told(listing: Listing) -> bool:
    """Approved, of a role of which customers are told first, and in no announcement yet."""
    return listing.status == ListingStatus.APPROVED and listing.is_announced_first and not is_in_announcement(listing)


def is_in_announcement(record: Tracked) -> bool:
    return bool(open_elsewhere([object_name(record)]))


CHANGE, APPROVE = "subprocessors.change_listing", "subprocessors.approve_listing"
ANNOUNCE = "publications.add_announcement"

STEPS = [
    Step(
        "add-location",
        gettext_lazy("Add a location"),
        gettext_lazy("A country where the data is stored, processed, reached or supported."),
        services.add_location,
        CHANGE,
        available=is_now(*EDITABLE),
        form=LocationForm,
    ),
    Step(
        "start-vetting",
        gettext_lazy("Start vetting"),
        gettext_lazy("Begin to look at contract, safeguards and transfers."),
        services.start_vetting,
        CHANGE,
        available=is_now(ListingStatus.PROPOSED),
        is_bulk=True,
    ),
    Step(
        "ask-taking-over",
        gettext_lazy("Ask to take over as in force"),
        gettext_lazy(
            "For what was in force before this register: with the day and the evidence. A second person decides."
        ),
        services.ask_taking_over,
        CHANGE,
        available=is_now(ListingStatus.PROPOSED),
        obstacle=asked_already(FourEyes.TAKING_OVER, lacking),
        form=TakingOverForm,
        is_bulk=True,
    ),
    Step(
        "approve-taking-over",
        gettext_lazy("Approve the taking over"),
        gettext_lazy(
            "You confirm, as the second person, that it was in force already. The public page shows it at once."
        ),
        services.approve_taking_over,
        APPROVE,
        available=asked(ListingStatus.PROPOSED, FourEyes.TAKING_OVER),
        obstacle=not_the_second(FourEyes.TAKING_OVER),
        is_bulk=True,
        confirms_identity=True,
    ),
    Step(
        "refuse-taking-over",
        gettext_lazy("Refuse the taking over"),
        gettext_lazy("It stays a proposal."),
        services.refuse_taking_over,
        APPROVE,
        available=asked(ListingStatus.PROPOSED, FourEyes.TAKING_OVER),
        obstacle=not_the_second(FourEyes.TAKING_OVER),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "ask-approval",
        gettext_lazy("Ask for approval"),
        gettext_lazy("A second person decides about exactly what stands here now."),
        services.ask_approval,
        CHANGE,
        available=is_now(ListingStatus.VETTING),
        obstacle=asked_already(FourEyes.VETTING, lacking),
        is_bulk=True,
    ),
    Step(
        "approve",
        gettext_lazy("Approve"),
        gettext_lazy("You are the second person: vetting is complete, and the data may go there."),
        services.approve_listing,
        APPROVE,
        available=asked(ListingStatus.VETTING, FourEyes.VETTING),
        obstacle=not_the_second(FourEyes.VETTING),
        is_bulk=True,
        confirms_identity=True,
    ),
    Step(
        "refuse-approval",
        gettext_lazy("Refuse to approve"),
        gettext_lazy("It stays in vetting, with your reason."),
        services.refuse_approval,
        APPROVE,
        available=asked(ListingStatus.VETTING, FourEyes.VETTING),
        obstacle=not_the_second(FourEyes.VETTING),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "withdraw-request",
        gettext_lazy("Take the request back"),
        gettext_lazy("Nobody needs to decide any more; it can be changed and asked anew."),
        services.withdraw_request,
        CHANGE,
        available=waits_for_a_second,
        is_danger=True,
    ),
    Step(
        "announce",
        gettext_lazy("Put into the next announcement"),
        gettext_lazy("Customers and subscribers are told before it starts. Two people let the announcement go."),
        services.propose_announcement,
        ANNOUNCE,
        available=waits_to_be_told,
        is_bulk=True,
    ),
    Step(
        "withdraw-announcement",
        gettext_lazy("Withdraw the announcement"),
        gettext_lazy("It was announced by no announcement of ours: it is approved again, and no longer shown."),
        services.withdraw_announcement,
        CHANGE,
        available=lambda listing: listing.status == ListingStatus.ANNOUNCED and listing.announcement_id is None,
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "put-in-force",
        gettext_lazy("Put in force"),
        gettext_lazy("Data goes there from now on."),
        services.activate_listing,
        CHANGE,
        available=lambda listing: listing.status == ListingStatus.APPROVED and not listing.is_announced_first,
    ),
    Step(
        "suspend",
        gettext_lazy("Suspend"),
        gettext_lazy("No data for now; the public page shows it no longer."),
        services.suspend_listing,
        CHANGE,
        available=can_become(ListingStatus.SUSPENDED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "resume",
        gettext_lazy("Put in force again"),
        gettext_lazy("The suspension is over."),
        services.resume_listing,
        CHANGE,
        available=is_now(ListingStatus.SUSPENDED),
    ),
    Step(
        "plan-ending",
        gettext_lazy("Plan the end"),
        gettext_lazy("It ends by itself on the day you name."),
        services.plan_ending,
        CHANGE,
        available=is_now(ListingStatus.ACTIVE),
        form=EndingForm,
        is_danger=True,
    ),
    Step(
        "end",
        gettext_lazy("End it"),
        gettext_lazy("It was suspended, and ends today: no data goes there again."),
        services.end_listing,
        CHANGE,
        available=is_now(ListingStatus.SUSPENDED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "cancel-ending",
        gettext_lazy("Cancel the end"),
        gettext_lazy("It stays in force."),
        services.cancel_ending,
        CHANGE,
        available=is_now(ListingStatus.ENDING),
    ),
    Step(
        "reopen-vetting",
        gettext_lazy("Open the vetting again"),
        gettext_lazy("The approval is taken back, and the content can change."),
        services.reopen_vetting,
        CHANGE,
        available=is_now(ListingStatus.APPROVED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "reject",
        gettext_lazy("Reject"),
        gettext_lazy("Closed for good: nobody sends data there."),
        services.reject_listing,
        CHANGE,
        available=can_become(ListingStatus.REJECTED),
        form=ReasonForm,
        is_danger=True,
    ),
    Step(
        "record-transfer",
        gettext_lazy("Record a transfer"),
        gettext_lazy("On what data rests that leaves the European Economic Area."),
        services.record_transfers,
        "subprocessors.add_transfer",
        available=leaves_the_eea,
        form=TransferForm,
    ),
    Step(
        "add-to-chain",
        gettext_lazy("Add a company to the chain"),
        gettext_lazy("A processor that it engages, or that stands further below."),
        services.add_chain_member,
        "subprocessors.add_chainmember",
        available=is_not_closed,
        form=ChainForm,
    ),
    Step(
        "describe-processing",
        gettext_lazy("Describe the processing"),
        gettext_lazy(
            "For the annexes of customers: subject matter, nature, duration, and who is responsible for what."
        ),
        services.describe_processing,
        CHANGE,
        available=is_not_closed,
        form=DescriptionForm,
    ),
]
