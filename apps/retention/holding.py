"""What must not be erased: what a standing hold covers."""

from apps.casework.registers import HoldCheck

from .queries import held

HOLD_CHECKS = [HoldCheck(held)]
