"""By what a hold finds requests: who asks, and the request that something belongs to."""

from apps.casework.registers import Holdable

HOLDABLE = [
    Holdable("dsr.ticket", addresses=("email",), phones=("phone",)),
    Holdable("dsr.filing", addresses=("email",), cases=("ticket",)),
]
