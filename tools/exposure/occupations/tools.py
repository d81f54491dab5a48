"""The occupation tools: the exposure of occupations asked for by name, and rankings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.core import Context, ToolResult, tool
from tools.exposure.occupations.arguments import OccupationExposure, RankExposure
from tools.exposure.occupations.examples import OCCUPATION, RANK

if TYPE_CHECKING:
    from tools.exposure.occupations.book import Country
    from tools.exposure.occupations.exposures import Exposures


def _datasets(args: OccupationExposure) -> list[str]:
    from tools.exposure.occupations.request import DATASETS, countries_of

    return [DATASETS[country] for country in countries_of(args.occupations, args.country)]


def _ranked_dataset(args: RankExposure) -> list[str]:
    from tools.exposure.occupations.request import DATASETS

    return [DATASETS[args.country]]


@tool(family="exposure", title="Exposure of occupations", examples=OCCUPATION, datasets=_datasets)
def occupation_exposure(args: OccupationExposure, ctx: Context) -> ToolResult:
    """Tell how exposed named occupations are to large language models such as ChatGPT, in the US or in China, and which
    of their tasks drive it: alpha, beta and gamma by the labels of people, of GPT-4 and by a classifier.
    """
    from tools.exposure.occupations.answer import occupation_answer
    from tools.exposure.occupations.request import countries_of, resolve

    ctx.progress(0, 2, "reading tasks and labels")
    wanted = countries_of(args.occupations, args.country)
    exposures = {country: _open(country, ctx) for country in wanted}
    ctx.progress(1, 2, "finding the occupations")
    return occupation_answer(resolve(args.occupations, args.country, exposures), args.labels)


@tool(family="exposure", title="Rank occupations by exposure", examples=RANK, datasets=_ranked_dataset)
def rank_exposure(args: RankExposure, ctx: Context) -> ToolResult:
    """Rank all occupations, or the major groups of occupations, of the US or China by their exposure to large language
    models, most or least exposed first, and show how exposure spreads over the groups.
    """
    from tools.exposure.occupations.ranking import ranking_answer

    ctx.progress(0, 1, "reading tasks and labels")
    return ranking_answer(args, _open(args.country, ctx))


def _open(country: Country, ctx: Context) -> Exposures:
    from tools.exposure.data import onet
    from tools.exposure.occupations.exposures import chinese_exposures, us_exposures

    return us_exposures(ctx.dataset(onet.DATASET)) if country == "US" else chinese_exposures()
