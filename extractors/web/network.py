"""Connections that lead only where they may and end when they must."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable

import httpcore
import httpx

Resolve = Callable[[str, int], Iterable[str]]


class PrivateAddress(Exception):
    """The name leads only to addresses that no setting allows."""


class UnknownName(Exception):
    """The name does not resolve."""


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, in the system's order; raises UnknownName."""
    try:
        return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise UnknownName(f"{host}: {error}") from error


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, also behind IPv6's ways to write an IPv4 address."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Stream(httpcore.NetworkStream):
    """A stream whose every read and write also ends at the backend's deadline."""

    def __init__(self, inner: httpcore.NetworkStream, backend: "Backend") -> None:
        self._inner, self._backend = inner, backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._backend.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class Backend(httpcore.NetworkBackend):
    """Looks a name up once, checks each address, and connects to the very address it checked.

    Time-outs of the HTTP layer are per read: a server that drips bytes never meets one. `deadline` (monotonic
    seconds) bounds the whole exchange.
    """

    def __init__(self, allow_private: bool = False, resolver: Resolve = resolve) -> None:
        self.allow_private, self.resolver = allow_private, resolver
        self.deadline = float("inf")
        self._inner = httpcore.SyncBackend()

    def left(self, timeout: float | None, error: type[Exception]) -> float | None:
        """Seconds that one step may take; raises `error` where none is left."""
        rest = self.deadline - time.monotonic()
        if rest <= 0:
            raise error("the time for this answer is over")
        return rest if timeout is None else min(timeout, rest)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        found = list(self.resolver(host, port))
        allowed = [address for address in found if self.allow_private or is_public(address)]
        if not allowed:
            raise PrivateAddress(f"{host} leads to {', '.join(found) or 'no address'}")
        failure: Exception | None = None
        for address in allowed:
            try:
                left = self.left(timeout, httpcore.ConnectTimeout)
                return _Stream(self._inner.connect_tcp(address, port, left, local_address, socket_options), self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(host)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise PrivateAddress(f"no sockets of this machine: {path}")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def transport(backend: Backend, context: ssl.SSLContext) -> httpx.HTTPTransport:
    """An httpx transport with one connection over this backend; httpx offers no public way to pass a backend."""
    made = httpx.HTTPTransport(verify=context, trust_env=False)
    made._pool = httpcore.ConnectionPool(
        ssl_context=context, max_connections=1, keepalive_expiry=30.0, network_backend=backend
    )
    return made
