"""Pages read in a process of their own: one that takes minutes or memory without end costs itself, not the run.

`python -m flows.apart` answers pickled pages from its standard input on its standard output. It ends when the input
closes, so a run that is killed leaves none behind, and by itself in the middle of a page that is over its bounds.
"""

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from extractors.model import Capture, Extraction, Problem, Ref

# Seconds of the processor's time for one page; the longest real ones take two.
SECONDS = 60.0
# Bytes of address space, a good part of which libraries only reserve.
MEMORY = 4 << 30


class Apart:
    """Reads pages in the other process, which is started with the first page and again after one that killed it."""

    def __init__(self, folder: Path | None = None, seconds: float = SECONDS) -> None:
        self._command = [sys.executable, "-m", "flows.apart", str(folder or ""), str(seconds)]
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Apart":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._end(kill=error is not None)

    def read(self, capture: Capture, ref: Ref | None) -> Extraction | Problem:
        """What `pipeline.read_page` makes of the page, or the Problem that the page was too much."""
        process = self._process = self._process or subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin and process.stdout
        try:
            pickle.dump((capture, ref), process.stdin)
            process.stdin.flush()
            answer: Extraction | Problem = pickle.load(process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            code = self._end(kill=False)
            if code == -signal.SIGPROF:
                message = f"more than {self._seconds:g} seconds of work"
                return Problem(capture.source, capture.final_url, "too_slow", message)
            return Problem(capture.source, capture.final_url, "unreadable", f"the reading process ended with {code}")
        return answer

    def _end(self, kill: bool) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        assert process.stdin and process.stdout
        if kill:
            process.kill()
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        return process.wait()


def serve(read: Callable[[Capture, Ref | None], Any], seconds: float) -> None:
    """Answer pages until the input closes."""
    # What libraries print must not come between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            capture, ref = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        # Its default action ends the process, also in the middle of a library's loop.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer = read(capture, ref)
        signal.setitimer(signal.ITIMER_PROF, 0)
        pickle.dump(answer, answers)
        answers.flush()


def main() -> None:
    """The other process."""
    from flows.pipeline import read_page

    folder, seconds = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the run's to act on; it closes our input
    serve(lambda capture, ref: read_page(capture, ref, Path(folder) if folder else None), float(seconds))


if __name__ == "__main__":
    main()
