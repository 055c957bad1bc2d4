"""Double opt-in of the public form: an address is asked whether it was them, once a day at most."""

import datetime
import logging

from django.utils import timezone

from apps.accounts.services import Limit, take_attempts
from apps.mailroom.services import queue_letter
from apps.publications.tokens import digest, new_secret
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

from ..links import confirm_link
from ..models import Filing

#: Whatever is filed with an address, by whom and how often: it gets one such letter a day.
LETTERS_PER_ADDRESS = Limit("request-letter", 1, 24 * 60 * 60)
DAY = datetime.timedelta(seconds=LETTERS_PER_ADDRESS.seconds)
#: So many filings one look of the worker deals with in one go.
BATCH = 100

logger = logging.getLogger(__name__)


class WrittenToLately(RuleBroken):
    """The address had its letter of the day."""


def take_filings() -> int:
    """What the worker does every second: ask each address once about all that was filed with it; how many letters."""
    owed = Filing.objects.owed_a_letter(timezone.now()).order_by("ask_after", "pk")
    return sum(_ask_safely(key) for key in dict.fromkeys(owed.values_list("email_key", flat=True)[:BATCH]))


def _ask_safely(email_key: str) -> bool:
    """Ask one address; one that cannot be asked today is put off, and holds up no other."""
    try:
        return _ask(email_key)
    except WrittenToLately:
        pass
    except Exception:
        logger.exception("An address cannot be asked to confirm its request, and is tried again in a day.")
    _put_off(email_key)
    return False


def _ask(email_key: str) -> bool:
    """Write to one address about all that it was not asked about yet.

    Raises:
        WrittenToLately: it is to be put off.
    """
    with act("dsr.filing_letter_written", by="worker", count=0) as this:
        owed = _owed(email_key)
        if not owed:  # another worker was faster
            this.discard()
            return False
        if not take_attempts((LETTERS_PER_ADDRESS, email_key)):
            raise WrittenToLately
        this.about, this.facts["count"] = owed[-1], len(owed)
        secret = new_secret()
        for filing in owed:
            filing.confirm_hash, filing.mailed_at, filing.ask_after = digest(secret), timezone.now(), None
            filing.save()
        _write(owed, secret)
    return True


def _write(filings: list[Filing], secret: str) -> None:
    """The letter about these filings. Nothing that the visitor wrote stands in it: it may have been anybody."""
    newest = filings[-1]
    queue_letter(
        "dsr/confirm",
        to=newest.email,
        brand=newest.brand,
        language=newest.language,
        about=newest,
        context={
            "brands": ", ".join(dict.fromkeys(one.brand.name for one in filings)),
            "link": confirm_link(secret),
            "until": min(one.lapses_at for one in filings),
        },
        by="worker",
    )


def _put_off(email_key: str) -> None:
    """They are asked about tomorrow; the link of today's letter, where there is one, confirms them before that."""
    with act("dsr.filing_put_off", by="worker") as this:
        for filing in _owed(email_key):
            this.about, filing.ask_after = this.about or filing, timezone.now() + DAY
            filing.save()
        if this.about is None:
            this.discard()


def _owed(email_key: str) -> list[Filing]:
    """What an address was not asked about yet, locked, the oldest first."""
    rows = Filing.objects.waiting().filter(email_key=email_key, ask_after__isnull=False).select_related("brand")
    return list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
