"""The options of the controls of a Full PKI Request, and the controls that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.arguments import integer, octets, time
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.keys import read_certificates
from cmcasn1.cli.wanted import general_name, unrecognized
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.dogtag.conventions import RequestConventions
    from cmcasn1.pkix.general_names import GeneralName


def transaction_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of transactionId and senderNonce, which `with_transaction` reads."""
    for option in (
        click.option("--no-transaction", is_flag=True, help="Neither transactionId nor senderNonce."),
        click.option("--sender-nonce", metavar="DATA", help="senderNonce, in place of 16 random octets."),
        click.option("--transaction-id", metavar="NUMBER", help="transactionId, in place of a random one."),
    ):
        command = option(command)
    return command


def control_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of the controls that `with_controls` makes."""
    for option in (
        click.option("--control", multiple=True, metavar="OID=VALUE", help="Any other control, DER (hex:, @FILE)."),
        click.option("--auth-data", type=int, metavar="ID", help="authData: this AuthenticatedData among the nested."),
        click.option("--publish-at", multiple=True, metavar="METHOD[=KIND:NAME]", help="Where: x500, web, ldap, any."),
        click.option("--dont-publish", is_flag=True, help="publishCert that asks not to publish."),
        click.option("--publish-cert", multiple=True, metavar="FILE", help="publishCert for these certificates."),
        click.option("--add-extension", multiple=True, metavar="OID=VALUE", help="What addExtensions adds, DER."),
        click.option("--add-extensions", metavar="[ID:]IDS", help="RA: addExtensions for requests (in the nested ID)."),
        click.option("--mod-fill-in", is_flag=True, help="Only where the request has nothing, else it is replaced."),
        click.option("--mod-extension", multiple=True, metavar="OID=VALUE", help="An extension of it, DER."),
        click.option("--mod-subject", metavar="DN", help="The subject of it."),
        click.option(
            "--mod-cert-template", metavar="[PATH:]IDS", help="RA: modCertTemplate for requests (nested at PATH)."
        ),
        click.option("--control-processed", multiple=True, metavar="PATH", help="RA: this control is done."),
        click.option("--ra-identity-witness", multiple=True, metavar="PATH", help="RA: this proof is verified."),
        click.option("--lra-pop-witness", metavar="IDS", help="RA: possession is verified of 1,2,... or all."),
        click.option("--batch", is_flag=True, help="batchRequests for all nested messages."),
        click.option(
            "--nest", multiple=True, metavar="FILE", help="A CMS message inside this one, numbered from 1 on."
        ),
        click.option("--confirm", nargs=2, metavar="ISSUER SERIAL", help="confirmCertAcceptance."),
        click.option("--query-pending", multiple=True, metavar="TOKEN", help="queryPending."),
        click.option("--crl-reasons", metavar="LIST", help="The reasons that the CRL covers: keyCompromise,..."),
        click.option("--crl-time", metavar="TIME", help="The CRL that was valid then, such as 2026-11-01T12:00:00Z."),
        click.option("--crl-name", metavar="KIND:NAME", help="The CRL of this distribution point."),
        click.option("--get-crl", multiple=True, metavar="ISSUER", help="getCRL."),
        click.option("--get-cert", nargs=2, multiple=True, metavar="ISSUER SERIAL", help="getCert."),
        click.option("--reg-info", multiple=True, metavar="DATA", help="regInfo."),
        click.option("--data-return", multiple=True, metavar="DATA", help="dataReturn: text, hex:... or @FILE."),
    ):
        command = option(command)
    return command


def with_controls(builder: PKIDataBuilder, conventions: RequestConventions, asked: dict[str, Any]) -> PKIDataBuilder:
    """Return the builder with the controls that need no request, in the order in which Dogtag's tool has them."""
    from cmcasn1.cmc.controls.control import UnknownControl

    if asked["confirm"]:
        issuer, serial = asked["confirm"]
        builder = conventions.confirm_cert_acceptance(builder, issuer, integer(serial))
    if asked["lra_pop_witness"]:
        wanted = asked["lra_pop_witness"]
        builder = builder.lra_pop_witness(None if wanted == "all" else [integer(each) for each in wanted.split(",")])
    for issuer, serial in asked["get_cert"]:
        builder = conventions.get_cert(builder, issuer, integer(serial))
    builder = _with_crls(builder, asked)
    for data in asked["data_return"]:
        builder = builder.data_return(octets(data))
    for data in asked["reg_info"]:
        builder = builder.reg_info(octets(data))
    for token in asked["query_pending"]:
        builder = builder.query_pending(octets(token))
    builder = with_transaction(builder, asked)
    if asked["identification"] is not None:
        builder = builder.identification(asked["identification"])
    if asked["batch"]:
        builder = builder.batch_requests()
    for path in asked["ra_identity_witness"]:
        builder = builder.ra_identity_witness(_path(path))
    if asked["control_processed"]:
        paths = [_path(each) for each in asked["control_processed"]]
        builder = builder.control_processed([path[0] if len(path) == 1 else path for path in paths])
    builder = _with_changes(builder, asked)
    builder = _with_publication(builder, asked)
    if asked["auth_data"] is not None:
        builder = builder.auth_data(asked["auth_data"])
    for each in asked["control"]:
        oid, given, value = each.partition("=")
        if not given:
            raise Failure(f"--control {each!r}: OID=hex:... or OID=@FILE", USAGE)
        builder = builder.control(UnknownControl(Oid(oid), octets(value)))
    return builder


def _with_crls(builder: PKIDataBuilder, asked: dict[str, Any]) -> PKIDataBuilder:
    from cmcasn1.pkix.extensions_distribution import ReasonFlags

    which = {name: asked[name] for name in ("crl_name", "crl_time", "crl_reasons") if asked[name] is not None}
    if which and len(asked["get_crl"]) != 1:
        raise Failure("--crl-name, --crl-time and --crl-reasons say more of one --get-crl", USAGE)
    name, at, reasons = (which.get(each) for each in ("crl_name", "crl_time", "crl_reasons"))
    flags = None
    if reasons is not None:
        try:
            flags = ReasonFlags.of(*(each.strip() for each in reasons.split(",")))
        except ValueError:
            raise Failure(f"--crl-reasons {reasons!r}: there are {', '.join(ReasonFlags.names[1:])}", USAGE) from None
    for issuer in asked["get_crl"]:
        builder = builder.get_crl(
            issuer,
            crl_name=None if name is None else _general_name(name),
            time=None if at is None else time(at),
            reasons=flags,  # type: ignore[arg-type]  # `of` returns the class that it is called on
        )
    return builder


def _with_changes(builder: PKIDataBuilder, asked: dict[str, Any]) -> PKIDataBuilder:
    """Return the builder with what an RA adds to requests: modCertTemplate, addExtensions."""
    from cmcasn1.build.arguments import as_extension, as_name
    from cmcasn1.crmf.cert_template import CertTemplate
    from cmcasn1.pkix.certificates import Extensions

    subject, wanted = asked["mod_subject"], asked["mod_extension"]
    if asked["mod_cert_template"] is not None:
        if subject is None and not wanted:
            raise Failure("--mod-cert-template needs --mod-subject or --mod-extension", USAGE)
        at, requests = _targets(asked["mod_cert_template"])
        template = CertTemplate(
            subject=None if subject is None else as_name(subject),
            extensions=Extensions(as_extension(unrecognized(each), False) for each in wanted) if wanted else None,
        )
        builder = builder.mod_cert_template(template, requests, pki_data=at, replace=not asked["mod_fill_in"])
    elif subject is not None or wanted or asked["mod_fill_in"]:
        raise Failure("--mod-subject, --mod-extension and --mod-fill-in go with --mod-cert-template", USAGE)
    if asked["add_extensions"] is not None:
        if not asked["add_extension"]:
            raise Failure("--add-extensions needs --add-extension", USAGE)
        at, requests = _targets(asked["add_extensions"])
        if len(at) != 1:
            raise Failure("addExtensions reaches one level down only (RFC 10002 section 6.5.2)", USAGE)
        return builder.add_extensions(map(unrecognized, asked["add_extension"]), requests, pki_data=at[0])
    if asked["add_extension"]:
        raise Failure("--add-extension goes with --add-extensions", USAGE)
    return builder


def _with_publication(builder: PKIDataBuilder, asked: dict[str, Any]) -> PKIDataBuilder:
    from cmcasn1.cmc.controls.publish_cert import CMCPublicationInfo
    from cmcasn1.crmf.controls import PKIPublicationInfo, PublicationAction, PublicationMethod, SinglePubInfo

    if not asked["publish_cert"]:
        if asked["publish_at"] or asked["dont_publish"]:
            raise Failure("--publish-at and --dont-publish go with --publish-cert", USAGE)
        return builder
    if asked["dont_publish"]:
        refuse(asked, "dont_publish", "publish_at")
    places = []
    for each in asked["publish_at"]:
        method, _, place = each.partition("=")
        if method not in (*PublicationMethod.__members__, "any"):
            raise Failure(f"--publish-at {each!r}: x500, web, ldap or any, then =KIND:NAME", USAGE)
        known = PublicationMethod["dontCare" if method == "any" else method]
        places.append(SinglePubInfo(known, _general_name(place) if place else None))
    action = PublicationAction.dontPublish if asked["dont_publish"] else PublicationAction.pleasePublish
    certificates = [read_certificates(file)[0] for file in asked["publish_cert"]]
    return builder.control(CMCPublicationInfo.compute(certificates, PKIPublicationInfo(action, tuple(places) or None)))


def _targets(text: str) -> tuple[list[int], list[int]]:
    """Return the path to a PKIData, [0] for this one, and the numbers of requests in it."""
    at, nested, requests = text.rpartition(":")
    return (_path(at) if nested else [0]), [integer(each) for each in requests.split(",")]


def _general_name(text: str) -> GeneralName:
    from cmcasn1.build.arguments import as_general_names

    (found,) = as_general_names([general_name(text)])
    return found


def with_transaction(builder: PKIDataBuilder, asked: dict[str, Any]) -> PKIDataBuilder:
    """Return the builder with transactionId and senderNonce as the options have them."""
    number, nonce = asked["transaction_id"], asked["sender_nonce"]
    if asked["no_transaction"]:
        refuse(asked, "no_transaction", "transaction_id", "sender_nonce")
        return builder
    builder = builder.sender_nonce(None if nonce is None else octets(nonce))
    return builder.transaction_id(None if number is None else integer(number))


def _path(text: str) -> list[int]:
    return [integer(each) for each in text.split(".")]


def refuse(asked: dict[str, Any], chosen: str, *others: str) -> None:
    """Raise a `Failure` where what is chosen excludes another of the options that were given."""
    for other in others:
        if asked[other]:
            names = [each.replace("_", "-").replace("hashed", "hash") for each in (chosen, other)]
            raise Failure(f"--{names[0]} and --{names[1]} exclude each other", USAGE)
