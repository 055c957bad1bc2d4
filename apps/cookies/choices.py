"""The words of the cookie registry: categories, storages, what a scan saw and what is wrong, and the acts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.casework.lifecycle import Lifecycle


class Category(TextChoices):
    """What a cookie is for (privacy statement 9.1), the strictest last but one. A key once published never changes."""

    STRICTLY_NECESSARY = "strictly_necessary", _("Strictly necessary")
    FUNCTIONAL = "functional", _("Functional")
    PERFORMANCE = "performance", _("Performance")
    MARKETING = "marketing", _("Marketing")
    UNCLASSIFIED = "unclassified", _("Unclassified")


#: What a visitor is asked about, in this order. The first is never a choice, and what is unclassified never offered.
OFFERED = (Category.STRICTLY_NECESSARY, Category.FUNCTIONAL, Category.PERFORMANCE, Category.MARKETING)
CHOSEN = OFFERED[1:]


class Match(TextChoices):
    EXACT = "exact", _("This name")
    PREFIX = "prefix", _("Names that begin so")


class Storage(TextChoices):
    """Where a browser keeps it."""

    HTTP_COOKIE = "http_cookie", _("Cookie set by the server")
    SCRIPT_COOKIE = "script_cookie", _("Cookie set by a script")
    LOCAL_STORAGE = "local_storage", _("Local storage")
    SESSION_STORAGE = "session_storage", _("Session storage")
    INDEXED_DB = "indexed_db", _("IndexedDB")
    CACHE_STORAGE = "cache_storage", _("Cache storage")
    BEACON = "beacon", _("Web beacon or pixel")
    OTHER = "other", _("Other")


#: Those that have a domain, a path, a lifetime and attributes of their own.
COOKIES = (Storage.HTTP_COOKIE, Storage.SCRIPT_COOKIE)


class Party(TextChoices):
    """Computed from the registrable domains, never taken from a scanner."""

    FIRST = "first", _("First party")
    THIRD = "third", _("Third party")


class SameSite(TextChoices):
    STRICT = "strict", "Strict"
    LAX = "lax", "Lax"
    NONE = "none", "None"


class Source(TextChoices):
    """How a record came into the registry."""

    PERSON = "person", _("Entered by a person")
    SCAN = "scan", _("Found by a scan")
    TABLE = "table", _("Imported from a table")
    CATALOGUE = "catalogue", _("Suggested by the catalogue")


class Language(TextChoices):
    """The languages of notices and banners."""

    EN = "en", _("English")
    NL = "nl", _("Dutch")


class Phase(TextChoices):
    """When a scan saw something: the order of what a visitor does."""

    BEFORE = "before", _("Before a choice")
    REFUSED = "refused", _("After everything was refused")
    ACCEPTED = "accepted", _("After everything was accepted")


#: When nothing but what is strictly necessary may be there (privacy statement 9.1).
WITHOUT_CONSENT = (Phase.BEFORE, Phase.REFUSED)


class ScanStatus(TextChoices):
    COMPLETE = "complete", _("Complete")
    FAILED = "failed", _("Failed")


class Discrepancy(TextChoices):
    """In what scans and registry differ."""

    UNDECLARED = "undeclared", _("Seen, and not declared")
    BEFORE_CONSENT = "before_consent", _("Set before consent")
    NOT_SEEN = "not_seen", _("Declared, and not seen")
    LONGER_THAN_DECLARED = "longer_than_declared", _("Lives longer than declared")
    PARTY_DIFFERS = "party_differs", _("Of another party than declared")


class NoticeStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NOTICES = Lifecycle(
    NoticeStatus,
    {
        NoticeStatus.DRAFT: [NoticeStatus.PUBLISHED, NoticeStatus.WITHDRAWN],
        NoticeStatus.PUBLISHED: [],
        NoticeStatus.WITHDRAWN: [],
    },
)


class Verdict(TextChoices):
    """What a new version means for visitors who chose already, the weightiest first."""

    ASK_AGAIN = "ask_again", _("Ask again")
    INFORM = "inform", _("Inform")
    SILENT = "silent", _("Silent")


ACTS = {
    "cookies.site_added": _("added a site"),
    "cookies.site_changed": _("changed a site"),
    "cookies.provider_added": _("added a provider of cookies"),
    "cookies.provider_changed": _("changed a provider of cookies"),
    "cookies.text_changed": _("changed the text of a category of cookies"),
    "cookies.catalogue_imported": _("imported a catalogue of {rows} cookies: {new} new, {changed} changed"),
    "cookies.entry_decided": _("decided what an entry of the catalogue suggests: {category}"),
    "cookies.cookie_declared": _("declared a cookie: {cookie_source}"),
    "cookies.cookie_changed": _("changed what is declared of a cookie"),
    "cookies.cookie_classified": _("classified a cookie: {category}"),
    "cookies.cookie_ended": _("ended the declaration of a cookie"),
    "cookies.scan_recorded": _("recorded a scan of the site: {seen} things seen"),
    "cookies.notice_drafted": _("drafted the next cookie notice of the site: {verdict}"),
    "cookies.notice_withdrawn": _("withdrew the draft of a cookie notice"),
    "cookies.notice_published": _("published version {number} of a cookie notice: {verdict}"),
    "cookies.finding_waived": _("let a finding be until {until_on}: {rule}"),
    "cookies.waiver_ended": _("looks at a finding again: {rule}"),
}

FACT_WORDS = {"category": Category, "cookie_source": Source, "verdict": Verdict}
