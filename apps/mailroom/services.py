"""What people and other apps do with letters: write one, have it tried again, cancel, open and erase it."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.casework.lifecycle import TransitionNotAllowed
from apps.casework.references import aside_number
from apps.casework.veils import is_secret
from apps.organisation.models import Brand
from apps.organisation.queries import public_contact
from apps.trail.acts import act, object_name
from apps.trail.envelopes import seal_text
from apps.trail.errors import RuleBroken
from apps.trail.services import key_destroyed

from .choices import GIVE_UP, PAUSABLE, PURPOSE, SENDING, SETTLED, TRYABLE, DeliveryEvent, LetterStatus
from .composing import (
    LANGUAGES,
    LONGEST_NAME,
    Content,
    Draft,
    Letterhead,
    NotALetter,
    clean_address,
    clean_unsubscribe,
    compose,
    content_of,
    kinds,
    one_line,
    render,
)
from .fanout import SET, Fanout, Queued, Recipient
from .models import Delivery, Letter, Pause
from .opening import Opener
from .suppression import ensure_not_suppressed

#: The longest that may stand before the @ of an address.
LONGEST_LOCAL = 64


class StillOnItsWay(RuleBroken):
    """A letter that may still leave is cancelled before it is erased."""


def queue_letter(
    kind: str,
    *,
    to: str,
    name: str = "",
    brand: Brand | None = None,
    language: str = "en",
    about: models.Model | str | None = None,
    context: Mapping[str, Any],
    unsubscribe: str = "",
    answer_tag: str = "",
    by: Any,
) -> Letter:
    """Write a letter of a kind and queue it, in the act under way: it leaves once that is committed, and only then.

    With an address by which to ``unsubscribe`` it is list mail (RFC 8058), else what a contract or the law demands. The
    bytes are made here once, and never again. ``answer_tag`` comes back in the address of an answer, where mailboxes of
    this office allow that (INBOUND_PLUS).

    Raises:
        NotALetter: an address, a name, a subject or a text is not fit to be sent.
        AddressSuppressed: it is list mail, which must not go to this address.
        ValueError: there is no such kind or language.
    """
    if kind not in kinds() or language not in LANGUAGES:
        raise ValueError(f"{kind!r} in {language!r} is no kind of letter")
    head = letterhead(brand, unsubscribe=unsubscribe, answer_tag=answer_tag)
    draft = _draft(kind, to=to, name=name, head=head, language=language, context=context)
    wire = compose(draft)
    with act("mailroom.letter_queued", by=by, letter=kind) as this:
        letter = _letter_of(draft, wire)
        letter.brand, letter.language = brand, language
        letter.about = object_name(about) if about is not None else ""
        this.about = _keep(letter, wire)
    return letter


def _letter_of(draft: Draft, wire: bytes) -> Letter:
    return Letter(
        kind=draft.kind,
        to_address=draft.to_address,
        to_name=draft.to_name,
        subject=draft.subject,
        message_id=draft.message_id,
        is_bulk=bool(draft.unsubscribe),
        sha256=hashlib.sha256(wire).hexdigest(),
        queued_at=draft.date,
        next_try_at=draft.date,
        give_up_at=draft.date + GIVE_UP,
    )


def queue_letters(
    kind: str,
    recipients: Iterable[Recipient],
    *,
    brand: Brand | None = None,
    about: models.Model | str | None = None,
    context: Mapping[str, Any],
    by: Any,
) -> Queued:
    """Write one text to many, set by set, in the act under way; each of them is a letter as ``queue_letter`` writes it.

    What the context lacks of the example is of each person alone, and stands in the recipient's ``fills``. Who has no
    address that can be written to gets no letter, is named in the answer, and stops no other.

    Raises:
        NotALetter: the text is not fit to be sent.
        ValueError: there is no such kind or language, or a recipient lacks a value or has one too many.
    """
    if kind not in kinds():
        raise ValueError(f"{kind!r} is no kind of letter")

    def draft_of(language: str, to: str, unsubscribe: str, filled: Mapping[str, Any]) -> Draft:
        if language not in LANGUAGES:
            raise ValueError(f"{kind!r} in {language!r} is no kind of letter")
        head = letterhead(brand, unsubscribe=unsubscribe)
        return _draft(kind, to=to, name="", head=head, language=language, context=filled)

    named = object_name(about) if about is not None else ""
    names = sorted(set(kinds()[kind].example) - set(context))
    queued, source = Queued([], {}), iter(recipients)
    with act("mailroom.letters_queued", by=by, about=named or None, letter=kind, count=0) as this:
        fanout = Fanout(kind, brand, named, context, names, draft_of, new_message_id)
        while some := list(islice(source, SET)):
            letters, refused = fanout.write(some)
            queued.refused.update({len(queued.letters) + place: words for place, words in refused.items()})
            queued.letters.extend(letters)
        this.facts["count"] = len(queued.letters) - len(queued.refused)
    return queued


def _keep(letter: Letter, wire: bytes) -> Letter:
    """A new letter with its bytes, sealed under its own key; its number tells nothing of one that is secret."""
    if is_secret(letter.about):
        letter.pk = aside_number()
    letter.save()
    letter.sealed = seal_text(letter, PURPOSE, wire.decode("ascii"))
    letter.save(update_fields=["sealed"])
    note(letter, DeliveryEvent.QUEUED)
    return letter


def _draft(kind: str, *, to: str, name: str, head: Letterhead, language: str, context: Mapping[str, Any]) -> Draft:
    """Everything of a letter, checked and rendered."""
    address = clean_address(to)
    if head.unsubscribe:
        ensure_not_suppressed(address)
    subject, text, html = render(kinds()[kind], context, language=language, head=head)
    return Draft(
        kind=kind,
        to_address=address,
        to_name=one_line(name, LONGEST_NAME),
        reply_to=head.reply_to,
        subject=subject,
        text=text,
        html=html,
        message_id=new_message_id(),
        date=timezone.now().replace(microsecond=0),
        unsubscribe=head.unsubscribe,
    )


def letterhead(brand: Brand | None, *, unsubscribe: str = "", answer_tag: str = "") -> Letterhead:
    """Who writes, and whom to ask and write to (privacy statement, 15): two queries, one more for the whole office.

    Raises:
        NotALetter: list mail cannot be stopped at this address, or the brand's own is none.
    """
    return Letterhead(
        office=brand.name if brand else gettext_lazy("Privacy Office"),
        brand=brand.key if brand else "",
        contact=public_contact(brand),
        reply_to=tagged(clean_address(brand.privacy_email), answer_tag) if brand and brand.privacy_email else "",
        unsubscribe=clean_unsubscribe(unsubscribe) if unsubscribe else "",
    )


def tagged(address: str, tag: str) -> str:
    """An address with a tag behind a plus sign, where mailboxes of this office take such, and it fits (RFC 5321)."""
    local, _at, domain = address.rpartition("@")
    if not tag or not settings.INBOUND_PLUS or "+" in local or len(local) + 1 + len(tag) > LONGEST_LOCAL:
        return address
    return f"{local}+{tag}@{domain}"


def new_message_id() -> str:
    """A Message-ID on the configured host: never on the one that a request claims."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid.uuid4().hex}@{f'[{host}]' if ':' in host else host}>"


def note(letter: Letter, event: DeliveryEvent) -> None:
    """Add to the ledger what happened to a letter here."""
    Delivery.objects.create(letter=letter, event=event, attempt=letter.attempts, sha256=letter.sha256)


def retry_letter(letter: Letter, *, by: Any) -> Letter:
    """Have a letter tried again now, with the same bytes and the same Message-ID.

    Raises:
        TransitionNotAllowed: it is leaving, has left, or was cancelled.
        NotALetter: it was erased.
    """
    with act("mailroom.letter_retried", by=by, about=letter, letter=letter.kind):
        letter = _lock(letter)
        if letter.status not in TRYABLE:  # what is leaving is its sender's
            raise TransitionNotAllowed(
                _("A letter is not tried again now: %(status)s.") % {"status": letter.get_status_display()}
            )
        if letter.is_erased:
            raise NotALetter(_("This letter was erased: there is nothing left to send."))
        now = timezone.now()
        letter.status, letter.next_try_at, letter.give_up_at = LetterStatus.QUEUED, now, now + GIVE_UP
        letter.faults = letter.unknowns = letter.interruptions = 0
        letter.reached, letter.reached_at = "", None
        letter.save()
        note(letter, DeliveryEvent.RETRIED_BY_PERSON)
    return letter


def cancel_letter(letter: Letter, *, by: Any) -> Letter:
    """Keep a letter from leaving.

    Raises:
        TransitionNotAllowed: it is leaving or has left.
    """
    with act("mailroom.letter_cancelled", by=by, about=letter, letter=letter.kind):
        letter = _lock(letter)
        SENDING.ensure(letter.status, LetterStatus.CANCELLED)
        letter.status, letter.next_try_at = LetterStatus.CANCELLED, None
        letter.save()
        note(letter, DeliveryEvent.CANCELLED)
    return letter


def pause_letters(about: models.Model | str, *, by: Any) -> int:
    """Hold back what waits to leave about this record, now and as long as it is paused; how many letters that are.

    A sender finishes what it holds, some seconds at most; what is written later is held back when its turn comes.
    """
    named, waiting = object_name(about), Q(status__in=PAUSABLE)
    with act("mailroom.letters_paused", by=by, about=named) as this:
        Pause.objects.get_or_create(about=named)
        held = Letter.objects.filter(waiting, about=named).move(status=LetterStatus.HELD, next_try_at=None)
        this.facts["count"] = held
    return held


def resume_letters(about: models.Model | str, *, by: Any) -> int:
    """Let what was held back about this record leave, and be tried for as long as ever; how many letters that are."""
    named, now = object_name(about), timezone.now()
    with act("mailroom.letters_resumed", by=by, about=named) as this:
        paused = Pause.objects.select_for_update().filter(
            about=named
        )  # a sender that holds back just now is done first
        Pause.objects.filter(pk__in=list(paused.values_list("pk", flat=True))).delete()
        back = Letter.objects.filter(about=named, status=LetterStatus.HELD)
        freed = back.move(status=LetterStatus.QUEUED, next_try_at=now, give_up_at=now + GIVE_UP)
        this.facts["count"] = freed
    return freed


def open_letter(letter: Letter, *, by: Any) -> Content:
    """What a letter says; that somebody opened it is an act.

    Raises:
        KeyringUnusable: it was erased, or altered.
    """
    return content_of(open_message(letter, by=by))


def open_message(letter: Letter, *, by: Any) -> bytes:
    """The bytes of a letter; that somebody opened it is an act.

    Raises:
        KeyringUnusable: it was erased, or altered.
    """
    wire = sealed_bytes(letter)
    with act("mailroom.letter_opened", by=by, about=letter, letter=letter.kind):
        pass
    return wire


def sealed_bytes(letter: Letter) -> bytes:
    """The bytes of a letter, for who was let in to read it.

    Raises:
        KeyringUnusable: it was erased, or altered.
    """
    return Opener([letter]).wire(letter)


def erase_letter(letter: Letter, *, ground: str, by: Any) -> Letter:
    """Destroy the key of a letter and empty its address, name, subject and bytes; that it was sent stays on record.

    Raises:
        StillOnItsWay: it may still leave; cancel it first.
    """
    with key_destroyed(letter, ground=ground, by=by) as letter:
        if letter.status not in SETTLED:
            raise StillOnItsWay(_("This letter may still leave: cancel it before it is erased."))
        letter.to_address = letter.to_name = letter.subject = letter.last_error = ""
        letter.sealed = b""
        letter.save()
    return letter


def _lock(letter: Letter) -> Letter:
    return Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
