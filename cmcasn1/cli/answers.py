"""What `response` and `submit` have in common: an answer explained, checked, and its certificates written."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.failures import FAILED, FINE, USAGE, Failure, explained
from cmcasn1.cli.files import read, write
from cmcasn1.cli.keys import read_certificates
from cmcasn1.cli.output import formed
from cmcasn1.cli.secrets import one_secret
from cmcasn1.cli.terminal import put
from cmcasn1.codec.coding import encode_der
from cmcasn1.inspection.spans import plain
from cmcasn1.oids.known import ID_SIGNED_DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.cli.keys import OwnKey
    from cmcasn1.inspection.answer import SortedAnswer
    from cmcasn1.message import Message
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.verification.report import Report


def answer_options(*, with_key: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options; the command gets them as the one argument `wanted`. PKCS #12 is for commands `with_key`."""
    options = [*_OPTIONS[:-2], *(_PKCS12 if with_key else []), *_OPTIONS[-2:]]

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            names = ("as_json", "pem", "p7c", "p12", "p12_password", "p12_name", "trust", "force")
            return command(*args, wanted={name: kwargs.pop(name, None) for name in names}, **kwargs)

        made: Callable[..., Any] = run
        for option in reversed(options):
            made = option(made)
        return made

    return add


_OPTIONS: list[Any] = [
    click.option("--trust", multiple=True, metavar="FILE", help="Trust anchors; without them paths are not checked."),
    click.option("--pem", metavar="OUT", help="Write the issued certificates and their chains as PEM."),
    click.option("--p7c", metavar="OUT", help="Write them as a certs-only message."),
    click.option("--json", "as_json", is_flag=True, help="JSON instead of text (schema cmcasn1/1)."),
    click.option("--force", is_flag=True, help="Replace files that are there already."),
]
_PKCS12: list[Any] = [
    click.option("--p12", metavar="OUT", help="Write the certificate, its chain and its key as PKCS #12."),
    one_secret("p12-password", "password of the PKCS #12 file"),
    click.option("--p12-name", metavar="NAME", help="Friendly name in the PKCS #12 file."),
]


def conclude(
    message: Message, request: Message | None, mine: OwnKey | None, wanted: dict[str, Any], secret: bytes | None = None
) -> int:
    """Explain and check an answer, write what was asked for, and return the exit code."""
    from cmcasn1.inspection.answer import answer_document, answer_lines, sort_answer
    from cmcasn1.keys.private_key import as_decrypter
    from cmcasn1.nesting import Nesting
    from cmcasn1.verification.verify import verify

    anchors = [each for file in wanted["trust"] for each in read_certificates(file)]
    keys = () if mine is None else (mine.key,)
    nesting = Nesting(message, tuple(map(as_decrypter, keys)))
    answer = sort_answer(message, request, [key.public_key_info for key in keys], nesting)
    report = verify(message, request=request, trust=anchors or None, secrets=secret, nesting=nesting)
    failure = None
    try:
        # First, so that a reader who closes the pipe early does not cost anybody the certificates.
        _write(answer, report, mine, wanted)
    except click.ClickException as error:
        failure = error
    if wanted["as_json"]:
        click.echo(json.dumps(answer_document(answer, report), indent=2))
    else:
        # Certificates on standard output are not to be mixed with words about them.
        aside = "-" in (wanted["pem"], wanted["p7c"])
        for each in answer_lines(answer, report):
            click.echo(plain(each), err=True) if aside else put(each)
    if failure is not None:
        raise failure
    return FINE if answer.success and not (report.failed or report.left_open) else FAILED


def _write(answer: SortedAnswer, report: Report, mine: OwnKey | None, wanted: dict[str, Any]) -> None:
    if not any(wanted[name] for name in ("pem", "p7c", "p12")):
        return
    if report.failed or report.left_open:
        raise Failure("no certificate is written: the answer does not hold", FAILED)
    chains: dict[Certificate, None] = {}
    for each in answer.all():
        for issued in each.issued:
            chains |= dict.fromkeys(each.chain(issued))
    if not chains:
        raise Failure("there is no certificate to write", FAILED)
    force = wanted["force"]
    if wanted["pem"]:
        pem = b"".join(formed(each.octets, "pem", "CERTIFICATE") for each in chains)
        write(pem, wanted["pem"], text=True, replace=force)
    if wanted["p7c"]:
        write(_certs_only(chains), wanted["p7c"], replace=force)
    if wanted["p12"]:
        if mine is None:
            raise Failure("--p12 needs the private key: --key FILE", USAGE)
        write(_pkcs12(answer, mine, wanted), wanted["p12"], private=True, replace=force)


def _certs_only(certificates: Any) -> bytes:
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.cms.signing import certs_only

    return encode_der(ContentInfo(ID_SIGNED_DATA, certs_only(certificates)))


def _pkcs12(answer: SortedAnswer, mine: OwnKey, wanted: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    key = mine.in_memory("PKCS #12").key
    public = mine.key.public_key_info.subject_public_key
    own = [
        each.chain(issued)
        for each in answer.all()
        for issued in each.issued
        if issued.tbs_certificate.subject_public_key_info.subject_public_key == public
    ]
    if not own:
        raise Failure("no certificate in the answer is that of the key", FAILED)
    leaf, *above = own[0]
    name = wanted["p12_name"]
    made: bytes = pkcs12.serialize_key_and_certificates(
        None if name is None else name.encode(),
        key,  # type: ignore[arg-type]  # whether PKCS #12 takes this kind it says itself
        leaf.to_cryptography(),
        [each.to_cryptography() for each in above],
        BestAvailableEncryption(wanted["p12_password"].needed(confirm=True)),
    )
    return made


def read_message(file: str) -> Message:
    """Return the message in a file: also what Dogtag's HttpClient leaves, and an error that says what else it is."""
    from cmcasn1.message import parse
    from cmcasn1.transport.files import from_file

    data = read(file)
    with explained(file):
        return parse(from_file("", data).octets)
