"""The words of data subject requests: rights, statuses, decisions and grounds, and the tables of what may follow what."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.deadlines.dsr_events import ClockEventKind as ClockKind
from apps.casework.lifecycle import Lifecycle


class Right(TextChoices):
    """What is asked: each right is an item with its own clock and decision (GDPR Art. 12 to 22; privacy statement 8)."""

    ACCESS = "access", _("Access")
    RECTIFICATION = "rectification", _("Rectification")
    ERASURE = "erasure", _("Erasure")
    RESTRICTION = "restriction", _("Restriction")
    PORTABILITY = "portability", _("Portability")
    OBJECTION = "objection", _("Objection")
    WITHDRAW_CONSENT = "withdraw_consent", _("Withdrawal of consent")
    AUTOMATED_DECISION = "automated_decision", _("Review of an automated decision")
    SALE_OPT_OUT = "sale_opt_out", _("Opt-out of sale or sharing")
    COMPLAINT = "complaint", _("Complaint")
    DISPUTE = "dispute", _("Dispute")
    CHILDREN = "children", _("Deletion of a child’s data")
    UNCLEAR = "unclear", _("To be clarified")


#: What a person may name: all but that it is open.
NAMED_RIGHTS = [right for right in Right if right != Right.UNCLEAR]


class Group(TextChoices):
    """The three groups of people of the privacy statement; every ticket names one."""

    CUSTOMER = "customer", _("Customer or prospect")
    END_USER = "end_user", _("End user of a customer")
    VISITOR = "visitor", _("Visitor of a website")


class Channel(TextChoices):
    FORM = "form", _("Web form")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")
    PHONE = "phone", _("Telephone")
    API = "api", _("Privacy dashboard (API)")
    OTHER = "other", _("In another way")


class Regime(TextChoices):
    """The law that a ticket is under: it picks the clock, the terms used in letters and the authority to complain to."""

    GDPR = "gdpr", _("GDPR")
    UK_GDPR = "uk_gdpr", _("UK GDPR")
    CCPA = "ccpa", _("CCPA (California)")
    PDPA = "pdpa", _("PDPA (Singapore)")
    LGPD = "lgpd", _("LGPD (Brazil)")
    OTHER = "other", _("Another law")


class OurRole(TextChoices):
    """In which role we hold the data (GDPR Art. 4(7) and (8); privacy statement 1.1)."""

    CONTROLLER = "controller", _("Controller")
    PROCESSOR = "processor", _("Processor for a customer")
    BOTH = "both", _("Both")


class Priority(TextChoices):
    """The order of work before due dates; the first letter makes them sort."""

    CHILDREN = "a_children", _("Children first")
    HIGH = "b_high", _("High")
    NORMAL = "c_normal", _("Normal")


class Status(TextChoices):
    RECEIVED = "received", _("Received")
    VERIFYING = "verifying", _("Identity is being verified")
    CLARIFYING = "clarifying", _("Waiting for the person")
    WORKING = "working", _("Being worked on")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    FORWARDED = "forwarded", _("Forwarded to the controller")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    LAPSED = "lapsed", _("Lapsed")
    MERGED = "merged", _("Merged into another")
    NOT_A_REQUEST = "not_a_request", _("Not a request")


_EXITS = [Status.FORWARDED, Status.WITHDRAWN, Status.MERGED, Status.NOT_A_REQUEST]

TICKETS = Lifecycle(
    Status,
    {
        Status.RECEIVED: [Status.VERIFYING, Status.CLARIFYING, Status.WORKING, *_EXITS],
        Status.VERIFYING: [Status.CLARIFYING, Status.WORKING, Status.LAPSED, *_EXITS],
        Status.CLARIFYING: [Status.VERIFYING, Status.WORKING, Status.LAPSED, *_EXITS],
        Status.WORKING: [Status.VERIFYING, Status.CLARIFYING, Status.ANSWERED, *_EXITS],
        Status.ANSWERED: [Status.CLOSED],
        **{
            status: []
            for status in (
                *(Status.CLOSED, Status.FORWARDED, Status.WITHDRAWN, Status.LAPSED, Status.MERGED),
                Status.NOT_A_REQUEST,
            )
        },
    },
)

#: Work is left, and the clock may run.
OPEN = [Status.RECEIVED, Status.VERIFYING, Status.CLARIFYING, Status.WORKING]


class Decision(TextChoices):
    """What became of one right. ``elsewhere``: it went to the controller, into another ticket, or was no request."""

    OPEN = "open", _("Open")
    GRANTED = "granted", _("Granted")
    IN_PART = "in_part", _("Granted in part")
    REFUSED = "refused", _("Refused")
    NOTHING_HELD = "nothing_held", _("Nothing held")
    WITHDRAWN = "withdrawn", _("Withdrawn by the person")
    LAPSED = "lapsed", _("Lapsed")
    ELSEWHERE = "elsewhere", _("Dealt with elsewhere")


DECISIONS = Lifecycle(
    Decision,
    {
        Decision.OPEN: [decision for decision in Decision if decision != Decision.OPEN],
        **{decision: [] for decision in Decision if decision != Decision.OPEN},
    },
)

#: Decided on the substance, and so told with an answer.
ON_SUBSTANCE = [Decision.GRANTED, Decision.IN_PART, Decision.REFUSED, Decision.NOTHING_HELD]
#: Something is done for the person.
GRANTED = [Decision.GRANTED, Decision.IN_PART]
#: Need a ground, its Article, and words.
WITH_A_GROUND = [Decision.IN_PART, Decision.REFUSED]

#: Refusing them in whole takes two people.
ERASURES = [Right.ERASURE, Right.CHILDREN]
#: Data leaves with the answer, so that it is looked through for other people's first (GDPR Art. 15(4) and 20(4)).
HANDS_OVER = [Right.ACCESS, Right.PORTABILITY]
#: Once granted, in whole or in part, each recipient of the data is told (GDPR Art. 19).
TOLD_TO_RECIPIENTS = [Right.RECTIFICATION, Right.RESTRICTION, *ERASURES]


class Ground(TextChoices):
    """Why a right is refused, in whole or in part: codes of the Data Privacy Vocabulary 2.3 (justifications)."""

    UNFOUNDED = "ProcessUnfounded", _("Manifestly unfounded")
    EXCESSIVE = "ProcessExcessive", _("Manifestly excessive")
    IDENTITY = "IdentityVerificationFailure", _("Identity could not be verified")
    THIRD_PARTIES = "ThirdPartyRightsImpaired", _("Rights of others would be harmed")
    LEGAL_DUTY = "LegalObligationImpaired", _("A legal duty to keep the data")
    LEGAL_CLAIM = "LegalClaimDefenceImpaired", _("Needed for a legal claim")
    COMPELLING = "LegitimateInterestOverride", _("Compelling legitimate grounds")
    EXPRESSION = "FreedomOfExpressionImpaired", _("Freedom of expression and information")
    CONFIDENTIALITY = "ConfidentialityObligationCompromised", _("A duty of confidentiality")
    EXEMPT = "LegallyExempted", _("Exempt by law")
    IMPOSSIBLE = "FulfilmentImpossible", _("Cannot be done")


class RecipientOutcome(TextChoices):
    """What became of telling a recipient of the data (GDPR Art. 19)."""

    TOLD = "told", _("Told")
    IMPOSSIBLE = "impossible", _("Not told: it proves impossible")
    DISPROPORTIONATE = "disproportionate", _("Not told: it would be a disproportionate effort")


class DelayGround(TextChoices):
    """The only two grounds on which an answer may come later (GDPR Art. 12(3); codes of DPV 2.3)."""

    COMPLEX = "ComplexityOfProcess", _("The request is complex")
    MANY = "HighVolumeOfProcesses", _("There are many requests")


class Identity(TextChoices):
    """How far it is known who asks."""

    UNCHECKED = "unchecked", _("Not checked")
    ASKED = "asked", _("Asked to prove it")
    VERIFIED = "verified", _("Verified")
    FAILED = "failed", _("Could not be verified")


class IdentityMethod(TextChoices):
    """How it was found out who asks."""

    CODE = "code", _("Code sent to the e-mail address")
    ACCOUNT = "account", _("Signed in to their account")
    DOCUMENT = "document", _("Identity document")


class CheckOutcome(TextChoices):
    OPEN = "open", _("Waiting for the proof")
    PASSED = "passed", _("It is this person")
    FAILED = "failed", _("Not proven")
    REPLACED = "replaced", _("Given up")


class TaskStatus(TextChoices):
    """Where a search in one system, or another piece of work for a request, stands."""

    OPEN = "open", _("To do")
    DONE = "done", _("Done")
    NIL = "nil", _("Nothing found")
    CANCELLED = "cancelled", _("Cancelled")


TASKS = Lifecycle(
    TaskStatus,
    {
        TaskStatus.OPEN: [TaskStatus.DONE, TaskStatus.NIL, TaskStatus.CANCELLED],
        **{status: [] for status in TaskStatus if status != TaskStatus.OPEN},
    },
)


class Authority(TextChoices):
    """Whether a representative may act for the person."""

    NONE_NEEDED = "none_needed", _("Acts for themselves")
    UNCHECKED = "unchecked", _("Not checked")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class EntryKind(TextChoices):
    """What stands in the story of a ticket."""

    INCOMING = "incoming", _("From the person")
    OUTGOING = "outgoing", _("To the person")
    NOTE = "note", _("Internal note")
    ASSISTANCE = "assistance", _("Assistance to the controller")
    EVENT = "event", _("What happened")


class LinkKind(TextChoices):
    DUPLICATE = "duplicate", _("Duplicate of")
    APPEAL = "appeal", _("Appeal against")
    REOPENING = "reopening", _("Reopening of")
    RELATED = "related", _("Related to")


class FileKind(TextChoices):
    """What a file on a ticket is for."""

    RECEIVED = "received", _("From the person")
    SCAN = "scan", _("Scan")
    FOUND = "found", _("Found in a system")
    ANSWER = "answer", _("For the answer")
    AUTHORITY = "authority", _("Proof of authority")


#: What was found about a person: staff open it for a reason that stays on record.
OF_ANSWERS = (FileKind.FOUND, FileKind.ANSWER)

#: What a canned text may leave open, as ``{name}``, for the request to fill in.
PLACEHOLDERS = ("name", "reference", "received_on", "due_on", "law", "rights")


class FilingStatus(TextChoices):
    """Where a request of the public form stands until it is a ticket."""

    WAITING = "waiting", _("Waiting for its confirmation")
    CONFIRMED = "confirmed", _("Confirmed by the person")
    TAKEN_UP = "taken_up", _("Taken up by hand")
    LAPSED = "lapsed", _("Lapsed")


FILINGS = Lifecycle(
    FilingStatus,
    {
        FilingStatus.WAITING: [FilingStatus.CONFIRMED, FilingStatus.TAKEN_UP, FilingStatus.LAPSED],
        **{status: [] for status in FilingStatus if status != FilingStatus.WAITING},
    },
)

#: Became a ticket.
BECAME = [FilingStatus.CONFIRMED, FilingStatus.TAKEN_UP]


#: Sent with the same word to every brand, as in the subject of a mail (privacy statement 10 and 13).
SUBJECTS = {"children": Right.CHILDREN, "dispute": Right.DISPUTE}

ACTS = {
    "dsr.ticket_opened": _("received a request by {came_by}: {reference}"),
    "dsr.ticket_changed": _("changed what is on record of a request"),
    "dsr.ticket_assigned": _("assigned a request"),
    "dsr.ticket_moved": _("moved a request: {moved_to}"),
    "dsr.rights_settled": _("settled what a request asks for"),
    "dsr.item_added": _("added what was asked: {asked}"),
    "dsr.clock_event_recorded": _("recorded on the clock: {clock}"),
    "dsr.deadline_extended": _("extended the time to answer: {delay}"),
    "dsr.ticket_extended": _("told the person that the answer takes longer: {delay}"),
    "dsr.clarification_asked": _("asked the person for a clarification"),
    "dsr.clarification_recorded": _("recorded the clarification of the person"),
    "dsr.priority_set": _("set the priority: {priority}"),
    "dsr.entries_read": _("read what came in: {count}"),
    "dsr.receipt_corrected": _("corrected the day of receipt: {received_on}"),
    "dsr.law_decided": _("decided the law: {regime}"),
    "dsr.role_decided": _("decided our role: {our_role}"),
    "dsr.entry_added": _("added to the correspondence: {entry}"),
    "dsr.file_added": _("added a file"),
    "dsr.file_opened": _("opened a file"),
    "dsr.tickets_linked": _("linked two requests: {linked_as}"),
    "dsr.deadlines_moved": _("moved due dates after a change of the calendar: {count}"),
    "dsr.identity_asked": _("asked for proof of identity: {id_method}"),
    "dsr.identity_judged": _("judged the identity: {id_outcome} ({id_method})"),
    "dsr.code_used_up": _("used up a code by wrong guesses"),
    "dsr.proof_raised": _("asked for a document, as the risk is high"),
    "dsr.identity_document_added": _("handed in an identity document"),
    "dsr.identity_document_opened": _("opened an identity document"),
    "dsr.identity_document_destroyed": _("destroyed an identity document and its key"),
    "dsr.codes_dropped": _("dropped codes whose time was over: {count}"),
    "dsr.authority_judged": _("judged the authority of the representative: {authority_is}"),
    "dsr.ticket_forwarded": _("forwarded a request to the controller"),
    "dsr.assistance_logged": _("put assistance to the controller on record"),
    "dsr.tasks_planned": _("planned searches: {count}"),
    "dsr.task_added": _("added a task"),
    "dsr.task_assigned": _("gave a task to somebody"),
    "dsr.task_ended": _("ended a task: {task_ended}"),
    "dsr.task_chased": _("reminded of a task"),
    "dsr.text_added": _("added a canned text"),
    "dsr.text_changed": _("changed a canned text"),
    "dsr.person_written_to": _("wrote to the person"),
    "dsr.ticket_merged": _("merged a request into {reference}"),
    "dsr.linked_ticket_opened": _("opened a request that follows {reference}: {linked_as}"),
    "dsr.ticket_withdrawn": _("withdrew a request for the person"),
    "dsr.ticket_no_request": _("found that it is not a request"),
    "dsr.ticket_lapsed": _("let a request lapse"),
    "dsr.lateness_recorded": _("recorded why a request is late"),
    "dsr.team_added": _("added a team"),
    "dsr.team_changed": _("changed a team"),
    "dsr.member_added": _("added a member of a team"),
    "dsr.member_removed": _("removed a member of a team"),
    "dsr.absence_entered": _("entered an absence"),
    "dsr.absence_changed": _("changed an absence"),
    "dsr.request_filed": _("filed a request by the form"),
    "dsr.filing_letter_written": _("asked an address to confirm its requests: {count}"),
    "dsr.filing_put_off": _("put off asking an address to confirm its requests"),
    "dsr.filing_confirmed": _("confirmed a request: {reference}"),
    "dsr.filing_taken_up": _("took up a request that nobody confirmed: {reference}"),
    "dsr.filing_lapsed": _("let a request lapse that nobody confirmed"),
    "dsr.request_logged": _("logged a request: {reference}"),
    "dsr.ticket_taken_over": _("took over a request from before: {reference}"),
    "dsr.api_client_added": _("gave a program access to the intake of requests"),
    "dsr.api_client_revoked": _("took the access of a program back"),
    "dsr.request_taken_by_api": _("took a request from a program: {reference}"),
    "dsr.identity_asserted": _("took a sign-in to the account as proof of identity"),
    "dsr.item_decided": _("decided on “{asked}”: {decided}"),
    "dsr.refusal_asked": _("asked a second person to refuse “{asked}” in whole ({refused_on})"),
    "dsr.refusal_declined": _("declined, as the second person, to refuse “{asked}” in whole"),
    "dsr.refusal_taken_back": _("took back the request to refuse “{asked}” in whole"),
    "dsr.recipient_told": _("put on record of a recipient of the data: {recipient_outcome}"),
    "dsr.answer_file_added": _("added a file to the answer"),
    "dsr.answer_file_chosen": _("chose a file for the answer"),
    "dsr.answer_file_left_out": _("left a file out of the answer"),
    "dsr.answer_file_redacted": _("put a redacted copy in the place of a file"),
    "dsr.answer_reviewed": _("looked through the answer for data of other people: {count} files"),
    "dsr.ticket_answered": _("answered a request"),
    "dsr.answer_offered_again": _("offered the files of an answer again"),
    "dsr.fee_asked": _("asked for a fee"),
    "dsr.ticket_closed": _("closed a request"),
    "dsr.page_code_sent": _("sent a code for the page of a request"),
    "dsr.page_opened": _("opened the page of a request with a code"),
    "dsr.page_used": _("wrote on the page of a request"),
    "dsr.answer_downloaded": _("downloaded a file of the answer"),
}

FACT_WORDS = {
    "came_by": Channel,
    "asked": Right,
    "moved_to": Status,
    "clock": ClockKind,
    "delay": DelayGround,
    "regime": Regime,
    "our_role": OurRole,
    "entry": EntryKind,
    "linked_as": LinkKind,
    "decided": Decision,
    "refused_on": Ground,
    "id_method": IdentityMethod,
    "id_outcome": CheckOutcome,
    "authority_is": Authority,
    "task_ended": TaskStatus,
    "priority": Priority,
    "recipient_outcome": RecipientOutcome,
}
