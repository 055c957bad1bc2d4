"""The office's processes on one machine: the port they stand on, what they are told, how they start and end."""

import contextlib
import ctypes
import errno
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - every address of the machine, and where it reaches itself
ROOT = Path(__file__).resolve().parent.parent
ANSWER_SECONDS = 60
END_SECONDS = 20
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def ends_with_parent() -> None:
    """Called in a new process: let Linux end it when its parent dies, even by a kill that lets nothing be tidied."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def listen(host: str, port: int) -> socket.socket:
    """Take the port at once, so that no second start gets between; what connects early waits for the web process.

    Raises:
        CommandError: the port is taken, or is not ours to take.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} on {host} is in use: the office may already be running there "
                f"({local_url(host, port)}/admin/); stop what holds it, or choose another port with --port."
            ) from error
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise CommandError(
            f"Port {port} on {host} cannot be opened ({reason}): choose another with --host and --port."
        ) from error


def local_url(host: str, port: int) -> str:
    """The address by which this machine reaches the office, without a path."""
    host = ANY.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def names_of_machine() -> set[str]:
    """The names and addresses under which others may call this machine, as far as it knows them itself."""
    names = {socket.gethostname()}
    with contextlib.suppress(OSError):
        names |= {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None)}
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation: nothing is sent, it only picks the way out
        names.add(probe.getsockname()[0])
    return names


def environment_for(host: str, port: int) -> dict[str, str]:
    """What the processes are told: the environment, and where it says nothing of it, the address of the office."""
    site = os.environ.get("SITE_URL") or local_url(host, port)
    names = {"127.0.0.1", "localhost", "::1", urlsplit(site).hostname or "localhost"}
    names |= names_of_machine() if host in ANY else {host}
    hosts = sorted(f"[{name}]" if ":" in name else name for name in names)
    return {"ALLOWED_HOSTS": ",".join(hosts)} | os.environ | {"SITE_URL": site.rstrip("/")}


def leave_pool() -> None:
    """Use plain database connections in this process, as it forks: what a pool holds does not survive that."""
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined] # only PostgreSQL's has pools
        connection.settings_dict["OPTIONS"].pop("pool")


def collect_static(*, root: Path, stamp: Path) -> bool:
    """Collect the static files below ``root`` unless none has changed since ``stamp`` was written; whether it did."""
    known = _fingerprint_of_static()
    if root.is_dir() and stamp.exists() and stamp.read_text() == known:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(known)
    return True


def _fingerprint_of_static() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            digest.update(f"{storage.path(path)} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def serve(listener: socket.socket, environment: dict[str, str], *, opened: Callable[[], None]) -> None:
    """Run web and worker until a signal ends both; ``opened`` is called when the first page has been answered.

    Raises:
        CommandError: one of them ended by itself, or no page came in time.
    """
    descriptor, address = listener.fileno(), listener.getsockname()
    with _stop_event() as stop, contextlib.ExitStack() as until_end:
        children: dict[str, subprocess.Popen] = {}
        until_end.callback(end, children)
        children["web"] = start(web_command(descriptor), environment, keep=(descriptor,))
        listener.close()
        _await_page(address, urlsplit(environment["SITE_URL"]).netloc, children, stop)
        if not stop.is_set():  # the worker comes second: it would take its time from the first page
            children["worker"] = start([sys.executable, "manage.py", "worker"], environment)
            opened()
        while not stop.wait(0.5):
            ensure_running(children)


def run_together(commands: dict[str, list[str]], environment: dict[str, str]) -> None:
    """Run named processes side by side until a signal ends them all.

    Raises:
        CommandError: one of them ended by itself.
    """
    with _stop_event() as stop, contextlib.ExitStack() as until_end:
        children: dict[str, subprocess.Popen] = {}
        until_end.callback(end, children)
        for name, command in commands.items():
            children[name] = start(command, environment)
        while not stop.wait(0.5):
            ensure_running(children)


def web_command(descriptor: int) -> list[str]:
    """gunicorn on an open socket: threads in one process, more of them by its own WEB_CONCURRENCY."""
    options = {"--bind": f"fd://{descriptor}", "--worker-class": "gthread", "--threads": "8"}
    options |= {"--log-level": "warning", "--graceful-timeout": "10"}
    words = [word for option in options.items() for word in option]
    return [sys.executable, "-m", "gunicorn", "privacy_office.wsgi:application", "--no-control-socket", *words]


def start(command: list[str], environment: dict[str, str], *, keep: tuple[int, ...] = ()) -> subprocess.Popen:
    """A child in a session of its own: Ctrl+C reaches it through us alone, and its whole family can be ended."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=keep,
        preexec_fn=ends_with_parent,
    )


def ensure_running(children: dict[str, subprocess.Popen]) -> None:
    """Refuse to go on with a part of them.

    Raises:
        CommandError: a child has ended.
    """
    for name, child in children.items():
        if (status := child.poll()) is not None:
            how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
            raise CommandError(f"The {name} process {how}, so the others were ended too; what it said stands above.")


def end(children: dict[str, subprocess.Popen]) -> None:
    """Ask each child to end, and kill what is left of its family when it has, or has had its time."""
    for child in children.values():
        child.terminate()
    until = time.monotonic() + END_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextlib.contextmanager
def _stop_event() -> Iterator[threading.Event]:
    """An event that the signals set while it lasts; one that was ignored (nohup) stays ignored."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    listened = [number for number in SIGNALS if before[number] is not signal.SIG_IGN]
    for number in listened:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop
    finally:
        for number in listened:
            signal.signal(number, before[number])


def _await_page(address: tuple, site: str, children: dict[str, subprocess.Popen], stop: threading.Event) -> None:
    until = time.monotonic() + ANSWER_SECONDS
    status: int | None = None
    while not stop.is_set() and (status is None or status >= 500):
        if time.monotonic() > until:
            answer = "gave no answer" if status is None else f"answered with status {status}"
            raise CommandError(f"The web process {answer} within {ANSWER_SECONDS} seconds; what it said stands above.")
        ensure_running(children)
        status = _status_of_page(address, site)
        if status is None or status >= 500:
            stop.wait(0.1)


def _status_of_page(address: tuple, site: str) -> int | None:
    """The status of the sign-in page, nothing where there is no answer yet."""
    connection = http.client.HTTPConnection(ANY.get(address[0], address[0]), address[1], timeout=10)
    try:
        connection.request("GET", "/accounts/login/", headers={"Host": site})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
