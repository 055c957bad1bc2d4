"""The intake for programs, as the privacy dashboards of customers: one address that takes requests, one that tells of them.

docs/api.md says how it is called.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from apps.trail.errors import RuleBroken

from .forms.calls import Fault, NotRead, read_body, read_request
from .models import ApiClient
from .services.api import CalledTooOften, KeyUsedOtherwise, answer_of, client_of, count_call, take_request, ticket_of

LARGEST = 64 * 1024
KEY = re.compile(r"[!-~]{1,200}")
MINUTE = "60"

View = Callable[..., HttpResponse]


def _answer(status: int, told: Any, **headers: str) -> JsonResponse:
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _refused(status: int, message: Any, field: str = "", **headers: str) -> JsonResponse:
    return _answer(status, {"errors": [{"field": field, "message": str(message)}]}, **headers)


def for_programs(*methods: str) -> Callable[[View], View]:
    """A page for programs that have access: it asks for no cookie, so no other site can ride on one."""

    def decorated(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **names: str) -> HttpResponse:
            if request.method not in methods:
                return _refused(
                    405, _("Call it by %(methods)s.") % {"methods": ", ".join(methods)}, Allow=", ".join(methods)
                )
            kind, _space, token = request.headers.get("Authorization", "").partition(" ")
            client = client_of(token.strip()) if kind.lower() == "bearer" else None
            if client is None:
                words = _("Send a token that is in force: “Authorization: Bearer TOKEN”.")
                return _refused(401, words, WWW_Authenticate="Bearer")
            try:
                count_call(client)
            except CalledTooOften as often:
                return _refused(429, often, Retry_After=MINUTE)
            return view(request, client, **names)

        return answer

    return decorated


@for_programs("POST")
def take(request: HttpRequest, client: ApiClient) -> HttpResponse:
    """A request comes in: 201 with its reference, its due date, and where to ask how it stands."""
    if refusal := _unfit(request):
        return refusal
    try:
        brought, body = read_request(read_body(request.body)), request.body
        told = take_request(client, brought=brought, key=request.headers["Idempotency-Key"], body=body)
    except NotRead as unread:
        return _answer(400, {"errors": [fault._asdict() for fault in unread.faults]})
    except KeyUsedOtherwise as used:
        return _refused(409, used, "Idempotency-Key")
    except ValidationError as invalid:
        return _answer(400, {"errors": [fault._asdict() for fault in _faults(invalid)]})
    except RuleBroken as broken:
        return _refused(409, broken)
    return _answer(201, told, Location=reverse("dsr:api_status", args=[told["reference"]]))


def _unfit(request: HttpRequest) -> HttpResponse | None:
    """What is wrong with a call before its body is read."""
    if request.content_type != "application/json":
        return _refused(415, _("Send JSON: “Content-Type: application/json”."))
    if not KEY.fullmatch(request.headers.get("Idempotency-Key", "")):
        words = _("Send a key of your own for each request, up to 200 letters of ASCII, and the same to repeat it.")
        return _refused(400, words, "Idempotency-Key")
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST:
        return _refused(
            413, _("The body is larger than %(most)d bytes, or does not say how large.") % {"most": LARGEST}
        )
    return None


def _faults(invalid: ValidationError) -> list[Fault]:
    told = invalid.message_dict if hasattr(invalid, "error_dict") else {"": invalid.messages}
    return [Fault("" if name == "__all__" else name, words) for name, its in told.items() for words in its]


@for_programs("GET", "HEAD")
def status(request: HttpRequest, client: ApiClient, reference: str) -> HttpResponse:
    """How a request stands that this program brought in; any other is not there."""
    ticket = ticket_of(client, reference) if "\0" not in reference else None
    if ticket is None:
        return _refused(404, _("You brought in no request with this reference."))
    return _answer(200, answer_of(ticket))


urlpatterns = [
    path("api/privacy-requests/", take, name="api"),
    path("api/privacy-requests/<str:reference>/", status, name="api_status"),
]
