"""The public form of requests: ask, and confirm by the link of a letter. Only a POST changes anything, without a cookie."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.mailroom.composing import LANGUAGES
from apps.organisation.models import Brand
from apps.organisation.queries import public_contact
from apps.publications.subscribing import GROUP, own_page
from apps.trail.errors import RuleBroken

from . import services
from .forms.filing import RequestForm, form_token
from .models import Filing
from .queries.filings import FilingLink, behind_filing_link
from .services.filings import FiledTooOften

#: What a form takes beside its files.
REST_OF_FORM = 2**20

# What a POST needs stands in its form or in its address. There is no session that another site could ride on, and so
# no cookie: hence csrf_exempt.


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """The form of a brand; for the whole group, the choice of a brand."""
    if key == GROUP:
        return _page(request, "choose_brand", {"brands": list(Brand.objects.active())}, brand=None)
    brand = _active(key)
    if _is_too_large(request):
        form = RequestForm(brand, initial={"form": form_token(brand)})
        return _page(request, "request", {"form": form, "is_too_large": True}, brand=brand, status=413)
    if request.method == "POST":
        return _asked(request, brand)
    return _page(request, "request", {"form": RequestForm(brand, initial={"form": form_token(brand)})}, brand=brand)


def _is_too_large(request: HttpRequest) -> bool:
    """Judged by what it says of itself, before a byte of it is read: nobody fills a disk by trying."""
    length = request.headers.get("Content-Length") or "0"
    return length.isdecimal() and int(length) > settings.UPLOAD_MEGABYTES * 2**20 + REST_OF_FORM


def _asked(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Take what was typed. The answer is the same whatever is known of the address."""
    form, status = RequestForm(brand, request.POST, request.FILES), 200
    if form.is_valid():
        try:
            if not form.is_trapped:
                place = get_adapter().get_client_ip(request)
                services.file_request(brand, wish=form.wish(), place=place, form=form.cleaned_data["form"])
        except FiledTooOften as fault:
            form.add_error(None, str(fault))
            status = 429
        else:
            return redirect("dsr:asked", brand.key)
    form.renew_token()
    return _page(request, "request", {"form": form, "had_files": bool(request.FILES)}, brand=brand, status=status)


@require_safe
def asked(request: HttpRequest, key: str) -> HttpResponse:
    """What comes next, for everybody who asked."""
    return _page(request, "asked", {"days": settings.REQUEST_CONFIRM_DAYS}, brand=_active(key))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button that confirms. Whoever only looks, as programs that test links do, changes nothing."""
    link, refusal = behind_filing_link(token), ""
    if request.method == "POST":
        try:
            link = services.confirm_filings(token, chosen=_chosen(request))
        except RuleBroken as refused:
            refusal = str(refused)
    if not link.filings:
        return _page(request, "link_gone", {}, brand=None, status=404)
    return _answer(request, link, refusal)


def _chosen(request: HttpRequest) -> set[int]:
    return {int(one) for one in request.POST.getlist("filing") if one.isdecimal() and len(one) < 19}


def _answer(request: HttpRequest, link: FilingLink, refusal: str) -> HttpResponse:
    """Where the filings of a link stand, in the language in which they were filed."""
    first, context = link.filings[0], {"link": link, "refusal": refusal}
    if link.waiting:
        missed = request.method == "POST" and not refusal and not link.became
        page, status = "confirm", 409 if refusal else 400 if missed else 200
        return _page_for(request, page, first, context | {"is_missed": missed}, status=status)
    if link.became:
        return _page_for(request, "confirmed", first, context)
    return _page_for(request, "too_late", first, context, status=410)


# --- What they share ---


def _active(key: str) -> Brand:
    brand = Brand.objects.active().filter(key=key).first()
    if brand is None:
        raise Http404
    return brand


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], *, brand: Brand | None, status: int = 200
) -> HttpResponse:
    context = context | {"brand": brand, "group": GROUP, "contact": public_contact(brand)}
    response = render(request, f"dsr/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page_for(
    request: HttpRequest, name: str, filing: Filing, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    with translation.override(LANGUAGES[filing.language]):
        response = _page(request, name, context, brand=filing.brand, status=status)
        response["Content-Language"] = translation.get_language() or ""
    return response


urlpatterns = [
    path("privacy-request/confirm/<str:token>/", confirm, name="confirm"),
    path("<slug:key>/privacy-request/", ask, name="ask"),
    path("<slug:key>/privacy-request/asked/", asked, name="asked"),
]
