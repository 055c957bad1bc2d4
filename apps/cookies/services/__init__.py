"""Every write of the cookie registry: verb and noun, subject first, keyword-only, ``by=``."""

from .catalogue import Imported, NeverByMachine, decide_entry, import_catalogue
from .cookies import change_cookie, classify_cookie, declare_cookie, end_cookie
from .scans import record_scan
from .sites import add_provider, add_site, change_provider, change_site, change_text
from .waivers import end_waiver, waive

__all__ = [
    "Imported",
    "NeverByMachine",
    "add_provider",
    "add_site",
    "change_cookie",
    "change_provider",
    "change_site",
    "change_text",
    "classify_cookie",
    "decide_entry",
    "declare_cookie",
    "end_cookie",
    "end_waiver",
    "import_catalogue",
    "record_scan",
    "waive",
]
