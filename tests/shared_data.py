"""Files of the shared data folder beside the project; a test that needs one is skipped where it is absent."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared(path: str) -> Path:
    """The file at this path of the folder."""
    file = FOLDER / path
    if not file.exists():
        pytest.skip(f"the shared data is not there: {file}")
    return file


def hostile_strings() -> list[str]:
    """Every string of the corpora of hostile texts, each once."""
    strings = json.loads(shared("security/blns.json").read_text(encoding="utf-8"))
    for name in ("formula_injection", "fuzzdb_naughty-unicode", "fuzzdb_right-to-left"):
        strings += shared(f"security/{name}.txt").read_bytes().decode().split("\n")
    for name in ("fuzzdb_valid-email-addresses", "fuzzdb_invalid-email-addresses"):
        strings += shared(f"security/{name}.txt").read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(strings))
