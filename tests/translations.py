"""The texts that the public reads, and their Dutch. ``python -m tests.translations`` adds what is missing, and compiles.

Texts are found in the templates below, in the subjects of letters, and in the words of codes that public pages show.
"""

import ast
import os
import re
from pathlib import Path
from typing import Any

import django
import polib

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

#: How long a cookie lives, which a module tells.
PLURALS = {f"%(count)d {unit}": f"%(count)d {unit}s" for unit in ("year", "month", "day", "hour", "minute", "second")}
#: What the public reads, below the folder of templates.
PATTERNS = (
    *("*/letters/**/*.txt", "*/letters/**/*.html", "mailroom/**/*.txt", "mailroom/**/*.html", "public/**/*.html"),
    *("subprocessors/list.html", "organisation/contact.html", "publications/layout.html"),
    *("publications/choose_brand.html", "publications/subscribe.html", "publications/asked.html"),
    *("publications/confirm.html", "publications/confirmed.html", "publications/too_late.html"),
    *("publications/link_gone.html", "publications/leave.html", "publications/left.html"),
    *("publications/preferences.html", "subprocessors/object.html"),
    *("dsr/choose_brand.html", "dsr/request.html", "dsr/asked.html", "dsr/confirm.html", "dsr/confirmed.html"),
    *("dsr/became.html", "dsr/too_late.html", "dsr/link_gone.html", "dsr/receipt.html"),
    *("publications/preferences.html", "subprocessors/object.html", "dsr/own_page/*.html"),
    *("disclosures/*.html", "disclosures/documents/*.html", "cookies/*.html"),
)
#: A call in what Django makes of a template for translators, and a text within it.
TEXT = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(?:gettext|_)\({TEXT}\)|ngettext\({TEXT}, {TEXT}, ")
#: What a text leaves open.
PLACE = re.compile(r"%\((\w+)\)[sd]")

#: One text, and its plural or nothing.
Texts = dict[str, str]


def texts() -> Texts:
    """Every text that the public reads, in English, with its plural where it has one."""
    return _of_templates() | PLURALS | dict.fromkeys([*_of_subjects(), *_of_codes(), *_of_forms(), *_of_modules()], "")


def _of_templates() -> Texts:
    from django.utils.translation.template import templatize

    found: Texts = {}
    folder = ROOT / "templates"
    for path in sorted({path for pattern in PATTERNS for path in folder.glob(pattern)}):
        for single, one, many in CALL.findall(templatize(path.read_text())):
            text = ast.literal_eval(single or one)
            found[text] = ast.literal_eval(many) if many else found.get(text, "")
    return found


def _of_subjects() -> list[str]:
    from django.utils.translation import override

    from apps.mailroom.composing import kinds

    with override(None):
        return [str(kind.subject) for kind in kinds().values()]


def _of_codes() -> list[str]:
    from django.utils.translation import override

    from apps.cookies.choices import Party, Storage
    from apps.disclosures.choices import Family
    from apps.dsr.choices import Decision, DelayGround, Ground, Right, Status
    from apps.dsr.grounds import SET_DUTY, SET_WORDS
    from apps.dsr.laws import TERMS
    from apps.publications.choices import WORDINGS, SubscriberSource, SubscriberStatus, Topic
    from apps.subprocessors.choices import Mechanism, ObjectionStatus, RecipientKind, RecipientRole

    shown: tuple[Any, ...] = (RecipientKind, RecipientRole, Topic, SubscriberStatus, SubscriberSource, ObjectionStatus)
    shown += (Right, Decision, Ground, Status, DelayGround, Family, Party, Storage, Mechanism)
    terms = [text for one in TERMS.values() for text in (one.law, one.person, *one.rights.values())]
    with override(None):
        labels = [str(label) for codes in shown for label in codes.labels]
        return labels + [str(text) for text in (*WORDINGS.values(), *terms, SET_DUTY, SET_WORDS)]


def _of_forms() -> list[str]:
    """What forms that the public fills in say: the labels of their fields, and what they answer."""
    from django.utils.translation import override

    from apps.dsr.forms.own_page import CodeForm, DocumentForm, ProofForm, WriteForm
    from apps.mailroom.composing import kinds
    from apps.publications.forms.subscribing import SubscribeForm

    with override(None):
        fields = SubscribeForm.base_fields
        labels = [str(field.label) for name, field in fields.items() if name not in ("homepage", "form")]
        of_letters = [str(kind.label) for name, kind in kinds().items() if name.startswith("publications/")]
        labels += [str(text) for form in (CodeForm, ProofForm, DocumentForm, WriteForm) for text in _said_by(form)]
        told = [*labels, str(fields["topics"].error_messages["required"]), "English", "Dutch", *of_letters]
        return [*told, *_of_requests(), *ANSWERS]


#: Modules that make what the public reads, all of their texts; or of one class alone.
MODULES = {
    "apps/disclosures/forms/usual_words.py": "",
    "apps/subprocessors/queries/telling.py": "",
    "apps/subprocessors/forms/objections.py": "ObjectionForm",
    "apps/disclosures/documents.py": "",
    "apps/cookies/banners.py": "",
    "apps/cookies/documents.py": "",
    "apps/cookies/materiality.py": "",
    "apps/dsr/own_page.py": "",
    "apps/dsr/services/own_page.py": "",
    "apps/dsr/services/identity_documents.py": "",
}


def _of_modules() -> list[str]:
    """What changes of subprocessors are told with, and what forms and pages answer."""
    found: list[str] = []
    for path, name in MODULES.items():
        tree: ast.AST = ast.parse((ROOT / path).read_text())
        if name:
            tree = next(one for one in ast.walk(tree) if isinstance(one, ast.ClassDef) and one.name == name)
        found += [text for node in ast.walk(tree) if (text := _marked(node))]
    return found


def _marked(node: ast.AST) -> str:
    """The text of a call that marks one for translation; nothing of any other."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"):
        return ""
    return ast.literal_eval(node.args[0])


def _of_requests() -> list[str]:
    """What the form of requests says beside its template; in English, inside the caller's override."""
    from apps.dsr.forms.filing import GROUPS, RIGHTS, RequestForm

    fields = {name: one for name, one in RequestForm.base_fields.items() if name not in ("homepage", "form")}
    rights = [str(words) for told in RIGHTS.values() for words in told]
    helps = [str(one.help_text) for one in fields.values() if one.help_text]
    required = [str(fields[name].error_messages["required"]) for name in ("rights", "group")]
    labels = [str(one.label) for one in fields.values()]
    return [*labels, *helps, *required, *rights, *(str(label) for _group, label in GROUPS)]


def _said_by(form: Any) -> list[Any]:
    return [text for field in form.base_fields.values() for text in (field.label, field.help_text) if text]


#: What the forms answer.
ANSWERS = [
    "Cookie notice",
    "Not in one of these",
    "Choose a country",
    "At most %(number)d, together %(size)d MB: %(endings)s.",
    "Choose at most %(most)d files.",
    "Together the files are larger than %(most)d MB: choose fewer.",
    "“%(name)s” is empty: choose the file again.",
    "“%(name)s” is larger than %(most)d MB: make it smaller, or split it.",
    "“%(name)s” is none of the files that are kept (%(endings)s), or is not what its name says.",
    "This state is not in the country that you chose: choose again.",
    "Too many requests come from here at this moment. Please try again in an hour.",
    "Too many files come in at this moment. Send your request without them, or in an hour.",
    "This code does not open the page: it is mistyped, or over. Have a new one sent.",
    "Please offer me the files of the answer again.",
    "This file cannot be opened any more. Write to us below.",
    "Write something, or choose a file.",
    "Send at most %(most)d files at once, and the others after them.",
    "Much was sent within this hour. Nothing is lost of it: send the rest a little later.",
    "This request is over already: nothing is left to take back.",
    "I take my request back.",
    "The time to download this file is over: ask for it again below.",
    "This page was open for a long time. Nothing is lost: press the button once more.",
    "Too many people subscribe from here at this moment. Please try again in an hour.",
    "This is no address that a letter can be sent to.",
]


def entry_of(text: str, plural: str) -> polib.POEntry:
    """A text without its Dutch."""
    if plural:
        return polib.POEntry(msgid=text, msgid_plural=plural, msgstr_plural={0: "", 1: ""}, flags=["python-format"])
    return polib.POEntry(msgid=text, msgstr="", flags=["python-format"] if PLACE.search(text) else [])


def dutch_of(entry: polib.POEntry) -> list[str]:
    """The Dutch of a text: one, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def read() -> polib.POFile:
    """The Dutch texts as they stand."""
    return polib.pofile(str(PO), wrapwidth=100)


def main() -> None:
    """Add the texts that are not there yet, say which have no Dutch, and compile."""
    file = read()
    file.extend([entry_of(text, plural) for text, plural in texts().items() if file.find(text) is None])
    file.save(str(PO))
    file.save_as_mofile(str(MO))
    for entry in file:
        if not all(dutch_of(entry)):
            print(f"No Dutch yet: {entry.msgid}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacy_office.settings")
    django.setup()
    main()
