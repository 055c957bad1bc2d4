"""By what a hold finds subscribers."""

from apps.casework.registers import Holdable

HOLDABLE = [Holdable("publications.subscriber", addresses=("email",))]
