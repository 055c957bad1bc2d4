"""``Trail``: the history every tracked model keeps, on django-simple-history.

Kept fields stand in it as plain columns. Personal fields stand in it as one ciphertext per row under the object's own
key, so destroying the key erases a person from history while history never changes and every digest still holds.
"""

import decimal
import hashlib
import json
from collections.abc import Sequence
from typing import Any, cast

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .acts import current_act
from .canonical import canonical, leaf_hash, plain
from .guards import HasHistoryRow
from .keyring import decrypt, encrypt
from .models import ObjectKey, Tracked

#: Every tracked model, in the order in which they were loaded.
TRACKED: list[type[Tracked]] = []

#: Columns that history adds to a model's own.
RESERVED = {"act", "key_name", "sealed", "covers"}


class Trail(HistoricalRecords):
    """Declares which fields of a model are personal, which are kept, and of which record it is a part.

    ``part_of`` names the foreign key to the record whose story tells this one's changes too.
    """

    def __init__(self, *, personal: Sequence[str] = (), kept: Sequence[str] = (), part_of: str = "") -> None:
        self.personal, self.kept, self.part_of = list(personal), list(kept), part_of
        super().__init__(excluded_fields=self.personal, history_id_field=models.BigAutoField())

    def finalize(self, sender: type[models.Model], **kwargs: Any) -> None:
        super().finalize(sender, **kwargs)
        if sender is not self.cls:
            return
        named = {*self.personal, *self.kept}
        present = {field.name for field in sender._meta.fields} - {"id", "version"}
        if RESERVED & present:
            raise TypeError(f"{sender.__name__}: history uses these names itself: {sorted(RESERVED & present)}")
        if named != present or set(self.personal) & set(self.kept):
            raise TypeError(f"{sender.__name__}: name each field once as personal or kept: {sorted(named ^ present)}")
        model = cast("type[Tracked]", sender)
        model.trail, model.past = self, sender.history.model
        name = f"{model._meta.label_lower.replace('.', '_')}_has_its_history"
        guard = HasHistoryRow(history=model.past._meta.db_table, name=name)
        model._meta.constraints = [*model._meta.constraints, guard]
        model._meta.original_attrs["constraints"] = model._meta.constraints  # where migrations look for it
        TRACKED.append(model)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        once = models.UniqueConstraint(fields=["id", "version"], name=f"{model._meta.model_name}_version_once")
        act = models.Index(fields=["act"], name=f"{model._meta.model_name}_act"[:30])
        return super().get_meta_options(model) | {"constraints": [once], "indexes": [act]}

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        fields = super().copy_fields(model)
        fields["version"].__class__ = models.PositiveIntegerField  # in history it counts no further
        return fields

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, models.Field]) -> dict[str, Any]:
        return super().get_extra_fields(model, fields) | {
            "act": models.ForeignKey("trail.Act", models.DO_NOTHING, related_name="+", db_index=False),
            "key_name": models.CharField(max_length=64),
            "sealed": models.BinaryField(),
            "covers": models.CharField(max_length=2000),
        }

    def _get_history_user_fields(self) -> dict[str, Any]:
        """Who did it stands in the Act."""
        return {"history_user": property(_actor_of, _ignore_actor)}

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Rows leave when their retention is over, with an act of its own; there is no row to write here."""

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        self.write([instance], history_type)

    def write(self, instances: Sequence[Tracked], history_type: str) -> None:
        """History rows of these saved instances, in constant queries; the act under way signs for each."""
        this, model = current_act(), type(instances[0])
        keys = self._keys(model, instances, history_type) if self.personal else {}
        rows = []
        for instance in instances:
            row = self._row(model, instance, history_type, act_id=this.id)
            if values := self._personal_values(model, instance):
                key = keys[instance.pk]
                row.key_name, row.sealed = key.name, encrypt(key.open(), canonical(values), sealed_context(model, row))
            rows.append(row)
            this.sign_for(row_hash(model, row))
        model.past.objects.bulk_create(rows)

    def _keys(self, model: type[Tracked], instances: Sequence[Tracked], history_type: str) -> dict[int, ObjectKey]:
        """The key of each instance that has personal values, made where there is none yet."""
        label = model._meta.label_lower
        wanting = [one.pk for one in instances if self._personal_values(model, one)]
        if not wanting:
            return {}
        keys = {} if history_type == "+" else ObjectKey.of(label, wanting)
        made = {pk: ObjectKey.make(label, pk) for pk in wanting if pk not in keys}
        if made:
            ObjectKey.objects.bulk_create(made.values())
        return keys | made

    def _personal_values(self, model: type[Tracked], instance: Tracked) -> dict[str, Any]:
        """The personal fields as canonical values; empty when none is filled."""
        fields = [field for field in model._meta.concrete_fields if field.name in self.personal]
        values = {field.name: plain(settled(field, instance)) for field in fields}
        return values if any(value not in (None, "") for value in values.values()) else {}

    def _row(self, model: type[Tracked], instance: Tracked, history_type: str, act_id: Any) -> Any:
        kept = [field for field in model._meta.concrete_fields if field.name not in self.personal]
        covers = ",".join(["history_date", "history_type", "act_id", "key_name", *(field.attname for field in kept)])
        return model.past(
            history_date=timezone.now(),
            history_type=history_type,
            act_id=act_id,
            covers=covers,
            key_name="",
            sealed=b"",
            **{field.attname: settled(field, instance) for field in kept},
        )


def _actor_of(row: Any) -> str:
    return row.act.actor


def _ignore_actor(row: Any, value: Any) -> None:
    """The library would set it; the Act knows."""


def settled(field: models.Field, instance: models.Model) -> Any:
    """The value as the database gives it back: or a hash would differ later, as 12.5 from 12.50.

    Raises:
        ValueError: an expression such as ``F()``, of which only the database knows the value.
    """
    given = getattr(instance, field.attname)
    if hasattr(given, "resolve_expression"):
        raise ValueError(f"{field}: history cannot tell what an expression comes to; work the value out under lock().")
    value = field.to_python(given)
    if isinstance(field, models.DecimalField) and value is not None:
        return value.quantize(decimal.Decimal(1).scaleb(-field.decimal_places))
    return value


def sealed_context(model: type[Tracked], row: Any) -> str:
    """What a row's ciphertext is bound to: ``app.model:id:version``."""
    return f"{model._meta.label_lower}:{row.id}:{row.version}"


def row_body(model: type[Tracked], row: Any) -> dict[str, Any]:
    """What the hash of a history row covers. ``covers`` names its columns, so a later migration breaks no old proof."""
    return {
        "row": model._meta.label_lower,
        "covers": row.covers,
        "sealed": hashlib.sha256(bytes(row.sealed)).hexdigest(),
        "kept": {name: plain(getattr(row, name)) for name in row.covers.split(",")},
    }


def row_hash(model: type[Tracked], row: Any) -> bytes:
    return leaf_hash(canonical(row_body(model, row)))


def personal_values(model: type[Tracked], row: Any, key: bytes) -> dict[str, Any]:
    """The personal values of a history row, opened with the key it names."""
    return json.loads(decrypt(key, row.sealed, sealed_context(model, row)))
