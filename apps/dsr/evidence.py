"""A request as evidence: what was asked and decided, when and why by then, and the confirmation as it was sent."""

from collections.abc import Iterator
from typing import Any

from apps.casework.dossiers import as_json
from apps.casework.registers import EvidenceFile, EvidenceSource
from apps.casework.spreadsheets import write_csv
from apps.mailroom.models import Delivery, Letter
from apps.mailroom.opening import Opener
from apps.trail.canonical import plain

from .models import ClockEvent, Download, Item, RecipientNotice, Ticket
from .queries.answers import answer_files

MOMENTS = ("received_at", "logged_at", "identity_at", "answered_at", "closed_at")
DELIVERED = ("moment", "event", "code", "answer", "attempt", "sha256")
DAYS = ("received_on", "due_on", "legal_limit_on")
CODES = ("reference", "status", "group", "channel", "regime", "our_role", "identity", "authority")


def find(reference: str) -> Ticket | None:
    return Ticket.objects.filter(reference=reference).select_related("brand", "office", "confirmation").first()


def files(ticket: Ticket) -> Iterator[EvidenceFile]:
    """The request, the confirmation byte for byte, and what became of it; files of the answer are named by their hash."""
    items = list(ticket.items.all())
    yield EvidenceFile("request.json", [as_json(_told(ticket, items))], 1 + len(items))
    letter = ticket.confirmation
    if letter is None or letter.is_erased:
        return
    yield EvidenceFile("confirmation.eml", [Opener([letter]).wire(letter)], 1)
    deliveries = list(Delivery.objects.filter(letter=letter).order_by("pk"))
    rows = [[str(plain(getattr(one, name))) for name in DELIVERED] for one in deliveries]
    yield EvidenceFile("delivery.csv", write_csv(rows, DELIVERED), len(deliveries))


def _told(ticket: Ticket, items: list[Item]) -> dict[str, Any]:
    """What is on record in codes and dates; who asked is told by the confirmation alone."""
    told: dict[str, Any] = {name: getattr(ticket, name) for name in CODES}
    told |= {name: plain(getattr(ticket, name)) for name in (*MOMENTS, *DAYS)}
    return told | {
        "brand": ticket.brand.name,
        "office": ticket.office.name,
        "rights": [_item(one) for one in items],
        "confirmation": _letter(ticket.confirmation),
        "files_of_the_answer": [{"sha256": one.sha256, "size": one.file_size} for one in answer_files(ticket)],
        "downloads": [
            {"moment": plain(one.moment), "sha256": one.sha256}
            for one in Download.objects.filter(file__ticket=ticket).order_by("pk")
        ],
        "recipients": [
            {"right": one.item.right, "recipient": str(one.recipient), "outcome": one.outcome, "on": plain(one.told_on)}
            for one in RecipientNotice.objects.of_ticket(ticket).order_by("pk")
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    names = ("right", "law", "decision", "ground", "citation", "duty", "calendar")
    moments = ("promised_on", "legal_limit_on", "due_on", "decided_at")
    told: dict[str, Any] = {name: getattr(item, name) for name in names}
    told |= {name: plain(getattr(item, name)) for name in moments}
    events = ClockEvent.objects.filter(item=item).order_by("pk")
    approval = item.approval
    return told | {
        "why_these_dates": item.derivation.splitlines(),
        "clock": [{"event": one.kind, "on": plain(one.on), "reason": one.reason} for one in events],
        "decided_by": str(item.decided_by) if item.decided_by else None,
        "approved_by": str(approval.decided_by) if approval else None,
        "approval": approval.reference if approval else None,
    }


def _letter(letter: Letter | None) -> dict[str, Any] | None:
    """How far the confirmation got; who it went to stands in the letter itself."""
    if letter is None:
        return None
    moments = {name: plain(getattr(letter, name)) for name in ("queued_at", "handed_over_at", "reached_at")}
    return {"sha256": letter.sha256, "status": letter.status, "reached": letter.reached, **moments}


EVIDENCE = [EvidenceSource(model="dsr.ticket", files=files, records=lambda ticket: list(ticket.items.all()), find=find)]
