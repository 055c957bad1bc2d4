"""The words of the subprocessor register: kinds and roles of recipients, the lifecycle of a listing, and the acts."""

from typing import Any, NamedTuple

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
#: The public page shows it.
SHOWN = [*IN_FORCE, _S.ANNOUNCED]
CLOSED = [_S.REJECTED, _S.ENDED]


class EvidenceKind(TextChoices):
    """Documents that vetting rests on."""

    DPA = "dpa", _("Data processing agreement")
    AGREEMENT = "agreement", _("Contract or arrangement with a controller or carrier")
    SCC = "scc", _("Standard contractual clauses")
    TIA = "tia", _("Transfer impact assessment")
    SOC2_T1 = "soc2_t1", _("SOC 2 Type I")
    SOC2_T2 = "soc2_t2", _("SOC 2 Type II")
    ISO27001 = "iso27001", _("ISO/IEC 27001")
    ISO27701 = "iso27701", _("ISO/IEC 27701")
    ISO27018 = "iso27018", _("ISO/IEC 27018")
    PCI_AOC = "pci_aoc", _("PCI DSS attestation of compliance")
    PENTEST = "pentest", _("Penetration test")
    QUESTIONNAIRE = "questionnaire", _("Security questionnaire")
    ONSITE = "onsite", _("Visit on site")
    FINANCIAL = "financial", _("Financial standing")
    INSURANCE = "insurance", _("Insurance")


class EvidenceResult(TextChoices):
    """What a reviewer made of a document."""

    OK = "ok", _("Good")
    OK_WITH_FINDINGS = "ok_with_findings", _("Good, with findings")
    BLOCKER = "blocker", _("Speaks against it")


class Standing(TextChoices):
    """What dated evidence, an assessment or a transfer is worth on a day."""

    VALID = "valid", _("Valid")
    DUE = "due", _("Due soon")
    LAPSED = "lapsed", _("Lapsed")
    COMING = "coming", _("Not yet valid")
    UNREVIEWED = "unreviewed", _("Not reviewed")
    AGAINST = "against", _("Speaks against it")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_E = EvidenceKind

#: With these results a document counts.
PASSED = [EvidenceResult.OK, EvidenceResult.OK_WITH_FINDINGS]
#: Certificates, reports and answers grow old; contracts last until they end.
EXPIRING = [
    *[_E.SOC2_T1, _E.SOC2_T2, _E.ISO27001, _E.ISO27701, _E.ISO27018, _E.PCI_AOC],
    *[_E.PENTEST, _E.QUESTIONNAIRE, _E.ONSITE, _E.FINANCIAL, _E.INSURANCE],
]


#: What others found of its safeguards, and annexes name.
CERTIFICATES = [_E.ISO27001, _E.ISO27701, _E.ISO27018, _E.SOC2_T1, _E.SOC2_T2, _E.PCI_AOC]


class Requirement(NamedTuple):
    """One line of the checklist: a document of any of ``kinds`` is needed of listings that fit the rest.

    Empty ``roles`` or ``recipient_kinds`` mean all; ``is_hosting`` means those that host data only.
    """

    key: str
    words: Any
    kinds: tuple[EvidenceKind, ...]
    roles: tuple[RecipientRole, ...] = ()
    recipient_kinds: tuple[RecipientKind, ...] = ()
    is_hosting: bool = False

    def applies_to(self, listing: Any) -> bool:
        """Whether a listing of this role and kind needs it."""
        return (
            (not self.roles or listing.role in self.roles)
            and (not self.recipient_kinds or listing.kind in self.recipient_kinds)
            and (not self.is_hosting or listing.is_hosting)
        )


PROCESSORS = (RecipientRole.SUBPROCESSOR, RecipientRole.AFFILIATE_SUBPROCESSOR, RecipientRole.PROCESSOR_OWN)
CONTROLLERS = (RecipientRole.INDEPENDENT_CONTROLLER, RecipientRole.JOINT_CONTROLLER, RecipientRole.CARRIER_CONDUIT)

#: The checklist of vetting: contractual, technical and organisational safeguards (privacy statement 4.2 and 6).
CHECKLIST = (
    Requirement("contract", _("a data processing agreement (GDPR Art. 28(3))"), (_E.DPA,), roles=PROCESSORS),
    Requirement("arrangement", _("the contract or arrangement with it"), (_E.AGREEMENT,), roles=CONTROLLERS),
    Requirement(
        "safeguards",
        _("proof of technical and organisational safeguards: a certificate, a report, a questionnaire or a visit"),
        (_E.ISO27001, _E.SOC2_T2, _E.ISO27701, _E.QUESTIONNAIRE, _E.ONSITE, _E.PCI_AOC),
    ),
    Requirement(
        "payments",
        _("a PCI DSS attestation of compliance"),
        (_E.PCI_AOC,),
        recipient_kinds=(RecipientKind.PAYMENT,),
    ),
    Requirement("hosting_iso27001", _("ISO/IEC 27001, as it hosts data"), (_E.ISO27001,), is_hosting=True),
    Requirement("hosting_soc2_t2", _("SOC 2 Type II, as it hosts data"), (_E.SOC2_T2,), is_hosting=True),
)


class Mechanism(TextChoices):
    """On what a transfer out of the European Economic Area may rest (GDPR Art. 45, 46, 49)."""

    NONE_EEA = "none_eea", _("None needed: inside the EEA")
    ADEQUACY = "adequacy", _("Adequacy decision")
    ADEQUACY_DPF = "adequacy_dpf", _("EU-US Data Privacy Framework")
    SCC_M1 = "scc_m1", _("Standard contractual clauses, controller to controller")
    SCC_M2 = "scc_m2", _("Standard contractual clauses, controller to processor")
    SCC_M3 = "scc_m3", _("Standard contractual clauses, processor to processor")
    SCC_M4 = "scc_m4", _("Standard contractual clauses, processor to controller")
    UK_IDTA = "uk_idta", _("UK international data transfer agreement")
    UK_ADDENDUM = "uk_addendum", _("UK addendum to the clauses")
    SWISS_ADDENDUM = "swiss_addendum", _("Swiss addendum to the clauses")
    BCR_C = "bcr_c", _("Binding corporate rules, controller")
    BCR_P = "bcr_p", _("Binding corporate rules, processor")
    CODE_OF_CONDUCT = "code_of_conduct", _("Code of conduct")
    CERTIFICATION = "certification", _("Certification")
    AD_HOC_CLAUSES = "ad_hoc_clauses", _("Clauses of our own, authorised")
    PUBLIC_BODY_INSTRUMENT = "public_body_instrument", _("Instrument between public bodies")
    ART49 = "art49", _("Derogation (Art. 49)")


_M = Mechanism

#: Rest on a dated decision, and need no assessment of the country's law.
BY_DECISION = [_M.ADEQUACY, _M.ADEQUACY_DPF]
#: Contracts between an exporter and an importer.
CLAUSES = [_M.SCC_M1, _M.SCC_M2, _M.SCC_M3, _M.SCC_M4, _M.AD_HOC_CLAUSES, _M.UK_IDTA, _M.UK_ADDENDUM, _M.SWISS_ADDENDUM]
#: For data from the United Kingdom or Switzerland: they stand beside a mechanism of the Union, never in its place.
SUPPLEMENTS = [_M.UK_IDTA, _M.UK_ADDENDUM, _M.SWISS_ADDENDUM]


class Authorisation(TextChoices):
    """How a processor may engage another one (SCC 2021/914, clause 9)."""

    SPECIFIC = "specific", _("Specific prior authorisation (option 1)")
    GENERAL = "general", _("General written authorisation (option 2)")


class AssessmentConclusion(TextChoices):
    """Whether an importer can keep its word under the law of its country (EDPB Recommendations 01/2020)."""

    EQUIVALENT = "equivalent", _("Essentially equivalent")
    WITH_MEASURES = "with_measures", _("Equivalent with further measures")
    INSUFFICIENT = "insufficient", _("Not equivalent")


SUFFICIENT = [AssessmentConclusion.EQUIVALENT, AssessmentConclusion.WITH_MEASURES]


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


#: What we propose of each kind of change; a person decides.
DEFAULT_MATERIALITY = {
    ChangeKind.ADDED: Materiality.NOTICE_REQUIRED,
    ChangeKind.LOCATION_ADDED: Materiality.NOTICE_REQUIRED,
    ChangeKind.PURPOSE_CHANGED: Materiality.NOTICE_REQUIRED,
    ChangeKind.OPTIONALITY_CHANGED: Materiality.NOTICE_REQUIRED,
    ChangeKind.REMOVED: Materiality.INFORMATIONAL,
    ChangeKind.RENAMED: Materiality.INFORMATIONAL,
    ChangeKind.MERGED: Materiality.INFORMATIONAL,
    ChangeKind.SPLIT: Materiality.INFORMATIONAL,
    ChangeKind.LOCATION_REMOVED: Materiality.INFORMATIONAL,
    ChangeKind.LOCATION_CORRECTED: Materiality.INFORMATIONAL,
    ChangeKind.CORPORATE_LOCATION_CHANGED: Materiality.INFORMATIONAL,
}


class ChangeStatus(TextChoices):
    ACCEPTED = "accepted", _("Accepted, not yet in the register")
    APPROVED = "approved", _("Announced for a day")
    EFFECTIVE = "effective", _("In the register")
    CANCELLED = "cancelled", _("Cancelled")


CHANGES = Lifecycle(
    ChangeStatus,
    {
        ChangeStatus.ACCEPTED: [ChangeStatus.APPROVED, ChangeStatus.EFFECTIVE, ChangeStatus.CANCELLED],
        ChangeStatus.APPROVED: [ChangeStatus.EFFECTIVE, ChangeStatus.ACCEPTED],  # accepted again where it is withdrawn
        ChangeStatus.EFFECTIVE: [],
        ChangeStatus.CANCELLED: [],
    },
)


class AnnexFormat(TextChoices):
    """What an annex is taken as."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word (DOCX)"


class AnnexLanguage(TextChoices):
    """In what language an annex is."""

    ENGLISH = "en", "English"
    DUTCH = "nl", "Nederlands"

    @property
    def locale(self) -> str:
        """Its code among the languages of this office."""
        return "nl" if self == AnnexLanguage.DUTCH else "en-gb"


class Channel(TextChoices):
    """How an objection came."""

    LINK = "link", _("The link in the notice")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")
    TELEPHONE = "telephone", _("Telephone")


class ObjectionStatus(TextChoices):
    RECEIVED = "received", _("Received")
    ASSESSING = "assessing", _("Being assessed")
    MITIGATED = "mitigated", _("Met by measures")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")
    TERMINATION_OFFERED = "termination_offered", _("Termination offered")
    TERMINATED = "terminated", _("Contract ended over it")
    OUT_OF_TIME = "out_of_time", _("Out of time")


_O = ObjectionStatus

OBJECTIONS = Lifecycle(
    ObjectionStatus,
    {
        _O.RECEIVED: [_O.ASSESSING, _O.WITHDRAWN, _O.OUT_OF_TIME],
        _O.ASSESSING: [_O.MITIGATED, _O.WITHDRAWN, _O.TERMINATION_OFFERED, _O.OUT_OF_TIME],
        _O.TERMINATION_OFFERED: [_O.TERMINATED, _O.MITIGATED, _O.WITHDRAWN],
        _O.MITIGATED: [],
        _O.WITHDRAWN: [],
        _O.TERMINATED: [],
        _O.OUT_OF_TIME: [],
    },
)

#: Somebody still waits: a customer for our answer, or we for what a customer makes of an offer.
OBJECTION_OPEN = [_O.RECEIVED, _O.ASSESSING, _O.TERMINATION_OFFERED]
#: A person decided, in words that the customer is told.
OBJECTION_DECIDED = [_O.MITIGATED, _O.WITHDRAWN, _O.TERMINATION_OFFERED, _O.TERMINATED, _O.OUT_OF_TIME]

ACTS = {
    "subprocessors.third_party_added": _("added the third party"),
    "subprocessors.third_party_changed": _("changed the third party"),
    "subprocessors.listing_proposed": _("proposed the listing {reference}"),
    "subprocessors.listing_changed": _("changed the proposal"),
    "subprocessors.processing_described": _("described the processing for annexes"),
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
    "subprocessors.listing_announced": _("announced the listing by {announcement}, in force from {effective_on}"),
    "subprocessors.announcement_withdrawn": _("withdrew the announcement"),
    "subprocessors.listing_activated": _("put the listing in force"),
    "subprocessors.listing_suspended": _("suspended the listing"),
    "subprocessors.listing_resumed": _("put the listing in force again"),
    "subprocessors.ending_planned": _("planned the end of the listing on {ending_on}"),
    "subprocessors.ending_cancelled": _("cancelled the end of the listing"),
    "subprocessors.listing_ended": _("ended the listing"),
    "subprocessors.group_member_added": _("named a company that the entry stands for: {company}"),
    "subprocessors.group_member_removed": _("took out a company that the entry stood for: {company}"),
    "subprocessors.chain_member_added": _("added a company to the chain below, on level {level}"),
    "subprocessors.chain_member_removed": _("took companies out of the chain below: {count}"),
    "subprocessors.evidence_added": _("added evidence: {evidence}"),
    "subprocessors.evidence_changed": _("changed evidence: {evidence}"),
    "subprocessors.evidence_filed": _("put the file of evidence on record: {evidence}"),
    "subprocessors.evidence_opened": _("opened the file of evidence: {evidence}"),
    "subprocessors.evidence_reviewed": _("reviewed evidence ({evidence}): {result}"),
    "subprocessors.evidence_withdrawn": _("withdrew evidence: {evidence}"),
    "subprocessors.evidence_due": _("reminded that evidence ends or is due in {days} days: {evidence}"),
    "subprocessors.assessment_added": _("added a transfer impact assessment"),
    "subprocessors.assessment_withdrawn": _("withdrew a transfer impact assessment"),
    "subprocessors.assessment_due": _("reminded that a transfer impact assessment is due in {days} days"),
    "subprocessors.transfer_recorded": _("recorded on what the transfer to {country} rests: {mechanism}"),
    "subprocessors.transfers_recorded": _("recorded on what transfers rest: {mechanism}"),
    "subprocessors.transfer_withdrawn": _("withdrew what the transfer to {country} rested on: {mechanism}"),
    "subprocessors.list_read": _("read a version of the list of {source}: {changes} changes"),
    "subprocessors.list_source_added": _("added a source of lists"),
    "subprocessors.list_source_changed": _("changed how the lists of a source are read"),
    "subprocessors.list_opened": _("took the file of a version of a list"),
    "subprocessors.change_accepted": _("accepted the change {reference}: {change}"),
    "subprocessors.change_took_effect": _("put the change {reference} into the register: {change}"),
    "subprocessors.change_announced": _("announced the change {reference} by {announcement}, from {effective_on}"),
    "subprocessors.change_reopened": _("withdrew the announcement of the change {reference}"),
    "subprocessors.change_cancelled": _("cancelled the change {reference}"),
    "subprocessors.annex_made": _("made the annex of subprocessors as of {day}, as {format} ({language})"),
    # objections
    "subprocessors.objection_logged": _("logged the objection {reference} ({channel}), in time: {in_time}"),
    "subprocessors.objection_assigned": _("gave the objection {reference} to somebody to look after"),
    "subprocessors.objection_taken_up": _("began to assess the objection {reference}"),
    "subprocessors.objection_decided": _("decided the objection {reference}: {outcome}"),
}

FACT_WORDS = {
    "use": LocationKind,
    "evidence": EvidenceKind,
    "result": EvidenceResult,
    "mechanism": Mechanism,
    "change": ChangeKind,
    "channel": Channel,
    "outcome": ObjectionStatus,
}
