"""Programs of the system that tests run: absent, a test is skipped and says so, or fails where CI wants them all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.interop.peers import REQUIRE_VARIABLE, required


def program(name: str, package: str) -> str:
    """The path of a program of a Debian package; /usr/sbin is looked into as well."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/lib/openldap:/usr/libexec")
    return str(found) if found else str(_absent(f"{name} (package {package}) is absent"))


def library(name: str, package: str) -> Path:
    """The path of a shared library, softhsm/libsofthsm2.so for one."""
    folders = [Path("/usr/lib"), Path("/usr/local/lib"), *Path("/usr/lib").glob("*-linux-gnu")]
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    return _absent(f"{name} (package {package}) is absent")


def _absent(what: str) -> Path:
    if required():
        pytest.fail(f"{REQUIRE_VARIABLE} is set, but {what}", pytrace=False)
    pytest.skip(f"NOT TESTED: {what}")


def openssl(*arguments: str) -> str:
    """Run openssl, which has to succeed; what it prints on either stream."""
    done = subprocess.run(
        [program("openssl", "openssl"), *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"openssl {' '.join(arguments)}: {done.stderr}"
    return done.stdout + done.stderr
