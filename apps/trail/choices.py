"""The acts of the trail itself, each with the sentence it reads as."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

ACTS = {
    "trail.person_erased": _("erased the personal values of {object} on the ground: {ground}"),
    "trail.ledger_covered": _("covered rows of a ledger"),
    "trail.covered": _("padded the log"),
    "trail.anchor_given": _("gave away the checkpoint at {size}"),
    "trail.files_swept": _("deleted stored files that no record names: {count}"),
    "trail.guards_bypassed": _("ran the command {command} past the guards, on the ground: {ground}"),
}


class Verdict(IntegerChoices):
    """What a verification says, as the exit status of ``verify_trail``."""

    INTACT = 0, _("Intact")
    DIVERGED = 30, _("Differs from what was given away")
    INVALID = 40, _("Contradicts itself")
    CANNOT_CHECK = 50, _("Cannot be checked")


class Fault(TextChoices):
    """What a verification can find, in words for somebody who was not there."""

    SIGNATURE = (
        "signature",
        _("A checkpoint is not signed by this office’s key: somebody wrote it who has not the key."),
    )
    GAP = "gap", _("Entries of the log are missing: they were deleted after they were sealed.")
    LEAF = "leaf", _("An act is not what was sealed: it was changed or deleted afterwards.")
    ROOT = "root", _("The log does not have the root that was signed: entries were changed, moved or added.")
    CHAIN = "chain", _("A checkpoint does not follow on the one before it: one was deleted, added or put in its place.")
    CLOCK = (
        "clock",
        _("An act is dated earlier than the one sealed before it: it was back-dated, or the clock was wrong."),
    )
    ABOUT = "about", _("An act is filed under another record than the one it says it is about.")
    BEYOND = "beyond", _("A checkpoint speaks of more entries than the log has: its end was cut off.")
    UNSIGNED = "unsigned", _("The log goes on behind its last signed checkpoint: entries were added past the sealer.")
    ANCHOR = (
        "anchor",
        _("The log differs from a checkpoint that was given away: it was rewritten, or an old copy put back."),
    )
    ANCHOR_BEYOND = (
        "anchor_beyond",
        _("A checkpoint given away speaks of more entries than the log has: its end is gone."),
    )
    GIVEN = "given", _("The note of a checkpoint given away is not as it was made: it was changed, deleted or added.")
    UNQUEUED = "unqueued", _("An act stands neither in the log nor in its queue: it was taken out of the queue.")
    QUEUE = (
        "queue",
        _("The queue of the log holds what does not belong there, or was sealed before: somebody put it there."),
    )
    LATE = "late", _("An act waits for longer than a minute to be sealed: the worker does not run, or is held up.")
    ROWS = "rows", _("History rows of an act were changed, deleted or added after it.")
    UNKNOWN_ACT = (
        "unknown_act",
        _("History rows name an act that does not exist: they were written past the application."),
    )
    VERSIONS = (
        "versions",
        _("The versions of a record are not 1, 2, 3 and so on: a history row is missing or was added."),
    )
    LIVE = "live", _("A record differs from its newest history row: it was changed past the application.")
    LIVE_GONE = "live_gone", _("A record is gone, though its history stands: it was deleted past the application.")
    NO_HISTORY = "no_history", _("A record has no history row of its version: it was written past the application.")
    KEY_GONE = "key_gone", _("A key is gone without an act that destroyed it: somebody erased without saying so.")
    KEY_BACK = "key_back", _("A key that an act destroyed is there again: an erasure was undone.")
    KEY_BAD = "key_bad", _("A key does not open under the keyring, or is not the key of its name: it was exchanged.")
    CIPHERTEXT = "ciphertext", _("An encrypted value does not open with its key: it was altered.")
    LEDGER = "ledger", _("A row of a ledger is covered by no act and waits in no queue: it was added or hidden.")
    GUARD = "guard", _("A guard of the database is missing: changes could pass it unseen. Run “manage.py migrate”.")
