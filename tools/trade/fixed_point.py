"""Fixed points by Anderson iteration, differentiated through the implicit function theorem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]

Step = Callable[[Any, Array], Array]
MOST_PREPARED_STEPS = 40
"""Steps with a frozen inverse after which it counts as useless."""


@dataclass(frozen=True)
class Anderson:
    """Settings of the iteration.

    Args:
        memory: past steps that are combined.
        tolerance: stop when max|step(z) - z| falls below it.
        adjoint_tolerance: the same for the linear adjoint, relative to the incoming cotangent.
        max_iterations: give up after as many steps.
        ridge: regularisation of the small least-squares problem, relative to its trace.
        growth: forget the past steps when the residual grows by this factor in one step.
    """

    memory: int = 6
    tolerance: float = 1e-12
    adjoint_tolerance: float = 1e-11
    max_iterations: int = 1000
    ridge: float = 1e-14
    growth: float = 10.0


class FixedPoint(NamedTuple):
    """A fixed point and how well it was found; `residual` is max|step(z) - z| and may be NaN after a breakdown."""

    value: Float[Array, " n"]
    iterations: Int[Array, ""]
    residual: Float[Array, ""]


class _Loop(NamedTuple):
    point: Float[Array, " n"]
    image: Float[Array, " n"]
    image_changes: Float[Array, "m n"]
    gap_changes: Float[Array, "m n"]
    iterations: Int[Array, ""]
    residual: Float[Array, ""]


def iterate(
    step: Callable[[Array], Array], start: Float[Array, " n"], options: Anderson, tolerance: float | Array
) -> FixedPoint:
    """Iterate `z <- step(z)` with Anderson acceleration until max|step(z) - z| <= tolerance.

    Args:
        step: a map from vectors to vectors of the same length.
        start: first point.
        options: memory, limits.
        tolerance: absolute tolerance on the residual.

    Returns:
        The last image, the number of steps and the last residual. Never raises: read `residual`.

    Source: Anderson (1965); Walker and Ni (2011), type II.

    >>> import jax.numpy as jnp
    >>> found = iterate(jnp.cos, jnp.array([1.0]), Anderson(), 1e-13)
    >>> round(float(found.value[0]), 6)
    0.739085
    """
    memory, size = options.memory, start.shape[0]
    start = jnp.asarray(start, dtype=float)

    def unfinished(loop: _Loop) -> Array:
        return (loop.residual > tolerance) & (loop.iterations < options.max_iterations)

    def advance(loop: _Loop) -> _Loop:
        gap = loop.image - loop.point
        gram = loop.gap_changes @ loop.gap_changes.T
        scale = jnp.trace(gram)
        # Empty history rows are zero: a unit on their diagonal keeps the system regular and their weight zero.
        diagonal = jnp.where(jnp.diagonal(gram) == 0.0, 1.0, options.ridge * scale)
        weights = jnp.linalg.solve(gram + jnp.diag(diagonal), loop.gap_changes @ gap)
        point = loop.image - weights @ loop.image_changes
        image = step(point)
        residual = jnp.max(jnp.abs(image - point))
        keep = jnp.where(residual > options.growth * loop.residual, 0.0, 1.0)
        row = loop.iterations % memory
        return _Loop(
            point,
            image,
            keep * loop.image_changes.at[row].set(image - loop.image),
            keep * loop.gap_changes.at[row].set(image - point - gap),
            loop.iterations + 1,
            residual,
        )

    image = step(start)
    first = _Loop(
        start,
        image,
        jnp.zeros((memory, size)),
        jnp.zeros((memory, size)),
        jnp.array(1),
        jnp.max(jnp.abs(image - start)),
    )
    last = lax.while_loop(unfinished, advance, first)
    return FixedPoint(last.image, last.iterations, last.residual)


def iterate_prepared(
    step: Callable[[Array], Array],
    correct: Callable[[Array], Array],
    start: Float[Array, " n"],
    options: Anderson,
    tolerance: float | Array,
) -> FixedPoint:
    """Iterate `z <- z + correct(step(z) - z)`, and plainly from the start again where that does not converge.

    With `correct` the inverse of I - dstep/dz at a point nearby these are Newton steps with a frozen Jacobian (chord
    steps), which need a tenth of the plain iteration's.

    Args:
        step: the map.
        correct: maps a gap to a step.
        start: first point.
        options: memory, limits of the plain iteration.
        tolerance: absolute tolerance on the corrected gap, and on the plain residual otherwise.

    Returns:
        FixedPoint; its residual is max|step(z) - z| in either case.
    """
    quick = iterate(
        lambda z: z + correct(step(z) - z), start, replace(options, max_iterations=MOST_PREPARED_STEPS), tolerance
    )

    good = quick.residual <= tolerance
    # Where the quick steps converged this only measures the residual; no branch, so that it also works under vmap.
    found = iterate(step, jnp.where(good, quick.value, start), options, jnp.where(good, jnp.inf, tolerance))
    return found._replace(iterations=found.iterations + quick.iterations)


@partial(jax.custom_vjp, nondiff_argnums=(0, 3))
def fixed_point(
    step: Step,
    parameters: Any,
    start: Float[Array, " n"],
    options: Anderson,
    inverse: Float[Array, "n n"] | None = None,
) -> FixedPoint:
    """Solve `z = step(parameters, z)`; reverse-mode derivatives come from the adjoint equation, never from unrolling.

    Args:
        step: map of (parameters, z) to z; a plain function, since it is a static argument.
        parameters: pytree of arrays that the solution is differentiable in.
        start: first guess; no derivative flows through it.
        options: Anderson settings.
        inverse: (I - dstep/dz)^-1 at some point nearby, of any precision: it makes both the solution and its
            derivatives faster and changes neither.

    Returns:
        FixedPoint(value, iterations, residual).

    Example:
        >>> import jax, jax.numpy as jnp
        >>> halve = lambda a, z: 0.5 * (z + a / z)
        >>> root = lambda a: fixed_point(halve, a, jnp.array([1.0]), Anderson()).value[0]
        >>> round(float(root(2.0)), 6), round(float(jax.grad(root)(2.0)), 6)
        (1.414214, 0.353553)
    """
    if inverse is None:
        return iterate(partial(step, parameters), start, options, options.tolerance)
    return iterate_prepared(
        partial(step, parameters),
        lambda gap: jnp.asarray(inverse @ gap.astype(inverse.dtype), gap.dtype),
        start,
        options,
        options.tolerance,
    )


Kept = tuple[Any, Array, Array | None]


def _forward(
    step: Step, parameters: Any, start: Array, options: Anderson, inverse: Array | None
) -> tuple[FixedPoint, Kept]:
    found = fixed_point(step, parameters, start, options, inverse)
    return found, (parameters, found.value, inverse)


def _backward(step: Step, options: Anderson, kept: Kept, cotangent: FixedPoint) -> tuple[Any, Array, Array | None]:
    parameters, value, inverse = kept
    incoming = cotangent.value
    _, pull_point = jax.vjp(lambda z: step(parameters, z), value)
    tolerance = options.adjoint_tolerance * jnp.max(jnp.abs(incoming))

    def adjoint_step(u: Array) -> Array:
        return jnp.add(incoming, pull_point(u)[0])

    if inverse is None:
        adjoint = iterate(adjoint_step, incoming, options, tolerance).value
    else:

        def correct(gap: Array) -> Array:
            return jnp.asarray(gap.astype(inverse.dtype) @ inverse, gap.dtype)

        adjoint = iterate_prepared(adjoint_step, correct, correct(incoming), options, tolerance).value
    _, pull_parameters = jax.vjp(lambda p: step(p, value), parameters)
    nothing = None if inverse is None else jnp.zeros_like(inverse)
    return pull_parameters(adjoint)[0], jnp.zeros_like(value), nothing


fixed_point.defvjp(_forward, _backward)
