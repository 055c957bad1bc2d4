"""That somebody looked up what was sent to an address: an act, without the address in it."""

from typing import Any

from apps.trail.acts import act
from apps.trail.envelopes import blind_index

from ..queries.addresses import SHOWN, Sent, sent_to

#: What the index of an address in the facts of an act is made for.
PURPOSE = "address_looked_up"


def look_up_address(address: str, *, shown: int | None = SHOWN, by: Any) -> Sent:
    """What was sent to an address and may be known to who asks, of letters so many.

    The act names the address by a blind index alone.
    """
    sent = sent_to(address, shown=shown, to=by)
    index = blind_index(PURPOSE, address.strip().lower())
    with act("publications.address_looked_up", by=by, index=index, letters=sent.letter_count):
        pass
    return sent
