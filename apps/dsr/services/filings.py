"""What people file by the public form: written down at once, confirmed by its address, taken up, or lapsed."""

import contextlib
import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.services import Limit, take_attempts
from apps.casework.files import ensure_acceptable
from apps.casework.holds import Held, held_among
from apps.organisation.models import Brand
from apps.publications.services.sign_ups import network
from apps.trail import envelopes
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock
from apps.trail.services import erase

from ..choices import FILINGS, Channel, FilingStatus, Right
from ..models import Filing, FilingFile, Ticket
from ..queries.filings import FilingLink, behind_filing_link
from .correspondence import add_file, add_note
from .tickets import Arrival, Asked, NothingAsked, Person, open_ticket

#: From one place, with one page that was shown, and of everybody together; files cost room, so there are fewer of those.
FILINGS_PER_PLACE = Limit("request-from", 20, 60 * 60)
FILINGS_PER_FORM = Limit("request-form", 3, 24 * 60 * 60)
FILINGS_IN_ALL = Limit("request", 2000, 60 * 60)
FILINGS_WITH_FILES = Limit("request-files", 200, 60 * 60)

#: What a file of a filing is sealed for.
PURPOSE = "dsr.filing_file"
#: Why what nobody confirmed is emptied.
NOT_CONFIRMED = "gdpr-17-1-a"
#: So many lapse in one go.
BATCH = 100

_S = FilingStatus


class FiledTooOften(RuleBroken):
    """So many requests from one place, with one form or of everybody are no people any more."""


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for in the form, and with which files."""

    person: Person
    asked: Sequence[Asked]
    words: str = ""
    files: Sequence[Any] = ()


def file_request(brand: Brand, *, wish: Wish, place: str | None, form: str, by: Any = "visitor") -> Filing:
    """Write down what a visitor asks by a form. Nothing is looked up, so the answer tells nothing of who is known.

    Raises:
        FiledTooOften: a limit is reached; none depends on the address, as somebody else could use it up.
        FileRefused: a file is none that is kept.
    """
    _count(place, form, with_files=bool(wish.files))
    for file in wish.files:
        ensure_acceptable(file)
    values = wish.person.values()
    own = ("group", "name", "email", "email_key", "account", "language", "country", "region", "representative")
    with act("dsr.request_filed", by=by, brand=brand.key) as this:
        now = timezone.now()
        filing = Filing(
            brand=brand,
            rights=",".join(one.right for one in wish.asked),
            is_direct_marketing=any(one.is_direct_marketing for one in wish.asked),
            words=wish.words.strip(),
            filed_at=now,
            filed_from=place,
            ask_after=now,
            **{name: values[name] for name in own},
        )
        filing.full_clean()
        filing.save()
        this.about = filing
        for file in wish.files:
            _keep_file(filing, file)
    return filing


def _count(place: str | None, form: str, *, with_files: bool) -> None:
    counted = [(FILINGS_PER_PLACE, network(place)), (FILINGS_PER_FORM, form), (FILINGS_IN_ALL, "")]
    if not take_attempts(*counted):
        raise FiledTooOften(_("Too many requests come from here at this moment. Please try again in an hour."))
    if with_files and not take_attempts((FILINGS_WITH_FILES, "")):
        raise FiledTooOften(_("Too many files come in at this moment. Send your request without them, or in an hour."))


def _keep_file(filing: Filing, file: Any) -> None:
    record = FilingFile(filing=filing, file_name=file.name[-255:], file_size=file.size)
    record.save()
    file.seek(0)
    record.file.name, record.sha256 = envelopes.seal_file(record, PURPOSE, file)
    record.save()


# --- Becoming a ticket ---


def confirm_filings(secret: str, *, chosen: Collection[int]) -> FilingLink:
    """Open tickets for those of the chosen filings that this link may confirm and that still wait; once each.

    Raises:
        NoOffice: no office stands whose calendar could count; everything stays as it is.
    """
    link = behind_filing_link(secret)
    for filing in link.waiting:
        if filing.pk in chosen:
            _confirm(filing)
    return behind_filing_link(secret)


def _confirm(filing: Filing) -> None:
    with act("dsr.filing_confirmed", by="visitor", about=filing) as this:
        filing = lock(filing)
        if not FILINGS.allows(filing.status, _S.CONFIRMED):  # a second click
            this.discard()
            return
        ticket = _become(filing, _S.CONFIRMED, person=person_of(filing), confirmed_at=timezone.now(), by="visitor")
        this.facts["reference"] = ticket.reference


def take_up_filing(filing: Filing, *, email: str | None = None, reason: str = "", by: Any) -> Ticket:
    """Open a ticket for what nobody confirmed, as where the address was mistyped; its receipt stays when it was filed.

    ``email`` corrects the address; an empty one writes to nobody.

    Raises:
        TransitionNotAllowed: it became a ticket already, or lapsed.
        NotALetter: the address is none that can be written to.
    """
    with act("dsr.filing_taken_up", by=by, about=filing) as this:
        filing = lock(filing)
        person = person_of(filing) if email is None else replace(person_of(filing), email=email)
        ticket = _become(filing, _S.TAKEN_UP, person=person, confirmed_at=None, by=by)
        this.facts["reference"] = ticket.reference
        if reason.strip():
            add_note(ticket, text=reason, by=by)
    return ticket


def _become(
    filing: Filing, status: FilingStatus, *, person: Person, confirmed_at: datetime.datetime | None, by: Any
) -> Ticket:
    """The ticket of a locked filing, with its files, in the act under way."""
    FILINGS.ensure(filing.status, status)
    arrival = Arrival(Channel.FORM, at=filing.filed_at, email_confirmed_at=confirmed_at, words=filing.words)
    ticket = open_ticket(filing.brand, person=person, asked=asked_in(filing), arrival=arrival, by=by)
    for record in filing.files.exclude(file=""):
        _move_file(record, ticket, by=by)
    filing.status, filing.ticket = status, ticket
    filing.ended_at, filing.ask_after = timezone.now(), None
    filing.save()
    return ticket


def _move_file(record: FilingFile, ticket: Ticket, *, by: Any) -> None:
    """Seal a file under the ticket's own key; what was kept of it here goes with the commit."""
    name = str(record.file.name)
    content = b"".join(envelopes.open_file(record, PURPOSE, name))  # in memory: never readable on a disk
    add_file(ticket, file=ContentFile(content, name=record.file_name), by=by)
    record = lock(record)
    record.file.name = ""
    record.save()
    transaction.on_commit(lambda: default_storage.delete(name))


def person_of(filing: Filing) -> Person:
    """Who asks, as they said in the form."""
    own = ("group", "name", "email", "account", "language", "country", "region", "representative")
    return Person(**{name: getattr(filing, name) for name in own})


def asked_in(filing: Filing) -> list[Asked]:
    """What is asked in a filing."""
    against = filing.is_direct_marketing
    return [
        Asked(right, is_direct_marketing=against and right == Right.OBJECTION) for right in filing.rights.split(",")
    ]


def asked_of(rights: Sequence[str], *, is_direct_marketing: bool = False) -> list[Asked]:
    """What is asked, in the order of the register and each right once.

    Who does not want marketing objects; where they object to more, the absolute right decides (GDPR Art. 21(3)).

    Raises:
        NothingAsked: there is no right.
    """
    wanted = {*rights, *([Right.OBJECTION] if is_direct_marketing else [])}
    if not wanted:
        raise NothingAsked(_("Choose what is asked, each right once."))
    found = [right for right in Right if right in wanted]
    return [Asked(right, is_direct_marketing=is_direct_marketing and right == Right.OBJECTION) for right in found]


# --- Lapsing ---


def lapse_filings() -> int:
    """The job of the hour: empty what nobody confirmed in time, its files too; how many. That it was filed stays.

    What must be kept waits as it is.
    """
    before = timezone.now() - datetime.timedelta(days=settings.REQUEST_CONFIRM_DAYS)
    due = Filing.objects.unconfirmed_since(before).order_by("pk")
    total, last = 0, 0
    while filings := list(due.filter(pk__gt=last)[:BATCH]):
        last = filings[-1].pk
        kept = held_among(filings)
        total += sum(_lapse_unless_held(one.pk) for one in filings if one.pk not in kept)
    return total


def _lapse_unless_held(pk: int) -> bool:
    """A hold may have come since it was asked, or be on a file alone: then nothing of the filing is emptied."""
    with contextlib.suppress(Held):
        return _lapse(pk)
    return False


def _lapse(pk: int) -> bool:
    with act("dsr.filing_lapsed", by="worker") as this:
        filing = this.about = lock(Filing(pk=pk))
        if not FILINGS.allows(filing.status, _S.LAPSED):  # it was confirmed, or another worker was faster
            this.discard()
            return False
        filing.status, filing.ended_at, filing.ask_after = _S.LAPSED, timezone.now(), None
        filing.save()
        for record in filing.files.all():
            erase(record, ground=NOT_CONFIRMED, by="worker")
        erase(filing, ground=NOT_CONFIRMED, by="worker")
    return True
