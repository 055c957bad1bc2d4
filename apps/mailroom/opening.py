"""The bytes of letters, opened: whole ones as they were sealed, those of a text to many from their mould."""

import json
from collections.abc import Sequence

from apps.trail.envelopes import open_text, open_text_under
from apps.trail.errors import KeyringUnusable
from apps.trail.models import ObjectKey

from .choices import LABEL, PURPOSE
from .models import Letter, Mould
from .moulds import Pattern, Person


class Opener:
    """Opens some letters: their keys and their moulds are read once for all of them."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self._keys = ObjectKey.of(LABEL, [letter.pk for letter in letters])
        self._moulds = Mould.objects.in_bulk({letter.mould_id for letter in letters if letter.mould_id})
        self._patterns: dict[int, Pattern] = {}

    def wire(self, letter: Letter) -> bytes:
        """The exact bytes of one of them.

        Raises:
            KeyringUnusable: it was erased, or altered.
        """
        if letter.pk not in self._keys:
            raise KeyringUnusable(f"The letter {letter.pk} has no key: it was erased.")
        text = open_text_under(self._keys[letter.pk].open(), letter, PURPOSE, bytes(letter.sealed))
        if letter.mould_id is None:
            return text.encode("ascii")
        return self._pattern(letter.mould_id).filled(Person(*json.loads(text)))

    def _pattern(self, mould_id: int) -> Pattern:
        if mould_id not in self._patterns:
            mould = self._moulds[mould_id]
            self._patterns[mould_id] = Pattern.from_json(open_text(mould, PURPOSE, bytes(mould.sealed)))
        return self._patterns[mould_id]
