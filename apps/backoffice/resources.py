"""Import and export of records: explicit fields, natural keys, and every row through the app's services."""

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, widgets
from import_export.resources import ModelResource
from import_export.results import Error, Result, RowResult

from apps.casework.veils import secret_register
from apps.trail.acts import act
from apps.trail.errors import RuleBroken

logger = logging.getLogger(__name__)

#: What no database, file or page can hold as text: NUL, and half of a pair of UTF-16.
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class RowRefused(RuleBroken, ValueError):
    """A cell, a row or the columns of a table cannot be read; says which, and how to mend it."""


class Told(Error):
    """What is wrong with a row, in words for staff. What nobody foresaw is logged, and told as that."""

    traceback = ""

    def __init__(self, error: Exception, row: Any = None, number: int | None = None) -> None:
        if not isinstance(error, RuleBroken | ValidationError):
            logger.error("An import failed unforeseen.", exc_info=error)
        super().__init__(words_of(error), row, number)


def words_of(error: Exception) -> str:
    """An error as a sentence for staff."""
    if isinstance(error, ValidationError):
        return " ".join(dict.fromkeys(error.messages))
    if isinstance(error, RuleBroken):
        return str(error)
    return _("This could not be read, for a reason that stands in the log of the server: tell who runs it.")


class DayWidget(widgets.DateWidget):
    """A day as ISO 8601 writes it: 03/02 would be March to some and February to others."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        try:
            return super().clean(value, row, **kwargs)
        except ValueError as error:
            raise RowRefused(_("“%(value)s” is no day: write it as in 2026-03-31.") % {"value": value}) from error


class ChoiceWidget(widgets.CharWidget):
    """One of a few codes; an empty cell is the usual one."""

    def __init__(self, choices: Any, usual: str = "") -> None:
        super().__init__()
        self.choices, self.usual = choices, usual

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        chosen = str(value or "").strip().lower() or self.usual
        return self.one_of(chosen)

    def one_of(self, chosen: str) -> str:
        known = {value.lower(): value for value in self.choices.values}
        if chosen.lower() not in known:
            words = {"value": chosen, "known": ", ".join(self.choices.values)}
            raise RowRefused(_("“%(value)s” is not known here: write one of %(known)s.") % words)
        return known[chosen.lower()]


class YesNoWidget(widgets.Widget):
    """Yes or no; nothing means no, and any other word is refused."""

    WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        try:
            return self.WORDS[str(value or "").lower()]
        except KeyError:
            raise RowRefused(_("“%(value)s” is neither yes nor no.") % {"value": value}) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


def by_column(error: ValidationError) -> str:
    """What is wrong with a row, by its columns."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"“{name}”: {' '.join(messages)}" for name, messages in error.message_dict.items())


class RecordResource(ModelResource):
    """The base of every resource. A rehearsal writes nothing; an import is one act over all its rows.

    ``add_service`` and ``change_service`` are those of the record's admin. ``tell`` is called with what a person
    should know beside the result.
    """

    add_service: ClassVar[Callable[..., Any]]
    change_service: ClassVar[Callable[..., Any]]
    WIDGETS_MAP = ModelResource.WIDGETS_MAP | {"DateField": DayWidget}
    #: The columns without which a table says too little, beside those that find a row again.
    needed: ClassVar[Sequence[str]] = ()

    def __init__(self, *, by: Any = None, tell: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by, self.tell = by, tell
        self.seen: dict[Any, dict[str, Any]] = {}

    @classmethod
    def get_error_result_class(cls) -> type[Error]:
        return Told

    def import_data(self, dataset: Any, dry_run: bool = False, **kwargs: Any) -> Result:
        register = self._meta.model._meta.label_lower
        facts = {"register": register, "rows": len(dataset), "new": 0, "changed": 0}
        try:
            self.read_headers(dataset)
        except RowRefused as error:
            result = self.get_result_class()()
            result.append_base_error(Told(error))
            return result
        with act("backoffice.imported", by=self.by, about=secret_register(register), **facts) as this:
            result = super().import_data(dataset, dry_run=False, **kwargs)
            this.facts["new"] = result.totals[RowResult.IMPORT_TYPE_NEW]
            this.facts["changed"] = result.totals[RowResult.IMPORT_TYPE_UPDATE]
            if (
                dry_run
                or result.has_errors()
                or result.has_validation_errors()
                or not any((this.facts["new"], this.facts["changed"]))
            ):
                this.discard()
        return result

    def read_headers(self, dataset: Any) -> None:
        """Name the columns of the table as ours; tell those that are not read.

        Raises:
            RowRefused: a column is missing, or stands there twice.
        """
        headers = dataset.headers = [self.column_of(header) for header in dataset.headers]
        present = ", ".join(headers)
        wanted = [*(self.fields[name].column_name for name in self.get_import_id_fields()), *self.needed]
        if missing := [name for name in wanted if name not in headers]:
            words = {"missing": ", ".join(missing), "present": present}
            raise RowRefused(_("The table has no column for %(missing)s. Its columns are: %(present)s.") % words)
        known = {field.column_name for field in self.get_import_fields()}
        if twice := sorted({name for name in headers if name in known and headers.count(name) > 1}):
            words = {"twice": ", ".join(twice)}
            raise RowRefused(_("The table has more than one column for %(twice)s: leave one of them out.") % words)
        unread = [name for name in headers if name not in known]
        if unread and self.tell:
            self.tell(_("Columns that are not read: %(columns)s.") % {"columns": ", ".join(unread)})

    def column_of(self, header: str) -> str:
        """Our name of a column."""
        return header.strip()

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Cells as a form would take them: without blanks around, and of characters that a text can hold."""
        for name, value in row.items():
            if isinstance(value, str):
                if NO_TEXT.search(value):
                    words = _("The cell in “%(column)s” holds a character that is no text: take it out.")
                    raise RowRefused(words % {"column": name})
                row[name] = value.strip()

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Any, bool]:
        self.ensure_once(tuple(row[self.fields[name].column_name] for name in self.get_import_id_fields()), row)
        return super().get_or_init_instance(instance_loader, row)

    def ensure_once(self, key: Any, row: dict[str, Any]) -> None:
        """Of two rows about one record the second would undo the first.

        Raises:
            RowRefused: an earlier row has the same key and says something else.
        """
        if self.seen.setdefault(key, dict(row)) != row:
            raise RowRefused(_("This entry stands in the table twice, and the two differ: make them one row."))

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
    """A foreign key by its natural key; an unknown key is refused by name, and so is one that several records have."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        value = value.strip() if isinstance(value, str) else value
        if not value:
            return None
        words = {"value": value, "record": self.model._meta.verbose_name}
        try:
            return super().clean(value, row, **kwargs)
        except self.model.DoesNotExist as error:
            raise RowRefused(_("“%(value)s” is no %(record)s of this office.") % words) from error
        except self.model.MultipleObjectsReturned as error:
            sentence = _("“%(value)s” names more than one %(record)s: enter this row by hand.")
            raise RowRefused(sentence % words) from error


def link_to(name: str, model: Any, key: str) -> fields.Field:
    """A column that names a record of another register by its natural key."""
    return fields.Field(column_name=name, attribute=name, widget=KeyWidget(model, field=key))
