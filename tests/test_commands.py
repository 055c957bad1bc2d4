"""The commands that run everything else: start, worker and test, and the settings they read."""

import ast
import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from apps.backoffice.management.commands import start
from apps.backoffice.management.commands import test as testing
from privacy_office import postgresql, serving

ROOT = serving.ROOT
NOWHERE = Path("/dev/null/office")  # no user, not even root, can make a folder there


# --- The settings -----------------------------------------------------------------------------------------------


def settings_read() -> dict[str, str | None]:
    """Each name that settings.py reads, with its default as text where that is written out there."""
    found: dict[str, str | None] = {}
    for node in ast.walk(ast.parse((ROOT / "privacy_office" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and re.match(r"(env|env\.\w+|own_secret)$", ast.unparse(node.func)):
            if not isinstance(node.args[0], ast.Constant):
                continue
            default = next((word.value for word in node.keywords if word.arg == "default"), None)
            try:
                value = ast.literal_eval(default) if default else None
            except ValueError:
                value = None
            found[node.args[0].value] = ",".join(map(str, value)) if isinstance(value, list) else value and str(value)
    return found


def test_env_example_names_every_setting_with_its_default_and_a_word_on_it():
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = {line[1:].partition("=")[0]: line.partition("=")[2] for line in lines if re.match(r"#[A-Z_]+=", line)}
    read = settings_read()

    assert set(example) == set(read)
    assert {name: example[name] for name, default in read.items() if default} == {
        name: default for name, default in read.items() if default
    }
    for before, line in itertools.pairwise(lines):
        assert not re.match(r"#[A-Z_]+=", line) or before.startswith("# "), f"{line} has no explanation"


def test_fault_of_the_settings_is_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "start"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(NOWHERE), "SECRET_KEY": "", "DATABASE_URL": f"sqlite:///{tmp_path}/x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"SECRET_KEY is not set and the folder {NOWHERE} cannot be written to (Not a directory): "
        "set SECRET_KEY in the environment or in .env, or make the folder writable.\n"
    )


def test_folder_that_cannot_be_made_is_told_in_one_sentence():
    done = subprocess.run(
        [sys.executable, "manage.py", "start"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(NOWHERE), "SECRET_KEY": "of a test", "DATABASE_URL": f"sqlite:///{NOWHERE}/x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"The folder {NOWHERE} cannot be made (Not a directory): let VAR_DIR name one that can, or make its place "
        "writable.\n"
    )


# --- start ------------------------------------------------------------------------------------------------------


def test_port_in_use_is_told_before_anything_is_made():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CommandError) as error:
            call_command("start", port=port)

    assert str(error.value) == (
        f"Port {port} on 127.0.0.1 is in use: the office may already be running there "
        f"(http://127.0.0.1:{port}/admin/); stop what holds it, or choose another port with --port."
    )


def test_address_of_another_machine_is_refused_in_one_sentence():
    with pytest.raises(CommandError) as error:
        serving.listen("192.0.2.1", 8000)

    assert str(error.value) == (
        "Port 8000 on 192.0.2.1 cannot be opened (Cannot assign requested address): choose another with --host and "
        "--port."
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http", ""])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match="is no port: give a number up to 65535"):
        call_command("start", f"--port={port}")


def test_unwritable_folder_is_told_in_one_sentence():
    with pytest.raises(CommandError) as error:
        start.ensure_writable(NOWHERE)

    assert str(error.value) == (
        f"The folder {NOWHERE} cannot be written to (Not a directory): make it writable for this user, "
        "or name another in VAR_DIR."
    )


@pytest.mark.django_db
def test_keyring_is_made_for_a_new_office_and_left_alone_afterwards(tmp_path):
    path = tmp_path / "keys" / "keyring.json"

    start.ensure_keyring(path)
    first = path.read_text()
    start.ensure_keyring(path)

    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_keyring_is_never_made_where_records_need_the_one_that_is_missing(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trail_objectkey (name, model, object_id, wrapped) VALUES (%s, 'a.b', 1, %s)", ["n", b"w"]
        )
    path = tmp_path / "keyring.json"

    with pytest.raises(CommandError) as error:
        start.ensure_keyring(path)

    assert not path.exists()
    assert str(error.value) == (
        f"The keyring {path} is missing, and the records of this office cannot be read without it: "
        "put it back from its own backup, or point TRAIL_KEYRING to it."
    )


@pytest.mark.parametrize(
    ("host", "given", "site", "hosts"),
    [
        ("127.0.0.1", {}, "http://127.0.0.1:8001", "127.0.0.1,[::1],localhost"),
        ("::1", {}, "http://[::1]:8001", "127.0.0.1,[::1],localhost"),
        ("office.lan", {}, "http://office.lan:8001", "127.0.0.1,[::1],localhost,office.lan"),
        ("0.0.0.0", {}, "http://127.0.0.1:8001", "10.1.2.3,127.0.0.1,[::1],host7,localhost"),  # noqa: S104
        ("127.0.0.1", {"SITE_URL": "https://a.example/"}, "https://a.example", "127.0.0.1,[::1],a.example,localhost"),
        ("127.0.0.1", {"ALLOWED_HOSTS": "b.example"}, "http://127.0.0.1:8001", "b.example"),
    ],
)
def test_processes_are_told_where_they_stand_unless_the_environment_says_so(host, given, site, hosts, monkeypatch):
    monkeypatch.setattr(serving, "names_of_machine", lambda: {"host7", "10.1.2.3"})
    for name in ("SITE_URL", "ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    told = serving.environment_for(host, 8001)

    assert (told["SITE_URL"], told["ALLOWED_HOSTS"]) == (site, hosts)


@pytest.mark.parametrize(
    ("command", "how"),
    [("exit 3", "ended with status 3"), ("exit 0", "ended with status 0"), ("kill -9 $$", "was killed by SIGKILL")],
)
def test_office_does_not_go_on_without_one_of_its_processes(command, how):
    child = serving.start(["bash", "-c", command], dict(os.environ))
    child.wait()

    with pytest.raises(CommandError) as error:
        serving.ensure_running({"worker": child})

    assert str(error.value) == f"The worker process {how}, so the others were ended too; what it said stands above."


@pytest.mark.faults
def test_what_does_not_end_when_asked_is_killed_with_its_family(monkeypatch):
    monkeypatch.setattr(serving, "END_SECONDS", 0.5)
    stubborn = serving.start(["bash", "-c", "trap '' TERM; sleep 60 & wait; wait"], dict(os.environ))
    time.sleep(0.5)

    serving.end({"web": stubborn})

    assert stubborn.returncode == -signal.SIGKILL
    assert wait_until_gone(stubborn.pid)


# --- start, whole -----------------------------------------------------------------------------------------------


@pytest.fixture
def new_office(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office that is still to be made, on a database of its own beside the tests' one."""
    own = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "ALLOWED_HOSTS")}
    own |= {"VAR_DIR": str(tmp_path / "var")}
    if connection.vendor == "sqlite":
        yield own | {"DATABASE_URL": f"sqlite:///{tmp_path}/office.sqlite3"}
        return
    server, name = os.environ["DATABASE_URL"], f"office_start_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
        yield own | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        session.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opened(office: dict[str, str], log: Path, *arguments: str) -> tuple[subprocess.Popen, str]:
    """A started office and its address, once it says that it is open."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "start", "--port", "0", *arguments],
            cwd=ROOT,
            env=office,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    until = time.monotonic() + 300
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"Privacy Office is open at (http://127\.0\.0\.1:\d+)/admin/", log.read_text()):
            return process, found[1]
        time.sleep(0.2)
    process.terminate()
    raise AssertionError(log.read_text())


def wait_until_gone(group: int) -> bool:
    """Whether no process of the group is left within 10 seconds, in which init buries the orphans."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def status_of(url: str) -> int:
    """The status of a page."""
    web = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        web.request("GET", urlsplit(url).path or "/")
        return web.getresponse().status
    finally:
        web.close()


#: Models whose rows the worker makes in its own time.
OF_THE_WORKER = {"trail.Unsealed", "trail.Entry", "trail.Checkpoint", "trail.Anchor", "trail.Verification"}


def rows(office: dict[str, str]) -> dict[str, int]:
    """How many rows each model has, but those of the job queue and of the sealed log."""
    script = (
        "import json\nfrom django.apps import apps\n"
        "print(json.dumps({m._meta.label: m._base_manager.count() for m in apps.get_models()}))"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", script],
        cwd=ROOT,
        env=office,
        capture_output=True,
        text=True,
        check=True,
    )
    counted = json.loads(done.stdout).items()
    return {name: count for name, count in counted if not name.startswith("django_q.") and name not in OF_THE_WORKER}


@pytest.mark.faults
@pytest.mark.parametrize(("arguments", "people"), [([], 6), (["--empty"], 1)])
def test_second_start_makes_nothing_twice_and_shows_no_password(new_office, tmp_path, arguments, people):
    log, seen = tmp_path / "log", []
    for _ in range(2):
        process, url = opened(new_office, log, *arguments)
        page = status_of(f"{url}/group/subprocessors/")
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=60)
        seen += [(page, ended, log.read_text().count("@example.org  ")), rows(new_office)]

    (first, made, second, then) = seen
    assert (first, second) == ((200, 0, people), (200, 0, 0))
    assert made["accounts.User"] == people
    assert then == made


def descendants(process: int) -> dict[int, list[str]]:
    """The running processes below one, each with its command line."""
    found = {}
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            found |= descendants(int(child))
    return found


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="finds the sealer in /proc")
def test_office_closes_with_an_error_when_its_sealer_is_killed(new_office, tmp_path):
    log = tmp_path / "log"
    process, url = opened(new_office, log, "--empty")
    sealers: list[int] = []
    until = time.monotonic() + 60
    while not sealers and time.monotonic() < until:
        sealers = [pid for pid, words in descendants(process.pid).items() if words[-3:-1] == ["--only", "seal"]]
        time.sleep(0.2)

    os.kill(sealers[0], signal.SIGKILL)

    assert process.wait(timeout=90) == 1
    assert [line for line in log.read_text().splitlines() if line.startswith("CommandError")] == [
        "CommandError: The seal process was killed by SIGKILL, so the others were ended too; what it said stands above.",
        "CommandError: The worker process ended with status 1, so the others were ended too; what it said stands above.",
    ]
    with pytest.raises(ConnectionRefusedError):
        status_of(url)


# --- worker and test --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("only", ["mails", "jobs,mails", ""])
def test_worker_refuses_a_part_that_it_does_not_have(only):
    with pytest.raises(
        CommandError, match=r"^The worker has no part “(mails)?”: choose from seal, mail, asked, jobs with --only\.$"
    ):
        call_command("worker", only=only)


@pytest.mark.parametrize(
    ("arguments", "parallel"),
    [
        ([], True),
        (["-x", "-k", "guard"], True),
        (["tests/trail"], True),
        (["tests/test_commands.py"], False),
        (["tests/test_commands.py::test_one", "-x"], False),
        (["-n", "4"], False),
        (["-n0"], False),
        (["--numprocesses=3"], False),
        (["--pdb"], False),
    ],
)
def test_tests_run_on_two_cores_unless_one_file_or_a_number_is_asked_for(arguments, parallel):
    command = testing.pytest_command(arguments)

    assert command == [
        sys.executable,
        "-m",
        "pytest",
        *(["-n", "2", "--dist", "worksteal"] if parallel else []),
        *arguments,
    ]


@pytest.mark.parametrize(
    ("statuses", "status"),
    [([0, 0], 0), ([1, 0], 1), ([0, 2], 2), ([1, 2], 1), ([5, 5], 5), ([5, 0], 5), ([5, 1], 1), ([], 0)],
)
def test_status_is_that_of_the_first_leg_that_failed(statuses, status):
    assert testing.exit_status(statuses) == status


@pytest.mark.parametrize(
    ("words", "legs"),
    [("", ["sqlite", "postgresql"]), ("sqlite", ["sqlite"]), (" postgresql,", ["postgresql"])],
)
def test_legs_are_those_asked_for(words, legs):
    assert testing.chosen_legs(words) == legs


def test_leg_that_does_not_exist_is_refused():
    with pytest.raises(CommandError, match=r"^TEST_LEGS names “oracle”, which is no leg: choose from sqlite and"):
        testing.chosen_legs("sqlite,oracle")


def test_database_server_of_ones_own_is_gone_afterwards(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    try:
        with postgresql.server_for_tests() as server:
            folder = Path(server.url.partition("?host=")[2])
            process = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    except postgresql.ServerMissingError as error:
        pytest.skip(f"PostgreSQL: {error}")

    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
