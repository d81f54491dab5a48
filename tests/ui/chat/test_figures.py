"""Figures are written so that columns line up and signs can be seen."""

import doctest
import math

import pytest

import tools.core.figures
import ui.cards
import ui.render
import ui.security
from tools.core.figures import MINUS, MISSING, decimals_for, write_column, write_figure, write_seconds


@pytest.mark.parametrize("module", [tools.core.figures, ui.cards, ui.render, ui.security])
def test_the_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_column_keeps_one_number_of_decimals():
    written, numeric = write_column([0.5, -0.031, 0.0])
    assert numeric
    assert written == ["0.500", f"{MINUS}0.031", "0.000"]


def test_whole_numbers_get_thousands_apart_and_years_do_not():
    assert write_column([1200000, -3])[0] == ["1,200,000", f"{MINUS}3"]
    assert write_column([1993, 2017])[0] == ["1993", "2017"]


def test_missing_cells_are_shown_as_a_dash_and_text_stays_text():
    assert write_column(["China", None]) == (["China", MISSING], False)
    assert write_column([1.5, math.nan, None])[0] == ["1.50", MISSING, MISSING]
    assert write_column([True, False]) == (["yes", "no"], False)


def test_a_rounded_zero_has_no_sign():
    assert write_figure(-0.0004, 2) == "0.00"


def test_a_figure_too_small_for_the_column_is_a_power_of_ten():
    assert decimals_for([1e-9]) == 6
    assert write_figure(1e-9, 6) == f"1.0e{MINUS}09"


def test_a_minute_is_written_as_a_minute():
    assert write_seconds(61) == "1 min 1 s"
