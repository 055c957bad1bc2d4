"""The public list of subprocessors: HTML, JSON and CSV, all from the newest version, without a session."""

import dataclasses
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.casework.spreadsheets import write_csv
from apps.organisation.models import Brand
from apps.organisation.queries import public_contact
from apps.publications.answering import answer, tag_of
from apps.publications.models import PublishedVersion

from .queries import PublicListing, shown_everywhere, shown_now

#: The key under which the lists of all brands stand together.
GROUP = "group"
COLUMNS = [field.name for field in dataclasses.fields(PublicListing) if field.name != "selectable"]


def to_group(request: HttpRequest) -> HttpResponse:
    """The root and the short address lead to the list of the whole group."""
    return redirect("subprocessors:page", GROUP)


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The list for people."""
    brand, version, rows = _rows(key)
    contact, brands = public_contact(brand), list(Brand.objects.active())
    seen = (version and version.number, rows, contact, [(one.key, one.name) for one in brands])

    def made() -> HttpResponse:
        context = {
            "brand": brand,
            "version": version,
            "key": key,
            "group": GROUP,
            "brands": brands,
            "sections": _sections(rows, by_brand=brand is None),
            "count": len(rows),
            "contact": contact,
        }
        return render(request, "subprocessors/list.html", context)

    return answer(request, tag_of("html", get_language(), seen), made)


@require_safe
def as_json(request: HttpRequest, key: str) -> HttpResponse:
    """The list as data: ``{brand, name, url, version, listings: [{…}]}``; days in ISO 8601, absent values null.

    The same bytes for the same version, whatever language a reader prefers.
    """
    brand, version, rows = _rows(key)
    with translation.override(settings.LANGUAGE_CODE):
        body = {
            "brand": key,
            "name": brand.name if brand else _("All brands"),
            "url": settings.SITE_URL + reverse("subprocessors:page", args=[key]),
            "version": _told(version) if version else None,
            "listings": [_row(row) for row in rows],
        }
    text = json.dumps(body, default=str, ensure_ascii=False, indent=1)
    return answer(request, tag_of("json", text), lambda: HttpResponse(text, content_type="application/json"))


@require_safe
def as_csv(request: HttpRequest, key: str) -> HttpResponse:
    """The list for spreadsheets; nothing in it can run as a formula."""
    _brand, _version, rows = _rows(key)
    with translation.override(settings.LANGUAGE_CODE):
        cells = [[_cell(value) for value in _row(row).values()] for row in rows]
    body = b"".join(write_csv(cells, COLUMNS))

    def made() -> HttpResponse:
        response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="subprocessors-{key}.csv"'
        return response

    return answer(request, tag_of("csv", body), made)


def _rows(key: str) -> tuple[Brand | None, PublishedVersion | None, list[PublicListing]]:
    """The brand, the version in effect, and what it lists; of the whole group neither brand nor version."""
    if key == GROUP:
        return None, None, shown_everywhere()
    brand = Brand.objects.active().filter(key=key).first()
    if brand is None:
        raise Http404
    return brand, *shown_now(brand)


def _told(version: PublishedVersion) -> dict[str, Any]:
    """Which version it is, since when, the hash of its content, and where it stays."""
    address = reverse("publications:version-json", args=[version.said["brand"], "subprocessors", version.number])
    return {
        "number": version.number,
        "effective_at": version.effective_at.isoformat(),
        "sha256": version.sha256,
        "url": settings.SITE_URL + address,
    }


def _sections(rows: list[PublicListing], *, by_brand: bool) -> list[tuple[str, list[PublicListing]]]:
    """The rows under one heading per brand (for the group) or per service."""
    sections: dict[str, list[PublicListing]] = {}
    for row in rows:
        sections.setdefault(row.brand if by_brand else row.service or _("All services"), []).append(row)
    return list(sections.items())


def _row(row: PublicListing) -> dict[str, Any]:
    """A row as machines are given it, its places as people read them."""
    return {name: row.places() if name == "locations" else getattr(row, name) for name in COLUMNS}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
