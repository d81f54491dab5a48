"""Small economies and games that the tests build."""

import numpy as np

from tools.trade.calibration import Calibration
from tools.trade.economy import Economy, Label
from tools.trade.equilibrium import current_policy
from tools.trade.games.game import Game, non_cooperative
from tools.trade.games.instruments import Bounds, lay_out, unknowns_of

OPEN = Bounds()


def one_sector(domestic_share: float, size: float, theta: float, psi: float = 0.0) -> Economy:
    """Return two economies, one sector, no inputs, no tariffs; the first has `size` of world income."""
    spending = np.zeros((2, 2, 1))
    spending[0, 0], spending[1, 0] = size * domestic_share, size * (1.0 - domestic_share)
    spending[0, 1] = size * (1.0 - domestic_share)
    spending[1, 1] = 1.0 - size - spending[0, 1]
    labels = (Label("A", "Alpha"), Label("B", "Beta"))
    return Economy(
        dataset="toy",
        title="Two economies",
        source="made up",
        year=0,
        stylised=True,
        million_usd=0.0,
        economies=labels,
        sectors=(Label("S", "Goods"),),
        goods=np.ones(1, dtype=bool),
        spending=spending,
        tariff=np.zeros((2, 2, 1)),
        value_added_share=np.ones((2, 1)),
        input_share=np.zeros((2, 1, 1)),
        final_share=np.ones((2, 1)),
        trade_elasticity=np.array([theta]),
        scale_elasticity=np.array([psi]),
    )


def build(calibration: Calibration, players: list[int], instruments: list[str], bounds: Bounds = OPEN) -> Game:
    """Return a game over all sectors of an economy."""
    N, J = calibration.base.g.shape
    return non_cooperative(calibration.base, lay_out(players, instruments, N, range(J), bounds, sector_count=J))


def status_quo(game: Game) -> np.ndarray:
    """Return the unknowns of the baseline."""
    return unknowns_of(current_policy(game.base), game.layout)
