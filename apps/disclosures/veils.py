"""Requests under secrecy exist for nobody but those who are cleared for them."""

from apps.casework.registers import Veil

from .models import Demand

VEILS = [Veil("disclosures.demand", lambda user: Demand.objects.hidden_from(user))]
