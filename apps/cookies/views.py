"""Notices for the public, and the files that banners read; without a session."""

from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, register_converter
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.organisation.models import Brand
from apps.organisation.queries import public_contact
from apps.publications.answering import answer, tag_of
from apps.publications.models import PublishedVersion
from apps.publications.queries import documents
from apps.publications.shelves import Shelf

from . import banners
from .models import Site
from .queries.versions import KIND, version_in_effect, version_name


class DomainConverter:
    """The domain of a site."""

    regex = r"localhost|[a-z0-9-]+(?:\.[a-z0-9-]+)+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PublicIdConverter:
    """What a banner calls its site by."""

    regex = "[0-9a-f]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@require_safe
def sites(request: HttpRequest, key: str) -> HttpResponse:
    """The sites of a brand that have a notice."""
    brand = Brand.objects.active().filter(key=key).first()
    found = list(brand.sites.active().select_related("brand")) if brand else []
    published = [site for site in found if version_in_effect(site) is not None]
    if brand is None or not published:
        raise Http404
    contact = public_contact(brand)
    context = {"brand": brand, "sites": published, "contact": contact}
    tag = tag_of("cookie sites", get_language(), [site.domain for site in published], brand.name, contact)
    return answer(request, tag, lambda: render(request, "cookies/sites.html", context))


@require_safe
def notice(request: HttpRequest, key: str, domain: str) -> HttpResponse:
    """What is in effect now, for people."""
    site, version = _in_effect(Site.objects.filter(brand__key=key, domain=domain))
    shelf, contact = Shelf(site.brand, documents()[KIND], site.domain), public_contact(site.brand)

    def made() -> HttpResponse:
        context = shelf.told() | {"version": version, "contact": contact, "site": site}
        return render(request, "cookies/notice.html", context | {"shown": shelf.document.shown(version.said)})

    seen = (version.sha256, version.number, site.brand.name, contact)
    return answer(request, tag_of("cookies", get_language(), seen), made)


@require_safe
def notice_json(request: HttpRequest, key: str, domain: str) -> HttpResponse:
    """What is in effect now, for programs: the very content that its hash is of."""
    _site, version = _in_effect(Site.objects.filter(brand__key=key, domain=domain))
    body = version.content.encode()
    return answer(request, tag_of(body), lambda: HttpResponse(body, content_type="application/json"))


# --- Files of banners --------------------------------------------------------------------------------------------------


@require_safe
def cookieconsent(request: HttpRequest, public_id: str, ending: str) -> HttpResponse:
    """The configuration of vanilla-cookieconsent; ``?bots=1`` shows the banner to robots too, as tests want."""
    _site, version = _in_effect(Site.objects.filter(public_id=public_id))
    hides = request.GET.get("bots") != "1"
    said, name = version.said, version_name(version)
    if ending == "js":
        body = banners.cookieconsent_module(said, name, hides_from_bots=hides)
        return _file(request, body, "text/javascript; charset=utf-8")
    return _file(request, banners.as_json(banners.cookieconsent(said, name, hides_from_bots=hides)), "application/json")


@require_safe
def klaro(request: HttpRequest, public_id: str, *, is_list: bool = False) -> HttpResponse:
    """The configuration that klaro fetches for the name of its site; every answer is JSON, as it reads nothing else."""
    try:
        _site, version = _in_effect(Site.objects.filter(public_id=public_id))
    except Http404:
        return _allowed(JsonResponse({"error": "There is no published notice of this site."}, status=404))
    config = banners.klaro(version.said, version_name(version), site_url=settings.SITE_URL)
    return _file(request, banners.as_json([config] if is_list else config), "application/json")


@require_safe
def gpc(request: HttpRequest) -> HttpResponse:
    """Whether the sites of this host honour Global Privacy Control (W3C draft): where all do, or the one that is asked."""
    host = request.get_host().partition(":")[0]
    found = Site.objects.active()
    asked = found.filter(domain=host)
    sites_asked = asked if asked.exists() else found
    honours = not sites_asked.filter(honours_gpc=False).exists()
    changed = Site.past.objects.filter(id__in=sites_asked.values("pk")).aggregate(at=Max("history_date"))["at"]
    told: dict[str, Any] = {"gpc": honours}
    if changed is not None:
        told["lastUpdate"] = changed.date().isoformat()
    body = banners.as_json(told)
    return answer(request, tag_of(body), lambda: HttpResponse(body, content_type="application/json"))


def _in_effect(found: Any) -> tuple[Site, PublishedVersion]:
    site = found.select_related("brand").filter(is_active=True, brand__is_active=True).first()
    version = version_in_effect(site) if site else None
    if site is None or version is None:
        raise Http404
    return site, version


def _file(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    return _allowed(answer(request, tag_of(body), lambda: HttpResponse(body, content_type=content_type)))


def _allowed(response: HttpResponse) -> HttpResponse:
    """Any page may read it: it is the same for everybody and holds nothing of a visitor."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


register_converter(DomainConverter, "domain")
register_converter(PublicIdConverter, "public_id")
urlpatterns = [
    path(".well-known/gpc.json", gpc, name="gpc"),
    path("v1/banners/<public_id:public_id>/cookieconsent.<str:ending>", cookieconsent, name="cookieconsent"),
    path("v1/privacy-managers/<public_id:public_id>/config.json", klaro, name="klaro"),
    path("v1/privacy-managers/<public_id:public_id>/configs.json", klaro, {"is_list": True}, name="klaro-list"),
    path("<slug:key>/cookies/", sites, name="sites"),
    path("<slug:key>/cookies/<domain:domain>/", notice, name="notice"),
    path("<slug:key>/cookies/<domain:domain>/notice.json", notice_json, name="notice-json"),
]
