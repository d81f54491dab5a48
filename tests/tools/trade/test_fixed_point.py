"""Claims about the fixed-point solver and its derivatives."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tools.trade.fixed_point import Anderson, fixed_point, iterate

CONTRACTION = 0.9 * np.array([[0.5, 0.4, 0.0], [-0.3, 0.6, 0.2], [0.1, 0.0, 0.7]])


def affine(parameters, z):
    return jnp.tanh(jnp.asarray(CONTRACTION) @ z + parameters)


def test_the_solution_is_a_fixed_point_whatever_the_memory():
    shift = jnp.array([0.3, -0.2, 0.5])
    for memory in (1, 2, 6, 12):
        found = iterate(partial(affine, shift), jnp.zeros(3), Anderson(memory=memory), 1e-13)
        np.testing.assert_allclose(affine(shift, found.value), found.value, atol=1e-12)
        assert float(found.residual) <= 1e-13


def test_anderson_needs_far_fewer_steps_than_plain_iteration():
    slow = partial(lambda a, z: 0.98 * z + a, jnp.array([1.0]))
    found = iterate(slow, jnp.zeros(1), Anderson(), 1e-10)
    assert int(found.iterations) < 10
    assert float(found.value[0]) == pytest.approx(50.0)


def test_the_adjoint_equals_the_implicit_derivative():
    shift = jnp.array([0.3, -0.2, 0.5])
    jacobian = jax.jacrev(lambda a: fixed_point(affine, a, jnp.zeros(3), Anderson()).value)(shift)
    value = fixed_point(affine, shift, jnp.zeros(3), Anderson()).value
    by_point = jax.jacfwd(lambda z: affine(shift, z))(value)
    by_shift = jax.jacfwd(lambda a: affine(a, value))(shift)
    np.testing.assert_allclose(jacobian, np.linalg.solve(np.eye(3) - by_point, by_shift), atol=1e-10)


def test_a_batch_gives_what_single_solves_give():
    shifts = jnp.stack([jnp.array([0.3, -0.2, 0.5]) * k for k in (0.0, 1.0, 3.0)])
    solve = lambda a: fixed_point(affine, a, jnp.zeros(3), Anderson()).value  # noqa: E731
    np.testing.assert_allclose(jax.vmap(solve)(shifts), jnp.stack([solve(a) for a in shifts]), atol=1e-11)


def inverse_near(shift):
    jacobian = jax.jacfwd(lambda z: affine(shift, z))(jnp.zeros(3))
    return jnp.asarray(np.linalg.inv(np.eye(3) - np.asarray(jacobian)), dtype=jnp.float32)


def test_an_inverse_from_nearby_saves_steps_and_changes_neither_solution_nor_derivative():
    shift = jnp.array([0.3, -0.2, 0.5])
    inverse = inverse_near(0.9 * shift)
    solve = partial(fixed_point, affine, start=jnp.zeros(3), options=Anderson(memory=1))
    plain, prepared = solve(shift), solve(shift, inverse=inverse)
    assert int(prepared.iterations) < int(plain.iterations)
    assert float(prepared.residual) <= 1e-12
    np.testing.assert_allclose(prepared.value, plain.value, atol=1e-11)
    slopes = [jax.jacrev(lambda a, m=m: solve(a, inverse=m).value)(shift) for m in (None, inverse)]
    np.testing.assert_allclose(slopes[1], slopes[0], atol=1e-9)


def test_a_useless_inverse_costs_steps_but_no_accuracy():
    shift, useless = jnp.array([0.3, -0.2, 0.5]), -50.0 * jnp.eye(3, dtype=jnp.float32)
    found = fixed_point(affine, shift, jnp.zeros(3), Anderson(), useless)
    np.testing.assert_allclose(found.value, fixed_point(affine, shift, jnp.zeros(3), Anderson()).value, atol=1e-11)
    batch = jax.vmap(lambda a: fixed_point(affine, a, jnp.zeros(3), Anderson(), useless).value)(jnp.stack([shift]))
    np.testing.assert_allclose(batch[0], found.value, atol=1e-11)


def test_a_map_without_fixed_point_ends_with_a_flag():
    found = iterate(lambda z: z + 1.0, jnp.zeros(2), Anderson(max_iterations=50), 1e-10)
    assert not float(found.residual) <= 1e-10
    assert int(found.iterations) <= 50


def test_a_map_that_breaks_down_stops_at_once():
    found = iterate(lambda z: jnp.log(z - 2.0), jnp.ones(2), Anderson(), 1e-10)
    assert not float(found.residual) <= 1e-10
    assert int(found.iterations) < 5
