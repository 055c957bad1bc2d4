"""The demo's privacy statement: one in effect, and the next one to come."""

import datetime

from django.utils import timezone

from apps.accounts.choices import Right
from apps.accounts.models import User
from apps.organisation.models import Brand

from ..choices import DocumentKind
from ..queries import newest
from ..services import publish_statement

BRAND = "messagebird"

ENGLISH = """\
This statement says what happens to personal data when you write to a company through our services, and when you visit \
our website. It is an example, written for a demonstration.

# Who we are
We carry messages for companies. They decide **why** data is used; we do it for them, as their processor. For our own \
website, our own invoices and our own mail we decide ourselves, as controller.

# What we hold
- The address or number of who writes and who reads
- The message, for as long as it takes to deliver it
- When it was sent, and whether it arrived

# Whom we share it with
Nobody receives data before we have looked at them and two of us have agreed. The [list of our \
subprocessors](https://example.org/messagebird/subprocessors/) names each of them, what they do, and where.

# How long we keep it
{kept}

# What you can ask of us
1. To see what we hold of you
2. To have it corrected, or erased
3. To have it in a file that you can take elsewhere
4. That we stop

We answer within a month. If you do not agree with the answer, you may complain to the supervisory authority.
"""

DUTCH = """\
Deze verklaring zegt wat er met persoonsgegevens gebeurt als u via onze diensten aan een bedrijf schrijft, en als u onze \
website bezoekt. Het is een voorbeeld, geschreven voor een demonstratie.

# Wie wij zijn
Wij bezorgen berichten voor bedrijven. Zij bepalen **waarom** gegevens worden gebruikt; wij doen het voor hen, als \
verwerker. Voor onze eigen website, facturen en post bepalen wij het zelf, als verwerkingsverantwoordelijke.

# Wat wij bewaren
- Het adres of nummer van wie schrijft en wie leest
- Het bericht, zo lang als nodig is om het te bezorgen
- Wanneer het is verstuurd, en of het is aangekomen

# Met wie wij het delen
Niemand krijgt gegevens voordat wij ernaar hebben gekeken en twee van ons het eens zijn. De [lijst van onze \
subverwerkers](https://example.org/messagebird/subprocessors/) noemt elk van hen, wat zij doen, en waar.

# Hoe lang wij het bewaren
{kept}

# Wat u van ons kunt vragen
1. Zien wat wij van u bewaren
2. Het laten verbeteren of wissen
3. Het krijgen in een bestand dat u kunt meenemen
4. Dat wij ermee stoppen

Wij antwoorden binnen een maand. Bent u het niet eens met het antwoord, dan kunt u een klacht indienen bij de \
toezichthouder.
"""

#: What is in effect, and what follows in a month.
KEPT = [
    ("We keep a message for 90 days after it was delivered.", "Wij bewaren een bericht tot 90 dagen na bezorging."),
    ("We keep a message for 30 days after it was delivered.", "Wij bewaren een bericht tot 30 dagen na bezorging."),
]


def load() -> dict[str, int]:
    """What is missing of the two versions; how many were published."""
    by = User.objects.active().holding(Right.LEGAL).first()
    brand = Brand.objects.filter(key=BRAND).first()
    if by is None or brand is None or newest(DocumentKind.STATEMENT, brand):
        return {"statements": 0}
    today = timezone.localdate()
    for (english, dutch), day in zip(KEPT, [today, today + datetime.timedelta(days=31)], strict=True):
        texts = {"en": ENGLISH.format(kept=english), "nl": DUTCH.format(kept=dutch)}
        publish_statement(brand, texts=texts, effective_on=day, is_substantial=day > today, by=by)
    return {"statements": len(KEPT)}
