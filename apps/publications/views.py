"""What was published, for the public: versions, what changed between them, and feeds; without a session."""

import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, register_converter, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.organisation.models import Brand
from apps.organisation.queries import public_contact

from .answering import answer, tag_of
from .choices import DocumentKind, Format
from .feeds import atom, json_feed, newest_change
from .models import PublishedVersion
from .queries import (
    SHOWN_AT_ONCE,
    as_of,
    differences_of,
    document_at,
    document_of,
    documents,
    in_effect,
    versions_of,
    with_differences,
)
from .rendering import content_policy
from .services import rendition_of
from .shelves import Shelf, ShelfConverter

FEEDS: dict[str, Any] = {
    "atom": (atom, "application/atom+xml; charset=utf-8"),
    "json": (json_feed, "application/feed+json; charset=utf-8"),
}


@require_safe
def statement(request: HttpRequest, key: str) -> HttpResponse:
    """The privacy statement in effect now, for people."""
    brand = Brand.objects.active().filter(key=key).first()
    version = in_effect(DocumentKind.STATEMENT, brand) if brand else None
    if brand is None or version is None:
        raise Http404
    document, contact = documents()[DocumentKind.STATEMENT], public_contact(brand)
    coming = versions_of(DocumentKind.STATEMENT, brand).filter(number=version.number + 1).first()

    def made() -> HttpResponse:
        shown = document.shown(version.said)
        context = {"brand": brand, "document": document, "version": version, "shown": shown, "contact": contact}
        return render(request, "publications/statement.html", context | {"coming": coming})

    seen = (version.sha256, version.number, brand.name, coming and coming.number)
    return answer(request, tag_of("statement", get_language(), seen, contact), made)


@require_safe
def version_list(request: HttpRequest, key: str, path: str) -> HttpResponse:
    """Every version, newest first, each with what it changed."""
    shelf = _found(key, path)
    brand = shelf.brand
    asked = request.GET.get("page", "1")
    page = Paginator(shelf.versions(), SHOWN_AT_ONCE).get_page(asked if len(asked) < 10 else "1")
    if not page.paginator.count:
        raise Http404

    contact = public_contact(brand)

    def made() -> HttpResponse:
        now, today = timezone.now(), timezone.localdate()
        shown = with_differences(page.object_list)
        context = shelf.told() | {"page": page, "versions": shown, "now": now, "today": today, "contact": contact}
        return render(request, "publications/versions.html", context)

    seen = (newest_change(shelf), page.number, contact, timezone.localdate())
    return answer(request, tag_of("versions", get_language(), seen), made)


@require_safe
def version_page(request: HttpRequest, key: str, path: str, number: int) -> HttpResponse:
    """One version for good: the page as it was made once, byte for byte."""
    return _kept(request, _version(_found(key, path), number), "html")


@require_safe
def version_file(request: HttpRequest, key: str, path: str, number: int, ending: str) -> HttpResponse:
    """One version for good, printed (pdf) or as the very bytes that its hash is of (json)."""
    return _kept(request, _version(_found(key, path), number), ending)


@require_safe
def version_as_of(request: HttpRequest, key: str, path: str, day: str, ending: str = "html") -> HttpResponse:
    """What was in effect at the end of a day, by the clock of the office."""
    shelf = _found(key, path)
    try:
        asked = datetime.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    if asked.isoformat() != day:  # a day has one address
        raise Http404
    today = timezone.localdate()
    version = as_of(shelf.document.kind, shelf.brand, asked, shelf.part) if asked <= today else None
    if version is None:
        context = shelf.told() | {"day": asked, "is_to_come": asked > today, "first": shelf.versions().last()}
        context["contact"] = public_contact(shelf.brand)
        return render(request, "publications/nothing_then.html", context, status=404)
    return _kept(request, version, ending, never_changes=asked < today)


@require_safe
def choose_day(request: HttpRequest, key: str, path: str) -> HttpResponse:
    """From the form of the list of versions to the address of its day."""
    _found(key, path)
    try:
        day = datetime.date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return HttpResponseRedirect(reverse("publications:versions", args=[key, path]))
    return HttpResponseRedirect(reverse("publications:as-of", args=[key, path, day.isoformat()]))


@require_safe
def version_differences(request: HttpRequest, key: str, path: str, older: int, newer: int) -> HttpResponse:
    """What changed from one version to another, in words."""
    shelf = _found(key, path)
    brand, document = shelf.brand, shelf.document
    if older > newer:
        return HttpResponseRedirect(reverse("publications:differences", args=[key, path, newer, older]))
    before, after = (_version(shelf, number) for number in (older, newer))

    contact = public_contact(brand)

    def made() -> HttpResponse:
        context = shelf.told() | {
            "before": before,
            "after": after,
            "versions": [before, after],
            "sentences": differences_of(after, before),
            "marked": document.marked(before.said, after.said) if document.marked else [],
            "contact": contact,
        }
        return render(request, "publications/differences.html", context)

    seen = (before.sha256, after.sha256, older, newer, brand.name, contact)
    return answer(request, tag_of("differences", get_language(), seen), made)


@require_safe
def feed(request: HttpRequest, key: str, path: str, ending: str) -> HttpResponse:
    """The changes of a document, for a reader of feeds."""
    shelf = _found(key, path)
    write, content_type = FEEDS[ending]
    language = _language(request)

    def made() -> HttpResponse:
        return HttpResponse(write(shelf, language), content_type=content_type, headers=_in(language))

    return answer(request, tag_of(ending, language, settings.SITE_URL, newest_change(shelf)), made)


def _found(key: str, path: str) -> Shelf:
    """The brand, in use or not, and the document at this address: what was public stays so."""
    name, _slash, part = path.partition("/")
    brand, document = Brand.objects.filter(key=key).first(), document_at(name)
    if brand is None or document is None:
        raise Http404
    return Shelf(brand, document, part)


def _version(shelf: Shelf, number: int) -> PublishedVersion:
    version = shelf.versions().filter(number=number).first()
    if version is None:
        raise Http404
    return version


def _language(request: HttpRequest) -> str:
    """The language that an address names: what is kept for good does not depend on who asks."""
    return "nl" if request.GET.get("lang") == "nl" else "en"


def _in(language: str) -> dict[str, str]:
    return {"Content-Language": language}


def _kept(request: HttpRequest, version: PublishedVersion, ending: str, *, never_changes: bool = True) -> HttpResponse:
    """The bytes of a version as they are kept."""
    if ending == "json":
        body, language = version.content.encode(), ""
    else:
        language = _language(request)
        body = bytes(rendition_of(version, into=Format(ending), language=language).body)

    def made() -> HttpResponse:
        if ending == "html":
            headers = _in(language) | {"Content-Security-Policy": content_policy(body)}
            return HttpResponse(body, content_type="text/html; charset=utf-8", headers=headers)
        if ending == "json":
            return HttpResponse(body, content_type="application/json")
        names = [
            version.said["brand"],
            document_of(version).path,
            *filter(None, [version.part]),
            version.number,
            language,
        ]
        name = "-".join(map(str, names)) + ".pdf"
        headers = _in(language) | {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)

    return answer(request, tag_of(body), made, never_changes=never_changes)


register_converter(ShelfConverter, "shelf")
_AT = "<slug:key>/<shelf:path>/"
urlpatterns: list[Any] = [
    path("<slug:key>/privacy-statement/", statement, name="statement"),
    path(f"{_AT}versions/", version_list, name="versions"),
    path(f"{_AT}versions/<int:number>/", version_page, name="version"),
    path(f"{_AT}versions/<int:number>.json", version_file, {"ending": "json"}, name="version-json"),
    path(f"{_AT}versions/<int:number>.pdf", version_file, {"ending": "pdf"}, name="version-pdf"),
    path(f"{_AT}versions/<int:older>..<int:newer>/", version_differences, name="differences"),
    path(f"{_AT}as-of/", choose_day, name="choose-day"),
    path(f"{_AT}as-of/<str:day>/", version_as_of, name="as-of"),
    path(f"{_AT}as-of/<str:day>.json", version_as_of, {"ending": "json"}, name="as-of-json"),
    path(f"{_AT}as-of/<str:day>.pdf", version_as_of, {"ending": "pdf"}, name="as-of-pdf"),
    path(f"{_AT}changes.atom", feed, {"ending": "atom"}, name="atom"),
    path(f"{_AT}changes.json", feed, {"ending": "json"}, name="json-feed"),
]
