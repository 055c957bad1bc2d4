"""Figures about requests of authorities, and whether they may be published: pure functions, no database."""
