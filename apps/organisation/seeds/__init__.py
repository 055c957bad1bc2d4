"""The reference data of the organisation: places first, as the rest stands in them."""

from .places import seed_places
from .statement import seed_statement

SEEDS = [seed_places, seed_statement]
