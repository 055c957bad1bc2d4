"""Every write of publications."""

from .statements import StatementRefused, publish_statement
from .versions import (
    make_missing_renditions,
    publish_all,
    publish_if_changed,
    publish_later,
    publish_version,
    rendition_of,
)

__all__ = [
    "StatementRefused",
    "make_missing_renditions",
    "publish_all",
    "publish_if_changed",
    "publish_later",
    "publish_statement",
    "publish_version",
    "rendition_of",
]
