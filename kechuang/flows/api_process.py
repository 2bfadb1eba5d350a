"""`python -m kechuang.flows.api_process PARENT PORT`: a Prefect API that ends when the process that started it ends.

A killed run cannot stop its server, and a server that outlives it would keep Prefect's database in use.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with(parent: int) -> None:
    """Asks the system to end this process when its parent ends; of no effect where the system is not Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked
            sys.exit(1)


def main() -> None:
    """Serves the API on the loopback address."""
    parent, port = map(int, sys.argv[1:])
    die_with(parent)
    import uvicorn

    app = "prefect.server.api.server:create_app"
    uvicorn.run(app, factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on")


if __name__ == "__main__":
    main()
