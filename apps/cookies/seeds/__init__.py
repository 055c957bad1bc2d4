"""What the categories of cookies are called, in the words of the privacy statement."""

from .texts import seed_texts

SEEDS = [seed_texts]
