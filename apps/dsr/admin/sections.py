"""The sections of a ticket's page: each a template and what it is given. Other parts of the work add theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ..choices import FileKind
from ..models import Ticket, TicketFile
from ..queries.answers import handover_section, pending_refusals, recipients_section
from ..queries.offices import day_at
from ..queries.stories import linked_with, story_of
from ..queries.work import identity_section, tasks_section
from .panel import facts_of, page_of, told_items


@dataclass(frozen=True)
class Section:
    """One section, as ``templates/admin/dsr/<name>.html``; the template finds what it is given under ``told``.

    Where ``gather`` gives none it is left out. One that stands ``beside`` the story is narrow; only who has the
    ``permission`` sees it.
    """

    name: str
    gather: Callable[[HttpRequest, Ticket], dict[str, Any] | None]
    beside: bool = False
    permission: str = "dsr.view_ticket"

    @property
    def template(self) -> str:
        return f"admin/dsr/{self.name}.html"


def _items(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    items = ticket.items.select_related("decided_by", "approval__decided_by").order_by("pk")
    proposals = {one.item_id: one for one in pending_refusals(ticket)}
    today = day_at(ticket.office, timezone.now())
    return {"items": told_items(ticket, items, proposals, today), "words": ticket.words}


def _story(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    chapters, has_more = story_of(ticket, whole="whole" in request.GET)
    opens_letters = request.user.has_perm("mailroom.view_letter")
    opens_files = request.user.has_perm("dsr.open_ticketfile")
    return {"chapters": chapters, "has_more": has_more, "opens_letters": opens_letters, "opens_files": opens_files}


def with_addresses(request: HttpRequest, files: Iterable[TicketFile]) -> list[dict[str, Any]]:
    """Each file with where its reader opens it; nowhere where they may not, or it is destroyed."""
    may_open = request.user.has_perm("dsr.open_ticketfile")
    return [
        {
            "file": one,
            "url": reverse("admin:dsr_ticket_file", args=[one.ticket_id, one.pk]) if may_open and one.file else "",
        }
        for one in files
    ]


def _handover(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    told = handover_section(ticket)
    return told | {"files": with_addresses(request, told["files"])}


def _files(request: HttpRequest, ticket: Ticket) -> dict[str, Any] | None:
    """What the section of the answer does not name already."""
    others = ticket.files.exclude(kind=FileKind.ANSWER, redacted=None).order_by("-pk")
    files = with_addresses(request, others)
    return {"files": files} if files else None


def _facts(request: HttpRequest, ticket: Ticket) -> dict[str, Any]:
    return {"facts": facts_of(ticket)}


def _links(request: HttpRequest, ticket: Ticket) -> dict[str, Any] | None:
    links = []
    for link in linked_with(ticket):
        is_later = link.ticket_id == ticket.pk
        other = link.other if is_later else link.ticket
        links.append({"link": link, "is_later": is_later, "other": other, "url": page_of(other)})
    return {"links": links} if links else None


def of_ticket(gather: Callable[[Ticket], dict[str, Any] | None]) -> Callable[..., dict[str, Any] | None]:
    """A section that says the same to everybody who may see it."""
    return lambda _request, ticket: gather(ticket)


SECTIONS = [
    Section("items", _items),
    Section("tasks", of_ticket(tasks_section)),
    Section("handover", _handover),
    Section("recipients", of_ticket(recipients_section)),
    Section("story", _story),
    Section("identity", of_ticket(identity_section), beside=True, permission="dsr.view_identitydocument"),
    Section("facts", _facts, beside=True),
    Section("files", _files, beside=True),
    Section("links", _links, beside=True),
]


def sections_of(request: HttpRequest, ticket: Ticket) -> dict[str, list[dict[str, Any]]]:
    """The sections of a page for its reader: in the middle, and beside it."""
    shown: dict[str, list[dict[str, Any]]] = {"main_sections": [], "beside_sections": []}
    for section in SECTIONS:
        if not request.user.has_perm(section.permission):
            continue
        told = section.gather(request, ticket)
        if told is not None:
            shown["beside_sections" if section.beside else "main_sections"].append({"section": section, "told": told})
    return shown
