"""What is proof enough of who asks: a table by right, and no more than the risk demands."""

from collections.abc import Mapping, Sequence

from .choices import IdentityMethod, Right

_EVERY = (IdentityMethod.CODE, IdentityMethod.ACCOUNT, IdentityMethod.DOCUMENT)

#: What is proof enough, by right (GDPR Art. 12(6), 11; 11 CCR 7026: no more than the risk demands). Where it is nothing,
#: granting the right to somebody else harms nobody, and proof must not be asked for.
ENOUGH: Mapping[str, Sequence[IdentityMethod]] = {
    Right.ACCESS: _EVERY,
    Right.RECTIFICATION: _EVERY,
    Right.ERASURE: _EVERY,
    Right.RESTRICTION: _EVERY,
    Right.PORTABILITY: _EVERY,
    Right.AUTOMATED_DECISION: _EVERY,
    Right.CHILDREN: _EVERY,
    Right.OBJECTION: (),
    Right.WITHDRAW_CONSENT: (),
    Right.SALE_OPT_OUT: (),
    Right.COMPLAINT: (),
    Right.DISPUTE: (),
    Right.UNCLEAR: _EVERY,
}
NEEDS_PROOF = [right for right, methods in ENOUGH.items() if methods]
NEEDS_NO_PROOF = [right for right, methods in ENOUGH.items() if not methods]
#: Where the risk is high, as with special categories of data, or a doubt that a mailbox cannot settle.
ENOUGH_AT_HIGH_RISK = (IdentityMethod.DOCUMENT,)
