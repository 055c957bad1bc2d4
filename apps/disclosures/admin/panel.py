"""What the list and the page of requests show in words and colours."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.backoffice.records import badge
from apps.organisation.calendars import place_of

from ..choices import DataCategory, NoticeStatus, Status, Urgency, Verification
from ..models import Demand, Notice

STATUS_TONES = {Status.RECEIVED: "warning", Status.RELEASED: "good", Status.CLOSED: "good"}
NOTICE_TONES = {NoticeStatus.DUE: "warning", NoticeStatus.DRAFTED: "danger", NoticeStatus.SENT: "good"}
SENDER_TONES = {
    Verification.OPEN: "warning",
    Verification.VERIFIED: "good",
    Verification.FAILED: "danger",
    Verification.UNVERIFIABLE: "danger",
}
URGENCY_TONES = {Urgency.EMERGENCY: "danger", Urgency.URGENT: "warning"}
#: Less than so long before it is due a badge warns; less than the second it alarms and counts hours.
SOON, NOW = datetime.timedelta(days=7), datetime.timedelta(hours=48)
HOUR = datetime.timedelta(hours=1)


def time_left_words(left: datetime.timedelta) -> str:
    """How long there is, in words: hours where it is a matter of hours."""
    span, over = abs(left), left < datetime.timedelta()
    if span < NOW:
        hours = int(span / HOUR)
        if hours == 0:
            return _("less than an hour overdue") if over else _("less than an hour left")
        if over:
            return ngettext("%(count)d hour overdue", "%(count)d hours overdue", hours) % {"count": hours}
        return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}
    if over:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", span.days) % {"count": span.days}
    return ngettext("%(count)d day left", "%(count)d days left", span.days) % {"count": span.days}


def due_badge(demand: Demand, now: datetime.datetime) -> str:
    """How long there is until the period that steers ends. Empty where nothing is due, or nothing any more."""
    if demand.due_at is None or demand.status in (Status.RELEASED, Status.CLOSED):
        return ""
    left = demand.due_at - now
    tone = "danger" if left < NOW else "warning" if left < SOON else "good"
    title = _("Due %(moment)s") % {"moment": moment_words(demand.due_at)}
    return badge(time_left_words(left), tone, title)


def moment_words(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j M Y, H:i") if moment else "—"


def at_office(demand: Demand, moment: datetime.datetime | None) -> str:
    """A moment by the clock of the request's office, with its zone."""
    if moment is None:
        return "—"
    zone = place_of(demand.office).zone
    return f"{_on_the_clock(moment.astimezone(zone))} ({zone.key})"


def _on_the_clock(moment: datetime.datetime) -> str:
    """With its seconds where it has some."""
    return date_format(moment, "j M Y, H:i:s" if moment.second else "j M Y, H:i")


def period_words(demand: Demand, start: datetime.datetime | None, end: datetime.datetime | None) -> str:
    """A period by the clock of the request's office, with its zone."""
    if start is None or end is None:
        return _("not stated")
    zone = place_of(demand.office).zone
    return f"{_on_the_clock(start.astimezone(zone))} – {_on_the_clock(end.astimezone(zone))} ({zone.key})"


def day_words(day: datetime.date | None) -> str:
    return date_format(day, "j M Y") if day else "—"


def status_badge(demand: Demand) -> str:
    return badge(demand.get_status_display(), STATUS_TONES.get(Status(demand.status), "neutral"))


def notice_badge(notice: Notice) -> str:
    words = {NoticeStatus.WITHHELD: _("Withheld"), NoticeStatus.DRAFTED: _("Drafted")}.get(NoticeStatus(notice.status))
    return badge(words or notice.get_status_display(), NOTICE_TONES.get(NoticeStatus(notice.status), "neutral"))


def sender_badge(demand: Demand) -> str:
    return badge(demand.get_verification_display(), SENDER_TONES[Verification(demand.verification)])


def urgency_badge(demand: Demand) -> str:
    """What comes before its date; empty where nothing does."""
    tone = URGENCY_TONES.get(Urgency(demand.urgency))
    words = _("Emergency") if demand.is_emergency else demand.get_urgency_display()
    return badge(words, tone) if tone else ""


def secrecy_badge(demand: Demand) -> str:
    return badge(_("Under secrecy"), "danger") if demand.is_secret else ""


def category_words(text: str) -> str:
    """Categories of data, as a column holds them, in words."""
    chosen = text.split()
    return ", ".join(str(one.label) for one in DataCategory if one in chosen)


def page_of(demand: Demand) -> str:
    return reverse("admin:disclosures_demand_change", args=[demand.pk])


def facts_of(demand: Demand) -> list[dict[str, Any]]:
    """What is known of a request, by label; what is not known is left out."""
    stands = [
        (_("Looked after by"), demand.assignee or _("nobody yet")),
        (_("Served"), at_office(demand, demand.received_at)),
        (_("How it came"), demand.get_channel_display()),
        (_("Proof of service"), demand.service_proof),
        (_("Their reference"), demand.their_reference),
        (_("Earlier reference"), demand.earlier_reference),
        (_("Company served"), demand.legal_entity),
        (_("Brand"), demand.brand),
        (_("Office"), demand.office),
        (_("Authority"), _authority_words(demand)),
        (_("Officer"), ", ".join(filter(None, [demand.officer, demand.officer_badge, demand.officer_email]))),
        (_("Legal basis"), demand.legal_basis),
        (_("It reaches"), category_words(demand.legal_basis.allows) or _("no category by itself")),
        (_("Asks for"), category_words(demand.categories) or _("no category stated")),
        (_("Period"), period_words(demand, demand.period_from, demand.period_to)),
        (_("Stored or future"), demand.get_timing_display()),
        (_("Whose data"), demand.get_holder_display()),
        (_("Our role"), demand.get_our_role_display()),
        (_("Customer"), demand.customer),
        (_("Language"), demand.language),
        (_("Closed"), moment_words(demand.closed_at) if demand.closed_at else ""),
        (_("At the end"), demand.closing_words),
    ]
    return [{"label": label, "value": value} for label, value in stands if value]


def _authority_words(demand: Demand) -> str:
    authority = demand.authority
    return f"{authority} ({authority.country.name})" if authority else _("not named yet")
