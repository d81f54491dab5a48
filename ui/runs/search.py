"""Finding stored runs by words, tool and date."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from tools.core.errors import UserError
from tools.core.runs import RunRecord

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class Sought:
    """What is looked for.

    Attributes:
        words: all of them must stand in the id, the tool, the arguments or the headline.
        tool: name of the tool; empty for any.
        since, until: first and last day (UTC), YYYY-MM-DD, or a month or year; empty for no bound.
    """

    words: str = ""
    tool: str = ""
    since: str = ""
    until: str = ""


def find_runs(records: Iterable[RunRecord], sought: Sought, seen: frozenset[str] | None = None) -> list[RunRecord]:
    """Return the runs that are looked for, in the order given.

    Args:
        records: the stored runs.
        sought: what is looked for.
        seen: the runs that the person may see; None for all.

    Raises:
        UserError: a date is not one.
    """
    since, until = _date(sought.since), _date(sought.until)
    words = sought.words.casefold().split()
    return [
        record
        for record in records
        if (seen is None or record.id in seen)
        and (not sought.tool or record.tool == sought.tool)
        and record.created >= since
        and (not until or record.created[: len(until)] <= until)
        and _has(record, words)
    ]


def _has(record: RunRecord, words: list[str]) -> bool:
    if not words:
        return True
    text = f"{record.id} {record.tool} {record.headline} {json.dumps(record.arguments, ensure_ascii=False)}".casefold()
    return all(word in text for word in words)


def _date(text: str) -> str:
    """Return a date as it was written, checked; the beginning of a time stamp compares as one."""
    text = text.strip()
    if text and not DATE.fullmatch(text):
        raise UserError(
            f"'{text[:40]}' is no date: write it as 2026-03-31, or a month 2026-03, or a year 2026.",
            chinese=f"“{text[:40]}”不是日期：请写成 2026-03-31，或月份 2026-03，或年份 2026。",
        )
    return text
