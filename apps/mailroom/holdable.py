"""By what a hold finds letters and mail: to or from whom they are, and the record they are about."""

from apps.casework.registers import Holdable

HOLDABLE = [
    Holdable("mailroom.letter", addresses=("to_address",), cases=("about",)),
    Holdable("mailroom.inboundmessage", addresses=("sender",), cases=("about",)),
    Holdable("mailroom.suppression", addresses=("address",)),
]
