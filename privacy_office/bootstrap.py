"""The environment that the office runs in, made before Django can be imported: the standard library alone.

It must parse, and end in one clear sentence, on a Python that is too old for the office too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from types import TracebackType

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)
#: A pinned package in a lock file: its name, its version, and what follows a semicolon.
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;]+)\s*(;?)")


class SetUpError(Exception):
    """Why the environment cannot be made, in one sentence for the person at the keyboard."""


def ensure_environment(argv: list[str]) -> None:
    """Go on inside an environment that holds the locked packages, making it first where there is none.

    The command ``test`` takes the development packages too. Where it cannot be made, the process ends with status 1
    and one sentence.
    """
    sys.excepthook = report_uncaught
    lock = os.path.join(ROOT, "requirements-dev.txt" if argv[1:2] == ["test"] else "requirements.txt")
    try:
        if is_ready(lock):
            return
        python = make_environment(lock)
    except SetUpError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"The environment cannot be made in {VENV}: {error}. Mend that and run the command again.")
    except KeyboardInterrupt:
        sys.exit("The set-up was interrupted: run the command again to finish it.")
    os.environ.pop("PYTHONHOME", None)
    os.execv(python, [python, *argv])  # noqa: S606 - the same command, in the environment just made


def report_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show a fault of the settings as the sentence that it is, and any other uncaught error as Python does."""
    if kind.__name__ == "ImproperlyConfigured":
        sys.stderr.write(f"{error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


def is_ready(lock: str) -> bool:
    """Whether the running interpreter holds every package of the lock; a stamped .venv is taken at its word."""
    version = tuple(sys.version_info[:2])
    if version < OLDEST:
        return False
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        return has_packages(lock, sys.path)
    return is_stamped(lock, version) or adopt(lock, version)


def make_environment(lock: str) -> str:
    """Make, mend or complete .venv for the lock, one process at a time; the path of its interpreter."""
    with alone():
        version = environment_version()
        if version is None or not (is_stamped(lock, version) or adopt(lock, version)):
            build(lock, version)
    return venv_python()


def pins(lock: str) -> dict[str, str]:
    """The packages that a lock file names for every machine: name to version; lines with a condition are left out."""
    with open(lock, encoding="utf-8") as file:
        found = [PIN.match(line) for line in file]
    return {normalised(pin.group(1)): pin.group(2) for pin in found if pin and not pin.group(3)}


def has_packages(lock: str, folders: list[str]) -> bool:
    """Whether each package of the lock lies in one of the folders at its pinned version."""
    from importlib import metadata  # here: the first line of an older Python's trouble is our sentence, not its own

    installed: dict[str, str] = {}
    for distribution in metadata.distributions(path=folders):
        if distribution.metadata["Name"]:
            installed.setdefault(normalised(distribution.metadata["Name"]), distribution.version)
    return all(installed.get(name) == version for name, version in pins(lock).items())


def normalised(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


# --- .venv: what it says of itself ------------------------------------------------------------------------------


def venv_python() -> str:
    """The interpreter of .venv."""
    return os.path.join(VENV, "bin", "python")


def site_packages(version: tuple[int, ...]) -> str:
    """Where .venv keeps its packages under a Python of that version."""
    return os.path.join(VENV, "lib", "python{}.{}".format(*version), "site-packages")


def unfinished() -> str:
    """The file that stands in .venv while it is being made: what a killed run leaves is made anew."""
    return os.path.join(VENV, "unfinished")


def stamp(lock: str) -> str:
    """The file that says for which state of a lock, and on which Python, .venv was made."""
    return os.path.join(VENV, os.path.basename(lock) + ".stamp")


def stamp_text(lock: str, version: tuple[int, ...]) -> str:
    """What the stamp of a finished .venv reads."""
    with open(lock, "rb") as file:
        return "{} python{}.{}\n".format(hashlib.sha256(file.read()).hexdigest(), *version)


def is_stamped(lock: str, version: tuple[int, ...]) -> bool:
    """Whether .venv was finished for this very lock and Python."""
    if os.path.exists(unfinished()) or not os.path.exists(stamp(lock)):
        return False
    with open(stamp(lock), encoding="utf-8") as file:
        return file.read() == stamp_text(lock, version)


def adopt(lock: str, version: tuple[int, ...]) -> bool:
    """Stamp a .venv that somebody else made, if it holds every package of the lock; whether it does."""
    if os.path.exists(unfinished()) or not has_packages(lock, [site_packages(version)]):
        return False
    if os.access(VENV, os.W_OK):
        write_stamp(lock, version)
    return True


def write_stamp(lock: str, version: tuple[int, ...]) -> None:
    """Say that .venv is finished for the lock."""
    with open(stamp(lock), "w", encoding="utf-8") as file:
        file.write(stamp_text(lock, version))


def environment_version() -> tuple[int, ...] | None:
    """The Python of a whole .venv, as (3, 11); nothing where it is missing, half made, or its Python has gone."""
    if os.path.exists(unfinished()) or not os.path.exists(os.path.join(VENV, "pyvenv.cfg")):
        return None
    version = version_of(venv_python())
    return version if version and version >= OLDEST and os.path.isdir(site_packages(version)) else None


# --- Making it --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold a lock on the project's folder, so that two first runs at once make one environment."""
    import fcntl  # here: it is not on every system, and only this step needs it

    folder = os.open(ROOT, os.O_RDONLY)
    os.set_inheritable(folder, True)  # an installer that outlives a killed run keeps the next one waiting
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def build(lock: str, version: tuple[int, ...] | None) -> None:
    """Install the lock into .venv, on top of what a whole one of that version holds; a new one without."""
    uv, log = working_uv(), os.path.join(VENV, "set-up.log")
    if version and (uv or os.path.isdir(os.path.join(site_packages(version), "pip"))):
        claim_folder(keep=True)
        say("Bringing the environment in .venv up to date…")
    else:
        version = create(uv, log)
    install = [uv, "pip", "install", "--python", venv_python()] if uv else [venv_python(), "-m", "pip", "install"]
    run([*install, "--require-hashes", "-r", lock], log)
    write_stamp(lock, version)
    os.remove(unfinished())


def create(uv: str | None, log: str) -> tuple[int, ...]:
    """Make an empty .venv; the version of its Python."""
    python = suitable_python()
    if not uv:
        require_venv_module(python)
    claim_folder(keep=False)
    say("Setting up the environment in .venv (once, about a minute)…")
    run([uv, "venv", "--allow-existing", "--python", python, VENV] if uv else [python, "-m", "venv", VENV], log)
    version = version_of(venv_python())
    if not version:
        raise SetUpError(f"The Python in {VENV} does not run: remove the folder and run the command again.")
    return version


def claim_folder(*, keep: bool) -> None:
    """Mark .venv as being made, emptying it first unless it is kept.

    Raises:
        SetUpError: the folder cannot be written to, or it holds something that is no environment.
    """
    try:
        if os.path.lexists(VENV) and not keep:
            made_here = [unfinished(), os.path.join(VENV, "pyvenv.cfg")]
            if (
                os.path.islink(VENV)
                or not os.path.isdir(VENV)
                or (os.listdir(VENV) and not any(map(os.path.exists, made_here)))
            ):
                raise SetUpError(f"{VENV} is no environment made here: move it away and run the command again.")
            shutil.rmtree(VENV)
        os.makedirs(VENV, exist_ok=True)
        with open(unfinished(), "w", encoding="utf-8"):
            pass
    except OSError as error:
        raise SetUpError(
            f"The folder {ROOT} cannot be written to ({error.strerror or error}), and .venv is made in it: "
            "make it writable for this user, or install requirements.txt into the Python that you use."
        ) from error


def run(command: list[str], log: str) -> None:
    """Run one step of the set-up, what it prints going to the log.

    Raises:
        SetUpError: it failed; with the first line that says why.
    """
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    with open(log, "ab") as output:
        code = subprocess.call(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, close_fds=False
        )
    if code:
        raise SetUpError(
            f"The environment could not be made, “{os.path.basename(command[0])}” says: {reason(log)} "
            f"Check the network or the package index and run the command again; all it said is in {log}."
        )


def reason(log: str) -> str:
    """The line of a log that tells most about a failure: the first that calls itself an error, else the last."""
    with open(log, encoding="utf-8", errors="replace") as file:
        lines = [line.strip(" \t\n×│├╰─▶") for line in file if line.strip()] or ["nothing."]
    words = next((line for line in lines if re.match("error|failed", line, re.IGNORECASE)), lines[-1])[:300]
    return words if words.endswith(".") else words + "."


def say(words: str) -> None:
    """One line about what takes its time."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


# --- Finding the tools ------------------------------------------------------------------------------------------


def working_uv() -> str | None:
    """The path of uv where it is there and runs, else nothing."""
    uv = shutil.which("uv")
    return uv if uv and output_of([uv, "--version"]) else None


def suitable_python() -> str:
    """An interpreter to make .venv with: this one, or the first new enough python3.x on PATH.

    Raises:
        SetUpError: there is none.
    """
    if sys.version_info >= OLDEST:
        return getattr(sys, "_base_executable", None) or sys.executable
    for minor in range(OLDEST[1], 30):  # the oldest that will do is the one with the fewest surprises
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            candidate = os.path.join(folder, f"python3.{minor}")
            if os.access(candidate, os.X_OK) and version_of(candidate) == (3, minor):
                return candidate
    raise SetUpError(
        "Privacy Office needs Python {}.{} or newer; this is {}.{}, and there is no newer python3.x on PATH: "
        "install one (Debian and Ubuntu: apt install python3 python3-venv) and run the command again.".format(
            *OLDEST, *sys.version_info
        )
    )


def require_venv_module(python: str) -> None:
    """Refuse an interpreter that cannot make environments, as Debian's does before python3-venv is there.

    Raises:
        SetUpError: with the package to install.
    """
    if output_of([python, "-c", "import ensurepip, venv; print(True)"]):
        return
    package = "python{}.{}-venv".format(*(version_of(python) or OLDEST))
    raise SetUpError(
        f"{python} cannot make an environment, as its venv module is missing: install it "
        f"(Debian and Ubuntu: apt install python3-venv {package}), or install uv, and run the command again."
    )


def version_of(python: str) -> tuple[int, ...] | None:
    """The version of an interpreter as (3, 11), nothing where it does not run."""
    words = output_of([python, "-c", "import sys; print(sys.version_info[0], sys.version_info[1])"])
    return tuple(map(int, words.split())) if words else None


def output_of(command: list[str]) -> str:
    """What a command prints, empty where it cannot be run or fails."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
