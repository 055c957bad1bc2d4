"""Who was told what and when: the numbers of an announcement that must add up, and its recipients one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.mailroom.choices import HOW_FAR, DeliveryEvent, LetterStatus
from apps.mailroom.models import Delivery
from apps.organisation.models import Customer, NoticeContact

from ..choices import Skipped, Stream, SubscriberStatus
from ..models import Announcement, Notice, Subscriber

#: Recipients on one page, and read at once for a file.
PAGE, BATCH = 100, 2000


@dataclass(frozen=True)
class Term:
    """One number of the equation: of the recipients whose letter stands so, or who have none for a reason."""

    key: str
    label: Any
    count: int


@dataclass(frozen=True)
class Reconciliation:
    """The audience of one stream on the cut-off against what became of everybody.

    ``expected`` were there on the cut-off; ``joined`` came while it was sent; ``left`` had gone before they were written
    to; ``waiting`` are still to be written to; ``missing`` nobody accounts for. ``late`` were told while it ran.
    """

    stream: Stream
    expected: int
    joined: int
    terms: tuple[Term, ...]
    left: int
    waiting: int
    missing: int
    late: int

    @property
    def adds_up(self) -> bool:
        """Nobody is missing; and on the list, nobody was written to who had not confirmed by then."""
        return self.missing == 0 and (self.stream == Stream.CONTRACT or self.joined == 0)

    @property
    def total(self) -> int:
        """What the terms come to."""
        return sum(term.count for term in self.terms) + self.left + self.waiting


def reconciled(announcement: Announcement) -> list[Reconciliation]:
    """Both streams of an announcement that was sent, in a constant number of queries; none before it is sent.

    A correction has no audience of its own: it goes to those who were told what it corrects.
    """
    if announcement.sending_at is None or announcement.corrects_id is not None:
        return []
    counts = _counts(announcement)
    return [_reconciled(announcement, stream, counts) for stream in Stream]


def _counts(announcement: Announcement) -> list[dict[str, Any]]:
    rows: Any = Notice.objects.filter(announcement=announcement).order_by()
    return list(
        rows.values("stream", "is_late", "skipped", "letter__status", "letter__reached").annotate(count=Count("pk"))
    )


def _reconciled(announcement: Announcement, stream: Stream, counts: list[dict[str, Any]]) -> Reconciliation:
    there = _there_on_the_cut_off(announcement, stream)
    name = "subscriber" if stream == Stream.LIST else "contact"
    noticed = Notice.objects.filter(announcement=announcement, is_late=False, **{name: OuterRef("id")})
    without = there.filter(~Exists(noticed))
    expected, unaccounted, left = there.count(), without.count(), _gone(without, announcement, stream).count()
    mine = [row for row in counts if row["stream"] == stream]
    terms = _terms([row for row in mine if not row["is_late"]])
    rest, is_sent = unaccounted - left, announcement.sent_at is not None
    return Reconciliation(
        stream=stream,
        expected=expected,
        joined=sum(term.count for term in terms) - (expected - unaccounted),
        terms=terms,
        left=left,
        waiting=0 if is_sent else rest,
        missing=rest if is_sent else 0,
        late=sum(row["count"] for row in mine if row["is_late"]),
    )


def _there_on_the_cut_off(announcement: Announcement, stream: Stream) -> QuerySet:
    """History rows of those who belonged to the audience when sending began: the newest row of each by then."""
    cut_off = announcement.sending_at
    past: Any = (Subscriber if stream == Stream.LIST else NoticeContact).past.objects.order_by()
    later = past.filter(id=OuterRef("id"), version=OuterRef("version") + 1, history_date__lte=cut_off)
    rows = past.filter(_belongs(announcement, stream), history_date__lte=cut_off)
    return rows.filter(~Exists(later))


def _belongs(announcement: Announcement, stream: Stream) -> Q:
    if stream == Stream.LIST:
        return Q(brand=announcement.brand_id, topic=announcement.topic, status=SubscriberStatus.CONFIRMED)
    day = announcement.send_on or timezone.localdate(announcement.sending_at)
    customers = Customer.objects.under_contract(day).filter(brand=announcement.brand_id)
    return Q(customer__in=customers.values("pk"), removed_at=None)


def _gone(without: QuerySet, announcement: Announcement, stream: Stream) -> QuerySet:
    """Those of them who left between the cut-off and the end of sending."""
    past: Any = (Subscriber if stream == Stream.LIST else NoticeContact).past.objects.order_by()
    after = past.filter(id=OuterRef("id"), version__gt=OuterRef("version"))
    if announcement.sent_at:
        after = after.filter(history_date__lte=announcement.sent_at)
    left = ~Q(status=SubscriberStatus.CONFIRMED) if stream == Stream.LIST else Q(removed_at__isnull=False)
    return without.filter(Exists(after.filter(left)))


def _terms(rows: list[dict[str, Any]]) -> tuple[Term, ...]:
    """One term per state that occurs, in the order of the states."""
    found: dict[str, int] = {}
    for row in rows:
        key = _state(row["skipped"], row["letter__reached"], row["letter__status"])
        found[key] = found.get(key, 0) + row["count"]
    return tuple(Term(key, label, found[key]) for key, label in states() if key in found)


def states() -> list[tuple[str, Any]]:
    """Every state of a recipient, with its words: how far the letter got, where it stands, or why there is none."""
    reached = [(f"reached:{one.value}", one.label) for one in HOW_FAR]
    skipped = [(f"skipped:{one.value}", _("Not written to: %(why)s") % {"why": one.label}) for one in Skipped]
    return [*LetterStatus.choices, *reached, *skipped]


def _state(skipped: str, reached: str | None, status: str | None) -> str:
    """What a provider told of a letter says more than that it was handed over."""
    if skipped:
        return f"skipped:{skipped}"
    return f"reached:{reached}" if reached else status or ""


def state_of(notice: Notice) -> str:
    """Where one recipient stands, as ``states`` names it."""
    letter = notice.letter
    return _state(notice.skipped, letter.reached if letter else "", letter.status if letter else "")


def recipients(announcement: Announcement, *, state: str = "", after: int = 0, length: int = PAGE) -> list[Notice]:
    """The next recipients behind a key, each with their letter but not its bytes: one query."""
    found = Notice.objects.filter(announcement=announcement, pk__gt=after).order_by("pk")
    if state.startswith("skipped:"):
        found = found.filter(skipped=state.removeprefix("skipped:"))
    elif state.startswith("reached:"):
        found = found.filter(letter__reached=state.removeprefix("reached:"))
    elif state:
        found = found.filter(letter__status=state, letter__reached="")
    related = found.select_related("letter", "subscriber", "contact__customer").defer("letter__sealed")
    return list(related[:length])


def all_recipients(announcement: Announcement) -> Iterator[Notice]:
    """Every recipient, read in batches."""
    after = 0
    while batch := recipients(announcement, after=after, length=BATCH):
        yield from batch
        after = batch[-1].pk


def possible_duplicates(announcement: Announcement) -> QuerySet:
    """The notices whose letter may have arrived more than once: an answer was lost after it was handed over."""
    unknown = Delivery.objects.filter(letter=OuterRef("letter"), event=DeliveryEvent.UNKNOWN_OUTCOME)
    found = Notice.objects.filter(Exists(unknown), announcement=announcement).order_by("pk")
    return found.select_related("letter", "subscriber", "contact__customer").defer("letter__sealed")


COLUMNS = [
    *("notice", "why", "address", "name", "customer", "state", "written_at", "handed_over_at", "attempts"),
    *(
        "last_code",
        "last_answer",
        "message_id",
        "message_sha256",
        "may_be_double",
        "joined_later",
        "last_day_to_object",
    ),
]


def rows_of_recipients(announcement: Announcement) -> Iterator[list[Any]]:
    """Every recipient as a row of ``COLUMNS``, in the order in which they were written to."""
    double = set(possible_duplicates(announcement).values_list("pk", flat=True))
    for notice in all_recipients(announcement):
        letter, who = notice.letter, address_of(notice)
        yield [
            *(notice.pk, notice.stream, who.address, who.name, who.customer, state_of(notice)),
            *((letter.queued_at, letter.handed_over_at, letter.attempts) if letter else (None, None, 0)),
            *((letter.last_code, letter.last_error) if letter else (None, "")),
            *((letter.message_id, letter.sha256) if letter else ("", "")),
            *(notice.pk in double, notice.is_late, notice.last_objection_on),
        ]


@dataclass(frozen=True)
class Who:
    """A recipient in words: the address as it was written to, empty once it is erased."""

    address: str
    name: str
    customer: str


def address_of(notice: Notice) -> Who:
    """To whom a notice went; without a letter, to whom it would have."""
    person: Any = notice.subscriber or notice.contact
    letter = notice.letter
    customer = notice.contact.customer.name if notice.contact else person.organisation
    return Who(letter.to_address if letter else person.email, person.name, customer)
