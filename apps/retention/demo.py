"""The demo company's one hold: a customer's claim, for which what is known of a person must be kept."""

import datetime

from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.queries import people_holding

from .choices import HoldGround, Scope
from .models import Hold
from .services import place_hold


def load() -> dict[str, int]:
    """One open hold, reviewed in a month; once."""
    owner = people_holding(Right.LEGAL).first()
    if owner is None or Hold.objects.exists():
        return {"holds": 0}
    place_hold(
        scope=Scope.PERSON,
        email="henk.claims@person.example",
        ground_kind=HoldGround.LITIGATION,
        ground="Claim of H. Claims about calls billed in 2025: all that shows what was called and billed.",
        owner=owner,
        review_on=timezone.localdate() + datetime.timedelta(days=30),
        by="command:load_demo",
    )
    return {"holds": 1}


DEMO = [load]
