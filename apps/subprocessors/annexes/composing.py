"""An annex in words: headings, facts and tables in the language of the customer, the same for every format."""

import dataclasses
import datetime
import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.trail.canonical import canonical, plain

from ..choices import AnnexLanguage
from ..queries import Annex, Identity
from .entries import described, identity_facts
from .parts import Fact, Section, Table

#: Joiners that some scripts need; every other invisible mark could turn what stands behind it around.
JOINERS = {"\u200c", "\u200d"}


@dataclass(frozen=True)
class Document:
    """A composed annex. ``content_sha256`` covers everything but ``made``, the line that says when it was made."""

    language: str
    title: str
    lead: str
    running_head: str
    head: tuple[Fact, ...]
    overview: Table
    sections: tuple[Section, ...]
    empty: str
    page_words: str
    of_words: str
    digest_words: str
    made: str = ""
    content_sha256: str = ""


def compose(annex: Annex, *, language: AnnexLanguage, made_on: datetime.date) -> Document:
    """The annex in one language, with the hash of what it says."""
    with translation.override(AnnexLanguage(language).locale):
        document = cleaned(_document(annex, language))
        content = {name: value for name, value in dataclasses.asdict(document).items() if name != "content_sha256"}
        made = _("Made on %(day)s") % {"day": formats.date_format(made_on)}
    digest = hashlib.sha256(canonical(plain(content))).hexdigest()
    return dataclasses.replace(document, made=made, content_sha256=digest)


def _document(annex: Annex, language: AnnexLanguage) -> Document:
    entries = [described(number, entry) for number, entry in enumerate(annex.entries, start=1)]
    headers = (_("No."), _("Subprocessor"), _("What it does"), _("Where"), _("In force"))
    return Document(
        language=language,
        title=_("Annex: subprocessors"),
        lead=_(
            "Annex III to the standard contractual clauses of Implementing Decision (EU) 2021/914, and Annex IV to "
            "those of Implementing Decision (EU) 2021/915; Art. 28(2) and (4) of the General Data Protection Regulation."
        ),
        running_head=f"{annex.brand.name} · {annex.customer.name}",
        head=tuple(_head(annex)),
        overview=Table(_("At a glance"), headers, tuple(one.line for one in entries)),
        sections=tuple(one.section for one in entries),
        empty="" if entries else _("On this day the register names no subprocessor of this brand."),
        page_words=_("Page"),
        of_words=_("of"),
        digest_words=_("SHA-256 of the content"),
    )


def _head(annex: Annex) -> list[Fact]:
    customer = annex.customer
    return [
        Fact.of(_("Customer"), customer.name),
        Fact.of(_("Account reference"), customer.account_reference),
        Fact.of(_("Contract template"), customer.contract_template),
        Fact.of(_("Contract signed on"), formats.date_format(customer.signed_on)),
        Fact.of(_("State of"), _("%(day)s, end of the day") % {"day": formats.date_format(annex.day)}),
        Fact.of(_("Services"), _("All services of %(brand)s") % {"brand": annex.brand.name}),
        *_processor(annex.processor),
        Fact.of(_("Notice of changes"), *_notice(annex)),
    ]


def _processor(processor: Identity | None) -> list[Fact]:
    if processor is None:
        return [Fact.of(_("Processor"), "")]
    name, *others = identity_facts(processor, has_contact=False)
    return [dataclasses.replace(name, label=_("Processor")), *others]


def _notice(annex: Annex) -> list[str]:
    """What the contract says of changes (GDPR Art. 28(2))."""
    if annex.terms is None:
        return []
    days = annex.terms.notice_days
    objection = days if annex.terms.objection_days is None else annex.terms.objection_days
    told = ngettext("%(count)d day before a change", "%(count)d days before a change", days) % {"count": days}
    words = ngettext("%(count)d day to object", "%(count)d days to object", objection) % {"count": objection}
    return [told, words]


def cleaned(value: Any) -> Any:
    """The same with every text as it can be printed: no control characters, and no marks that turn text around."""
    if isinstance(value, str):
        return "".join(" " if letter == "\t" else letter for letter in value if is_printable(letter))
    if isinstance(value, tuple):
        return tuple(cleaned(one) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: cleaned(getattr(value, name)) for name in names})
    return value


def is_printable(letter: str) -> bool:
    """Whether a letter is text: none of the categories “other” of Unicode, but for joiners, tabs and ends of lines."""
    return letter in JOINERS or letter in "\n\t" or not unicodedata.category(letter).startswith("C")
