"""A client that sends messages over HTTP and HTTPS, on urllib3: `HTTPClient`."""

from __future__ import annotations

from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from cmcasn1.errors import BuildError, LimitError, MissingExtraError, TransportError
from cmcasn1.limits import Limits
from cmcasn1.transport.endpoints import Endpoint, endpoint_at
from cmcasn1.transport.exchange import ANSWER_LIMITS, Exchange
from cmcasn1.transport.http_messages import Headers, HTTPRequest, HTTPResponse, http_request, read_response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from ssl import SSLContext
    from typing import Self

    import urllib3

_MOST_REDIRECTS = 5
_PIECE = 65_536
_REDIRECTS_OF_POST = (307, 308)
_UNKNOWN_CA = "its CA's certificate goes to tls_context(ca=...), or submit --ca"
# Errors of OpenSSL in the chain, its beginning missing or none that is trusted: X509_V_ERR_...
_NOT_KNOWN = (2, 18, 19, 20, 21)
_NO_CERTIFICATE = (
    "the server may want the client's certificate: tls_context(certificate=...), or submit --key and --cert"
)
# How the alerts of such servers end.
_REFUSED = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE", "BAD_CERTIFICATE")
_REDIRECTS = (301, 302, 303, 307, 308)


class HTTPClient:
    """Sends messages to one URL and reads the answers.

    `to` says what is spoken there (`endpoint`), by default what the URL's path tells. `tls` comes from
    `tls_context`, by default with the system's trust anchors and no client certificate. `proxy` is a URL
    (``http://host:3128``); without one the environment decides (http_proxy, https_proxy, all_proxy, no_proxy) unless
    `use_environment` is false. `connect_timeout` and `timeout` are in seconds: for a connection, and for the answer
    from the last octet sent to the last one received. `retries` bounds how often a connection is tried again that
    was not established; once a POST may have been received it is never sent again. `limits.size` bounds the body of
    an answer. `headers` go along with each request, and in place of its own of the same name.

    A context manager, and safe to use from several threads. Raises `MissingExtraError` without urllib3, and
    `BuildError` for a URL that is none.
    """

    def __init__(
        self,
        url: str,
        *,
        to: Endpoint | None = None,
        tls: SSLContext | None = None,
        proxy: str | None = None,
        use_environment: bool = True,
        connect_timeout: float = 10.0,
        timeout: float = 60.0,
        retries: int = 2,
        backoff: float = 0.5,
        limits: Limits = ANSWER_LIMITS,
        headers: Iterable[tuple[str, str]] = (),
        user_agent: str | None = None,
        rfc: int = 5273,
    ) -> None:
        _check_url(url, "http", "https")
        self.url = url
        self.to = endpoint_at(url) if to is None else to
        self._rfc = rfc
        self._timeout = timeout
        self._limits = limits
        self._retries, self._backoff = retries, backoff
        self._headers: Headers = (
            ("User-Agent", user_agent or _user_agent()),
            ("Accept-Encoding", "identity"),
            *headers,
        )
        self._pools = _pools(url, tls, proxy if proxy or not use_environment else _proxy_of(url))
        self._connect_timeout = connect_timeout

    def __repr__(self) -> str:
        return f"HTTPClient({self.url!r}, to={self.to.name!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._pools.clear()

    def exchange(self, message: bytes, *, kind: str | None = None) -> Exchange:
        """Send a message (DER or BER) and return it with the answer.

        `kind` is found in the message unless it is given; with it, any octets are sent as they are. An answer that
        says that the request failed is an answer, whatever the HTTP status. Raises `TransportError` where no
        message came, `LimitError` for an answer that is too large, `DecodeError` and `BuildError` for a
        message that this endpoint does not take.
        """
        return self._exchange("POST", message, http_request(message, to=self.to, kind=kind, rfc=self._rfc))

    def fetch(self) -> Exchange:
        """GET a message, as EST's ``/cacerts`` gives one; safe to repeat, so that lost answers are asked for again."""
        return self._exchange("GET", b"", HTTPRequest((), b""))

    def _exchange(self, method: str, message: bytes, request: HTTPRequest) -> Exchange:
        url, response = self._send(method, request)
        received = read_response(response, at=self.to, limits=self._limits)
        return Exchange(
            request=bytes(message),
            response=received.octets if received else b"",
            kind=received.kind if received else "",
            url=url,
            status=response.status,
            media_type=response.content_type,
            headers=response.headers,
            body=response.body,
            retry_after=response.retry_after(),
            problems=received.problems if received else (),
        )

    def _send(self, method: str, request: HTTPRequest) -> tuple[str, HTTPResponse]:
        """Send a request, and again to where the server redirects to as long as that is the same server."""
        url = self.url
        followed = _REDIRECTS if method == "GET" else _REDIRECTS_OF_POST
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._once(method, url, request)
            target = _target(url, response.header("Location")) if response.status in followed else None
            if target is None:
                return url, response
            url = target
        raise TransportError(f"more than {_MOST_REDIRECTS} redirects, the last one to {url}", response=response)

    def _once(self, method: str, url: str, request: HTTPRequest) -> HTTPResponse:
        import urllib3

        again = urllib3.Retry(
            total=None,
            connect=self._retries,
            # After a request was sent: GET alone may be sent again.
            read=self._retries,
            allowed_methods=("GET",),
            other=0,
            backoff_factor=self._backoff,
        )
        fields = urllib3.HTTPHeaderDict(request.headers)
        for name, value in self._headers:
            fields[name] = value
        try:
            answer = self._pools.urlopen(
                method,
                url,
                body=request.body if method == "POST" else None,
                headers=fields,
                retries=again,
                timeout=urllib3.Timeout(connect=self._connect_timeout, read=self._timeout),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _failure(url, error, self._timeout) from error
        try:
            body = self._body(url, answer)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            answer.close()
            raise _failure(url, error, self._timeout) from error
        except BaseException:
            answer.close()
            raise
        return HTTPResponse(tuple(answer.headers.items()), body, answer.status)

    def _body(self, url: str, answer: urllib3.BaseHTTPResponse) -> bytes:
        """Read the body in pieces, so that neither its size nor its slowness is the server's choice."""
        deadline = monotonic() + self._timeout
        length = answer.headers.get("Content-Length", "")
        stated = int(length[:20]) if length.isascii() and length.isdigit() else 0
        packed = answer.headers.get("Content-Encoding", "identity").lower()
        if packed != "identity":
            raise TransportError(f"{url} answers with a packed body ({packed}), although none was asked for")
        pieces: list[bytes] = []
        size = 0
        while True:
            if max(size, stated) > self._limits.size:
                raise LimitError(
                    f"{url} answers with {max(size, stated)} octets or more, at most {self._limits.size} are taken",
                    path="input",
                    offset=size,
                    expected=f"{self._limits.size} octets at most",
                    found=f"{max(size, stated)} octets",
                )
            piece = answer.read1(_PIECE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
            if monotonic() > deadline:
                raise TransportError(f"{url} has not sent all of its answer after {self._timeout:g} s")


def _pools(url: str, tls: SSLContext | None, proxy: str | None) -> urllib3.PoolManager:
    try:
        import urllib3
    except ImportError as error:
        raise MissingExtraError("HTTP needs urllib3: pip install 'cmcasn1[http]'") from error
    try:
        # Says of a host what urlsplit does not: that it has a space in it, for one.
        urllib3.util.parse_url(url)
    except urllib3.exceptions.LocationParseError as error:
        raise _no_url(url, "http", "https") from error
    if tls is None and "https" in (urlsplit(url).scheme, urlsplit(proxy or "").scheme):
        from cmcasn1.transport.tls import tls_context

        tls = tls_context()
    if tls is not None:
        from ssl import TLSVersion

        if tls.minimum_version < TLSVersion.TLSv1_2:
            raise BuildError("the TLS context allows versions before TLS 1.2", hint="set its minimum_version")
    if not proxy:
        return urllib3.PoolManager(ssl_context=tls)
    if "//" not in proxy:
        proxy = f"http://{proxy}"
    parts = _check_url(proxy, "http", "https", user_allowed=True)
    headers = None
    if parts.username is not None:
        from urllib.parse import unquote

        user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers = urllib3.make_headers(proxy_basic_auth=user)
    host = parts.netloc.rpartition("@")[2]
    return urllib3.ProxyManager(
        f"{parts.scheme}://{host}", proxy_headers=headers, proxy_ssl_context=tls, ssl_context=tls
    )


def _check_url(url: str, *schemes: str, user_allowed: bool = False) -> SplitResult:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise _no_url(url, *schemes)
    if "@" in parts.netloc and not user_allowed:
        raise BuildError("a user name in the URL", hint="send an Authorization field in headers= instead")
    return parts


def _no_url(url: str, *schemes: str) -> BuildError:
    # What stands before an @ may be a password: it is not shown.
    shown = f"...{url[url.rindex('@') :]}" if "@" in url else url
    return BuildError(f"{shown!r} is no {' or '.join(schemes)} URL with a host")


def _proxy_of(url: str) -> str | None:
    """Return the proxy that the environment names for a URL."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    proxies = getproxies()
    if proxy_bypass(parts.netloc):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _target(url: str, location: str) -> str | None:
    """Return where a redirect leads, if it leads anywhere on the same server.

    Another scheme, host or port is another server, and nobody has agreed that it gets the request.
    """
    try:
        target = urljoin(url, location)
        return target if location and _origin(target) == _origin(url) else None
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _user_agent() -> str:
    from cmcasn1 import __version__

    return f"cmcasn1/{__version__}"


def _failure(url: str, error: Exception, timeout: float) -> TransportError:
    """Say what went wrong, and whether the request may have reached the server."""
    from ssl import SSLCertVerificationError, SSLEOFError

    from urllib3 import exceptions

    if isinstance(error, exceptions.MaxRetryError) and error.reason is not None:
        error = error.reason
    if isinstance(error, exceptions.ProxyError):
        return TransportError(f"the proxy for {url} fails: {_cause(error.original_error)}", sent=False)
    cause = error.args[0] if isinstance(error, exceptions.SSLError) and error.args else error
    if isinstance(cause, SSLCertVerificationError):
        return TransportError(
            f"the certificate of {url} is not trusted: {cause.verify_message}",
            sent=False,
            hint=_UNKNOWN_CA if cause.verify_code in _NOT_KNOWN else None,
        )
    if isinstance(error, exceptions.SSLError):
        refused = isinstance(cause, SSLEOFError) or str(getattr(cause, "reason", "")).endswith(_REFUSED)
        return TransportError(f"TLS with {url} fails: {_cause(cause)}", hint=_NO_CERTIFICATE if refused else None)
    if isinstance(error, exceptions.ConnectTimeoutError):
        return TransportError(f"no connection to {url}: {_cause(error)}", sent=False)
    if isinstance(error, exceptions.ReadTimeoutError):
        return TransportError(f"{url} has not answered after {timeout:g} s")
    # So it looks, too, where the alert of a server that wants a certificate is lost (TLS 1.3).
    hint = _NO_CERTIFICATE if url.startswith("https:") else None
    return TransportError(f"{url} ends the connection without an answer: {_cause(error)}", hint=hint)


def _cause(error: object) -> str:
    """Return the innermost cause in words: urllib3 puts one exception into another, and into its text."""
    seen = error
    while isinstance(seen, BaseException):
        inner = seen.__cause__ or next((each for each in seen.args if isinstance(each, BaseException)), None)
        if inner is None:
            break
        seen = inner
    text = getattr(seen, "strerror", None) or str(seen)
    return text.rpartition(">: ")[2] or type(seen).__name__
