"""The canned texts that an office begins with."""

from .texts import seed_texts

SEEDS = [seed_texts]
