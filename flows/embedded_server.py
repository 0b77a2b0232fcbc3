"""Prefect's API for one run, in a process of its own: `python -m flows.embedded_server` prints its port and serves.

It ends when its standard input closes, so a run that is killed leaves no server behind; and it ends in order, so what
it was told is written first (Prefect's own temporary server is stopped from outside and loses task runs).
"""

import socket
import sys
from threading import Thread


def main() -> None:
    """Serve until standard input closes."""
    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(ephemeral=True, final=True), log_level="error", lifespan="on"))

    def watch() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    Thread(target=watch, daemon=True).start()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        print(listener.getsockname()[1], flush=True)
        server.run(sockets=[listener])


if __name__ == "__main__":
    main()
