"""The exposure tools, each in the room of its subject; importing this file registers them all."""

from tools.exposure.growth import tools as growth
from tools.exposure.industries import tools as industries
from tools.exposure.wages import tools as wages

__all__ = ["growth", "industries", "wages"]
