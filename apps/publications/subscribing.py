"""Public pages of subscriptions: ask, confirm, leave, change. Only a POST changes anything; none needs a cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.mailroom.composing import LANGUAGES
from apps.mailroom.suppression import suppressed
from apps.organisation.models import Brand
from apps.organisation.queries import public_contact

from . import services
from .choices import LEAVING, WORDING, WORDINGS, Topic
from .forms.subscribing import PreferencesForm, SubscribeForm, form_token
from .models import Subscriber
from .queries.subscribers import (
    behind_confirm_link,
    behind_leave_link,
    behind_preferences_link,
    subscriptions_of,
    what_we_hold,
)
from .services.sign_ups import AskedTooOften
from .services.subscribers import Visit

#: The key under which all brands stand together.
GROUP = "group"

View = Callable[..., HttpResponse]


def own_page(view: View) -> View:
    """A page behind a link that is one person's: no cache keeps it, no search engine lists it, no other site hears of it."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"], response["Referrer-Policy"] = "no-store", "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


# --- Asking ---
# What a POST needs stands in its form or in its address. There is no session that another site could ride on, and so
# no cookie: hence csrf_exempt.


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest, key: str) -> HttpResponse:
    """The form to be told of the changes of a brand; for the whole group, the choice of a brand."""
    if key == GROUP:
        brands = list(Brand.objects.active())
        return _page(request, "choose_brand", {"brands": brands}, brand=None)
    brand = _active(key)
    if request.method == "POST":
        return _asked(request, brand)
    initial = {"topics": [Topic.SUBPROCESSORS], "language": _short_language(), "form": form_token(brand)}
    return _form_page(request, brand, SubscribeForm(brand, initial=initial))


def _asked(request: HttpRequest, brand: Brand) -> HttpResponse:
    """Take what was typed. The answer is the same whatever is known of the address."""
    form, status = SubscribeForm(brand, request.POST), 200
    if form.is_valid():
        if form.is_trapped:
            return redirect("publications:asked", brand.key)
        try:
            token = form.cleaned_data["form"]
            services.request_subscription(brand, wish=form.wish(), visit=_visit(request), form=token)
        except AskedTooOften as fault:
            form.add_error(None, str(fault))
            status = 429
        else:
            return redirect("publications:asked", brand.key)
    form.renew_token()
    return _form_page(request, brand, form, status=status)


def _form_page(request: HttpRequest, brand: Brand, form: SubscribeForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "wording": WORDINGS[WORDING]}
    return _page(request, "subscribe", context, brand=brand, status=status)


@require_safe
def asked(request: HttpRequest, key: str) -> HttpResponse:
    """What comes next, for everybody who asked."""
    return _page(request, "asked", {}, brand=_active(key))


# --- Links in letters ---


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """One button that confirms. Whoever only looks, as programs that test links do, changes nothing."""
    found = behind_confirm_link(token)
    if request.method == "POST" and found.waiting:
        found = services.confirm(token, visit=_visit(request))
    if not (found.waiting or found.confirmed or found.is_late):
        return _gone(request)
    first, context = found.subscribers[0], {"wording": WORDINGS[WORDING]}
    if found.waiting:
        return _page_for(request, "confirm", first, context | {"subscribers": found.waiting})
    if found.confirmed:
        return _page_for(request, "confirmed", first, {"subscribers": found.confirmed})
    return _page_for(request, "too_late", first, {}, status=410)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One button that unsubscribes; a mailbox's own button posts here too, without a page (RFC 8058)."""
    subscriber = behind_leave_link(token)
    if subscriber is None:
        return _gone(request)
    if request.method == "POST":
        subscriber = services.leave(subscriber)
    page = "leave" if subscriber.status in LEAVING else "left"
    return _page_for(request, page, subscriber, {"subscriber": subscriber})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that an address gets, to be changed or ended."""
    subscriber = behind_preferences_link(token)
    if subscriber is None:
        return _gone(request)
    known, brands = list(subscriptions_of(subscriber.email_key)), list(Brand.objects.active())
    told = {name: getattr(subscriber, name) for name in ("name", "organisation", "language")}
    given = request.POST if request.method == "POST" else None
    with translation.override(LANGUAGES[subscriber.language]):
        form = PreferencesForm(given, brands=brands, known=known, initial=told)
        if form.is_valid():
            wanted = set() if "leave_all" in request.POST else form.wanted()
            services.change_preferences(subscriber, wanted=wanted, person=form.person(), visit=_visit(request))
            return redirect(reverse("publications:preferences", args=[token]) + "?saved=1")
    context = {
        "form": form,
        "subscriber": subscriber,
        "token": token,
        "is_saved": "saved" in request.GET and given is None,
        "is_silent": bool(suppressed([subscriber.email_key])),
        "is_subscribed": any(one.status in LEAVING for one in known),
        "wording": WORDINGS[WORDING],
    }
    return _page_for(request, "preferences", subscriber, context)


@require_safe
@own_page
def held(request: HttpRequest, token: str) -> HttpResponse:
    """What we hold about a subscription, as a file (GDPR Art. 15 and 20)."""
    subscriber = behind_preferences_link(token)
    if subscriber is None:
        return _gone(request)
    with translation.override(LANGUAGES[subscriber.language]):
        response = JsonResponse(what_we_hold(subscriber), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="subscription.json"'
    return response


# --- What they share ---


def _active(key: str) -> Brand:
    brand = Brand.objects.active().filter(key=key).first()
    if brand is None:
        raise Http404
    return brand


def _short_language() -> str:
    return "nl" if (translation.get_language() or "").startswith("nl") else "en"


def _visit(request: HttpRequest) -> Visit:
    """From where somebody came, as the trusted proxy tells it, and with which browser."""
    browser = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))
    return Visit(get_adapter().get_client_ip(request), browser[:300])


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], *, brand: Brand | None, status: int = 200
) -> HttpResponse:
    context = context | {"brand": brand, "group": GROUP, "contact": public_contact(brand)}
    response = render(request, f"publications/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page_for(
    request: HttpRequest, name: str, subscriber: Subscriber, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in the language in which the subscriber gets letters."""
    with translation.override(LANGUAGES[subscriber.language]):
        response = _page(request, name, context, brand=subscriber.brand, status=status)
        response["Content-Language"] = translation.get_language() or ""
    return response


def _gone(request: HttpRequest) -> HttpResponse:
    """One page for what was never there, was used, replaced, or erased: it tells which to nobody."""
    return _page(request, "link_gone", {}, brand=None, status=404)


urlpatterns = [
    path("subscriptions/confirm/<str:token>/", confirm, name="confirm"),
    path("subscriptions/leave/<str:token>/", leave, name="leave"),
    path("subscriptions/<str:token>/", preferences, name="preferences"),
    path("subscriptions/<str:token>/data.json", held, name="held"),
    path("<slug:key>/subscribe/", subscribe, name="subscribe"),
    path("<slug:key>/subscribe/asked/", asked, name="asked"),
]
