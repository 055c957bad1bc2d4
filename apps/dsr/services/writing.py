"""Letters in the words of staff: canned texts, what a request fills in, and the letter."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.casework.services import add_record, change_record
from apps.mailroom.composing import LANGUAGES
from apps.mailroom.models import Letter
from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import lock

from ..laws import terms_of, words_for
from ..models import CannedText, Ticket
from ..models.canned import OPEN_PLACE, unknown_placeholders
from .clock import NobodyTold
from .correspondence import NothingSaid, tell

#: Whom a letter greets where no name is known.
NOBODY = {"en": "Sir or Madam", "nl": "heer of mevrouw"}


class LeftOpen(RuleBroken):
    """A letter leaves nothing open that nobody fills in."""


def add_text(*, by: Any, **values: Any) -> CannedText:
    return add_record(CannedText, kind="dsr.text_added", by=by, **values)


def change_text(canned: CannedText, *, by: Any, version: int | None = None, **values: Any) -> CannedText:
    return change_record(canned, kind="dsr.text_changed", by=by, version=version, **values)


def filled(text: str, ticket: Ticket) -> str:
    """A text with what it leaves open filled in from a ticket, in the language of its letters.

    What the person wrote is put in as it is, braces and all: it is read once.

    Raises:
        LeftOpen: it leaves something open that no ticket fills in, or this one cannot.
    """
    values = values_of(ticket)
    if unknown := unknown_placeholders(text):
        known = ", ".join(f"{{{name}}}" for name in values)
        words = _("Nothing fills in “{%(name)s}”. A request can fill in: %(known)s.")
        raise LeftOpen(words % {"name": unknown[0], "known": known})
    for name in OPEN_PLACE.findall(text):
        if not values[name]:
            raise LeftOpen(_("This request has nothing for “{%(name)s}”: write it yourself.") % {"name": name})
    return OPEN_PLACE.sub(lambda place: values[place[1]], text)


def values_of(ticket: Ticket) -> dict[str, str]:
    """What a ticket fills in, by the names of ``choices.PLACEHOLDERS``."""
    with override(LANGUAGES[ticket.language]):
        return {
            "name": ticket.representative or ticket.name or NOBODY[ticket.language],
            "reference": ticket.reference,
            "received_on": date_format(ticket.received_on, "DATE_FORMAT"),
            "due_on": date_format(ticket.due_on, "DATE_FORMAT") if ticket.due_on else "",
            "law": str(terms_of(ticket.regime).law),
            "rights": ", ".join(words_for(ticket.regime, item.right) for item in ticket.items.all()),
        }


def write_to_person(ticket: Ticket, *, words: str, by: Any) -> Letter:
    """Write to the person in these words, what they leave open filled in; the letter stands in the story.

    Raises:
        NothingSaid: there are no words.
        NobodyTold: no e-mail address is known.
        LeftOpen: something is left open.
    """
    if not words.strip():
        raise NothingSaid(_("Write something, or choose a text."))
    with act("dsr.person_written_to", by=by, about=ticket):
        ticket = lock(ticket)
        text = filled(words.strip(), ticket)
        letter = tell(ticket, "dsr/message", {"words": text}, text=text, by=by)
        if letter is None:
            raise NobodyTold(_("No e-mail address is known: write by post, and put a note on record."))
    return letter
