"""What is shed when one network floods: repeats and showings first, then grants, a withdrawal never.

A process admits so many events of a network each minute by itself; beyond, the buckets of the database decide, which all
machines share. Rows are bounded, not people: a refusal by whoever granted something is always taken.
"""

import hashlib
import ipaddress
import threading
import time
from collections.abc import Sequence

from django.conf import settings

from apps.accounts.services import take_token

from .choices import Action, Method
from .decisions import Decision
from .queries.states import has_grants

MINUTE = 60
#: So many networks are counted by a process; beyond, it forgets and begins anew.
MOST_NETWORKS = 10_000


class _Counts:
    """How many events of each network this process admitted in this minute."""

    def __init__(self) -> None:
        self.lock, self.minute = threading.Lock(), 0
        self.counts: dict[str, int] = {}

    def add(self, network: str, count: int) -> int:
        minute = int(time.monotonic() // MINUTE)
        with self.lock:
            if minute != self.minute or len(self.counts) > MOST_NETWORKS:
                self.minute, self.counts = minute, {}
            self.counts[network] = self.counts.get(network, 0) + count
            return self.counts[network]


_counts = _Counts()


def network_of(address: str) -> str:
    """The network that an address belongs to, as a digest: /24, or /48 of IPv6. No address is kept."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        name = "unknown"
    else:
        name = str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))
    return hashlib.sha256(f"{settings.SECRET_KEY}\n{name}".encode()).hexdigest()[:24]


def admits(network: str, decisions: Sequence[Decision]) -> bool:
    """Whether these are taken: always, as long as the network stays within its rate, or where one may be a withdrawal."""
    if _counts.add(network, len(decisions)) <= settings.CONSENTS_PER_MINUTE_AND_PROCESS:
        return True
    if any(may_withdraw(one) for one in decisions):
        return True
    rate = settings.CONSENTS_PER_MINUTE
    return all(take_token(f"consents:{network}", capacity=rate, seconds=MINUTE) for _one in decisions)


def may_withdraw(decision: Decision) -> bool:
    """Whether a refusal may take back what was granted: by whoever granted something, or whoever sends no id."""
    if decision.action == Action.SHOW or (not decision.refused and decision.method != Method.GPC):
        return False
    return decision.subject is None or has_grants(decision.subject)
