"""Input of data subject requests: a file per part of the work."""
