"""Texts that staff write, read into blocks that every output shows alike, and compared paragraph by paragraph.

The marks are those of Markdown that a statement needs: ``#`` to ``###`` before a heading, ``-`` or ``1.`` before an item
of a list, ``**strong**``, ``*emphasis*`` and ``[words](https://…)``; an empty line ends a paragraph. Everything else is
text. A block is ``{kind, level, runs}`` or ``{kind, items}``, a run ``{text, mark, url}``.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Any

HEADING = re.compile(r"(#{1,3})\s+(.+)")
ITEM = re.compile(r"(?:[-*]|(\d{1,3})[.)])\s+(.+)")
RUN = re.compile(r"\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\[\]]+)\]\(((?:https?://|mailto:)[^\s()]+)\)")
WORD = re.compile(r"\s*\S+")

Marked = list[tuple[str, str]]
SAME, ADDED, REMOVED = "same", "added", "removed"


def read_blocks(text: str) -> list[dict[str, Any]]:
    """The blocks of a text, in order."""
    found: list[dict[str, Any]] = []
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        heading, item = HEADING.fullmatch(stripped), ITEM.fullmatch(stripped)
        if lines and (not stripped or heading or item):
            found.append({"kind": "paragraph", "runs": read_runs(" ".join(lines))})
            lines = []
        if heading:
            found.append({"kind": "heading", "level": len(heading[1]), "runs": read_runs(heading[2])})
        elif item:
            _add_item(found, "numbers" if item[1] else "bullets", read_runs(item[2]))
        elif stripped:
            lines.append(stripped)
    return found


def _add_item(found: list[dict[str, Any]], kind: str, runs: list[dict[str, str]]) -> None:
    if not found or found[-1]["kind"] != kind:
        found.append({"kind": kind, "items": []})
    found[-1]["items"].append(runs)


def read_runs(text: str) -> list[dict[str, str]]:
    """The runs of a line: plain, strong, emphasis, or a link."""
    runs, at = [], 0
    for match in RUN.finditer(text):
        if match.start() > at:
            runs.append({"text": text[at : match.start()], "mark": "", "url": ""})
        strong, emphasis, words, url = match.groups()
        mark = "strong" if strong else "emphasis" if emphasis else "link"
        runs.append({"text": strong or emphasis or words, "mark": mark, "url": url or ""})
        at = match.end()
    if at < len(text):
        runs.append({"text": text[at:], "mark": "", "url": ""})
    return runs


def paragraphs(text: str) -> list[tuple[str, str]]:
    """Each heading, paragraph and item of a text as plain words, with the heading that it stands under."""
    found, heading = [], ""
    for block in read_blocks(text):
        for runs in block["items"] if "items" in block else [block["runs"]]:
            words = "".join(run["text"] for run in runs)
            if block["kind"] == "heading":
                heading = words
            found.append((heading, words))
    return found


def changes(before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """What changed between two texts: the heading, and the paragraph before and after (empty: it was not there)."""
    for _kind, heading, old, new in _aligned(before, after):
        if old != new:
            yield heading, old, new


def marked(before: str, after: str) -> list[Marked]:
    """The later text, each paragraph as pieces that are the same, added or removed, word by word."""
    return [
        _by_words(old, new) if kind == "replace" else [(SAME if old == new else ADDED if new else REMOVED, new or old)]
        for kind, _heading, old, new in _aligned(before, after)
    ]


def _aligned(before: str, after: str) -> Iterator[tuple[str, str, str, str]]:
    """Paragraphs side by side: how they compare, their heading, and the words of each side."""
    olds, news = paragraphs(before), paragraphs(after)
    matcher = difflib.SequenceMatcher(
        None, [words for _h, words in olds], [words for _h, words in news], autojunk=False
    )
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        left, right = olds[old_from:old_to], news[new_from:new_to]
        for number in range(max(len(left), len(right))):
            old = left[number] if number < len(left) else None
            new = right[number] if number < len(right) else None
            told = kind if old and new else "delete" if old else "insert"
            yield told, (new or old or ("", ""))[0], old[1] if old else "", new[1] if new else ""


def _by_words(old: str, new: str) -> Marked:
    olds, news = WORD.findall(old), WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, olds, news, autojunk=False)
    pieces: Marked = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            pieces.append((SAME, "".join(news[new_from:new_to])))
            continue
        removed, added = "".join(olds[old_from:old_to]), "".join(news[new_from:new_to])
        pieces += [piece for piece in [(REMOVED, removed), (ADDED, added)] if piece[1]]
    return pieces
