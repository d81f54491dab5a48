"""The settings of all floors as a table: what README shows and `quesnay settings` prints."""

from dataclasses import dataclass

from pydantic import SecretStr
from pydantic_settings import BaseSettings


@dataclass(frozen=True)
class SettingRow:
    """One setting: its environment variable, present value (secrets masked), default and description."""

    variable: str
    value: str
    default: str
    description: str


def settings_rows() -> list[SettingRow]:
    """Return every setting, with its present value."""
    from agent.settings import model_settings
    from tools.core.settings import settings

    return [*_rows(settings()), *_rows(model_settings())]


def _rows(current: BaseSettings) -> list[SettingRow]:
    prefix = current.model_config.get("env_prefix", "")
    rows = []
    for name, field in type(current).model_fields.items():
        value = getattr(current, name)
        shown = ("set" if value.get_secret_value() else "") if isinstance(value, SecretStr) else str(value)
        variable = field.validation_alias if isinstance(field.validation_alias, str) else f"{prefix}{name}".upper()
        default = "" if field.default_factory or field.is_required() or field.default is None else str(field.default)
        rows.append(SettingRow(variable, shown, default, field.description or ""))
    return rows
