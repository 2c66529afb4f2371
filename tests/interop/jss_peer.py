"""JSS, Dogtag's ASN.1 and crypto library, as Debian packs it (libjss-java), checking as Dogtag's CA does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.interop.errors import PeerAbsent
from tests.interop.java_process import JavaProcess, absent
from tests.interop.verdicts import Check, ControlCheck, DogtagCheck, Reencoded, RequestCheck

JARS = tuple(f"/usr/share/java/{name}.jar" for name in ("jss", "slf4j-api", "slf4j-nop", "commons-lang3"))
LIBRARIES = "/usr/lib/jss"


class Jss:
    """Raises PeerRefused with JSS's exception where it does not decode the input."""

    name = "JSS"

    def __init__(self, work: Path) -> None:
        if lacking := self.lacking():
            raise PeerAbsent(f"JSS: {lacking}")
        # CryptoManager starts with an NSS database only, however empty.
        database = work / "nss"
        database.mkdir()
        made = subprocess.run(
            ["certutil", "-N", "-d", f"sql:{database}", "--empty-password"], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise PeerAbsent(f"JSS: certutil made no database: {made.stderr.strip()}")
        self._java = JavaProcess(
            "JssPeer", "jss", JARS, work, [f"-Djava.library.path={LIBRARIES}"], [f"sql:{database}"]
        )
        self.version: str = self._java.greeting["version"]

    @staticmethod
    def lacking() -> str | None:
        """What it lacks on this machine."""
        if shutil.which("certutil") is None:
            return "certutil not found"
        return absent((*JARS, f"{LIBRARIES}/libjss.so"))

    def close(self) -> None:
        self._java.close()

    def encode_again(self, type_name: str, der: bytes) -> Reencoded:
        """Decodes with the JSS template of that ASN.1 type, encodes again."""
        found = self._java.ask("encode-again", type=type_name, der=der)
        return Reencoded(found["same"], bytes.fromhex(found["der"]))

    def check(self, der: bytes, *, secret: str | bytes | None = None, challenge: bytes | None = None) -> DogtagCheck:
        """A full request or response in SignedData (or, as Dogtag's revocations by secret, in id-data).

        ``secret`` is the shared secret of identity proofs and POP links, whose identification is that in the message;
        ``challenge`` that of an EncryptedPOP, for DecryptedPOP.
        """
        octets = secret.encode() if isinstance(secret, str) else secret
        found = self._java.ask("check", der=der, secret=octets, challenge=challenge)
        return DogtagCheck(
            message_same=found["message_same"],
            body_same=found["body_same"],
            content_type=found["content_type"],
            signature=_check(found["signature"]),
            key_identifier=_check(found["key_identifier"]),
            identification=found["identification"],
            identity_proof=_check(found["identity_proof"]),
            identity_proof_v2=_check(found["identity_proof_v2"]),
            decrypted_pop=_check(found["decrypted_pop"]),
            controls=tuple(ControlCheck(**each) for each in found["controls"]),
            requests=tuple(
                RequestCheck(**{**each, "pop": _check(each["pop"]), "pop_link": _check(each["pop_link"])})
                for each in found["requests"]
            ),
        )


def _check(found: dict[str, Any]) -> Check:
    return Check(found["status"], found["reason"])
