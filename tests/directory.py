"""A directory for tests: OpenLDAP's slapd in a folder of its own, with the two attributes of Dogtag's schema.

Dogtag runs on 389 Directory Server; what its CA reads there is the same in any LDAP server.
"""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.programs import library, program

SUFFIX = "dc=example"
ROOT_DN, PASSWORD = f"cn=administrator,{SUFFIX}", "a password of the tests"
PEOPLE, RECORDS = f"ou=people,{SUFFIX}", f"ou=certificateRepository,{SUFFIX}"
# The object identifiers are those for examples (RFC 5612): Dogtag names its own "shrTok-oid", which is none.
_CONFIGURATION = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.32473.1 NAME 'shrTok' EQUALITY octetStringMatch
    SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.2 NAME 'metaInfo' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
objectclass ( 1.3.6.1.4.1.32473.3 NAME 'certificateRecord' SUP top STRUCTURAL MUST cn MAY metaInfo )
modulepath {modules}
moduleload back_mdb
pidfile {folder}/slapd.pid
database mdb
suffix "{suffix}"
rootdn "{root_dn}"
rootpw "{password}"
directory {folder}/data
"""
_ENTRIES = f"""dn: {SUFFIX}
objectClass: domain
dc: example

dn: {PEOPLE}
objectClass: organizationalUnit

dn: uid=bob,{PEOPLE}
objectClass: inetOrgPerson
cn: Bob
sn: Bob

dn: {RECORDS}
objectClass: organizationalUnit
"""


class Directory:
    """A running slapd, spoken to by the LDAP tools."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._password = url, folder / "password"
        self._password.touch(0o600)
        self._password.write_text(PASSWORD)

    def add(self, ldif: str) -> None:
        self._tool("ldapadd", ldif)

    def modify(self, ldif: str) -> None:
        self._tool("ldapmodify", ldif)

    def search(self, base: str, filter_: str, attribute: str) -> str:
        """The LDIF of the entries that are found, as Dogtag's CA looks them up."""
        return self._tool("ldapsearch", "", "-LLL", "-b", base, filter_, attribute)

    def _tool(self, name: str, ldif: str, *arguments: str) -> str:
        bound = [program(name, "ldap-utils"), "-x", "-H", self._url, "-D", ROOT_DN, "-y", str(self._password)]
        done = subprocess.run([*bound, *arguments], input=ldif, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        return done.stdout


@contextmanager
def running_directory() -> Iterator[Directory]:
    """Start slapd on a socket of its own, with the entry of Bob in it, and stop it in the end."""
    modules = library("ldap/back_mdb.so", "slapd").parent
    with TemporaryDirectory() as name:
        # Paths of sockets are short: pytest's own folders may be too deep.
        folder = Path(name)
        (folder / "data").mkdir()
        values = {"schema": "/etc/ldap/schema", "modules": modules, "folder": folder, "suffix": SUFFIX}
        configuration = folder / "slapd.conf"
        configuration.write_text(_CONFIGURATION.format(**values, root_dn=ROOT_DN, password=PASSWORD))
        url = f"ldapi://{quote(str(folder / 'socket'), safe='')}"
        command = [program("slapd", "slapd"), "-d", "0", "-f", str(configuration), "-h", url]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
            try:
                _wait(server, folder / "socket")
                directory = Directory(url, folder)
                directory.add(_ENTRIES)
                yield directory
            finally:
                server.terminate()
                server.wait(60)


def _wait(server: subprocess.Popen[str], path: Path) -> None:
    for _ in range(600):
        with socket.socket(socket.AF_UNIX) as client:
            if not client.connect_ex(str(path)):
                return
        try:
            server.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        assert server.stderr is not None
        raise AssertionError(f"slapd does not start: {server.stderr.read()}")
    raise AssertionError("slapd does not listen")
