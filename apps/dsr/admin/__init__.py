"""Requests in the admin: a file per group of records."""
