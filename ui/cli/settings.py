"""`quesnay settings`: what can be set, and what is set."""


def show() -> None:
    """List the settings (environment variables), what they do and their present value."""
    from agent.settings_table import settings_rows

    for row in settings_rows():
        print(f"{row.variable} = {row.value}\n    {row.description}")
