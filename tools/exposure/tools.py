"""The exposure tools, each in the room of its subject; importing this file registers them all."""

from tools.exposure.growth import tools as growth
from tools.exposure.industries import tools as industries
from tools.exposure.labelling import tools as labelling
from tools.exposure.occupations import tools as occupations
from tools.exposure.wages import tools as wages

__all__ = ["growth", "industries", "labelling", "occupations", "wages"]
