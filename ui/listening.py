"""Where a server listens: a socket on an address of this machine, or a sentence that says why not."""

import errno
import os
import socket

from tools.core.errors import UserError

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that nobody else reaches."""
HOST = "127.0.0.1"
PORT = 7860
LAST_PORT = 65_535


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        UserError: the port is taken, not allowed, or the address is not this machine's.
    """
    if not 1 <= port <= LAST_PORT:
        raise UserError(f"Port {port} does not exist: choose one from 1 to {LAST_PORT} with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UserError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program: stop it, or choose another port, for example --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed for this user: choose one above 1023, for example --port {PORT}."
    return f"The chat cannot listen on {host} port {port} ({error.strerror or error}): try --host {HOST}."
