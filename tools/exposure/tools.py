"""The exposure tools, each in the room of its subject; importing this file registers them all."""

__all__: list[str] = []
