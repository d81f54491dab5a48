"""Names of economies and sectors in English and Chinese, with the spellings people use, from the tables in `names/`."""

from __future__ import annotations

import csv
from pathlib import Path

from tools.trade.economy import Label

FOLDER = Path(__file__).with_name("names")


def read_labels(name: str) -> tuple[Label, ...]:
    """Return the labels of a table in `names/`, in its order; spellings are separated by ';'.

    >>> read_labels("coarse_sectors")[3].name
    'Services'
    """
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Label(row["code"], row["name"], tuple(part.strip() for part in row["spellings"].split(";") if part.strip()))
            for row in csv.DictReader(file)
        )


ECONOMIES = {label.code: label for label in read_labels("economies")}
WORLD2017_SECTORS = read_labels("world2017_sectors")
COARSE_SECTORS = read_labels("coarse_sectors")
NAFTA_SECTORS = read_labels("nafta_sectors")


def known_economy(code: str) -> Label:
    """Return the label of an economy by its code or English name; an unknown code becomes a label of itself.

    >>> known_economy("Mexico").code, known_economy("Row").code, known_economy("Atlantis").code
    ('MEX', 'ROW', 'Atlantis')
    """
    if code in ECONOMIES:
        return ECONOMIES[code]
    for label in ECONOMIES.values():
        names = (label.code, label.name, *label.spellings[:3])
        if code.casefold() in (name.casefold() for name in names):
            return label
    return Label(code, code)
