"""The legal bases that an office begins with."""

from .bases import seed_bases

SEEDS = [seed_bases]
