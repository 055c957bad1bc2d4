"""Evidence of a record as one file: what every app knows of it, the acts about it, and the proof that they stand in the log.

The same record in the same state gives the same bytes, as nothing in the file says when or by whom it was made: that is
an act, which holds the SHA-256 of the file.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from apps.trail.acts import act
from apps.trail.errors import RuleBroken
from apps.trail.models import Act
from apps.trail.proofs import proofs_of
from apps.trail.queries import acts_of, tell
from apps.trail.sealing import public_key, seal_all

from .registers import EvidenceFile, EvidenceSource, collect

#: Zip files know no time before it.
NO_TIME = (1980, 1, 1, 0, 0, 0)
#: Acts that tell of the evidence itself: with them, taking it away would change it.
ABOUT_EVIDENCE = ["casework.evidence_exported", "backoffice.exported"]
PIECE = 64 * 1024


class NoSuchEvidence(RuleBroken):
    """No kind of record has this reference."""


class Export(NamedTuple):
    """What left: the SHA-256 of the file, in hexadecimal, and how many records it tells of."""

    sha256: str
    records: int


def sources_of(record: Any) -> list[EvidenceSource]:
    """What the apps know of this record, from the lowest app to the highest."""
    return [one for one in collect("evidence", "EVIDENCE") if one.model == record._meta.label_lower]


def record_with(reference: str) -> Any:
    """The record of a reference.

    Raises:
        NoSuchEvidence: there is none, or its kind has no evidence to take away.
    """
    for source in collect("evidence", "EVIDENCE"):
        record = source.find(reference) if source.find else None
        if record is not None:
            return record
    raise NoSuchEvidence(
        _("There is no evidence under “%(reference)s”: give the reference as it stands on the record’s page.")
        % {"reference": reference}
    )


def export_evidence(record: Any, *, to: BinaryIO, by: Any) -> Export:
    """Write the evidence of a record into a file that can be read back; that it leaves is an act, sealed at once."""
    seal_all()
    records = write_evidence(record, to)
    to.seek(0)
    digest = hashlib.sha256()
    while piece := to.read(PIECE):
        digest.update(piece)
    to.seek(0)
    export = Export(digest.hexdigest(), records)
    with act(
        "casework.evidence_exported", by=by, about=record, seal=True, records=export.records, sha256=export.sha256
    ):
        pass
    return export


def write_evidence(record: Any, to: BinaryIO) -> int:
    """The files of the evidence, each as it is, with their sums; how many records they tell of."""
    records, sums = 0, []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as pack, override("en-gb"):
        for file in [*_files_of(record), *_acts_files(record)]:
            sums.append(f"{_written(pack, file.name, file.pieces)}  {file.name}\n")
            records += file.records
        _written(pack, "SHA256SUMS", ["".join(sums).encode()])
    return records


def _files_of(record: Any) -> Iterable[EvidenceFile]:
    yield EvidenceFile("README.txt", [README.encode()], 0)
    for source in sources_of(record):
        yield from source.files(record)


def _written(pack: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    """Add a file; its SHA-256."""
    digest = hashlib.sha256()
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.external_attr = 0o644 << 16
    with pack.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
    return digest.hexdigest()


def acts_about(record: Any) -> list[Act]:
    """The acts about a record and what belongs to it, oldest first, each once."""
    subjects = [record, *(one for source in sources_of(record) for one in source.records(record))]
    found = {one.pk: one for subject in subjects for one in acts_of(subject).exclude(kind__in=ABOUT_EVIDENCE)}
    return [found[pk] for pk in sorted(found)]


def _acts_files(record: Any) -> Iterable[EvidenceFile]:
    acts = acts_about(record)
    proofs, note = proofs_of(acts)
    told = [
        {"moment": telling.act.moment.isoformat(), "by": telling.act.actor, "kind": telling.act.kind,
         "words": telling.sentence, "within": telling.within} | proof
        for telling, proof in zip(tell(acts), proofs, strict=True)
    ]  # fmt: skip
    yield EvidenceFile("acts.json", [as_json(told)], len(acts))
    yield EvidenceFile("checkpoint.txt", [note.encode()], 0)
    yield EvidenceFile("public-key.txt", [f"{public_key().hex()}\n".encode()], 0)


def as_json(value: Any) -> bytes:
    """Plain values as JSON for people and programs, the same bytes for the same values."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


README = """\
EVIDENCE

What this file holds is told by the names of its parts. Moments are in UTC unless they name an offset.

1. Whether a part is as it was packed: its SHA-256 stands in SHA256SUMS ("sha256sum -c SHA256SUMS").
2. Whether the whole is what was given away: the office that gave it holds the SHA-256 of this zip file in an act of its
   own log, of the kind casework.evidence_exported.
3. Whether an act of acts.json stands in the signed log of the office, and is unchanged:
   a. Its leaf hash is SHA-256 of one byte 00 followed by "leaf" in UTF-8.
   b. With the leaf hash, "seq", the hashes of "path" (hexadecimal) and the size on the second line of checkpoint.txt,
      RFC 9162, 2.1.3.2, gives the root: two hashes are joined as SHA-256 of one byte 01, the left and the right hash.
   c. The root, in base64, is the third line of checkpoint.txt.
   d. The signature below it is Ed25519 over the text above the empty line (C2SP signed-note); the key is in
      public-key.txt, and ought to be the one that the office gave away earlier.
   e. Checkpoints that the office gave away before, or that stand at its address /.well-known/trail-checkpoint, show
      that the log was not made anew since.
   An act without "seq" was not in the log yet when this was packed.
4. The "leaf" of an act names the moment, who did it (user:ID), and "digest", the Merkle root of the rows that it wrote.
"""
