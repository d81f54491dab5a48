"""The exposure tools, each in the room of its subject; importing this file registers them all."""

from tools.exposure.labelling import tools as labelling

__all__ = ["labelling"]
