"""Who may use the page: names and passwords, kept as scrypt hashes and compared in constant time."""

import base64
import hashlib
import hmac
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.core.errors import UserError

COST, BLOCK, PARALLEL = 2**14, 8, 1
KEY_BYTES = 32
LONGEST_PASSWORD = 1024
DELAY = 0.4
"""Seconds that a refused login takes longer: guessing is slow, whoever guesses."""


@dataclass(frozen=True)
class Hashed:
    """A password's salt and scrypt key (RFC 7914) with its cost."""

    salt: bytes
    key: bytes
    cost: int = COST
    block: int = BLOCK
    parallel: int = PARALLEL

    def __str__(self) -> str:
        """Return the hash as a file keeps it."""
        numbers = f"{self.cost}${self.block}${self.parallel}"
        return f"scrypt${numbers}${_text(self.salt)}${_text(self.key)}"


def hash_password(password: str) -> Hashed:
    """Return a password's hash, with a salt of its own."""
    salt = os.urandom(16)
    return Hashed(salt, _key(password, salt, COST, BLOCK, PARALLEL))


def read_hash(text: str) -> Hashed:
    """Return a hash as `str` wrote it.

    >>> str(read_hash("scrypt$16384$8$1$AAAA$AAAA"))
    'scrypt$16384$8$1$AAAA$AAAA'

    Raises:
        ValueError: it is not one.
    """
    kind, cost, block, parallel, salt, key = text.split("$")
    numbers = int(cost), int(block), int(parallel)
    if kind != "scrypt" or not (1 < numbers[0] <= 2**17 and 0 < numbers[1] <= 16 and 0 < numbers[2] <= 4):
        raise ValueError("not a scrypt hash")
    return Hashed(base64.b64decode(salt, validate=True), base64.b64decode(key, validate=True), *numbers)


class Accounts:
    """Names with their passwords' hashes.

    >>> Accounts({"anna": hash_password("x")}).check("anna", "x")
    True
    """

    def __init__(self, known: Mapping[str, Hashed]) -> None:
        self._known = dict(known)
        self._nobody = hash_password(secrets.token_hex(8))
        self._lock = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names."""
        return tuple(self._known)

    def check(self, name: str, password: str) -> bool:
        """Return whether name and password fit; takes as long for a name that is not known."""
        hashed = self._known.get(name, self._nobody)
        with self._lock:  # One at a time: many at once would take all of the machine.
            key = _key(password[:LONGEST_PASSWORD], hashed.salt, hashed.cost, hashed.block, hashed.parallel)
        fits = hmac.compare_digest(key, hashed.key) and name in self._known
        if not fits:
            time.sleep(DELAY)
        return fits


def read_accounts(setting: str) -> Accounts:
    """Return the accounts that QUESNAY_AUTH names.

    Args:
        setting: `name:password` pairs with commas or line ends between them, or a file of `name:hash` lines.

    Raises:
        UserError: there is none, or a line is not one.
    """
    path = Path(setting).expanduser()
    if len(setting) < 4096 and "\n" not in setting and path.is_file():
        known = _of_lines(path)
    else:
        pairs = [pair.strip().partition(":") for pair in setting.replace("\n", ",").split(",") if pair.strip()]
        if not pairs or any(not (name and password) for name, _, password in pairs):
            raise UserError(
                "QUESNAY_AUTH is neither a file nor `name:password` pairs with commas between them. Write for example "
                "QUESNAY_AUTH=anna:a-long-password, or a file with lines that `quesnay password anna` prints."
            )
        known = {name: hash_password(password) for name, _, password in pairs}
        _check_names([name for name, _, _ in pairs])
    return Accounts(known)


def _of_lines(path: Path) -> dict[str, Hashed]:
    known = {}
    names = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        try:
            known[name] = read_hash(hashed)
        except ValueError as error:
            raise UserError(
                f"Line {number} of {path} is not a name and a hashed password: write it with `quesnay password NAME`."
            ) from error
        names.append(name)
    if not known:
        raise UserError(f"{path} names nobody: add a line with `quesnay password NAME`.")
    _check_names(names)
    return known


def _check_names(names: list[str]) -> None:
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UserError(f"QUESNAY_AUTH names '{twice}' twice: give each person a name of their own.")
    if any(len(name) > 64 or not name.isprintable() for name in names):
        raise UserError("A name in QUESNAY_AUTH is longer than 64 characters or cannot be printed: choose another.")


def _key(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=2**28, dklen=KEY_BYTES)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
