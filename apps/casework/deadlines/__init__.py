"""When a period ends, and why: each law is a chain of small rules, and each date comes with the sentences that explain it.

Pure functions and plain values: nothing here knows the database. ``laws`` is where other apps come in.
"""
