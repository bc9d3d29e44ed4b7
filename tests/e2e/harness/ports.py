"""Loopback ports for programs that cannot be asked to choose one themselves."""

import random
import socket

# Below the range from which Linux takes the ports of outgoing connections, so that none of those sits on ours.
_FIRST, _LAST = 15000, 30000


def free_port():
    for _ in range(1000):
        port = random.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise RuntimeError("no free port")
