"""A server that does what servers do on bad days. Each case ends as data or as one code, and other hosts go on.

What is judged is what happened, never how long it took; where a bound in seconds is the subject it is scaled down.
"""

import gzip
import socket
import ssl
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from extractors.model import Capture, Problem

HTML = {"Content-Type": "text/html"}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def raw(*parts: bytes, hold: bool = False, reset: bool = False):
    """An answer by the byte: sends the parts, then holds the line, resets it or closes it."""

    def answer(handler):
        for part in parts:
            handler.wfile.write(part)
        handler.wfile.flush()
        if hold:
            handler.server.release.wait(30)
        if reset:
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            handler.connection.close()

    return answer


def drip(first: bytes, piece: bytes, pause: float = 0.02):
    """An answer that never pauses long enough for a time-out per read, and never ends."""

    def answer(handler):
        handler.wfile.write(first)
        while not handler.server.release.wait(pause):
            handler.wfile.write(piece)
            handler.wfile.flush()

    return answer


def sized(body: bytes, **headers: str) -> bytes:
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return HEAD + extra.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body


def bomb(kind: str) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, 31 if kind == "gzip" else 15)
    return b"".join(stream.compress(b"\0" * 1_000_000) for _ in range(300)) + stream.flush()


CHUNK = b"40000\r\n" + b"x" * 0x40000 + b"\r\n"
FAULTS = {
    "slow_header": ("slow_header", raw(hold=True)),
    "slow_header_drip": ("slow_header", drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n")),
    "slow_body": ("slow_body", raw(HEAD + b"Content-Length: 100\r\n\r\n<p>", hold=True)),
    "slow_body_drip": ("slow_body", drip(HEAD + b"Content-Length: 1000000\r\n\r\n", b"x")),
    "reset": ("reset", raw(reset=True)),
    "reset_in_body": ("truncated_body", raw(HEAD + b"Content-Length: 100\r\n\r\n<p>", reset=True)),
    "closed_in_body": ("truncated_body", raw(HEAD + b"Content-Length: 100\r\n\r\n<p>")),
    "closed_in_chunk": ("truncated_body", raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n10\r\nabc")),
    "no_http": ("protocol_error", raw(b"220 mail.example ESMTP\r\n\r\n")),
    "truncated_gzip": ("bad_encoding", raw(sized(gzip.compress(b"x" * 9999)[:-20], Content_Encoding="gzip"))),
    "no_gzip": ("bad_encoding", raw(sized(b"<p>plain</p>", Content_Encoding="gzip"))),
    "brotli": ("bad_encoding", raw(sized(b"\x0b\x02\x80", Content_Encoding="br"))),
    "bomb": ("bomb", raw(sized(bomb("gzip"), Content_Encoding="gzip"))),
    "bomb_deflate": ("bomb", raw(sized(bomb("deflate"), Content_Encoding="deflate"))),
    "ten_gigabytes": ("too_large", raw(HEAD + b"Content-Length: 10000000000\r\n\r\nx", hold=True)),
    "endless_chunks": ("too_large", drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", CHUNK, 0.0)),
    "endless_redirect": ("too_many_redirects", (302, {"Location": "/endless_redirect"}, b"")),
    "redirect_to_private": ("private_address", (302, {"Location": "http://inside.test/admin"}, b"")),
    "redirect_to_file": ("bad_url", (302, {"Location": "file:///etc/passwd"}, b"")),
    "redirect_to_nowhere": ("dns_error", (302, {"Location": "http://nowhere.test/"}, b"")),
    "redirect_to_closed": ("connect_error", (302, {"Location": "http://closed.test:1/"}, b"")),
    "unavailable": ("http_error", (503, {}, b"busy")),
    "too_often": ("rate_limited", (429, {"Retry-After": "1"}, b"busy")),
    "nul_bytes": ("nul_bytes", (200, HTML, b"<p>80\0000</p>")),
}
# What has an answer that the next room judges, or that can be read after all.
ANSWERS = {
    "empty": (200, HTML, b""),
    "challenge": (200, HTML, b"<title>Just a moment...</title>"),
    "wrong_charset": (200, {"Content-Type": "text/html; charset=utf-8"}, "Größe".encode("latin-1")),
    "utf16": (200, HTML, "<p>80,000</p>".encode("utf-16")),
    "title_of_megabytes": (200, HTML, b"<title>" + b"x" * 5_000_000 + b"</title>"),
    "two_members": (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(b"<p>") + gzip.compress(b"x</p>")),
    "raw_deflate": (200, HTML | {"Content-Encoding": "deflate"}, zlib.compress(b"<p>x</p>")[2:-4]),
    "padded": (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(b"<p>x</p>") + b"\0" * 10),
    "busy_once": [(503, {"Retry-After": "7"}, b""), (200, HTML, b"<p>x</p>")],
    "limited_once": [(429, {"Retry-After": "Fri, 20 Nov 2026 06:30:07 GMT"}, b""), (200, HTML, b"<p>x</p>")],
}
LIMITS = {"read_seconds": 0.15, "total_seconds": 0.4, "connect_seconds": 0.5, "attempts": 1, "max_bytes": 6_000_000}


def resolver(host: str, port: int) -> list[str]:
    from extractors.web.network import UnknownName

    if host == "nowhere.test":
        raise UnknownName(host)
    return ["10.0.0.7"] if host == "inside.test" else ["127.0.0.1"]


def code(answer: Capture | Problem) -> str | int:
    return answer.code if isinstance(answer, Problem) else answer.status


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_code(site, client, only_inside_is_private, problem_codes, fault: str) -> None:
    expected, site.pages[f"/{fault}"] = FAULTS[fault]
    answer = client(resolver=resolver, allow_private=False, **LIMITS).get(site.url(f"/{fault}"), "news")
    assert isinstance(answer, Problem), answer
    assert (answer.code, answer.source, answer.url) == (expected, "news", site.url(f"/{fault}"))
    assert answer.code in problem_codes and len(answer.message) < 500


@pytest.mark.parametrize("name", ANSWERS)
def test_what_can_be_read_comes_through(site, client, time, name: str) -> None:
    site.pages[f"/{name}"] = ANSWERS[name]
    answer = client(**LIMITS | {"attempts": 2, "pace": 0.0}).get(site.url(f"/{name}"), "news")
    assert code(answer) == 200
    if name in {"two_members", "raw_deflate", "padded", "busy_once", "limited_once"}:
        assert answer.body == b"<p>x</p>"
    if name.endswith("_once"):
        assert time.slept == [7.0]


def test_transient_faults_are_asked_again(site, client) -> None:
    for fault in ("reset", "closed_in_body", "slow_body"):
        site.pages[f"/{fault}"] = [FAULTS[fault][1], (200, HTML, b"<p>x</p>")]
        answer = client(**LIMITS | {"attempts": 2}).get(site.url(f"/{fault}"), "news")
        assert code(answer) == 200 and site.paths().count(f"/{fault}") == 2


def test_lasting_faults_are_not_asked_again(site, client) -> None:
    for fault in ("bomb", "ten_gigabytes", "truncated_gzip", "nul_bytes"):
        site.pages[f"/{fault}"] = FAULTS[fault][1]
        client(**LIMITS | {"attempts": 3}).get(site.url(f"/{fault}"), "news")
        assert site.paths().count(f"/{fault}") == 1


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), day, day + timedelta(3650)
    )
    (tmp_path / "cert.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


def test_a_certificate_nobody_signed(site_factory, client, certificate) -> None:
    site = site_factory(certificate)
    assert code(client(**LIMITS).get(site.url("/").replace("http:", "https:"), "news")) == "tls_error"
    assert site.asked == []


def test_other_hosts_end_first(site, client) -> None:
    """One host holds the line until the others are done: were they behind it, this would not end."""
    done = threading.Event()

    def hold(handler):
        done.wait(30)
        return 200, HTML, b"late"

    site.pages |= {"/held": hold, "/good": (200, HTML, b"x")}
    one = client(pace=0.0)
    with ThreadPoolExecutor(8) as pool:
        held = pool.submit(one.get, site.url("/held", "slow.test"), "news")
        others = [pool.submit(one.get, site.url("/good", f"good{number}.test"), "news") for number in range(6)]
        assert [code(future.result(30)) for future in as_completed(others)] == [200] * 6
        assert not held.done()
        done.set()
        assert held.result(30).body == b"late"


def test_the_worst_answers_stay_in_memory_bounds(site) -> None:
    """A process that meets bombs and endless bodies on eight hosts at once stays under 300 MB."""
    site.pages |= {f"/{fault}": FAULTS[fault][1] for fault in ("bomb", "bomb_deflate", "endless_chunks")}
    code = f"""
from concurrent.futures import ThreadPoolExecutor
from extractors.web.client import Client, Limits
client = Client(Limits(allow_private=True, ask_rights=False, pace=0.0), resolver=lambda host, port: ["127.0.0.1"])
faults = ["bomb", "bomb_deflate", "endless_chunks"] * 8
urls = [f"http://h{{n % 8}}.test:{site.port}/{{fault}}" for n, fault in enumerate(faults)]
with ThreadPoolExecutor(8) as pool:
    print(sorted({{answer.code for answer in pool.map(lambda url: client.get(url, "news"), urls)}}))
# Not ru_maxrss: a process inherits its parent's.
status = open("/proc/self/status").read()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    codes, megabytes = done.stdout.splitlines()
    assert codes == "['bomb', 'too_large']"
    assert int(megabytes) < 300
