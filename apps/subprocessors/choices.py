"""The words of the subprocessor register: kinds and roles of recipients, the lifecycle of a listing, and the acts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class RecipientKind(TextChoices):
    """The kinds of recipients that the privacy statement names (section 4)."""

    COMMUNICATIONS = "communications", _("Communications provider")
    TECHNOLOGY = "technology", _("Service or technology provider")
    PAYMENT = "payment", _("Payment provider")
    AFFILIATE = "affiliate", _("Affiliate")
    AUTHORITY = "authority", _("Authority")


class RecipientRole(TextChoices):
    """What a recipient is in law (GDPR Art. 4(7), 4(8), 26, 28). Selling is none of them."""

    SUBPROCESSOR = "subprocessor", _("Subprocessor")
    AFFILIATE_SUBPROCESSOR = "affiliate_subprocessor", _("Affiliate as subprocessor")
    INDEPENDENT_CONTROLLER = "independent_controller", _("Controller in its own right")
    JOINT_CONTROLLER = "joint_controller", _("Joint controller")
    CARRIER_CONDUIT = "carrier_conduit", _("Carrier, a mere conduit")
    PROCESSOR_OWN = "processor_own", _("Processor for our own purposes")


#: Roles of which customers are told before they start; the others start once they are approved.
ANNOUNCED_ROLES = [RecipientRole.SUBPROCESSOR, RecipientRole.AFFILIATE_SUBPROCESSOR]


class LocationKind(TextChoices):
    STORAGE = "storage", _("Storage")
    PROCESSING = "processing", _("Processing")
    REMOTE_ACCESS = "remote_access", _("Remote access")
    SUPPORT = "support", _("Support")


class ListingStatus(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    VETTING = "vetting", _("In vetting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    ANNOUNCED = "announced", _("Announced")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspended")
    ENDING = "ending", _("Ending")
    ENDED = "ended", _("Ended")


_S = ListingStatus

LISTINGS = Lifecycle(
    ListingStatus,
    {
        _S.PROPOSED: [_S.VETTING, _S.REJECTED, _S.ACTIVE],  # active at once only when taken over as in force already
        _S.VETTING: [_S.APPROVED, _S.REJECTED],
        _S.APPROVED: [_S.ANNOUNCED, _S.ACTIVE, _S.VETTING, _S.REJECTED],
        _S.REJECTED: [],
        _S.ANNOUNCED: [_S.ACTIVE, _S.APPROVED],
        _S.ACTIVE: [_S.SUSPENDED, _S.ENDING],
        _S.SUSPENDED: [_S.ACTIVE, _S.ENDED],  # what is hidden ends hidden
        _S.ENDING: [_S.ENDED, _S.ACTIVE],
        _S.ENDED: [],
    },
)

#: While nobody has approved anything, the content may change freely.
EDITABLE = [_S.PROPOSED, _S.VETTING]
#: A second person has approved; from here on the database demands who and when.
APPROVED_ONCE = [_S.APPROVED, _S.ANNOUNCED, _S.ACTIVE, _S.SUSPENDED, _S.ENDING, _S.ENDED]
#: Data goes there, or has gone there.
STARTED = [_S.ACTIVE, _S.SUSPENDED, _S.ENDING, _S.ENDED]
#: Data goes there now.
IN_FORCE = [_S.ACTIVE, _S.ENDING]
CLOSED = [_S.REJECTED, _S.ENDED]


class ChangeKind(TextChoices):
    """What can change between two versions of a list of subprocessors."""

    ADDED = "added", _("Added")
    REMOVED = "removed", _("Removed")
    RENAMED = "renamed", _("Renamed")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    LOCATION_ADDED = "location_added", _("Location added")
    LOCATION_REMOVED = "location_removed", _("Location removed")
    LOCATION_CORRECTED = "location_corrected", _("Location corrected")
    PURPOSE_CHANGED = "purpose_changed", _("Purpose changed")
    OPTIONALITY_CHANGED = "optionality_changed", _("Choice of the customer changed")
    CORPORATE_LOCATION_CHANGED = "corporate_location_changed", _("Country of establishment changed")


class Materiality(TextChoices):
    """Whether customers must be told of a change before it takes effect (GDPR Art. 28(2))."""

    NOTICE_REQUIRED = "notice_required", _("Customers are told first")
    INFORMATIONAL = "informational", _("For information")
    NONE = "none", _("Nobody needs to know")


ACTS = {
    "subprocessors.third_party_added": _("added the third party"),
    "subprocessors.third_party_changed": _("changed the third party"),
    "subprocessors.listing_proposed": _("proposed the listing {reference}"),
    "subprocessors.listing_changed": _("changed the proposal"),
    "subprocessors.location_added": _("added the location {country} ({use})"),
    "subprocessors.location_removed": _("removed the location {country} ({use})"),
    "subprocessors.vetting_started": _("started the vetting"),
    "subprocessors.approval_asked": _("asked a second person to approve the listing"),
    "subprocessors.listing_approved": _("approved the listing, as the second person"),
    "subprocessors.approval_refused": _("refused to approve the listing, as the second person"),
    "subprocessors.listing_rejected": _("rejected the listing"),
    "subprocessors.vetting_reopened": _("opened the vetting again"),
    "subprocessors.taking_over_asked": _("asked to take over the listing as in force since {since}"),
    "subprocessors.listing_taken_over": _("took over the listing as in force since {since}, as the second person"),
    "subprocessors.listing_announced": _("announced the listing, in force from {effective_on}"),
    "subprocessors.announcement_withdrawn": _("withdrew the announcement"),
    "subprocessors.listing_activated": _("put the listing in force"),
    "subprocessors.listing_suspended": _("suspended the listing"),
    "subprocessors.listing_resumed": _("put the listing in force again"),
    "subprocessors.ending_planned": _("planned the end of the listing on {ending_on}"),
    "subprocessors.ending_cancelled": _("cancelled the end of the listing"),
    "subprocessors.listing_ended": _("ended the listing"),
}

FACT_WORDS = {"use": LocationKind}
