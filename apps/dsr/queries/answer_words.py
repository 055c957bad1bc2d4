"""What the letter of an answer says, in the language of the person and the terms of their law."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from apps.mailroom.composing import LANGUAGES
from apps.organisation.models import DataSource, ServiceData

from ..choices import GRANTED, WITH_A_GROUND
from ..laws import article_for, words_for
from ..models import Item, Ticket
from .answers import answer_files, complaint_route, has_access


def said_in_answer(ticket: Ticket) -> dict[str, Any]:
    """The values of ``dsr/answered``, beyond what every letter of a ticket says."""
    route, gives_access = complaint_route(ticket), has_access(ticket)
    with override(LANGUAGES[ticket.language]):
        decided = [_decision(ticket, item) for item in ticket.items.all()]
    return {
        "decisions": decided,
        "is_refused": any(one["ground"] for one in decided),
        "stops_marketing": ticket.items.filter(is_direct_marketing=True, decision__in=GRANTED).exists(),
        "files": len(answer_files(ticket)),
        "until": ticket.answer_until.date() if ticket.answer_until else None,
        "authority": route.authority,
        "authority_website": route.website,
        "remedy": route.remedy,
        "sources": list(DataSource.objects.values_list("name", flat=True)) if gives_access else [],
        "categories": _categories(ticket) if gives_access else [],
        "recipients_page": _recipients_page(ticket) if gives_access else "",
    }


def _decision(ticket: Ticket, item: Item) -> dict[str, str]:
    """One right as its law calls it, what was decided, and why; an address without a ground has neither."""
    has_ground = item.decision in WITH_A_GROUND
    return {
        "right": words_for(ticket.regime, item.right),
        "article": article_for(ticket.regime, item.right),
        "decision": item.get_decision_display(),
        "ground": item.get_ground_display() if has_ground else "",
        "citation": item.citation,
        "duty": item.duty,
        "explanation": item.explanation,
    }


def _categories(ticket: Ticket) -> list[str]:
    """The categories of data that the services of the brand involve (GDPR Art. 15(1)(b))."""
    links = ServiceData.objects.current().filter(service__brand=ticket.brand_id)
    return list(links.order_by("category__name").values_list("category__name", flat=True).distinct())


def _recipients_page(ticket: Ticket) -> str:
    """Where the recipients of the data are listed (GDPR Art. 15(1)(c))."""
    return settings.SITE_URL + reverse("subprocessors:page", args=[ticket.brand.key])
