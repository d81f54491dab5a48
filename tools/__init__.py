"""The models of Quesnay, a folder a family; nothing here knows that a language model exists."""
