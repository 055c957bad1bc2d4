"""By what a hold finds the contacts of customers."""

from apps.casework.registers import Holdable

HOLDABLE = [Holdable("organisation.noticecontact", addresses=("email",))]
