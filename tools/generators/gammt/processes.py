"""Processes whose set of probabilities is known: ambiguous Markov chains, Ellsberg's urn, autoregressions, regimes.

A process is a set of M Markov chains over one alphabet. One chain makes a whole sequence, or the chain may switch from
symbol to symbol. Nothing says which chain is at work: that is the ambiguity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

Probabilities = Float[np.ndarray, "M N T V"]
Symbols = Int[np.ndarray, "N T"]

MARKOV_CONCENTRATION = 0.5
"""Dirichlet concentration of the rows of a random chain: with 8 symbols the chains differ by about .24 a symbol."""


@dataclass(frozen=True)
class Process:
    """A set of Markov chains.

    Attributes:
        name: what a person calls it.
        title: a few words in English, and in Chinese.
        symbols: names of the V symbols.
        starts: probabilities of the first symbol, [M, V].
        transitions: probabilities of the next symbol given the last, [M, V, V].
        length: symbols of a sequence.
        switching: probability that the chain changes before a symbol; 0 where one chain makes a whole sequence.
    """

    name: str
    title: str
    title_zh: str
    symbols: tuple[str, ...]
    starts: Float[np.ndarray, "M V"]
    transitions: Float[np.ndarray, "M V V"]
    length: int
    switching: float = 0.0

    @property
    def members(self) -> int:
        """How many chains the set has."""
        return len(self.starts)

    def sample(self, rng: np.random.Generator, cases: int, length: int = 0) -> Symbols:
        """Return sequences, each by a chain drawn evenly."""
        length = length or self.length
        member = rng.integers(self.members, size=cases)
        drawn = np.empty((cases, length), dtype=np.int64)
        for at in range(length):
            if at and self.switching:
                moves = rng.random(cases) < self.switching
                member = np.where(moves, (member + rng.integers(1, self.members, size=cases)) % self.members, member)
            rows = self.transitions[member, drawn[:, at - 1]] if at else self.starts[member]
            drawn[:, at] = (rng.random((cases, 1)) > rows.cumsum(axis=1)[:, :-1]).sum(axis=1)
        return drawn

    def truth(self, symbols: Symbols) -> Probabilities:
        """Return what each chain says of each symbol given those before it, [M, N, T, V]."""
        first = np.broadcast_to(self.starts[:, None, None], (self.members, len(symbols), 1, len(self.symbols)))
        return np.concatenate([first, self.transitions[:, symbols[:, :-1]]], axis=2)

    def oracle_nats(self, symbols: Symbols) -> Float[np.ndarray, " N"]:
        """Return the surprise of each sequence, nats a symbol, under the mixture that knows the chains (a filter)."""
        likelihood = np.take_along_axis(self.truth(symbols), symbols[None, :, :, None], axis=3)[..., 0]
        belief = np.full((self.members, len(symbols)), 1.0 / self.members)
        surprise = np.zeros(len(symbols))
        stay, move = 1.0 - self.switching, self.switching / max(1, self.members - 1)
        for at in range(symbols.shape[1]):
            if at:
                belief = (stay - move) * belief + move
            joint = belief * likelihood[:, :, at]
            seen = joint.sum(axis=0)
            surprise -= np.log(seen)
            belief = joint / seen
        return np.asarray(surprise / symbols.shape[1])


def markov_chains(seed: int = 1, *, members: int = 3, symbols: int = 8, length: int = 32) -> Process:
    """Return random Markov chains with names A, B, ... for symbols."""
    rng = np.random.default_rng([20221114, seed])
    rows = rng.dirichlet(np.full(symbols, MARKOV_CONCENTRATION), size=(members, symbols))
    return Process(
        name="markov",
        title=f"{members} Markov chains on {symbols} symbols",
        title_zh=f"{symbols} 个符号上的 {members} 条马尔可夫链",
        symbols=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:symbols]),
        starts=np.full((members, symbols), 1.0 / symbols),
        transitions=rows,
        length=length,
    )


def ellsberg_urn(blacks: tuple[int, ...] = (0, 30, 60), *, length: int = 16) -> Process:
    """Return draws with replacement from an urn of 30 red balls and 60 black or yellow ones in unknown proportion.

    Args:
        blacks: numbers of black balls that the urn may hold. Its corners 0 and 60 span the whole set.
        length: draws from one urn.
    """
    starts = np.array([[30, black, 60 - black] for black in blacks]) / 90.0
    return Process(
        name="urn",
        title="Ellsberg's urn, 30 red balls and 60 black or yellow",
        title_zh="埃尔斯伯格罐：30 个红球，60 个黑球或黄球",
        symbols=("red", "black", "yellow"),
        starts=starts,
        transitions=np.repeat(starts[:, None], 3, axis=1),
        length=length,
    )


def autoregressions(persistence: tuple[float, ...] = (0.1, 0.5, 0.9), *, states: int = 7, length: int = 32) -> Process:
    """Return AR(1) processes of unit variance on a grid, by the method of Tauchen (1986)."""
    grid = np.linspace(-2.0, 2.0, states)
    edges = np.concatenate([[-np.inf], (grid[1:] + grid[:-1]) / 2, [np.inf]])
    normal = np.vectorize(lambda x: 0.5 * (1.0 + math.erf(x / math.sqrt(2.0))))
    rows = [np.diff(normal((edges - rho * grid[:, None]) / math.sqrt(1.0 - rho**2)), axis=1) for rho in persistence]
    start = np.diff(normal(edges))
    return Process(
        name="ar",
        title=f"{len(persistence)} AR(1) processes, persistence {', '.join(f'{rho:g}' for rho in persistence)}",
        title_zh=f"{len(persistence)} 个一阶自回归过程，持续性 {'、'.join(f'{rho:g}' for rho in persistence)}",
        symbols=tuple(f"{value:+.1f}" if value else "0" for value in grid),
        starts=np.repeat(start[None], len(persistence), axis=0),
        transitions=np.stack(rows),
        length=length,
    )


def switching_regimes(switching: float = 0.05, *, length: int = 32) -> Process:
    """Return growth that switches between an expansion and a recession inside a sequence; stylised."""
    expansion = np.array(
        [[0.10, 0.30, 0.40, 0.20], [0.05, 0.30, 0.45, 0.20], [0.04, 0.16, 0.50, 0.30], [0.03, 0.12, 0.45, 0.40]]
    )
    recession = np.array(
        [[0.65, 0.25, 0.07, 0.03], [0.50, 0.35, 0.10, 0.05], [0.40, 0.38, 0.15, 0.07], [0.35, 0.35, 0.20, 0.10]]
    )
    return Process(
        name="switching",
        title="two growth regimes that switch inside a sequence (stylised)",
        title_zh="序列内部切换的两种增长状态（程式化）",
        symbols=("fall", "slow", "normal", "fast"),
        starts=np.array([[0.05, 0.2, 0.45, 0.3], [0.5, 0.3, 0.13, 0.07]]),
        transitions=np.stack([expansion, recession]),
        length=length,
        switching=switching,
    )
