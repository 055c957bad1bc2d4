"""Every write of the cookie registry: verb and noun, subject first, keyword-only, ``by=``."""

from .catalogue import Imported, NeverByMachine, decide_entry, import_catalogue
from .cookies import change_cookie, classify_cookie, declare_cookie, end_cookie
from .notices import (
    NothingToPublish,
    NotPublishable,
    draft_notice,
    hindrances_of,
    judged,
    publish_notice,
    withdraw_notice,
)
from .scans import record_scan
from .sites import add_provider, add_site, change_provider, change_site, change_text
from .waivers import end_waiver, waive

__all__ = [
    "Imported",
    "NeverByMachine",
    "NotPublishable",
    "NothingToPublish",
    "add_provider",
    "add_site",
    "change_cookie",
    "change_provider",
    "change_site",
    "change_text",
    "classify_cookie",
    "decide_entry",
    "declare_cookie",
    "draft_notice",
    "end_cookie",
    "end_waiver",
    "hindrances_of",
    "import_catalogue",
    "judged",
    "publish_notice",
    "record_scan",
    "waive",
    "withdraw_notice",
]
