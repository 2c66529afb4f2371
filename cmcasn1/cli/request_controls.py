"""The options of the controls of a Full PKI Request, and the controls that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.arguments import integer, octets, time
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.keys import read_certificates
from cmcasn1.cli.wanted import extension_options, extensions_asked, general_name, name
from cmcasn1.oids import Oid

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.dogtag.conventions import RequestConventions
    from cmcasn1.pkix.general_names import GeneralName

_IDS = "1,2,... or all of this message, 1,2,... of the nested one ID"


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
        *reversed(extension_options("add-")),
        click.option("--add-extensions", metavar="[ID:]IDS", help=f"RA: addExtensions for requests {_IDS}."),
        click.option("--mod-fill-in", is_flag=True, help="Only where the request has nothing, else it is replaced."),
        *reversed(extension_options("mod-")),
        click.option("--mod-not-after", metavar="TIME", help="Valid until then."),
        click.option("--mod-not-before", metavar="TIME", help="Valid from then on."),
        click.option("--mod-subject", metavar="DN", help="The subject of it."),
        click.option("--mod-cert-template", metavar="[PATH:]IDS", help=f"RA: modCertTemplate for requests {_IDS}."),
        click.option("--control-processed", multiple=True, metavar="PATH", help="RA: this control is done."),
        click.option("--ra-identity-witness", multiple=True, metavar="PATH", help="RA: this proof is verified."),
        click.option("--lra-pop-witness", metavar="[ID:]IDS", help=f"RA: possession is verified for requests {_IDS}."),
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
        part, requests = _one_level_down("lra-pop-witness", asked)
        builder = builder.lra_pop_witness(requests, pki_data=part)
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

    which = {each: asked[each] for each in ("crl_name", "crl_time", "crl_reasons") if asked[each] is not None}
    if which and len(asked["get_crl"]) != 1:
        raise Failure("--crl-name, --crl-time and --crl-reasons say more of one --get-crl", USAGE)
    place, at, reasons = (which.get(each) for each in ("crl_name", "crl_time", "crl_reasons"))
    flags = None
    if reasons is not None:
        try:
            flags = ReasonFlags.of(*(each.strip() for each in reasons.split(",")))
        except ValueError:
            raise Failure(f"--crl-reasons {reasons!r}: there are {', '.join(ReasonFlags.names[1:])}", USAGE) from None
    for issuer in asked["get_crl"]:
        builder = builder.get_crl(
            issuer,
            crl_name=None if place is None else _general_name(place, "--crl-name"),
            time=None if at is None else time(at),
            reasons=flags,
        )
    return builder


def _with_changes(builder: PKIDataBuilder, asked: dict[str, Any]) -> PKIDataBuilder:
    """Return the builder with what an RA adds to requests: modCertTemplate, addExtensions."""
    from cmcasn1.build.arguments import as_extension
    from cmcasn1.crmf.cert_template import CertTemplate, OptionalValidity
    from cmcasn1.pkix.certificates import Extensions
    from cmcasn1.pkix.times import as_time

    subject, wanted = asked["mod_subject"], [as_extension(*each) for each in extensions_asked(asked, "mod_")]
    times = [asked["mod_not_before"], asked["mod_not_after"]]
    changed = subject is not None or wanted or any(times)
    if asked["mod_cert_template"] is not None:
        if not changed:
            raise Failure("--mod-cert-template needs --mod-subject, --mod-extension or the like", USAGE)
        at, requests = _targets("mod-cert-template", asked)
        validity = OptionalValidity(*(None if each is None else as_time(time(each)) for each in times))
        template = CertTemplate(
            subject=None if subject is None else name(subject),
            validity=validity if any(times) else None,
            extensions=Extensions(wanted) if wanted else None,
        )
        builder = builder.mod_cert_template(template, requests, pki_data=at, replace=not asked["mod_fill_in"])
    elif changed or asked["mod_fill_in"]:
        raise Failure("--mod-subject, --mod-extension, --mod-fill-in and the like go with --mod-cert-template", USAGE)
    added = [as_extension(*each) for each in extensions_asked(asked, "add_")]
    if asked["add_extensions"] is not None:
        if not added:
            raise Failure("--add-extensions needs --add-extension, --add-san or the like", USAGE)
        part, requests = _one_level_down("add-extensions", asked)
        return builder.add_extensions(added, requests, pki_data=part)
    if added:
        raise Failure("--add-extension, --add-san and the like go with --add-extensions", USAGE)
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
        places.append(SinglePubInfo(known, _general_name(place, "--publish-at") if place else None))
    action = PublicationAction.dontPublish if asked["dont_publish"] else PublicationAction.pleasePublish
    certificates = [read_certificates(file)[0] for file in asked["publish_cert"]]
    return builder.control(CMCPublicationInfo.compute(certificates, PKIPublicationInfo(action, tuple(places) or None)))


def _targets(option: str, asked: dict[str, Any]) -> tuple[list[int], list[int] | None]:
    """Return the path to a PKIData, [0] for this one, and the numbers of requests in it, None for all."""
    at, nested, numbers = asked[option.replace("-", "_")].rpartition(":")
    if numbers != "all":
        return (_path(at) if nested else [0]), [integer(each) for each in numbers.split(",")]
    if nested:
        raise Failure(f"--{option}: the requests of a nested message are named one by one", USAGE)
    return [0], None


def _one_level_down(option: str, asked: dict[str, Any]) -> tuple[int, list[int] | None]:
    """Return the same for controls that have a number where modCertTemplate has a path."""
    at, requests = _targets(option, asked)
    if len(at) != 1:
        raise Failure(f"--{option} reaches one level down only (RFC 10002 section 3.2.2)", USAGE)
    return at[0], requests


def _general_name(text: str, option: str) -> GeneralName:
    from cmcasn1.build.arguments import as_general_names

    (found,) = as_general_names([general_name(text, option)])
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
