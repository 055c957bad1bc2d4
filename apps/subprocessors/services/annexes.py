"""Annexes are made: what left the office, for whom, as of which day."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from apps.organisation.models import Customer
from apps.trail.acts import act

from ..annexes import as_docx, as_pdf, compose
from ..choices import AnnexFormat, AnnexLanguage
from ..queries import annex_of

WRITERS = {AnnexFormat.PDF: as_pdf, AnnexFormat.DOCX: as_docx}


@dataclass(frozen=True)
class AnnexFile:
    """A finished annex: its bytes, their SHA-256, and what to call it."""

    name: str
    data: bytes
    sha256: str


def make_annex(
    customer: Customer, *, day: datetime.date, file_format: AnnexFormat, language: AnnexLanguage, by: Any
) -> AnnexFile:
    """The annex of a customer as of a day, as a file (SCC 2021/914, annex III; GDPR Art. 28(2) and (4)).

    It is made before the act begins, which so holds nobody up. What was taken can be told again by its hash.

    Raises:
        NoSuchDay, LettersMissing, KeyringUnusable: it cannot be made.
    """
    document = compose(annex_of(customer, day), language=language, made_on=timezone.localdate())
    data = WRITERS[AnnexFormat(file_format)](document)
    digest = hashlib.sha256(data).hexdigest()
    with act(
        "subprocessors.annex_made",
        by=by,
        about=customer,
        day=day,
        format=file_format,
        language=language,
        sha256=digest,
        content=document.content_sha256,
    ):
        pass
    number = slugify(customer.account_reference) or str(customer.pk)
    return AnnexFile(f"annex-{number}-{day.isoformat()}-{language}.{file_format}", data, digest)
