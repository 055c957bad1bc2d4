"""The words of government requests: statuses, instruments, tests, outcomes, silence, and the acts."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.choices import AccessKind
from apps.casework.lifecycle import Lifecycle


class AuthorityKind(TextChoices):
    POLICE = "police", _("Police")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    JUDGE = "judge", _("Judge")
    COURT = "court", _("Court")
    INTELLIGENCE = "intelligence", _("Intelligence service")
    TAX = "tax", _("Tax authority")
    REGULATOR = "regulator", _("Regulator")
    CUSTOMS = "customs", _("Customs")
    CONSUMER = "consumer", _("Consumer authority")
    OTHER = "other", _("Other")


class ContactKind(TextChoices):
    """How an authority is reached."""

    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    PORTAL = "portal", _("Portal")
    POST = "post", _("Post")


class Channel(TextChoices):
    """How a request came."""

    PORTAL = "portal", _("Portal")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")
    BAILIFF = "bailiff", _("Bailiff")
    PHONE = "phone", _("Telephone")
    DECENTRALISED_IT = "decentralised_it", _("Decentralised IT system (e-Evidence)")


class Status(TextChoices):
    RECEIVED = "received", _("Received")
    IN_REVIEW = "in_review", _("In review")
    DECIDED = "decided", _("Decided")
    RELEASED = "released", _("Released")
    CLOSED = "closed", _("Closed")


DEMANDS = Lifecycle(
    Status,
    {
        Status.RECEIVED: [Status.IN_REVIEW, Status.DECIDED],
        Status.IN_REVIEW: [Status.DECIDED],
        Status.DECIDED: [Status.IN_REVIEW, Status.RELEASED, Status.CLOSED],
        Status.RELEASED: [Status.CLOSED],
        Status.CLOSED: [],
    },
)
#: Work is left to do.
OPEN = (Status.RECEIVED, Status.IN_REVIEW, Status.DECIDED, Status.RELEASED)


class Family(TextChoices):
    """What kind of instrument a request rests on; figures are counted by it."""

    SUBPOENA = "subpoena", _("Subpoena")
    CIVIL_SUBPOENA = "civil_subpoena", _("Civil subpoena")
    COURT_ORDER = "court_order", _("Court order")
    SEARCH_WARRANT = "search_warrant", _("Search warrant")
    INTERCEPTION = "interception", _("Interception or collection of future data")
    NATIONAL_SECURITY = "national_security", _("National security")
    PRODUCTION_ORDER = "production_order", _("Production order")
    PRESERVATION = "preservation", _("Preservation")
    EMERGENCY = "emergency", _("Emergency")
    CROSS_BORDER = "cross_border", _("Cross-border request")
    INFORMATION_ORDER = "information_order", _("Order to give information or to act (DSA)")
    INFORMAL = "informal", _("Informal request")
    PRIVATE_PARTY = "private_party", _("Private party")
    REGULATORY = "regulatory", _("Request of a data protection authority")


class DataCategory(TextChoices):
    """What data is asked for, from the least to the most intrusive (Regulation 2023/1543 Art. 3(9)–(12))."""

    SUBSCRIBER = "subscriber", _("Subscriber data")
    IDENTIFICATION = "identification_only", _("Data asked only to identify the user")
    TRAFFIC = "traffic", _("Traffic data")
    LOCATION = "location", _("Location data")
    CONTENT = "content", _("Content")


#: Everything but what was said and written.
NON_CONTENT = (DataCategory.SUBSCRIBER, DataCategory.IDENTIFICATION, DataCategory.TRAFFIC, DataCategory.LOCATION)


class TargetKind(TextChoices):
    """By what an authority names somebody."""

    MSISDN = "msisdn", _("Telephone number")
    EMAIL = "email", _("E-mail address")
    IP = "ip", _("IP address, port and moment")
    ACCOUNT = "account", _("Account")
    MESSAGE = "message", _("Message")


class Timing(TextChoices):
    STORED = "stored", _("Stored data")
    REAL_TIME = "real_time", _("Future data, as it arises")


class Holder(TextChoices):
    """Whose data it is."""

    ACCOUNT_HOLDER = "account_holder", _("Account holder")
    END_USER = "end_user", _("End user of a customer")


class OurRole(TextChoices):
    CONTROLLER = "controller", _("Controller")
    PROCESSOR = "processor", _("Processor")


class Urgency(TextChoices):
    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency: danger to life or of serious injury")


class Verification(TextChoices):
    """Whether the sender is who they say, found out through our own directory."""

    OPEN = "open", _("Not verified yet")
    VERIFIED = "verified", _("Verified")
    FAILED = "failed", _("Not who they say")
    UNVERIFIABLE = "unverifiable", _("Cannot be verified")


class OriginalKind(TextChoices):
    ORIGINAL = "original", _("Original")
    TRANSLATION = "translation", _("Translation")
    SERVICE = "service", _("Proof of service")
    SILENCE = "silence", _("Order of secrecy")
    OTHER = "other", _("Other")


class Test(TextChoices):
    """The tests of a request, those of the published policy first."""

    GOVERNMENT_BODY = "government_body", _("Sent by a government or law-enforcement body")
    JURISDICTION = "jurisdiction", _("Issued where the company addressed is subject to the jurisdiction")
    INSTRUMENT = "instrument", _("Carries an enforceable order, signed, dated and not expired")
    STATED_SCOPE = "stated_scope", _("States the categories of records and a specific period")
    AUTHENTIC = "authentic", _("The sender was verified through our own directory")
    COMPETENT = "competent", _("The authority is competent to order it")
    RIGHT_ENTITY = "right_entity", _("The right company was served")
    FITS_DATA = "fits_data", _("The instrument fits the kind of data")
    SELECTOR = "selector", _("The target is named well enough to find one person")
    PROPORTIONATE = "proportionate", _("Necessary and proportionate")
    LANGUAGE = "language", _("In a language that we accept, or translated")
    CHANNEL = "channel", _("Came by the right channel")
    SECRECY_GROUND = "secrecy_ground", _("Silence, where it is asked, rests on a cited ground")
    CONFLICT = "conflict", _("No conflict with the law of another country")
    PRIVILEGE = "privilege", _("No privilege, immunity or freedom of the press is touched")
    RETENTION = "retention", _("The data is still kept")
    EARLIER = "earlier", _("Earlier requests about the same target were looked at")


#: Which of them always apply: an order without one of these is none.
HARD = (
    *(Test.GOVERNMENT_BODY, Test.JURISDICTION, Test.INSTRUMENT, Test.STATED_SCOPE),
    *(Test.AUTHENTIC, Test.COMPETENT, Test.RIGHT_ENTITY, Test.FITS_DATA, Test.SELECTOR),
)
#: Those of an emergency, which has no order; of a letter that asks to preserve.
EMERGENCY_TESTS = (Test.GOVERNMENT_BODY, Test.AUTHENTIC, Test.STATED_SCOPE, Test.SELECTOR, Test.PROPORTIONATE)
PRESERVATION_TESTS = (Test.GOVERNMENT_BODY, Test.AUTHENTIC, Test.SELECTOR)


class Result(TextChoices):
    PASS = "pass", _("Pass")
    FAIL = "fail", _("Fail")
    NA = "na", _("Does not apply")


class PushBack(TextChoices):
    """Letters by which a request is pushed back."""

    NARROW = "narrow", _("Ask to narrow it")
    CLARIFY = "clarify", _("Ask to clarify it")
    GROUND = "ground", _("Ask on what ground silence is asked")
    REDIRECT_CUSTOMER = "redirect_customer", _("Point to the customer, who controls the data")
    REDIRECT_MLAT = "redirect_mlat", _("Point to mutual legal assistance")
    REJECT = "reject", _("Reject it")


class Outcome(TextChoices):
    DISCLOSED_FULL = "disclosed_full", _("Disclosed, all that was asked")
    DISCLOSED_PARTIAL = "disclosed_partial", _("Disclosed in part")
    NO_DATA = "no_data", _("No data held")
    REJECTED_INVALID = "rejected_invalid", _("Rejected: not valid")
    REJECTED_JURISDICTION = "rejected_jurisdiction", _("Rejected: no jurisdiction")
    REJECTED_OVERBROAD = "rejected_overbroad", _("Rejected: too broad")
    CHALLENGED_PENDING = "challenged_pending", _("Challenged, not decided yet")
    QUASHED = "quashed", _("Quashed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the authority")
    PRESERVED_ONLY = "preserved_only", _("Preserved only")
    REDIRECTED = "redirected_to_customer", _("Redirected to the customer")
    EMERGENCY_DISCLOSED = "emergency_disclosed", _("Emergency: disclosed")
    EMERGENCY_REFUSED = "emergency_refused", _("Emergency: refused")
    UNVERIFIABLE = "unverifiable", _("Sender could not be verified")


#: After which something leaves.
DISCLOSING = (Outcome.DISCLOSED_FULL, Outcome.DISCLOSED_PARTIAL, Outcome.EMERGENCY_DISCLOSED)
#: Of an emergency alone.
OF_EMERGENCIES = (Outcome.EMERGENCY_DISCLOSED, Outcome.EMERGENCY_REFUSED)


class Silence(TextChoices):
    """Why nobody may be told."""

    STATUTE = "statutory_default", _("By statute, for every request on this legal basis")
    COURT = "court_order", _("By order of a court")
    AUTHORITY = "authority_request", _("The authority asks, and cites its ground")
    OWN_DELAY = "own_delay", _("Our own delay")


class Covers(TextChoices):
    EXISTENCE = "existence", _("That there is a request")
    CONTENT = "content", _("What it says")
    BOTH = "both", _("Both")


class NoticeStatus(TextChoices):
    DUE = "due", _("To be sent")
    WITHHELD = "withheld", _("Withheld: the law forbids it for now")
    DRAFTED = "drafted", _("Drafted: the prohibition has ended")
    SENT = "sent", _("Sent")
    NONE_NEEDED = "none_needed", _("None needed")


NOTICES = Lifecycle(
    NoticeStatus,
    {
        NoticeStatus.DUE: [NoticeStatus.WITHHELD, NoticeStatus.SENT, NoticeStatus.NONE_NEEDED],
        NoticeStatus.WITHHELD: [NoticeStatus.DRAFTED, NoticeStatus.DUE],
        NoticeStatus.DRAFTED: [NoticeStatus.SENT, NoticeStatus.WITHHELD, NoticeStatus.NONE_NEEDED],
        NoticeStatus.SENT: [],
        NoticeStatus.NONE_NEEDED: [NoticeStatus.DUE, NoticeStatus.WITHHELD],
    },
)


class NoticeForm(TextChoices):
    EXISTENCE = "existence", _("That there is a request")
    COPY = "copy", _("A copy of it")
    REDACTED = "redacted", _("A redacted copy of it")


class NoNotice(TextChoices):
    """Why nobody needs to be told."""

    NOTHING_DISCLOSED = "nothing_disclosed", _("Nothing is disclosed")
    NO_CUSTOMER = "no_customer", _("It is about no customer of ours")
    PRESERVED = "preserved", _("Data is only preserved, and the customer is told when it is asked for")


class Objection(TextChoices):
    """What becomes of the customer’s objection."""

    HOLDS = "holds", _("Holds the release")
    RELEASED = "released", _("The release may go on")


class PreservationStatus(TextChoices):
    ACTIVE = "active", _("Preserved")
    ENDED = "ended", _("Ended")


class ReportStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced by a correction")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REPORTS = Lifecycle(
    ReportStatus,
    {
        ReportStatus.DRAFT: [ReportStatus.PUBLISHED, ReportStatus.WITHDRAWN],
        ReportStatus.PUBLISHED: [ReportStatus.REPLACED],
        ReportStatus.REPLACED: [],
        ReportStatus.WITHDRAWN: [],
    },
)


class Scope(TextChoices):
    """Whose requests a report counts."""

    BRAND = "brand", _("Those of the brand")
    ALL = "all", _("Those of all brands together")


class BandOption(IntegerChoices):
    """The structures in which 50 USC 1874 lets a provider tell of national-security orders."""

    SIX_BY_1000 = 1, _("1: six kinds, in bands of 1000")
    SIX_BY_500 = 2, _("2: six kinds, in bands of 500")
    ALL_BY_250 = 3, _("3: all together, in bands of 250")
    ALL_BY_100 = 4, _("4: all together, in bands of 100, for a year")


ACTS = {
    "disclosures.authority_added": _("put an authority into the directory"),
    "disclosures.authority_changed": _("changed an authority of the directory"),
    "disclosures.contact_added": _("added a contact of an authority, verified by ourselves"),
    "disclosures.contact_ended": _("ended a contact of an authority"),
    "disclosures.basis_added": _("added a legal basis"),
    "disclosures.basis_changed": _("changed a legal basis"),
    "disclosures.demand_logged": _("logged a government request that came by {served_by}"),
    "disclosures.demand_changed": _("corrected what is on record of the request"),
    "disclosures.demand_assigned": _("gave the request to somebody to look after"),
    "disclosures.target_added": _("put a target on record"),
    "disclosures.target_ended": _("took a target off the record"),
    "disclosures.original_added": _("added a file: {file_kind}, SHA-256 {sha256}"),
    "disclosures.opened": _("opened: {opened_what}"),
    "disclosures.check_recorded": _("recorded a test: {test}, {test_result}"),
    "disclosures.sender_verified": _("recorded who called back whom: {verification}"),
    "disclosures.pushed_back": _("pushed the request back: {push_back}"),
    "disclosures.silence_set": _("put silence on record: {silence}"),
    "disclosures.silence_extended": _("put an extension of the silence on record"),
    "disclosures.silence_reviewed": _("reviewed whether silence still stands"),
    "disclosures.silence_lifted": _("recorded that the silence is lifted"),
    "disclosures.person_cleared": _("cleared somebody for this request"),
    "disclosures.clearance_ended": _("ended somebody’s clearance for this request"),
    "disclosures.decision_asked": _("asked a second person to decide: {gov_outcome}"),
    "disclosures.decided": _("decided, as the second person: {gov_outcome}"),
    "disclosures.decision_declined": _("declined a decision, as the second person"),
    "disclosures.decision_taken_back": _("took the decision back"),
    "disclosures.notice_judged": _("settled the notice to the customer: {notice}"),
    "disclosures.notice_drafted": _("drafted the delayed notice, as the prohibition has ended"),
    "disclosures.notice_sent": _("told the customer"),
    "disclosures.objection_recorded": _("recorded the customer’s objection"),
    "disclosures.objection_settled": _("settled the customer’s objection: {objection}"),
    "disclosures.file_collected": _("put a file into the release package, SHA-256 {sha256}"),
    "disclosures.file_dropped": _("took a file out of the release package"),
    "disclosures.release_asked": _("asked a second person to release the package"),
    "disclosures.released": _("released, as the second person: {files} files, SHA-256 {sha256}"),
    "disclosures.release_declined": _("declined the release, as the second person"),
    "disclosures.handed_over": _("recorded the hand-over"),
    "disclosures.cost_recorded": _("recorded costs"),
    "disclosures.preservation_begun": _("began to preserve data"),
    "disclosures.preservation_extended": _("extended the preservation"),
    "disclosures.preservation_ended": _("ended the preservation"),
    "disclosures.demand_closed": _("closed the request"),
    "disclosures.report_drafted": _("counted the transparency report of {period}"),
    "disclosures.report_counted_anew": _("counted the transparency report of {period} anew"),
    "disclosures.report_asked": _("asked a second person to publish the transparency report of {period}"),
    "disclosures.report_published": _("published, as the second person, the transparency report of {period}"),
    "disclosures.report_declined": _("declined to publish the transparency report of {period}"),
    "disclosures.report_withdrawn": _("withdrew the draft of the transparency report of {period}"),
}

FACT_WORDS = {
    "served_by": Channel,
    "file_kind": OriginalKind,
    "opened_what": AccessKind,
    "test": Test,
    "test_result": Result,
    "verification": Verification,
    "push_back": PushBack,
    "silence": Silence,
    "gov_outcome": Outcome,
    "notice": NoticeStatus,
    "objection": Objection,
}
