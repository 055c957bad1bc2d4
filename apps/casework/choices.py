"""The words of casework: statuses of an approval, the table of acts that need two people, and its acts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .lifecycle import Lifecycle


class FourEyes(TextChoices):
    """What cannot be undone, and so needs two people (OWASP ASVS 5.0, 2.3.5)."""

    VETTING = "vetting", _("approval of a third party")
    TAKING_OVER = "taking_over", _("taking over what is already in force")
    ANNOUNCEMENT = "announcement", _("announcement of a subprocessor change")
    DISCLOSURE = "disclosure", _("disclosure to an authority and its release")
    EMERGENCY_DISCLOSURE = "emergency_disclosure", _("emergency disclosure")
    TRANSPARENCY_REPORT = "transparency_report", _("publication of a transparency report")
    ERASURE_REFUSED = "erasure_refused", _("refusing an erasure in whole")
    ERASURE_EARLY = "erasure_early", _("erasure before its date")
    HOLD_LIFTED = "hold_lifted", _("lifting a hold")
    RETENTION_RULE = "retention_rule", _("change of a retention rule")
    SECRET_EXPORT = "secret_export", _("export of identity documents or of secret requests")
    GRANT = "grant", _("granting a role or clearance")
    KEY_ROTATION = "key_rotation", _("key rotation")
    SECOND_FACTOR = "second_factor", _("recovery of a second factor")


class ApprovalStatus(TextChoices):
    PENDING = "pending", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


APPROVALS = Lifecycle(
    ApprovalStatus,
    {
        ApprovalStatus.PENDING: [
            ApprovalStatus.APPROVED,
            ApprovalStatus.REFUSED,
            ApprovalStatus.WITHDRAWN,
            ApprovalStatus.EXPIRED,
        ],
        ApprovalStatus.APPROVED: [],
        ApprovalStatus.REFUSED: [],
        ApprovalStatus.WITHDRAWN: [],
        ApprovalStatus.EXPIRED: [],
    },
)


class AccessKind(TextChoices):
    """What was opened or taken away, for a reason that stays on record."""

    SECRET_REQUEST = "secret_request", _("Request under secrecy")
    ORIGINAL = "original", _("Original of a request")
    PACKAGE_FILE = "package_file", _("File of a release")
    IDENTITY_DOCUMENT = "identity_document", _("Identity document")
    ANSWER = "answer", _("Answer to a person")
    EXPORT = "export", _("Export")


class Outcome(TextChoices):
    """What becomes of a row of a table that is imported."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    LEFT = "left", _("Left alone")
    REFUSED = "refused", _("Refused")


ACTS = {
    "casework.approval_requested": _("asked a second person for their approval ({reference}): {what}"),
    "casework.approval_given": _("approved, as the second person, what {reference} asks: {what}"),
    "casework.approval_refused": _("refused, as the second person, what {reference} asks: {what}"),
    "casework.approval_withdrawn": _("took back the request {reference}: {what}"),
    "casework.staged_cleared": _("cleared tables that nobody confirmed: {count}"),
    "casework.evidence_exported": _("took the evidence away, {records} records (SHA-256 {sha256})"),
    "casework.approval_expired": _("let the request {reference} expire, as nobody decided in time: {what}"),
}

FACT_WORDS = {"what": FourEyes}
