"""What the organisation shows on the home page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import Card

from .queries import count_gaps


def gaps_to_mend(user: Any) -> int:
    """How many gaps the registers have today, whoever looks."""
    return count_gaps()


CARDS = [
    Card(
        title=_("Gaps in the registers"),
        figure=gaps_to_mend,
        url="admin:organisation_gaps",
        permission="organisation.view_brand",
        hint=_("What the privacy statement demands and a register lacks."),
    ),
]
