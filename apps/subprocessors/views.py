"""The public list of subprocessors: HTML, JSON and CSV, from the same rows, without a session."""

import dataclasses
import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.casework.spreadsheets import write_csv
from apps.organisation.models import Brand
from apps.organisation.queries import public_contact

from .queries import PublicListing, public_listings

#: The key under which the lists of all brands stand together.
GROUP = "group"
COLUMNS = [field.name for field in dataclasses.fields(PublicListing)]
FRESH_SECONDS = 60


def to_group(request: HttpRequest) -> HttpResponse:
    """The root and the short address lead to the list of the whole group."""
    return redirect("subprocessors:page", GROUP)


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The list for people."""
    brand, rows = _rows(key)
    contact, brands = public_contact(brand), list(Brand.objects.active())
    etag = _etag("html", get_language(), rows, contact, [(one.key, one.name) for one in brands])

    def made() -> HttpResponse:
        context = {
            "brand": brand,
            "key": key,
            "group": GROUP,
            "brands": brands,
            "sections": _sections(rows, by_brand=brand is None),
            "count": len(rows),
            "contact": contact,
        }
        return render(request, "subprocessors/list.html", context)

    return _conditional(request, etag, made)


@require_safe
def as_json(request: HttpRequest, key: str) -> HttpResponse:
    """The list as data: ``{brand, name, url, listings: [{…}]}``; days in ISO 8601, absent values null."""
    brand, rows = _rows(key)
    body = {
        "brand": key,
        "name": brand.name if brand else _("All brands"),
        "url": settings.SITE_URL + reverse("subprocessors:page", args=[key]),
        "listings": [dataclasses.asdict(row) for row in rows],
    }
    text = json.dumps(body, default=str, ensure_ascii=False, indent=1)
    return _conditional(request, _etag("json", text), lambda: HttpResponse(text, content_type="application/json"))


@require_safe
def as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The list for spreadsheets; nothing in it can run as a formula."""
    _brand, rows = _rows(key)
    body = b"".join(write_csv([_cells(row) for row in rows], COLUMNS))

    def made() -> HttpResponse:
        response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="subprocessors-{key}.csv"'
        return response

    return _conditional(request, _etag("csv", body), made)


def _rows(key: str) -> tuple[Brand | None, list[PublicListing]]:
    if key == GROUP:
        return None, public_listings()
    brand = Brand.objects.active().filter(key=key).first()
    if brand is None:
        raise Http404
    return brand, public_listings(brand)


def _sections(rows: list[PublicListing], *, by_brand: bool) -> list[tuple[str, list[PublicListing]]]:
    """The rows under one heading per brand (for the group) or per service."""
    sections: dict[str, list[PublicListing]] = {}
    for row in rows:
        sections.setdefault(row.brand if by_brand else row.service or _("All services"), []).append(row)
    return list(sections.items())


def _cells(row: PublicListing) -> list[str]:
    return [", ".join(value) if isinstance(value, tuple) else _cell(value) for value in dataclasses.astuple(row)]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _etag(*parts: Any) -> str:
    """The same rows give the same tag on every machine."""
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


def _conditional(request: HttpRequest, etag: str, made: Any) -> HttpResponse:
    """The answer, or 304 where the reader has it already; kept by caches for a minute."""
    response = get_conditional_response(request, etag=etag) or made()
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
