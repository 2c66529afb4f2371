"""TLS for clients: trust anchors, a certificate and key of one's own, TLS 1.2 at least (BCP 195)."""

from __future__ import annotations

from pathlib import Path

from cmcasn1.errors import BuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext


def tls_context(
    *,
    ca: str | Path | None = None,
    certificate: str | Path | None = None,
    key: str | Path | None = None,
    password: str | bytes | None = None,
) -> SSLContext:
    """Return the settings of a TLS client.

    `ca` is a PEM file or a folder (as c_rehash makes it) of the trust anchors, instead of the system's;
    `certificate` a PEM file with the client's own certificate and chain, `key` that with its private key if it is
    another one, `password` what opens the key. Raises `BuildError` for files that do not hold these, OSError for
    files that cannot be read.
    """
    import ssl

    context = ssl.create_default_context()
    if ca is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(**{"capath" if Path(ca).is_dir() else "cafile": str(ca)})
        except ssl.SSLError as error:
            raise BuildError(f"{Path(ca).name} holds no certificates in PEM") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if certificate is None:
        if key is not None:
            raise BuildError("a key without its certificate")
        return context
    asked: list[None] = []

    def opening() -> str | bytes:
        # Without a function OpenSSL would ask on the terminal.
        asked.append(None)
        return password or b""

    try:
        context.load_cert_chain(certificate, key, opening)
    except ssl.SSLError as error:
        name = Path(key if key is not None else certificate).name
        if asked:
            what = "does not open with the password given" if password else "is encrypted, and no password was given"
            raise BuildError(f"the key in {name} {what}") from error
        if error.reason == "KEY_VALUES_MISMATCH":
            raise BuildError(f"the key in {name} does not belong to the certificate") from error
        raise BuildError(f"no certificate and private key in PEM in {Path(certificate).name} and {name}") from error
    # Servers that ask for a certificate once they know the path (Tomcat does) ask after the handshake.
    context.post_handshake_auth = True
    return context
