"""Hands the chat models to the tools that work with one: a door or an assistant calls this when it starts."""

from agent import labelling, probing


def hand_over_models() -> None:
    """Let chat models label occupations and be probed on arithmetic; nothing is loaded yet."""
    labelling.install()
    probing.install()
