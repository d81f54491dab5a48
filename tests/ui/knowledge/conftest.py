"""The stand-in tool of the chat, for runs that are no search."""

from tests.ui.chat.conftest import run, toy

__all__ = ["run", "toy"]
