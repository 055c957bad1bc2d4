"""Holds that come from a secret record are not there for whom that record is not there."""

from apps.casework.registers import Veil

from .queries import hidden

VEILS = [Veil("retention.hold", hidden)]
