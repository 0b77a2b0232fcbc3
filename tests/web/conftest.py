"""Servers, clocks and clients for the tests of this room."""

import threading
from collections.abc import Callable, Iterator

import pytest
from web_site import NOW, Site, Time

from extractors.web.client import Client, Limits


@pytest.fixture
def site_factory() -> Iterator[Callable[..., Site]]:
    started: list[Site] = []

    def start(context=None) -> Site:
        server = Site(context)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.release.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def site(site_factory) -> Site:
    return site_factory()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(time):
    """Makes clients that may talk to this machine, whose waits cost nothing; names end at 127.0.0.1."""
    made = []

    def make(
        keep=None, resolver=lambda host, port: ["127.0.0.1"], now=NOW, recall=lambda url: None, **limits
    ) -> Client:
        limits = {"allow_private": True, "ask_rights": False, "contact": "mail@example.org"} | limits
        one = Client(
            Limits(**limits),
            keep,
            recall=recall,
            now=lambda: now,
            clock=time.clock,
            sleep=time.sleep,
            random=lambda: 0.5,
            resolver=resolver,
        )
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


@pytest.fixture
def only_inside_is_private(monkeypatch):
    """This machine stands for the open internet, 10.0.0.7 for what lies behind it."""
    monkeypatch.setattr("extractors.web.network.is_public", lambda address: address == "127.0.0.1")
