"""The rules of the house, over every model and every file. A rule that is not checked here is a wish."""

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from apps.casework.lifecycle import Lifecycle
from apps.casework.registers import collect
from apps.trail import guards
from apps.trail.guards import HasHistoryRow
from apps.trail.history import TRACKED, Trail

ROOT = settings.ROOT
OWN_APPS = [config for config in apps.get_app_configs() if config.name.startswith("apps.")]
OWN_MODELS = [model for config in OWN_APPS for model in config.get_models() if not hasattr(model, "instance_type")]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
#: From the lowest app to the highest; the back office stands beside them all.
LAYERS = [*reversed(CONTRACT["layers"]), *CONTRACT["exhaustive_ignores"]]

#: The models whose rows have no history, and why that is right.
UNTRACKED = {
    "trail.Act": "it is the history",
    "trail.ObjectKey": "a key is destroyed to erase a person",
    "trail.Unsealed": "a queue: its rows leave when the sealer has taken them",
    "trail.Entry": "the log is only added to, and signed",
    "trail.Checkpoint": "the log is only added to, and signed",
    "trail.Anchor": "what was given away is only added to, and signed",
    "trail.Verification": "a ledger, covered by acts",
    "mailroom.Letter": "its events are a ledger, and senders move it without an act",
    "mailroom.Delivery": "a ledger, covered by acts",
    "publications.PublishedVersion": "a ledger, covered by acts",
    "publications.Rendition": "a ledger, covered by acts",
    "publications.Notice": "a ledger, covered by acts; names people by key alone",
    "mailroom.Acceptance": "a ledger, covered by acts",
    "dsr.ClockEvent": "a ledger, covered by acts",
    "dsr.IdentityCode": "a code for two days; what it proved stands in history",
    "dsr.Viewing": "who has a page open at this moment, forgotten within a day",
    "dsr.Download": "a ledger, covered by acts",
    "dsr.PageSession": "a door that stands open for minutes; that it was opened is an act",
    "mailroom.ProviderEvent": "a ledger, covered by acts",
    "dsr.ApiCall": "what a program was answered, so that a repeated call gets the same; the ticket has its history",
    "casework.StagedFile": "it waits for an hour at most; what it becomes has a history",
    "casework.StagedRow": "it waits for an hour at most; what it becomes has a history",
    "publications.SignUp": "a queue: its rows leave when a worker has dealt with them",
    "mailroom.Mould": "a text that letters share, made once",
    "mailroom.Round": "what a sender holds for a moment",
    "mailroom.DatabaseRun": "a sign that the server has not crashed",
    "mailroom.MailboxCheck": "how a mailbox was found the last time, of no meaning afterwards",
    "mailroom.Pause": "who paused, and who let go on, are acts",
    "casework.Counter": "the references that it counts stand in history",
    "casework.AccessEntry": "a ledger, covered by acts",
    "consents.ConsentEvent": "a ledger, covered by acts",
    "consents.EventReceipt": "for ninety days, so that a decision that is sent again is one",
    "consents.CurrentState": "derived of the ledger, to be asked quickly",
    "cookies.Sighting": "a ledger, covered by acts; what a browser kept, of nobody",
    "accounts.User": "every sign-in writes it; what happens to an account is an act",
    "accounts.Bucket": "tokens of a limit, of no meaning a day later",
}
#: Models without history that are kept for a time all the same, as they speak of people.
KEPT_FOR_A_TIME = {
    *("mailroom.letter", "mailroom.mould", "mailroom.delivery", "mailroom.acceptance", "mailroom.providerevent"),
    *("dsr.apicall", "casework.accessentry"),
    *("consents.consentevent", "consents.currentstate", "consents.eventreceipt"),
}


def label(model: type[models.Model]) -> str:
    return model._meta.label


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def faults(paths: Iterable[Path], find: Callable[[Path], Any]) -> dict[str, Any]:
    """What a rule finds wrong, by file: a thousand files are one test, as each by itself takes longer than to look."""
    return {named(path): found for path in paths if (found := find(path))}


CODE = python_files("apps", "privacy_office")
TESTS = python_files("tests")


# --- Models ----------------------------------------------------------------------------------------------------------


def test_every_model_is_tracked_or_says_why_not():
    assert sorted(label(model) for model in OWN_MODELS if model not in TRACKED) == sorted(UNTRACKED)


@pytest.mark.parametrize("model", TRACKED, ids=label)
def test_every_field_of_a_tracked_model_is_personal_or_kept(model):
    fields = {field.name for field in model._meta.concrete_fields} - {"id", "version"}

    assert isinstance(model.trail, Trail)
    assert sorted([*model.trail.personal, *model.trail.kept]) == sorted(fields)


@pytest.mark.parametrize("model", TRACKED, ids=label)
def test_free_text_is_never_kept(model):
    free = (models.TextField, models.JSONField, models.BinaryField, models.FileField)

    assert [name for name in model.trail.kept if isinstance(model._meta.get_field(name), free)] == []


@pytest.mark.parametrize("model", TRACKED, ids=label)
def test_every_tracked_model_has_its_foreign_key_to_history_and_its_triggers(model):
    live, past = model._meta.db_table, model.past._meta.db_table

    keys = [one.history for one in model._meta.constraints if isinstance(one, HasHistoryRow)]
    events = sorted((rule.table, rule.event) for rule in guards.rules() if rule.table in (live, past))

    assert keys == [past]
    assert events == sorted((table, event) for table in (live, past) for event in ("INSERT", "UPDATE", "DELETE"))


@pytest.mark.parametrize("model", TRACKED, ids=label)
def test_every_part_names_the_record_it_is_a_part_of(model):
    part_of = model.trail.part_of

    assert not part_of or isinstance(model._meta.get_field(part_of), models.ForeignKey)


def test_every_tracked_model_stands_in_exactly_one_record_class_of_its_app():
    listed = [
        (config.label, name)
        for config in OWN_APPS
        for one in getattr(_room(config, "retention"), "RECORD_CLASSES", [])
        for name in one.models
    ]

    tracked = [(model._meta.app_label, model._meta.label_lower) for model in TRACKED]
    assert sorted(listed) == sorted(tracked + [(name.partition(".")[0], name) for name in KEPT_FOR_A_TIME])


def _room(config: Any, name: str) -> Any:
    return import_module(f"{config.name}.{name}") if (Path(config.path) / f"{name}.py").exists() else None


@pytest.mark.parametrize("model", OWN_MODELS, ids=label)
def test_status_is_never_a_form_field(model):
    assert [field.name for field in model._meta.fields if field.name == "status" and field.editable] == []


@pytest.mark.parametrize("model", [*OWN_MODELS, *(model.past for model in TRACKED)], ids=label)
def test_constraints_are_named_as_sentences(model):
    assert [one.name for one in model._meta.constraints if len(one.name.split("_")) < 3] == []


@pytest.mark.parametrize("model", OWN_MODELS, ids=label)
def test_foreign_keys_point_down_only(model):
    rank = LAYERS.index(model._meta.app_label)
    upward = [
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in LAYERS
        and field.swappable_setting != "AUTH_USER_MODEL"
        and LAYERS.index(field.related_model._meta.app_label) > rank
    ]

    assert upward == []


def test_person_is_named_by_the_setting_alone():
    def named_otherwise(path: Path) -> bool:
        return any(isinstance(node, ast.Constant) and node.value == "accounts.User" for node in ast.walk(parsed(path)))

    assert [*faults([path for path in CODE if "accounts" not in path.parts], named_otherwise)] == [
        "privacy_office/settings.py"
    ]


def lifecycles() -> Iterator[tuple[str, Lifecycle]]:
    for config in OWN_APPS:
        for name, value in vars(_room(config, "choices") or config).items():
            if isinstance(value, Lifecycle):
                yield f"{config.label}.{name}", value


@pytest.mark.parametrize("lifecycle", [pytest.param(one, id=name) for name, one in lifecycles()])
def test_every_status_of_a_lifecycle_is_reached_from_the_first(lifecycle):
    first = lifecycle.statuses.values[0]
    reached, waiting = {first}, [first]
    while waiting:
        new = set(lifecycle.moves[waiting.pop()]) - reached
        reached |= new
        waiting += new

    assert reached == set(lifecycle.statuses.values)


# --- Acts ------------------------------------------------------------------------------------------------------------

CATALOGUES = {config.label: getattr(_room(config, "choices"), "ACTS", {}) for config in OWN_APPS}
SENTENCES = {kind: str(sentence) for catalogue in CATALOGUES.values() for kind, sentence in catalogue.items()}
KIND = re.compile(r"[a-z]+\.[a-z_]+")
#: Kinds that the code composes from the name of a model.
COMPOSED = re.compile(r"organisation\.[a-z]+_(added|changed)")
#: Kinds of its own, in a scratch database.
UNCATALOGUED = {"apps/casework/benchmarks.py"}


def test_every_kind_of_act_starts_with_its_app_and_is_listed_once():
    assert [
        kind
        for name, acts in CATALOGUES.items()
        for kind in acts
        if not KIND.fullmatch(kind) or kind.split(".")[0] != name
    ] == []
    assert len(SENTENCES) == sum(len(acts) for acts in CATALOGUES.values())


def test_every_sentence_goes_on_after_a_name():
    assert [text for text in SENTENCES.values() if not text[0].islower() or text.endswith(".")] == []


def test_words_of_facts_are_told_apart_across_apps():
    names = Counter(name for config in OWN_APPS for name in getattr(_room(config, "choices"), "FACT_WORDS", {}))

    assert [name for name, count in names.items() if count > 1] == []


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef))


def kinds_in(node: ast.AST) -> set[str]:
    """The kinds of acts named in a piece of code: where ``act`` is called, as ``kind=``, or given the name kind."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            found |= _texts(one.args[:1] if _called(one) == "act" else [])
            found |= _texts(word.value for word in one.keywords if word.arg == "kind")
        elif isinstance(one, ast.Assign) and "kind" in {
            name.id for name in ast.walk(one.targets[0]) if isinstance(name, ast.Name)
        }:
            found |= _texts(one.value.elts if isinstance(one.value, ast.Tuple) else [one.value])
    return {text for text in found if KIND.fullmatch(text)}


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def facts_in(function: ast.FunctionDef, others: dict[str, ast.FunctionDef]) -> set[str]:
    """The names of the facts that a function gives to its acts, itself or through another of its module; ** is all."""
    found: set[str] = set()
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and (_called(one) == "act" or any(word.arg == "kind" for word in one.keywords)):
            found |= {word.arg or "**" for word in one.keywords}
            if _called(one) in others and others[_called(one)] is not function:
                found |= facts_in(others[_called(one)], others) - {"**"}
        elif isinstance(one, ast.Assign):
            found |= {name for target in one.targets for name in _facts_set(target)}
    return found


def _facts_set(target: ast.AST) -> set[str]:
    """The facts that an assignment such as ``this.facts["count"] = 2`` sets."""
    subscripts = [one for one in ast.walk(target) if isinstance(one, ast.Subscript)]
    return {name for one in subscripts if getattr(one.value, "attr", "") == "facts" for name in _texts([one.slice])}


APP_CODE = [path for path in CODE if path.parts[len(ROOT.parts)] == "apps" and named(path) not in UNCATALOGUED]


def test_every_act_that_the_code_makes_is_in_the_catalogue_of_its_app():
    def uncatalogued(path: Path) -> list[str]:
        own = path.relative_to(ROOT).parts[1]
        return [kind for kind in kinds_in(parsed(path)) if kind not in CATALOGUES[own]]

    assert faults(APP_CODE, uncatalogued) == {}


def test_no_act_is_in_a_catalogue_that_nothing_makes():
    made = set().union(*(kinds_in(parsed(path)) for path in APP_CODE))

    assert [kind for kind in SENTENCES if kind not in made and not COMPOSED.fullmatch(kind)] == []


def test_every_fact_that_a_sentence_tells_is_given_where_the_act_is_made():
    assert faults(APP_CODE, untold_facts) == {}


def untold_facts(path: Path) -> list[tuple[str, str]]:
    """Facts that the sentence of an act tells and the function that makes it does not give."""
    others = {function.name: function for function in functions(path)}
    untold = []
    for function in functions(path):
        given = facts_in(function, others)
        for kind in kinds_in(function) & set(SENTENCES):
            told = {name for _text, name, _spec, _conversion in string.Formatter().parse(SENTENCES[kind]) if name}
            if "**" not in given:
                untold += [(kind, name) for name in told - given]
    return untold


# --- Files -----------------------------------------------------------------------------------------------------------

#: The rooms of every app.
ROOMS = {"__init__", "apps", "choices", "models", "queries", "services", "forms", "resources", "admin", "views", "urls"}
ROOMS |= {
    "jobs",
    "announced",
    "letters",
    "documents",
    "pages",
    "evidence",
    "holdable",
    "holding",
    "veils",
    "retention",
    "promises",
    "cards",
    "inbound",
    "seeds",
    "demo",
    "benchmarks",
    "management",
    "migrations",
}
#: Rooms that are a folder when they grow, with a file per noun.
FOLDERS = {
    "demo",
    "models",
    "queries",
    "services",
    "forms",
    "seeds",
    "admin",
    "management",
    "reading",
    "deadlines",
    "annexes",
    "benchmarks",
    "transparency",
}
#: What else an app has, and why.
EXTRA_ROOMS = {
    "organisation": {"calendars": "by which office's calendar the days of a matter are counted"},
    "accounts": {
        "adapters": "where allauth asks the project",
        "backends": "where Django asks who may do what",
        "middleware": "a first password is changed before anything else",
        "sign_ins": "what allauth tells becomes acts",
    },
    "mailroom": {
        "composing": "from a kind and its context to the bytes of a message",
        "fanout": "one text to many, set by set",
        "fence": "the mark before each message, and what it outlives",
        "handover": "a connection to the mail server and its answers",
        "opening": "the bytes of letters, opened",
        "moulds": "what the letters of a text share, and what makes each its own",
        "rounds": "claims, fences, and what becomes of what was claimed",
        "sending": "letters leave, one after the other",
        "events": "what becomes of letters after they left, and what that does",
        "providers": "letters over the API of a provider, and what it tells of them",
        "suppression": "addresses that list mail does not go to",
        "bringing": "mail that a provider brings",
        "polling": "mailboxes, asked what is new",
        "receiving": "mail that comes in is stored, and then dealt with",
        "reading_mail": "from the bytes of a message to what it says",
        "reports": "what mail servers report of our letters by mail",
    },
    "publications": {
        "guards": "what the database refuses of announcements",
        "tokens": "signed names in the links of letters",
        "shelves": "where the versions of one document stand",
        "answering": "answers that readers and caches may keep",
        "feeds": "changes as Atom and as JSON Feed",
        "subscribing": "the public pages of subscriptions, and their addresses",
        "prose": "texts that staff write, read and compared",
        "rendering": "from a version to the bytes that people read",
    },
    "retention": {"guards": "what the database refuses of holds"},
    "cookies": {
        "banners": "a published version as the configuration of a banner",
        "domains": "domains as browsers compare them, and whose a cookie is",
        "lifetimes": "lifetimes in words and in seconds",
        "materiality": "what a new version means for visitors: a table of rules",
        "origins": "origins as browsers send them",
        "reading": "how catalogues and scans of others are read",
    },
    "consents": {
        "decisions": "a decision before it is an event",
        "ingest": "what banners and programs send, read and judged",
        "keys": "pseudonyms, and what makes a decision the same as one before",
        "limits": "what is shed when a network floods",
        "origins": "from where choices may come",
        "partitions": "the log in months",
    },
    "dsr": {
        "guards": "what the database refuses of requests",
        "api": "the intake for programs, and its addresses",
        "filing": "the pages of the public form, and their addresses",
        "suggesting": "what a mail seems to ask, and its language",
        "laws": "which law and which clock a request is under, and what its letters call things: tables",
        "links": "the signed addresses of requesters' pages",
        "proof": "what is proof enough of who asks, by right: a table",
        "grounds": "on what grounds a right may be refused, under which Article, and what one can do about it: tables",
        "own_page": "the requester's own page, behind a code",
    },
    "disclosures": {
        "guards": "what the database refuses of government requests",
        "transparency": "what is published about requests of authorities, and whether it adds up",
    },
    "subprocessors": {
        "objecting": "the page behind the link by which a customer objects",
        "annexes": "the annex of a customer in words, as a Word file and as a PDF",
        "guards": "what the database refuses of the register",
        "reading": "how published lists are read and compared",
    },
    "trail": {
        "acts": "act(): one transaction, one Act row",
        "bulk": "rows written set by set, in plain SQL",
        "bypass": "commands that go past the application",
        "envelopes": "texts and files of a record, encrypted",
        "new_tables": "the tables of a migration, made together",
        "proofs": "that one act stands in the log",
        "sealing": "acts move into the signed log",
        "stored": "what a database's driver gives, as it was hashed",
        "verification": "everything derived again",
        "verified_guards": "the guards, verified",
        "verified_ledgers": "the ledgers, verified",
        "verified_log": "the log, verified",
        "verified_rows": "the history rows, verified",
        "verified_values": "the live values, verified",
        "canonical": "canonical bytes and the Merkle tree",
        "errors": "the one family of errors",
        "guards": "what the database itself refuses",
        "history": "Trail, for tracked models",
        "keyring": "keys apart from the database",
    },
    "casework": {
        "calendars": "working days",
        "deadlines": "when a period ends, and why",
        "dossiers": "the evidence of a record as one file",
        "files": "which files may be handed in",
        "holds": "what must not be erased now",
        "intake": "tables of a hundred thousand rows become records, set by set",
        "lifecycle": "a lifecycle is a table",
        "veils": "what somebody may know of",
        "references": "what people call a record",
        "registers": "the plain types that apps register",
        "searching": "search inside the texts of a large register",
        "spreadsheets": "reading and writing tables",
        "streams": "reading tables a row at a time",
        "tables": "what a register declares of the tables that become its records",
        "workbook": "reading XLSX within limits",
    },
    "backoffice": {
        "downloads": "files that leave the office",
        "bulk": "import and export pages of large registers",
        "admin_config": "puts the office's own admin site in place",
        "exchange": "import and export pages of records",
        "formats": "formats of import and export",
        "keyset": "lists of registers with a million rows",
        "records": "the admin of every record",
        "sites": "the admin site and its navigation",
        "steps": "what may happen to a record next",
        "templatetags": "what templates of the admin show",
        "uploads": "where an upload waits for its confirmation",
    },
}


@pytest.mark.parametrize("config", OWN_APPS, ids=lambda config: config.label)
def test_files_of_an_app_are_its_rooms(config):
    paths = [path.relative_to(config.path) for path in Path(config.path).rglob("*.py")]
    rooms = {path.parts[0].removesuffix(".py") for path in paths}
    folders = {path.parts[0] for path in paths if len(path.parts) > 1} - {"migrations", "templatetags"}

    assert rooms - ROOMS - set(EXTRA_ROOMS.get(config.label, {})) == set()
    assert folders - FOLDERS == set()


def test_no_room_is_excused_that_is_not_there():
    missing = [
        f"{app}.{room}"
        for app, rooms in EXTRA_ROOMS.items()
        for room in rooms
        if not list((ROOT / "apps" / app).glob(f"{room}*")) and room != "templatetags"
    ]

    assert missing == []


def test_every_app_has_its_place_among_the_layers():
    assert sorted(config.label for config in OWN_APPS) == sorted(LAYERS)


#: No name says what a thing is when it could be anything.
NAMELESS_FILES = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "tools"}
NAMELESS_CLASSES = re.compile(r"(Manager|Handler|Helper|Info|Util|Utils|Base|Data)$")
NAMED_BY_DJANGO = {"PersonManager": "the manager of the user model, which Django's commands look for"}


def test_names_say_what_a_thing_is():
    def nameless(path: Path) -> list[str]:
        parts = {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
        classes = {node.name for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef)}
        spoken_for = {*NAMED_BY_DJANGO, *model_names()}
        return [*(parts & NAMELESS_FILES), *(one for one in classes - spoken_for if NAMELESS_CLASSES.search(one))]

    assert faults([*CODE, *TESTS], nameless) == {}


@cache
def model_names() -> set[str]:
    """Models bear the words of the glossary, as in ServiceData: data that a service involves."""
    return {model.__name__ for model in OWN_MODELS}


#: Lines of a file and of a function; longer ones, and why.
LONGEST_FILE, LONGEST_TEST_FILE, LONGEST_FUNCTION = 400, 500, 45
LONG_FILES = {
    "apps/organisation/admin.py": "one short class per register",
    "apps/organisation/services.py": "one short service per rule of a register",
    "apps/casework/spreadsheets.py": "one reader and one writer per format, each with its limits",
    "apps/backoffice/records.py": "the one admin that every record shares",
    "tests/builders.py": "one short builder per kind of record",
    "apps/subprocessors/choices.py": "the words of the largest register, and its acts",
    "apps/subprocessors/demo.py": "one register from beginning to end, as tables",
    "tests/backoffice/test_records.py": "every rule of that one admin",
    "tests/mailroom/test_sending.py": "one mail server at work, in both ways of speaking to it",
    "tests/trail/test_silent_writes.py": "every way past the history in one place",
    "tests/test_architecture.py": "every rule of the house in one place",
}
LONG_FUNCTIONS = {
    "test_the_story_of_a_listing_tells_each_step_and_each_place": "one story from beginning to end",
}


def test_files_are_short():
    tests = set(TESTS)

    def lines_of_a_long_one(path: Path) -> int:
        lines = len(path.read_text().splitlines())
        return lines if lines > (LONGEST_TEST_FILE if path in tests else LONGEST_FILE) else 0

    assert set(faults([*CODE, *TESTS], lines_of_a_long_one)) - set(LONG_FILES) == set()


def test_functions_are_short():
    def long_ones(path: Path) -> list[str]:
        long = [one.name for one in functions(path) if (one.end_lineno or 0) - one.lineno >= LONGEST_FUNCTION]
        return [name for name in long if name not in LONG_FUNCTIONS]

    assert faults([*CODE, *TESTS], long_ones) == {}


EDGES = [
    path for path in CODE if path.stem in {"views", "admin", "resources"} or {"templatetags", "admin"} & set(path.parts)
]
WRITES = {"create", "get_or_create", "update_or_create", "save", "update", "delete", "bulk_create", "bulk_update"}


def test_views_admin_and_template_tags_write_nothing_themselves():
    def writes(path: Path) -> list[str]:
        calls = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
        named_calls = [one for one in calls if isinstance(one, ast.Attribute) and one.attr in WRITES]
        return [ast.unparse(one) for one in named_calls if getattr(one.value, "attr", "") != "__dict__"]

    assert faults(EDGES, writes) == {}


# --- Words -----------------------------------------------------------------------------------------------------------

#: The project speaks of itself alone, and of nothing that is still to be done.
FORBIDDEN = {
    "a tracker": r"\bissues?\b",
    "who wrote it": r"\b(sub-?)?agents?\b|\bsession ids?\b|\bcopilot\b|\bprompts?\b",
    "a folder outside": r"(?<![\w.])/work\b|/tmp/(?!bash)\w|(\.\./)?\bshared/",
    "work left over": r"\b(TODO|FIXME|XXX|HACK)\b",
}
#: Words of the trade in which one of them is right.
MEANT = re.compile(
    r"user[ -]agents?|customers?['’]?[ -]agents?|\bHTTP_USER_AGENT\b|password[_ ]prompts?", re.IGNORECASE
)
TEXTS = {".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".svg", ".sh", ".example", ""}
#: Tests may read the data that lies beside the project; this file and lint name the words.
EXCUSED = {
    *("tests/test_architecture.py", "tests/shared_data.py", "tests/subprocessors/test_lint.py"),
    "apps/subprocessors/queries/lint.py",
}


def texts() -> list[Path]:
    folders = ["apps", "privacy_office", "templates", "docs", "tests", ".ci"]
    found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    found += [path for path in ROOT.iterdir() if not path.name.startswith("requirements") and path.name != ".env"]
    return sorted(path for path in found if path.is_file() and path.suffix in TEXTS and named(path) not in EXCUSED)


def test_project_speaks_of_itself_alone():
    assert faults(texts(), spoken_of_others) == {}


def spoken_of_others(path: Path) -> dict[str, list[str]]:
    text, flags = MEANT.sub("", path.read_text()), {"work left over": 0}
    found = {
        why: [one.group() for one in re.finditer(words, text, flags.get(why, re.IGNORECASE))]
        for why, words in FORBIDDEN.items()
    }
    return {why: words for why, words in found.items() if words}


# --- Imports ---------------------------------------------------------------------------------------------------------


def test_imports_keep_their_contracts():
    command = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout[-2000:] if done.returncode else "") == (0, "")


def test_rooms_that_are_discovered_can_be_collected():
    rooms = {
        "retention": "RECORD_CLASSES",
        "announced": "TOPICS",
        "jobs": "JOBS",
        "letters": "LETTERS",
        "documents": "DOCUMENTS",
        "pages": "PAGES",
        "cards": "CARDS",
        "evidence": "EVIDENCE",
        "holdable": "HOLDABLE",
        "holding": "HOLD_CHECKS",
        "veils": "VEILS",
        "seeds": "SEEDS",
        "benchmarks": "BENCHMARKS",
    }

    assert [room for room, name in rooms.items() if not collect(room, name)] == []
