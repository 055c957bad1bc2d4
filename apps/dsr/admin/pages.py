"""Pages beside those of a ticket: who has it open, its files, and what a changed calendar moves."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.backoffice.downloads import file_for_a_reason, sealed_file
from apps.organisation.models import Office

from .. import services
from ..choices import OF_ANSWERS
from ..models import Ticket, TicketFile
from ..queries.worklists import others_viewing
from ..services.clock import Move
from .panel import day_words, page_of

#: So many moved dates stand on the page; all are moved.
SHOWN = 200


def presence_words(ticket: Ticket, person: Any) -> str:
    """Who else has it open, for a warning before somebody begins to type; empty where nobody does."""
    seen = others_viewing(ticket, person)
    if not seen:
        return ""
    names = ", ".join(f"{one.person} ({date_format(timezone.localtime(one.seen_at), 'H:i')})" for one in seen)
    return _("Open at this moment with: %(names)s. Talk to them before you change something.") % {"names": names}


class PresencePages:
    """The small answer that an open page asks for twice a minute."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.presence_view)
        return [path("<path:object_id>/presence/", view, name="dsr_ticket_presence"), *super().get_urls()]

    def presence_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that this person has it open; say who else has, and whether it changed since."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ticket = self.get_object(request, unquote(object_id))
        if ticket is None or not self.has_view_permission(request, ticket):
            raise Http404
        services.note_viewing(ticket, by=request.user)
        changed = ""
        if request.POST.get("version") != str(ticket.version):
            changed = _("Somebody changed this request since you opened it. Load the page again to see it.")
        return JsonResponse({"others": presence_words(ticket, request.user), "changed": changed})


class FilePages:
    """The files of tickets, to be saved and never shown by the browser itself."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/<int:file_id>/", view, name="dsr_ticket_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str, file_id: int) -> HttpResponseBase:
        """One file of a ticket; what belongs to an answer is opened for a reason."""
        ticket = self.get_object(request, unquote(object_id))
        if ticket is None or not self.has_view_permission(request, ticket):
            raise Http404
        if not request.user.has_perm("dsr.open_ticketfile"):
            raise PermissionDenied
        record = get_object_or_404(TicketFile, pk=file_id, ticket=ticket)
        if record.kind in OF_ANSWERS:
            return file_for_a_reason(
                self, request, ticket, record, opened=lambda why: services.open_file(record, why=why, by=request.user)
            )
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        return sealed_file(
            self,
            request,
            ticket,
            opened=lambda: services.open_file(record, by=request.user),
            name=record.file_name or "file",
            size=record.file_size,
        )


class CalendarPages:
    """What the calendar of an office moves: listed first, then moved by a person."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.moves_view)
        return [path("calendar/<int:office_id>/", view, name="dsr_office_moves"), *super().get_urls()]

    def moves_view(self, request: HttpRequest, office_id: int) -> HttpResponse:
        """GET lists the open rights that the calendar as it is now dates otherwise; POST dates them so."""
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not self.has_view_permission(request) or not request.user.has_perm("organisation.view_office"):
            raise PermissionDenied
        office = get_object_or_404(Office.objects.select_related("country"), pk=office_id)
        moves = services.deadlines_moved_by(office)
        if request.method == "POST":
            if not request.user.has_perm("dsr.change_ticket"):
                raise PermissionDenied
            if request.POST.get("seen") == seen_of(moves):
                return self._apply(request, office)
            messages.warning(request, _("What is moved has changed since you looked: here it is as it is now."))
        return self._moves_page(request, office, moves, 409 if request.method == "POST" else 200)

    def _apply(self, request: HttpRequest, office: Office) -> HttpResponse:
        count = len(services.apply_calendar(office, by=request.user))
        words = ngettext("%(count)d due date was moved.", "%(count)d due dates were moved.", count)
        messages.success(request, words % {"count": count})
        return redirect(reverse("admin:organisation_office_change", args=[office.pk]))

    def _moves_page(self, request: HttpRequest, office: Office, moves: list[Move], status: int) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the calendar moves"),
            "office": office,
            "office_url": reverse("admin:organisation_office_change", args=[office.pk]),
            "moves": [told_move(one) for one in moves[:SHOWN]],
            "more": max(0, len(moves) - SHOWN),
            "seen": seen_of(moves),
            "may_apply": request.user.has_perm("dsr.change_ticket"),
        }
        return TemplateResponse(request, "admin/dsr/moves.html", context, status=status)


def told_move(move: Move) -> dict[str, Any]:
    item = move.item
    return {
        "item": item,
        "url": page_of(item.ticket),
        "due": (day_words(item.due_on), day_words(move.due_on)),
        "limit": (day_words(item.legal_limit_on), day_words(move.legal_limit_on)),
        "is_due_moved": item.due_on != move.due_on,
    }


def seen_of(moves: list[Move]) -> str:
    """What somebody saw, so that exactly that is applied."""
    lines = [f"{move.item.pk} {move.due_on} {move.legal_limit_on}" for move in moves]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
