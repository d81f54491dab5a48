"""Labellers with scripted answers, and the page on them: for what a real model does not do on demand."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.ui.chat.stand_in import StandIn
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import CallFailed, Judgement, Pace, Refused
from tools.exposure.labelling.labellers import LabellerOptions, register_chat_models
from tools.exposure.labelling.rubric import LABELS, Rubric

HOSTILE = '<img src="http://evil.example/x.png" onerror="alert(1)"><script>alert(1)</script>'


@dataclass(frozen=True)
class Scripted:
    """A labeller whose name says what it does: slow, refuse, fail, hostile, or anything for a quick one."""

    name: str
    remote: bool = False

    @property
    def identity(self) -> Mapping[str, str]:
        """Return the name: the answers follow from it."""
        return {"model": self.name}

    @property
    def pace(self) -> Pace:
        """Return one call at a time."""
        return Pace(concurrent=1, attempts=1, backoff=0.0)

    def expected_tokens(self, item: Item) -> tuple[int, int]:
        """Return made-up lengths."""
        return 900, 40

    def label(self, items: Sequence[Item]) -> list[Judgement]:
        """Label by the length of the text."""
        if "slow" in self.name:
            time.sleep(0.4)
        if "refuse" in self.name:
            raise Refused("The key was refused (401). Set a new OPENAI_API_KEY and start Quesnay again.")
        return [self._label(item) for item in items]

    def _label(self, item: Item) -> Judgement:
        text = item.task or item.title
        if "fail" in self.name and len(text) % 3 == 0:
            raise CallFailed("The model's answer holds no label E0, E1 or E2.", raw="banana")
        at = len(text) % 3
        reason = HOSTILE if "hostile" in self.name else f"The text has {len(text)} characters."
        shares = [0.2, 0.2, 0.2]
        shares[at] = 0.6
        return Judgement(LABELS[at], (shares[0], shares[1], shares[2]), reason, "raw", 900, 40)


def make(name: str, rubric: Rubric, options: LabellerOptions) -> Scripted:
    """Return the labeller of a name."""
    return Scripted(name)


if __name__ == "__main__":
    from ui.chat import launch

    register_chat_models(make, str)
    launch(int(sys.argv[1]), open_browser=False, assistant=StandIn())
