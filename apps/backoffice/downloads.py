"""Files that leave the office: saved, never shown, and never run."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.casework.forms import WhyForm
from apps.trail.errors import RuleBroken

from .forms import dress_form


def sealed_file(
    model_admin: Any,
    request: HttpRequest,
    record: Any,
    *,
    opened: Callable[[], Iterable[bytes]],
    name: str,
    size: int | None = None,
) -> HttpResponseBase:
    """The encrypted file of a record as a download, or a page that says why it does not open any more.

    ``opened`` gives its pieces, and is the act of opening it; ``size`` in bytes lets a browser show how far it is.
    """
    try:
        return attachment(opened(), name, size=size)
    except GONE:
        return file_gone(model_admin, request, record)


def file_for_a_reason(
    model_admin: Any,
    request: HttpRequest,
    record: Any,
    file: Any,
    *,
    opened: Callable[[str], Iterable[bytes]],
) -> HttpResponseBase:
    """A file that is opened for a reason: GET asks for it, POST gives the file. ``opened`` takes the reason.

    ``record`` is the one whose page leads here; ``file`` has file_name, file_size and, where it is known, sha256.
    """
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        why, name = form.cleaned_data["why"], file.file_name or "file"
        return sealed_file(model_admin, request, record, opened=lambda: opened(why), name=name, size=file.file_size)
    dress_form(form)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": record,
        "back": reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk]),
        "title": file.file_name or _("The file"),
        "file": file,
        "form": form,
    }
    return TemplateResponse(request, "admin/file_reason.html", context)


#: What opening something encrypted raises when it was erased, altered or lost.
GONE = (RuleBroken, FileNotFoundError)


def file_gone(model_admin: Any, request: HttpRequest, record: Any) -> HttpResponseBase:
    """The page that says why something encrypted does not open any more."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "original": record,
        "title": _("This file cannot be opened any more"),
    }
    return TemplateResponse(request, "admin/file_gone.html", context, status=410)


def attachment(pieces: Iterable[bytes], name: str, *, size: int | None = None) -> StreamingHttpResponse:
    """A download under its own name (RFC 6266), as bytes of no type that a browser would open."""
    printable = "".join(letter for letter in name if letter.isprintable()) or "file"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=printable) or "attachment",
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    if size is not None:
        headers["Content-Length"] = str(size)
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers=headers)
