"""The requester's own page: its address alone shows nothing of anybody, a code to their mailbox opens it for half an hour.

The session is a cookie of this one path that scripts cannot read and other sites cannot send along (SameSite=Strict);
together with the token in the address it stands for a CSRF token, hence csrf_exempt (ADR 0015).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from apps.mailroom.composing import LANGUAGES
from apps.organisation.queries import public_contact
from apps.trail.errors import KeyringUnusable, RuleBroken

from . import services
from .forms.own_page import CodeForm, DocumentForm, ProofForm, WriteForm
from .links import page_path
from .models import Ticket, TicketFile
from .queries.own_page import is_open_to, shown_on_page, ticket_behind
from .services.own_page import CODE_STANDS, SESSION_STANDS

COOKIE = "request"
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}

View = Callable[..., HttpResponseBase]


def of_ticket(view: View) -> View:
    """A page of the ticket that the token names, in the language of its person; kept by no cache, found by no search."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **named: Any) -> HttpResponseBase:
        ticket = ticket_behind(token)
        if ticket is None:
            response: HttpResponseBase = _page(request, "gone", {}, None, status=404)
        else:
            with translation.override(LANGUAGES[ticket.language]):
                response = view(request, ticket, token, **named)
                response.headers["Content-Language"] = translation.get_language() or ""
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    return answer


def behind_code(view: View) -> View:
    """What only an open session shows or does; without one, the way to it."""

    @wraps(view)
    def answer(request: HttpRequest, ticket: Ticket, token: str, **named: Any) -> HttpResponseBase:
        if not is_open_to(ticket, request.COOKIES.get(COOKIE, "")):
            return _again(token)
        return view(request, ticket, token, **named)

    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@of_ticket
def page(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponseBase:
    """Where it stands. Looking changes nothing; without a session there is only the way to one."""
    is_open = is_open_to(ticket, request.COOKIES.get(COOKIE, ""))
    if request.method == "POST":
        wanted = request.POST.get("do", "")
        if wanted in SHUT:
            return SHUT[wanted](request, ticket, token)
        if is_open and wanted in OPEN:
            return OPEN[wanted](request, ticket, token)
        return _again(token)
    return _open_page(request, ticket, WriteForm()) if is_open else _shut_page(request, ticket, CodeForm())


# --- The way in ---


def _send(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    """The answer is the same whatever became of it."""
    services.send_page_code(ticket, place=_place(request))
    return _again(token, "?sent=1")


def _enter(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    form = CodeForm(request.POST)
    secret = (
        services.open_page(ticket, code=form.cleaned_data["code"], place=_place(request)) if form.is_valid() else None
    )
    if secret is None:
        form.add_error("code", _("This code does not open the page: it is mistyped, or over. Have a new one sent."))
        return _shut_page(request, ticket, form, status=400)
    answer = _again(token)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_STANDS,
        path=reverse("dsr:page", args=[token]),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _leave(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    services.close_page(ticket, secret=request.COOKIES.get(COOKIE, ""))
    answer = _again(token)
    answer.delete_cookie(COOKIE, path=reverse("dsr:page", args=[token]), samesite="Strict")
    return answer


# --- Behind the code ---


def _write(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    form = WriteForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.write_on_page(ticket, **form.cleaned_data)
        except RuleBroken as refused:
            form.add_error(None, str(refused))
        else:
            return _again(token, "?written=1")
    return _open_page(request, ticket, form, status=400)


def _ask_again(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    try:
        services.write_on_page(ticket, text=_("Please offer me the files of the answer again."))
    except RuleBroken as refused:
        return _open_page(request, ticket, WriteForm(), refusal=str(refused), status=429)
    return _again(token, "?written=1")


def _prove(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    form = ProofForm(request.POST)
    if form.is_valid() and services.check_code(ticket, code=form.cleaned_data["code"]):
        return _again(token, "?proved=1")
    words = _("This is not the code, or its time is over. Look again, or write to us and we send a new one.")
    return _open_page(request, ticket, WriteForm(), refusal=words, status=400)


def _hand_in(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _open_page(request, ticket, WriteForm(), refusal=_("Choose a file first."), status=400)
    try:
        services.hand_in_document(ticket, file=form.cleaned_data["document"])
    except RuleBroken as refused:
        return _open_page(request, ticket, WriteForm(), refusal=str(refused), status=400)
    return _again(token, "?handed=1")


SHUT = {"send": _send, "enter": _enter}
OPEN = {"leave": _leave, "write": _write, "again": _ask_again, "prove": _prove, "document": _hand_in}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@of_ticket
@behind_code
def withdraw(request: HttpRequest, ticket: Ticket, token: str) -> HttpResponseBase:
    """One button that takes the request back, after what that means."""
    if request.method != "POST":
        return _page(request, "withdraw", shown_on_page(ticket), ticket)
    try:
        services.withdraw_on_page(ticket)
    except RuleBroken as refused:
        return _open_page(request, ticket, WriteForm(), refusal=str(refused), status=409)
    return _again(token)


@csrf_exempt
@require_POST
@of_ticket
@behind_code
def download(request: HttpRequest, ticket: Ticket, token: str, number: int) -> HttpResponseBase:
    """A file of the answer, saved and never shown. It is a POST, as each download is put on record."""
    file = TicketFile.objects.filter(ticket=ticket, pk=number).first()
    try:
        if file is None:
            return _again(token)
        pieces = services.download_answer(ticket, file=file)
    except (KeyringUnusable, FileNotFoundError):
        words = _("This file cannot be opened any more. Write to us below.")
        return _open_page(request, ticket, WriteForm(), refusal=words, status=410)
    except RuleBroken as refused:
        return _open_page(request, ticket, WriteForm(), refusal=str(refused), status=410)
    name = "".join(letter for letter in file.file_name if letter.isprintable()) or "file"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Content-Security-Policy": "sandbox",
        "Content-Length": str(file.file_size),
    }
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers=headers)


# --- What they share ---


def _place(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _again(token: str, query: str = "") -> HttpResponse:
    """Back to the page by a GET, so that a reload posts nothing."""
    answer = redirect(reverse("dsr:page", args=[token]) + query)
    answer.status_code = 303
    return answer


def _shut_page(request: HttpRequest, ticket: Ticket, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "is_sent": "sent" in request.GET, "minutes": CODE_STANDS.seconds // 60}
    return _page(request, "shut", context, ticket, status=status)


def _open_page(
    request: HttpRequest, ticket: Ticket, form: WriteForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    forms = {"form": form, "code_form": ProofForm(), "document_form": DocumentForm()}
    context = shown_on_page(ticket) | forms | {"refusal": refusal, "done": _done(request)}
    return _page(request, "open", context, ticket, status=status)


def _done(request: HttpRequest) -> str:
    """What was done right before, as the address says."""
    told = {
        "written": _("We have your message."),
        "proved": _("Thank you: now we know that it is you."),
        "handed": _("We have your document. We look at it, and then destroy it."),
    }
    return next((words for name, words in told.items() if name in request.GET), "")


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], ticket: Ticket | None, *, status: int = 200
) -> HttpResponse:
    brand = ticket.brand if ticket else None
    home = page_path(ticket.public_id) if ticket else ""
    context = context | {"brand": brand, "contact": public_contact(brand), "page_url": home}
    return render(request, f"dsr/own_page/{name}.html", context, status=status)


urlpatterns = [
    path("privacy-request/<str:token>/", page, name="page"),
    path("privacy-request/<str:token>/withdraw/", withdraw, name="withdraw"),
    path("privacy-request/<str:token>/files/<int:number>/", download, name="download"),
]
