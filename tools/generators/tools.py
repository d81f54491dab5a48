"""The generator tools, each in the room of its model; importing this file registers them all.

The rooms are `bsde.tools` (generate_samples, train_generator, evaluate_generator) and `gammt.tools`
(probability_envelope, ambiguity_report); each is listed here once it exists.
"""

from __future__ import annotations

from tools.generators.gammt import tools as gammt

__all__ = ["gammt"]
