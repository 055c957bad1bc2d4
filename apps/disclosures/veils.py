"""Requests under secrecy, and the counting of them, exist for nobody but those who are cleared."""

from apps.casework.registers import Veil

from .models import Demand, TransparencyReport

VEILS = [
    Veil("disclosures.demand", lambda user: Demand.objects.hidden_from(user)),
    Veil("disclosures.transparencyreport", lambda user: TransparencyReport.objects.hidden_from(user)),
]
