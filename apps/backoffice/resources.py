"""Import and export of records: explicit fields, natural keys, and every row through the app's services."""

from collections.abc import Callable
from typing import Any, ClassVar

from import_export import fields, widgets
from import_export.resources import ModelResource
from import_export.results import Result, RowResult

from apps.trail.acts import act


class RecordResource(ModelResource):
    """The base of every resource. A rehearsal writes nothing; an import is one act over all its rows.

    ``add_service`` and ``change_service`` are those of the record's admin.
    """

    add_service: ClassVar[Callable[..., Any]]
    change_service: ClassVar[Callable[..., Any]]

    def __init__(self, *, by: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> Result:
        facts = {"register": self._meta.model._meta.label_lower, "rows": len(dataset)}
        with act("backoffice.imported", by=self.by, new=0, changed=0, **facts) as this:
            result = super().import_data(dataset, dry_run=False, **kwargs)
            this.facts["new"] = result.totals[RowResult.IMPORT_TYPE_NEW]
            this.facts["changed"] = result.totals[RowResult.IMPORT_TYPE_UPDATE]
            if dry_run or result.has_errors() or result.has_validation_errors() or not any(
                (this.facts["new"], this.facts["changed"])
            ):
                this.discard()
        return result

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        names = [field.attribute for field in self.get_import_fields() if field.attribute in self._columns()]
        values = {name: getattr(instance, name) for name in names}
        if is_create:
            saved = type(self).add_service(by=self.by, **values)
        else:
            saved = type(self).change_service(instance, version=instance.version, by=self.by, **values)
        instance.__dict__.update(saved.__dict__)

    def _columns(self) -> set[str]:
        return {field.name for field in self._meta.model._meta.concrete_fields}

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        clean_model_instances = True
        exclude = ("id", "version")


class KeyWidget(widgets.ForeignKeyWidget):
    """A foreign key by its natural key; an unknown key is refused by name."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        value = value.strip() if isinstance(value, str) else value
        if not value:
            return None
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist as error:
            raise ValueError(f"“{value}” is no {self.model._meta.verbose_name} of this office.") from error


def link_to(name: str, model: Any, key: str) -> fields.Field:
    """A column that names a record of another register by its natural key."""
    return fields.Field(column_name=name, attribute=name, widget=KeyWidget(model, field=key))
