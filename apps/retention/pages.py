"""On the page of every case a hold can be placed on it."""

from django.utils.translation import gettext_lazy as _

from apps.casework.registers import RecordPage

from .queries import cases

PAGES = [
    RecordPage(
        model=model,
        label=_("Place a hold"),
        explanation=_("Nothing that belongs to it is erased until two people lift the hold."),
        url=f"admin:retention_hold_on_{model.replace('.', '_')}",
        permissions=("retention.add_hold",),
    )
    for model in cases()
]
