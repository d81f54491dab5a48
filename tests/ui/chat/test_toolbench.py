"""The list of tools is read by subject."""

from dataclasses import replace

from ui.toolbench import by_subject


def test_tools_of_a_family_stand_together_under_their_subject(toy):
    names = [("exposure", "b"), ("trade", "a"), ("exposure", "a"), ("stand_in", "a"), ("trade", "b")]
    tools = {
        f"{family}_{title}": replace(toy, name=f"{family}_{title}", family=family, title=title.upper())
        for family, title in names
    }
    assert by_subject(tools) == [
        ("Trade: A", "trade_a"),
        ("Trade: B", "trade_b"),
        ("Jobs and AI: A", "exposure_a"),
        ("Jobs and AI: B", "exposure_b"),
        ("Stand in: A", "stand_in_a"),
    ]
