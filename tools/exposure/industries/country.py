"""The country of a question: only the United States have employment of occupations by industry here."""

from __future__ import annotations

from tools.core.errors import UnknownName, UserError

US = frozenset(("", "us", "usa", "u.s.", "u.s", "united states", "the united states", "america", "美国", "us economy"))
CHINA = frozenset(("cn", "chn", "china", "prc", "中国", "中华人民共和国"))


def require_us(country: str, what: str) -> None:
    """Do nothing where the country is the United States.

    Args:
        country: as a person writes it.
        what: what cannot be told of another country, in words.

    Raises:
        UserError: it is another; the message says what is missing.

    >>> require_us("美国", "Wages")
    """
    wanted = " ".join(country.casefold().split())
    if wanted in US:
        return
    if wanted in CHINA:
        raise UserError(
            f"{what} cannot be told for China: the data here do not say how many people work in each occupation by "
            "industry, nor what they earn. What is here is the classification of Chinese occupations with their tasks: "
            "ask how exposed Chinese occupations are, or ask this for country=US."
        )
    raise UnknownName("country with employment by industry", country, ["US"])
