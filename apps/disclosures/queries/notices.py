"""What a customer would be told, and where it would go."""

from typing import Any, NamedTuple

from ..models import Demand


class NoticePreview(NamedTuple):
    """A notice as it would leave: its text, and each contact that gets it."""

    text: str
    contacts: list[Any]


def notice_preview(demand: Demand, *, text: str, form: str) -> NoticePreview:
    contacts = list(demand.customer.contacts.current().order_by("pk")) if demand.customer else []
    return NoticePreview(text, contacts)
