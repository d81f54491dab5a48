"""The generator tools, each in the room of its model; importing this file registers them all."""

from tools.generators.bsde import tools as bsde
from tools.generators.gammt import tools as gammt

__all__ = ["bsde", "gammt"]
