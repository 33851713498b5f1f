"""Calls of a made-up vendor, and where nobody answers them."""

import socket

from portal.backends.calls import Call

READ = Call.get("things.list", "/things")
WRITE = Call.write("things.create", "POST", "/things", {"name": "x"}, key="key-1")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
