"""Requests under secrecy, and the counting of them, exist for nobody but those who are cleared."""

from apps.accounts.choices import Right
from apps.casework.registers import Secret, Veil

from .models import Demand, TransparencyReport

#: What belongs to a request, and is hidden with it.
PARTS = (
    *("target", "original", "check", "silence", "cleared", "decision", "pushedback", "notice", "release"),
    *("packagefile", "preservation", "cost"),
)

VEILS = [
    Secret(
        "disclosures.demand",
        hidden=lambda user: Demand.objects.hidden_from(user),
        shown=lambda rows, user: rows.visible_to(user),
        is_secret=lambda number: Demand.objects.filter(pk=number, is_secret=True).exists(),
        may_count=lambda user: Right.SECRECY in getattr(user, "rights", ()),
    ),
    *(Veil(f"disclosures.{part}", link="demand", is_named=False) for part in PARTS),
    Secret(
        "disclosures.transparencyreport",
        hidden=lambda user: TransparencyReport.objects.hidden_from(user),
        shown=lambda rows, user: rows.visible_to(user),
        is_secret=lambda number: TransparencyReport.objects.drafts().filter(pk=number).exists(),
        may_count=lambda user: Right.SECRECY in getattr(user, "rights", ()),
    ),
]
