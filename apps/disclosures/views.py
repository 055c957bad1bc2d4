"""The transparency report for the public: the version in effect, and the files of every version; without a session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.organisation.models import Brand
from apps.organisation.queries import public_contact
from apps.publications.answering import answer, tag_of
from apps.publications.queries import documents, in_effect, versions_of

from .queries.reports import KIND
from .transparency.files import package_of

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What is in effect now, for people."""
    brand = Brand.objects.active().filter(key=key).first()
    version = in_effect(KIND, brand) if brand else None
    if brand is None or version is None:
        raise Http404
    document, contact = documents()[KIND], public_contact(brand)

    def made() -> HttpResponse:
        context = {"brand": brand, "document": document, "version": version, "contact": contact}
        context["address"] = f"/{brand.key}/{document.path}/"
        return render(request, "disclosures/report.html", context | {"shown": document.shown(version.said)})

    return answer(
        request, tag_of("transparency", get_language(), version.sha256, version.number, brand.name, contact), made
    )


@require_safe
def data(request: HttpRequest, key: str, number: int, name: str) -> HttpResponse:
    """One file of a version, for good: a table, or what describes them all."""
    brand = Brand.objects.filter(key=key).first()
    version = versions_of(KIND, brand).filter(number=number).first() if brand else None
    if version is None:
        raise Http404
    created = version.effective_at.isoformat(timespec="seconds")
    body = package_of(version.said, version=version.number, created=created).files().get(name)
    if body is None:
        raise Http404
    content_type = TYPES[name.rpartition(".")[2]]

    def made() -> HttpResponse:
        return HttpResponse(
            body, content_type=content_type, headers={"Content-Disposition": f'inline; filename="{name}"'}
        )

    return answer(request, tag_of(body), made, never_changes=True)
