"""The exposure tools, each in the room of its subject; importing this file registers them all."""

from tools.exposure.labelling import tools as labelling
from tools.exposure.occupations import tools as occupations

__all__ = ["labelling", "occupations"]
