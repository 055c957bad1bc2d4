"""The intake of choices, for banners on any page: answered once what was sent is committed, or told why it was not taken."""

import logging
from pathlib import Path
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from apps.cookies.banners import as_json
from apps.publications.answering import answer, tag_of

from . import ingest
from .ingest import Refused, Taken
from .limits import admits, network_of
from .origins import all_origins, allowed_origins
from .services import record

logger = logging.getLogger(__name__)
SENDER = Path(__file__).with_name("sender.js")
WAIT = "60"


@csrf_exempt
def consents(request: HttpRequest) -> HttpResponse:
    """One choice or a batch of them. 201: written. 200: all of it was written before."""
    if request.method == "OPTIONS":
        return _preflight(request)
    if request.method != "POST":
        return _told(request, 405, {"title": "POST alone", "status": 405, "type": "about:blank"}, allow="POST, OPTIONS")
    try:
        taken = ingest.read_events(_body(request), gpc=ingest.is_gpc(request.headers.get("Sec-GPC", "")))
        _ensure_allowed(request, taken)
        recorded = _recorded(request, taken)
    except Refused as refused:
        return _told(request, refused.status, refused.problem(), retry=refused.status in {429, 503})
    told = [
        {"id": str(one.id), "is_new": one.is_new} | ({"objected": of.objected} if of.objected else {})
        for one, of in zip(recorded, taken, strict=True)
    ]
    status = 201 if any(one.is_new for one in recorded) else 200
    return _told(request, status, told[0] if len(told) == 1 else {"events": told})


@csrf_exempt
def submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """What klaro submits. Every answer is JSON, as it reads the answer before it looks at the status."""
    if request.method == "OPTIONS":
        return _preflight(request)
    if request.method != "POST":
        return _told(request, 405, {"title": "POST alone", "status": 405, "type": "about:blank"}, allow="POST, OPTIONS")
    try:
        gpc = ingest.is_gpc(request.headers.get("Sec-GPC", ""))
        taken = [ingest.read_klaro(_body(request), public_id, gpc=gpc)]
        _ensure_allowed(request, taken)
        [recorded] = _recorded(request, taken)
    except Refused as refused:
        return _told(request, refused.status, refused.problem(), retry=refused.status in {429, 503})
    return _told(request, 201, {"id": str(recorded.id), "status": "success"})


@require_safe
def sender(request: HttpRequest) -> HttpResponse:
    """The script that sends the choices of vanilla-cookieconsent here."""
    body = SENDER.read_bytes()
    response = answer(request, tag_of(body), lambda: HttpResponse(body, content_type="text/javascript; charset=utf-8"))
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _body(request: HttpRequest) -> Any:
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > ingest.LONGEST_BODY:
        raise Refused(413, "Too large", f"The body has {length} bytes; {ingest.LONGEST_BODY} are allowed.")
    return ingest.read_json(request.read(ingest.LONGEST_BODY + 1))


def _ensure_allowed(request: HttpRequest, taken: list[Taken]) -> None:
    """Choices come from the pages of their site alone; a request that does not say from where is not trusted for that."""
    origin = request.headers.get("Origin", "")
    for one in taken:
        if origin not in allowed_origins(one.offered.site_id):
            words = "Choices of this site are taken from its own pages: add the origin to the site, where it is one."
            raise Refused(403, "Not from here", words)


def _recorded(request: HttpRequest, taken: list[Taken]) -> list[Any]:
    decisions = [one.decision for one in taken]
    if not admits(network_of(str(get_adapter().get_client_ip(request))), decisions):
        logger.warning("Choices of a network that floods were shed.", extra={"count": len(decisions)})
        raise Refused(429, "Too many", "Too many choices come from your network: try again in a minute.")
    try:
        return record(decisions)
    except DatabaseError:
        logger.exception("Choices could not be written.")
        raise Refused(503, "Not written", "The choice could not be written: send it again later.") from None


def _preflight(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "content-type"
    response["Access-Control-Max-Age"] = "86400"
    return _shared(request, response)


def _told(request: HttpRequest, status: int, told: Any, *, allow: str = "", retry: bool = False) -> HttpResponse:
    kind = "application/json" if status < 400 else "application/problem+json"
    response = HttpResponse(as_json(told), status=status, content_type=kind)
    response["Cache-Control"] = "no-store"
    if allow:
        response["Allow"] = allow
    if retry:
        response["Retry-After"] = WAIT
    return _shared(request, response)


def _shared(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page that asked may read the answer, where it is one of a site of ours."""
    origin = request.headers.get("Origin", "")
    if origin and origin in all_origins():
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Credentials"] = "true"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Vary"] = "Origin"
    return response


urlpatterns = [
    path("v1/consents", consents, name="consents"),
    path("v1/consents/sender.js", sender, name="sender"),
    path("v1/privacy-managers/<public_id:public_id>/submit", submit, name="klaro-submit"),
]
