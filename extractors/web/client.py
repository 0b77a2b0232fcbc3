"""The polite client: who we are, how fast, how much, and what we leave alone.

One connection and one request at a time per host, hosts side by side: `Client.get` may be called from many threads.
Answers come back as Capture, whatever went wrong as Problem with a code of docs/problems.md; nothing is raised.
"""

import random as randomness
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

import httpx

from extractors.model import Capture, Problem
from extractors.web import network
from extractors.web.decoding import Decoder, DecodingError, ExpandsTooFar
from extractors.web.robots import MAX_BYTES, Robots, Rule, forbids_archive, reserves_mining, robots, tdm_rules

STOP = {401, 403, 451}
AGAIN = {429, 500, 502, 503, 504}
REDIRECT = {301, 302, 303, 307, 308}
TRANSIENT = {"dns_error", "connect_error", "slow_header", "slow_body", "reset", "truncated_body"}
UNREACHED = {"private_address", "dns_error", "connect_error", "tls_error"}
DEMANDED = (
    "answers only to a User-Agent with a mail address: set EVLEDGER_FETCH_CONTACT to yours, as in "
    "EVLEDGER_FETCH_CONTACT=name@your.domain"
)
Keep = Callable[[Capture, str, bool], None]
Recall = Callable[[str], Capture | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds and manners; bytes and seconds. `pace` is the least time between two requests to one host."""

    contact: str = ""
    contact_required: tuple[str, ...] = ("sec.gov",)
    max_bytes: int = 10_000_000
    max_redirects: int = 5
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    pace: float = 3.0
    max_delay: float = 60.0  # longest Crawl-delay we follow
    attempts: int = 3
    backoff: float = 2.0
    max_wait: float = 120.0  # longest Retry-After we wait for; a longer one stops the host for this run
    failures: int = 4  # in a row, then the host's circuit opens
    cooldown: float = 600.0
    robots_seconds: float = 86_400.0
    allow_private: bool = False
    ask_rights: bool = True  # fetch /.well-known/tdmrep.json once a day and host
    mine_reserved: bool = False  # the operator has the rights holders' leave

    @property
    def reachable(self) -> bool:
        """Whether the contact holds a mail address."""
        return re.search(r"[^\s@]+@[^\s@]+\.[^\s@]+", self.contact) is not None

    @property
    def user_agent(self) -> str:
        """Product, version and, where set, contact."""
        product = f"evledger/{version('evledger')}"
        return f"{product} (+{self.contact})" if self.contact else product


@dataclass(slots=True)
class _Host:
    http: httpx.Client
    backend: network.Backend
    lock: threading.RLock = field(default_factory=threading.RLock)
    next_at: float = 0.0
    failures: int = 0
    open_until: float = 0.0
    stopped: str | None = None
    robots: Robots | None = None
    rules: tuple[Rule, ...] = ()
    asked_at: float = 0.0


class Client:
    """Fetches pages. `keep` gets every answer before anyone reads it: (capture, role, withhold its body).

    `clock` (monotonic seconds) and `sleep` drive pace, waits and the circuit; `now` (UTC) dates the captures;
    `random` gives floats in [0, 1) for jitter. The bounds of one exchange run on the system's own clock. `recall` gives
    what the archive holds of an address: robots.txt younger than a day is not asked for again by the next run.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        keep: Keep | None = None,
        *,
        recall: Recall = lambda url: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = randomness.random,
        resolver: network.Resolve = network.resolve,
    ) -> None:
        self.limits = limits or Limits()
        self._keep, self._recall = keep, recall
        self._now, self._clock, self._sleep, self._random, self._resolver = now, clock, sleep, random, resolver
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._context: ssl.SSLContext = httpx.create_ssl_context(trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all connections."""
        for host in self._hosts.values():
            host.http.close()

    def get(
        self,
        url: str,
        source: str,
        role: str = "page",
        etag: str | None = None,
        last_modified: str | None = None,
        pace: float | None = None,
        post: tuple[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Capture | Problem:
        """The answer of an address after redirects (any status that is no refusal to serve: 200, 304, 404, 403 …).

        With `etag` or `last_modified` the host may answer 304, an empty Capture. `pace` widens the host's pace. With
        `post` (address, form) that is what is sent, and `url` names the answer: the form is part of what was asked.
        `headers` may hold a key, so no other host is shown them.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        conditions = {name: value for name, value in known.items() if value}
        target, form = post or (url, None)
        for _ in range(self.limits.max_redirects + 1):
            if not _is_web(target):
                return Problem(source, url, "bad_url", f"not an http or https address: {target[:200]}")
            host = self._host(target)
            with host.lock:
                refused = self._permitted(host, target, source, pace)
                mine = headers if headers and urlsplit(target)[:2] == urlsplit(url)[:2] else {}
                answer = refused or self._ask(host, target, source, {**conditions, **mine}, pace, form=form)
                if isinstance(answer, Capture):
                    answer = self._finish(host, answer, url, role)
            if isinstance(answer, Problem):
                return Problem(source, url, answer.code, answer.message)
            location = answer.header("location")
            if answer.status not in REDIRECT or not location:
                return answer
            target, form = urljoin(target, location), None
        return Problem(source, url, "too_many_redirects", f"more than {self.limits.max_redirects} redirects")

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        key = f"{parts.hostname}:{parts.port}" if parts.port not in {None, 80, 443} else str(parts.hostname)
        with self._lock:
            if key not in self._hosts:
                backend = network.Backend(self.limits.allow_private, self._resolver)
                timeout = httpx.Timeout(self.limits.read_seconds, connect=self.limits.connect_seconds)
                http = httpx.Client(
                    transport=network.transport(backend, self._context),
                    # No brotli: its decoder has no bound on what one chunk becomes.
                    headers={"User-Agent": self.limits.user_agent, "Accept-Encoding": "gzip, deflate"},
                    timeout=timeout,
                    trust_env=False,
                )
                self._hosts[key] = _Host(http, backend)
            return self._hosts[key]

    def _permitted(self, host: _Host, url: str, source: str, pace: float | None) -> Problem | None:
        """None where we may ask, else why not."""
        name = urlsplit(url).hostname or ""
        if not self.limits.reachable and any(
            name == it or name.endswith(f".{it}") for it in self.limits.contact_required
        ):
            return Problem(source, url, "no_contact", f"{name} {DEMANDED}")
        if host.stopped:
            return Problem(source, url, "host_stopped", host.stopped)
        if self._clock() < host.open_until:
            return Problem(source, url, "circuit_open", f"{host.failures} failures in a row")
        if host.robots is None or self._clock() - host.asked_at >= self.limits.robots_seconds:
            failed = self._ask_rules(host, url, source, pace)
            if failed is not None:
                return failed
        assert host.robots is not None
        if host.robots.text is None:
            return Problem(source, url, "robots_unreachable", "robots.txt could not be read, so all is forbidden")
        if not host.robots.allows(url):
            return Problem(source, url, "robots_forbidden", "robots.txt forbids this address")
        return None

    def _ask_rules(self, host: _Host, url: str, source: str, pace: float | None) -> Problem | None:
        """Read robots.txt and, where it lets us, tdmrep.json; a Problem only where the host is out of reach."""
        answer = self._ask_file(host, urljoin(url, "/robots.txt"), source, "robots", pace)
        if isinstance(answer, Problem) and answer.code in UNREACHED:
            return answer
        host.robots = robots(answer if isinstance(answer, Capture) else None)
        age = (self._now() - answer.fetched).total_seconds() if isinstance(answer, Capture) else 0.0
        host.asked_at, rights = self._clock() - age, urljoin(url, "/.well-known/tdmrep.json")
        if self.limits.ask_rights and host.robots.allows(rights):
            found = self._ask_file(host, rights, source, "rights", pace)
            host.rules = tdm_rules(found if isinstance(found, Capture) else None)
        return None

    def _ask_file(self, host: _Host, url: str, source: str, role: str, pace: float | None) -> Capture | Problem:
        stored = self._recall(url)
        if stored is not None and (self._now() - stored.fetched).total_seconds() < self.limits.robots_seconds:
            return stored
        # Redirects are followed on this host's own connection: taking another host's lock here could deadlock.
        target = url
        for _ in range(self.limits.max_redirects + 1):
            answer = self._ask(host, target, source, {}, pace, cap=MAX_BYTES)
            if isinstance(answer, Problem):
                return answer
            if self._keep is not None:
                self._keep(answer, role, False)
            location = answer.header("location")
            if answer.status not in REDIRECT or not location or not _is_web(urljoin(target, location)):
                return answer
            target = urljoin(target, location)
        return Problem(source, url, "too_many_redirects", f"more than {self.limits.max_redirects} redirects")

    def _finish(self, host: _Host, answer: Capture, url: str, role: str) -> Capture | Problem:
        """Archive what may be kept, and judge what came."""
        if answer.status in STOP:
            host.stopped = f"the host answered {answer.status} earlier in this run"
        redirects = answer.status in REDIRECT and answer.header("location")
        answer = answer if redirects else replace(answer, url=url)
        page = role == "page" and not redirects
        reserved = page and reserves_mining(answer, host.rules)
        if self._keep is not None:
            withhold = reserved or (page and forbids_archive(answer))
            self._keep(answer, "redirect" if redirects else role, withhold)
        if answer.status == 429:
            return Problem(answer.source, url, "rate_limited", "the host still answers 429")
        if answer.status in AGAIN:
            return Problem(answer.source, url, "http_error", f"the host still answers {answer.status}")
        if reserved and not self.limits.mine_reserved:
            return Problem(answer.source, url, "tdm_reserved", "text and data mining is reserved")
        if _is_text(answer) and b"\0" in answer.body and not answer.body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Problem(answer.source, url, "nul_bytes", "a text answer with NUL bytes")
        return answer

    def _ask(
        self,
        host: _Host,
        url: str,
        source: str,
        headers: dict[str, str],
        pace: float | None,
        cap: int | None = None,
        form: bytes | None = None,
    ) -> Capture | Problem:
        """One address, asked again where asking again can help; keeps the host's pace, circuit and waits."""
        for attempt in range(self.limits.attempts):
            self._wait(host)
            answer = self._once(host, url, source, headers, cap, form)
            host.next_at = self._clock() + self._delay(host, pace) * (1 + 0.25 * self._random())
            failed = answer.code in TRANSIENT if isinstance(answer, Problem) else answer.status in AGAIN
            if not failed:
                if isinstance(answer, Capture):
                    host.failures = 0
                return answer
            wait = self.limits.backoff * 2**attempt * (0.5 + self._random())
            asked = _retry_after(answer, self._now()) if isinstance(answer, Capture) else None
            if asked is not None and asked > self.limits.max_wait:
                host.stopped = f"the host asked for {asked:.0f} s of rest"
                break
            if attempt + 1 < self.limits.attempts:
                host.next_at = max(host.next_at, self._clock() + (wait if asked is None else asked))
        host.failures += 1
        if host.failures >= self.limits.failures:
            host.open_until = self._clock() + self.limits.cooldown
        return answer

    def _delay(self, host: _Host, pace: float | None) -> float:
        crawl = min(host.robots.delay(), self.limits.max_delay) if host.robots else 0.0
        return max(self.limits.pace, pace or 0.0, crawl)

    def _wait(self, host: _Host) -> None:
        while (rest := host.next_at - self._clock()) > 0:
            self._sleep(rest)

    def _once(
        self, host: _Host, url: str, source: str, headers: dict[str, str], cap: int | None, form: bytes | None
    ) -> Capture | Problem:
        """One exchange. `cap` reads that many bytes and leaves the rest (robots.txt); else too much is a Problem."""
        limit = cap or self.limits.max_bytes

        def problem(code: str, error: object) -> Problem:
            return Problem(
                source, url, code, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            )

        host.backend.deadline = time.monotonic() + self.limits.total_seconds
        in_body, truncated = False, False
        try:
            if form is not None:
                headers = headers | {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
            method = "GET" if form is None else "POST"
            with host.http.stream(method, url, headers=headers, content=form) as answer:
                in_body, declared = True, answer.headers.get("content-length", "")
                if cap is None and declared.isdigit() and int(declared) > limit:
                    return Problem(source, url, "too_large", f"Content-Length is {declared}")
                decoder, received = Decoder(answer.headers.get("content-encoding"), limit), 0
                for chunk in answer.iter_raw():
                    received += len(chunk)
                    if cap is None and received > limit:
                        return Problem(source, url, "too_large", f"more than {limit} bytes")
                    decoder.feed(chunk)
                body = decoder.finish()
        except ExpandsTooFar as error:
            if cap is None:
                return problem("bomb", error)
            body, truncated = bytes(decoder.body[:limit]), True
        except DecodingError as error:
            return problem("bad_encoding", error)
        except network.PrivateAddress as error:
            return problem("private_address", error)
        except network.UnknownName as error:
            return problem("dns_error", error)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return problem("tls_error" if _is_tls(error) else "connect_error", error)
        except httpx.TimeoutException as error:
            return problem("slow_body" if in_body else "slow_header", error)
        except httpx.RemoteProtocolError as error:
            gone = "without" in str(error) or "disconnected" in str(error)
            return problem(("truncated_body" if in_body else "reset") if gone else "protocol_error", error)
        except httpx.NetworkError as error:
            return problem("truncated_body" if in_body else "reset", error)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            return problem("bad_url", error)
        fields = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw)
        return Capture(source, url, url, self._now(), answer.status_code, fields, body, truncated)


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _is_text(answer: Capture) -> bool:
    kind = (answer.header("content-type") or "").lower()
    return kind.startswith("text/") or "xml" in kind or "json" in kind


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "SSL" in str(error) or "certificate" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False


def _retry_after(answer: Capture, now: datetime) -> float | None:
    """Seconds the host asks for, from either form of Retry-After; None where it asks for none."""
    value = (answer.header("retry-after") or "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
