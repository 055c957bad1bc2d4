"""The page behind the link of a notice: what was announced, until when one may object, and a form to do so.

Its address is what lets somebody in, so it needs no cookie, and no other site can post to it without knowing it.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from apps.accounts.services import Limit, take_attempts
from apps.organisation.models import NoticeContact
from apps.organisation.queries import public_contact
from apps.publications import tokens
from apps.publications.choices import UNSENT, AnnouncementStatus
from apps.publications.models import Announcement
from apps.trail.errors import RuleBroken

from . import services
from .forms import ObjectionForm
from .models import Objection
from .queries.objections import objected_changes, time_to_object, told_changes

PURPOSE = "object"
#: A company may stand behind one address, and somebody may mistype; more is a machine.
OBJECTIONS_PER_PLACE = Limit("objection-from", 20, 60 * 60)
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


def link_token(announcement: Announcement, contact: NoticeContact) -> str:
    """What stands in the link of this contact's letter; it never expires, and being late is told on the page."""
    return tokens.signed(PURPOSE, f"{announcement.pk}-{contact.pk}")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; POST logs the objection once, and leads back here to what is on record."""
    announcement, contact = _named_by(token)
    known = services.on_record(announcement, contact.customer)
    if request.method != "POST" or known or not _may_object(announcement, contact):
        form = None if known else ObjectionForm(announcement=announcement, language=_language())
        return _answer(request, announcement, contact, form, known)
    form = ObjectionForm(request.POST, announcement=announcement, language=_language())
    if not take_attempts((OBJECTIONS_PER_PLACE, get_adapter().get_client_ip(request))):
        return _answer(request, announcement, contact, form, None, is_refused=True)
    if not form.is_valid():
        return _answer(request, announcement, contact, form, None)
    try:
        services.object_by_link(announcement, contact, **form.cleaned_data)
    except RuleBroken as refused:  # it was cancelled while the form was filled in
        form.add_error(None, str(refused))
        return _answer(request, announcement, contact, form, None)
    answer = redirect("subprocessors:object", token)
    answer.status_code = 303  # the browser looks at the page again, and a reload posts nothing
    return _private(answer)


def _named_by(token: str) -> tuple[Announcement, NoticeContact]:
    name = tokens.read(PURPOSE, token)
    numbers = name.split("-") if name else []
    if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        raise Http404
    announcement = Announcement.objects.select_related("brand").filter(pk=numbers[0]).exclude(status__in=UNSENT).first()
    contact = NoticeContact.objects.select_related("customer").filter(pk=numbers[1]).first()
    if announcement is None or contact is None or contact.customer.brand_id != announcement.brand_id:
        raise Http404
    return announcement, contact


def _may_object(announcement: Announcement, contact: NoticeContact) -> bool:
    return (
        contact.is_current
        and announcement.status != AnnouncementStatus.CANCELLED
        and announcement.sending_at is not None
    )


def _language() -> str:
    """The reader's language, among those of letters."""
    return "nl" if (get_language() or "").startswith("nl") else "en"


def _answer(
    request: HttpRequest,
    announcement: Announcement,
    contact: NoticeContact,
    form: ObjectionForm | None,
    known: Objection | None,
    *,
    is_refused: bool = False,
) -> HttpResponse:
    language = _language()
    context: dict[str, Any] = {
        "announcement": announcement,
        "brand": announcement.brand,
        "customer": contact.customer,
        "contact": public_contact(announcement.brand),
        "told": told_changes(announcement.changes.all(), language),
        "may_object": _may_object(announcement, contact),
        "is_current": contact.is_current,
        "form": form,
        "known": known,
        "is_refused": is_refused,
    }
    if known:
        context |= {
            "objected": told_changes(objected_changes(known), language),
            "is_ours": known.contact_id == contact.pk,
        }
    elif announcement.sending_at is not None:
        time = time_to_object(announcement, contact.customer, contact)
        context |= {"last_day": time.last_day, "is_late": not time.is_in_time(timezone.now())}
    status = 429 if is_refused else 400 if form is not None and form.errors else 200
    return _private(render(request, "subprocessors/object.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept by no cache, found by no search, and its address told to no other site."""
    for name, value in PRIVATE.items():
        answer.headers[name] = value
    return answer


urlpatterns = [path("objections/<str:token>/", page, name="object")]
