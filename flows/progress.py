"""What a long command is doing: one line that changes on a terminal, plain log lines elsewhere."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text

ROOMS = ("flows", "extractors", "warehouse")


class _Line(logging.Handler):
    """Shows the newest message beside a spinner; warnings stay above it."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status

    def emit(self, record: logging.LogRecord) -> None:
        """Show one message."""
        text = Text(self.format(record).partition("\n")[0])
        if record.levelno >= logging.WARNING:
            self._status.console.print(text)
        else:
            self._status.update(text)


def speak() -> None:
    """Let our rooms say what they do in a worker's run too: Prefect takes their messages, but sets no level."""
    for room in ROOMS:
        logger = logging.getLogger(room)
        logger.setLevel(logger.level or logging.INFO)


@contextmanager
def shown() -> Iterator[None]:
    """Show what our rooms log on standard error while the block runs."""
    if sys.stderr.isatty() and logging.getLogger("flows").isEnabledFor(logging.INFO):
        with Status("", console=Console(stderr=True)) as status, _handled(_Line(status)):
            yield
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    with _handled(handler):
        yield


@contextmanager
def _handled(handler: logging.Handler) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ROOMS]
    before = [(it.level, it.propagate) for it in loggers]
    for it in loggers:
        it.addHandler(handler)
        it.setLevel(it.level or logging.INFO)
        # Prefect gives the root logger a handler of its own: without this each line would come twice.
        it.propagate = False
    try:
        yield
    finally:
        for it, (level, propagate) in zip(loggers, before, strict=True):
            it.removeHandler(handler)
            it.setLevel(level)
            it.propagate = propagate
