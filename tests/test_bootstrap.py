"""The environment that the first command makes for itself."""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from privacy_office import bootstrap

ROOT = Path(bootstrap.ROOT)
NOWHERE = Path("/dev/null/office")  # no user, not even root, can make a folder there


def a_package(folder: Path, name: str, version: str) -> None:
    """What the installation of a package leaves that says its name and version."""
    metadata = folder / f"{name}-{version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def a_wheel(folder: Path, name: str, version: str) -> str:
    """A package to install, in a folder; its line in a lock."""
    path, record = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info/"
    files = {
        f"{name}.py": "",
        f"{record}METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{record}WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {file: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()) for file, text in files.items()}
    rows = [f"{file},sha256={digests[file].decode().rstrip('=')},{len(text)}" for file, text in files.items()]
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{record}RECORD": "\n".join([*rows, f"{record}RECORD,,"]) + "\n"}.items():
            wheel.writestr(file, text)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def project(tmp_path):
    """A project with the bootstrap alone, whose only package lies in a folder: nothing is fetched."""
    (tmp_path / "wheels").mkdir()
    (tmp_path / "privacy_office").mkdir()
    shutil.copy(ROOT / "privacy_office" / "bootstrap.py", tmp_path / "privacy_office")
    (tmp_path / "manage.py").write_text(
        "import sys\n"
        "from privacy_office import bootstrap\n"
        "bootstrap.ensure_environment(sys.argv)\n"
        "import office_probe\n"
        "print(sys.prefix, *sys.argv[1:])\n"
    )
    (tmp_path / "requirements.txt").write_text(a_wheel(tmp_path / "wheels", "office_probe", "1.0"))
    return tmp_path


def manage(project: Path, **environment: str) -> subprocess.Popen:
    offline = {"UV_NO_INDEX": "1", "PIP_NO_INDEX": "1", "PYTHONNOUSERSITE": "1"}
    offline |= {f"{tool}_FIND_LINKS": str(project / "wheels") for tool in ("UV", "PIP")}
    return subprocess.Popen(
        [sys.executable, "manage.py", "hello", "--you"],
        cwd=project,
        env=os.environ | offline | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_environment_is_made_by_one_of_two_first_runs_and_the_next_run_uses_it(project):
    at_once = [manage(project), manage(project)]
    said = [process.communicate(timeout=120) for process in at_once]
    later = manage(project).communicate(timeout=60)

    went_on = f"{(project / '.venv').resolve()} hello --you\n"
    assert [out for out, _ in said] == [went_on, went_on]
    assert sorted(error for _, error in said) == [
        "",
        "Setting up the environment in .venv (once, about a minute)…\n",
    ]
    assert later == (went_on, "")


def test_environment_left_half_made_is_made_anew(project):
    manage(project).communicate(timeout=120)
    for leftover in (project / ".venv").glob("lib/*/site-packages/office_probe*.dist-info/RECORD"):
        leftover.unlink()
    (project / ".venv" / "unfinished").touch()

    out, error = manage(project).communicate(timeout=120)

    assert (out, error) == (
        f"{(project / '.venv').resolve()} hello --you\n",
        "Setting up the environment in .venv (once, about a minute)…\n",
    )
    assert not (project / ".venv" / "unfinished").exists()


def test_environment_follows_a_changed_lock(project):
    manage(project).communicate(timeout=120)
    (project / "requirements.txt").write_text(a_wheel(project / "wheels", "office_probe", "2.0"))

    process = manage(project)

    assert process.communicate(timeout=120)[1] == "Bringing the environment in .venv up to date…\n"
    assert [
        path.name for path in (project / ".venv").glob("lib/*/site-packages/*.dist-info") if "probe" in path.name
    ] == ["office_probe-2.0.dist-info"]


def test_package_that_cannot_be_had_is_told_in_one_sentence(project):
    (project / "requirements.txt").write_text(f"office_missing==1.0 --hash=sha256:{'0' * 64}\n")

    process = manage(project)
    out, error = process.communicate(timeout=120)

    first, sentence = error.splitlines()
    assert (process.returncode, out, first) == (1, "", "Setting up the environment in .venv (once, about a minute)…")
    assert sentence.startswith("The environment could not be made, “")
    assert sentence.endswith(f"run the command again; all it said is in {project / '.venv' / 'set-up.log'}.")


def test_missing_venv_module_is_told_with_the_package_to_install(project):
    blocked = project / "blocked"
    blocked.mkdir()
    (blocked / "ensurepip.py").write_text("raise ImportError")

    process = manage(project, PATH="", PYTHONPATH=str(blocked))
    out, error = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert re.fullmatch(
        r"/\S+ cannot make an environment, as its venv module is missing: install it \(Debian and Ubuntu: apt install "
        r"python3-venv python3\.\d+-venv\), or install uv, and run the command again\.\n",
        error,
    )


def test_folder_that_cannot_be_written_to_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", str(NOWHERE))
    monkeypatch.setattr(bootstrap, "VENV", str(NOWHERE / ".venv"))

    with pytest.raises(bootstrap.SetUpError) as error:
        bootstrap.claim_folder(keep=False)

    assert str(error.value) == (
        f"The folder {NOWHERE} cannot be written to (Not a directory), and .venv is made in it: make it writable for "
        "this user, or install requirements.txt into the Python that you use."
    )


def test_folder_that_is_no_environment_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    (tmp_path / "thesis.txt").touch()

    with pytest.raises(bootstrap.SetUpError, match="is no environment made here: move it away"):
        bootstrap.claim_folder(keep=False)

    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_python_too_old_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(bootstrap, "OLDEST", (3, 29))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(bootstrap.SetUpError) as error:
        bootstrap.suitable_python()

    assert str(error.value) == (
        f"Privacy Office needs Python 3.29 or newer; this is {sys.version_info[0]}.{sys.version_info[1]}, and there is "
        "no newer python3.x on PATH: install one (Debian and Ubuntu: apt install python3 python3-venv) and run the "
        "command again."
    )


@pytest.mark.parametrize("path", ["manage.py", "privacy_office/__init__.py", "privacy_office/bootstrap.py"])
def test_what_runs_first_can_be_read_by_an_old_python(path):
    ast.parse((ROOT / path).read_text(), feature_version=(3, 8))


@pytest.mark.parametrize(
    ("line", "has"),
    [
        ("office-probe==1.0 \\\n    --hash=sha256:00", True),
        ("Office_Probe==1.0", True),
        ("office-probe[extra]==1.0", True),
        ("office-probe==1.1", False),
        ("office-missing==1.0", False),
        ("office-missing==1.0 ; sys_platform == 'win32' \\", True),
        ("# office-missing==1.0", True),
    ],
)
def test_environment_has_a_package_at_its_pinned_version_only(tmp_path, line, has):
    a_package(tmp_path / "lib", "office_probe", "1.0")
    lock = tmp_path / "requirements.txt"
    lock.write_text(line + "\n")

    assert bootstrap.has_packages(str(lock), [str(tmp_path / "lib")]) == has


def test_stamp_holds_for_its_lock_and_python_and_a_finished_environment_only(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path))
    lock = tmp_path / "lock.txt"
    lock.write_text("office-probe==1.0\n")
    bootstrap.write_stamp(str(lock), (3, 11))

    same = bootstrap.is_stamped(str(lock), (3, 11))
    other_python = bootstrap.is_stamped(str(lock), (3, 12))
    (tmp_path / "unfinished").touch()
    half_made = bootstrap.is_stamped(str(lock), (3, 11))
    (tmp_path / "unfinished").unlink()
    lock.write_text("office-probe==1.1\n")
    other_lock = bootstrap.is_stamped(str(lock), (3, 11))

    assert (same, other_python, half_made, other_lock) == (True, False, False, False)


def test_development_lock_holds_every_pin_of_the_lock():
    pins = bootstrap.pins(str(ROOT / "requirements.txt"))
    development = bootstrap.pins(str(ROOT / "requirements-dev.txt"))

    assert pins
    assert {name: development.get(name) for name in pins} == pins
