"""What becomes of letters after they left: told by a provider, or read out of a refusal; each once, with its effects."""

import datetime
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.casework.references import aside_number
from apps.casework.registers import MailListener, collect
from apps.casework.veils import is_secret
from apps.trail.acts import act, object_name
from apps.trail.envelopes import blind_index

from .choices import ARRIVED_THERE, HOW_FAR, STOPS, TURNED_AWAY, DeliveryEvent, LetterStatus, SuppressionReason, Told
from .models import Acceptance, Delivery, Letter, ProviderEvent
from .suppression import suppress_address

#: An enhanced status code (RFC 3463) in the words of a mail server: all that is kept of them.
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
#: Refusals that say the recipient's address is none; 5.1.7 and 5.1.8 speak of the sender's.
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?!7$|8$)\d{1,3}")
#: So many refusals are read at a time.
READ_AT_ONCE = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Word:
    """What a provider told: of which of its events, of which letter (by any of these identifiers) to whom, and when."""

    provider: str
    event: str
    told: Told
    identifiers: tuple[str, ...]
    address: str
    code: str = ""
    happened_at: datetime.datetime | None = None


def take_word(word: Word) -> bool:
    """Write down what a provider told and let it take effect, in one transaction; False where it was told before."""
    key = blind_index("mailroom.event", f"{word.provider}\n{word.event}").hex()
    with transaction.atomic():
        letter = letter_of(word)
        row = ProviderEvent(
            pk=aside_number() if letter is not None and is_secret(letter.about) else None,
            provider=word.provider,
            key=key,
            told=word.told,
            letter=letter,
            happened_at=word.happened_at,
            code=word.code,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if ProviderEvent.objects.filter(key=key).exists():
                return False
            raise
        if letter is not None and word.told != Told.OTHER:
            take_effect(letter, word.told, code=word.code)
    return True


def letter_of(word: Word) -> Letter | None:
    """The letter that a word is about: ours by an identifier, and to the very address."""
    if not word.identifiers or not word.address:
        return None
    taken = Acceptance.objects.filter(provider=word.provider, provider_id__in=word.identifiers)
    for letters in (
        Letter.objects.filter(message_id__in=word.identifiers),
        Letter.objects.filter(pk__in=taken.values("letter")),
    ):
        for letter in letters:
            if letter.to_address.casefold() == word.address.strip().casefold():
                return letter
    return None


def take_effect(letter: Letter, told: Told, *, code: str = "") -> None:
    """What an event does: to the letter, to its address, and in the app that wrote it; in the transaction under way."""
    Delivery.objects.create(
        letter=letter,
        event=DeliveryEvent(told.value),
        answer=code,
        attempt=letter.attempts,
        sha256=letter.sha256,
    )
    _move(letter, told)
    listeners = [one for one in collect("inbound", "MAIL_LISTENERS") if told in one.events]
    if told in STOPS or listeners:
        with act("mailroom.letter_came_back", by="worker", about=letter, told=told.value):
            _tell(letter, told, listeners)
    if told in TURNED_AWAY:
        name = object_name(letter)
        logger.error("%s was not delivered (%s %s): see to it, the address is not to blame.", name, told, code)


def _move(letter: Letter, told: Told) -> None:
    """How far it got, if further than was known; and that it left, where that was not known."""
    now = timezone.now()
    if told in HOW_FAR:
        less = ["", *HOW_FAR[: HOW_FAR.index(told)]]
        Letter.objects.filter(pk=letter.pk, reached__in=less).move(reached=told, reached_at=now)
    if told in ARRIVED_THERE:
        unsure = Letter.objects.filter(pk=letter.pk, status=LetterStatus.UNKNOWN_OUTCOME)
        unsure.move(status=LetterStatus.HANDED_OVER, handed_over_at=now, next_try_at=None)


def _tell(letter: Letter, told: Told, listeners: list[MailListener]) -> None:
    """Its address, unless that would tell of a letter of which not everybody may know, and the apps that listen."""
    if (reason := STOPS.get(told)) and not letter.is_erased and not is_secret(letter.about):
        suppress_address(letter.to_address, reason=SuppressionReason(reason), letter=letter, by="worker")
    for one in listeners:
        one.takes(letter.about, told.value, letter.to_address, by="worker")


# --- Refusals of mail servers ---


def read_refusals() -> int:
    """The job that reads why mail servers refused letters: no such address, blocked, or for another reason; how many."""
    read = 0
    while letters := list(Letter.objects.unread_refusals().order_by("pk")[:READ_AT_ONCE]):
        read += sum(map(_read_refusal, letters))
    return read


def _read_refusal(letter: Letter) -> bool:
    with transaction.atomic():
        unread = Letter.objects.unread_refusals().select_for_update(no_key=True).filter(pk=letter.pk).first()
        if unread is None:
            return False
        told, code = told_by_refusal(unread)
        take_effect(unread, told, code=code)
    return True


def told_by_refusal(letter: Letter) -> tuple[Told, str]:
    """What the last refusal of a letter tells, and its enhanced code.

    One of policy (5.7) is no word against the address, nor is a mailbox that is full or was never reached.
    """
    code = code_in(letter.last_error)
    return told_by_code(code, is_for_now=(letter.last_code or 500) < 500), code


def told_by_code(code: str, *, is_for_now: bool = False) -> Told:
    """What an enhanced code tells of a letter that was not delivered."""
    if NO_SUCH_ADDRESS.fullmatch(code):
        return Told.BOUNCED_HARD
    if code.startswith("5.7."):
        return Told.BLOCKED
    is_for_now = is_for_now or code.startswith(("4.", "5.2.", "5.3.", "5.4."))
    return Told.BOUNCED_SOFT if is_for_now else Told.REJECTED


def code_in(words: Any) -> str:
    """The enhanced status code in what a mail server said; nothing else of it is kept."""
    found = ENHANCED.search(str(words or ""))
    return found.group(1) if found else ""
