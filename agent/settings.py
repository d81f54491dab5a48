"""Settings of the language model: environment variables QUESNAY_MODEL... and OPENAI_..."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ModelSettings(BaseSettings):
    """Which language model talks, where it is and how long to wait for it."""

    model_config = SettingsConfigDict(env_prefix="QUESNAY_", extra="ignore", frozen=True, populate_by_name=True)

    model: str = Field(
        default="embedded",
        description="The language model: `embedded` (in this process, no key, no network), `openai:NAME`, "
        "`openai-compatible` (a server at OPENAI_BASE_URL), any `init_chat_model` string such as "
        "`anthropic:NAME`, or `none` (forms only).",
    )
    model_name: str = Field(
        default="",
        description="Model to ask for with `openai-compatible`; empty takes the first that the server lists.",
    )
    model_path: Path | None = Field(
        default=None,
        description="The embedded model's weights, a GGUF file already on this machine; it must be the pinned file.",
    )
    model_timeout: float = Field(
        default=120.0, gt=0, le=3600, description="Longest wait, in seconds, for the next words of the language model."
    )
    model_connect_timeout: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait, in seconds, for a model server to accept a connection."
    )
    model_retries: int = Field(
        default=2, ge=0, le=10, description="Times that a failed request to a model server is repeated."
    )
    model_threads: int = Field(
        default=0, ge=0, le=256, description="Processor threads of the embedded model; 0 takes the number of cores."
    )
    openai_api_key: SecretStr | None = Field(
        default=None, validation_alias="OPENAI_API_KEY", description="Key of OpenAI or of an OpenAI-compatible server."
    )
    openai_base_url: str = Field(
        default="",
        validation_alias="OPENAI_BASE_URL",
        description="Address of an OpenAI-compatible server, such as http://127.0.0.1:11434/v1.",
    )


@lru_cache(maxsize=1)
def model_settings() -> ModelSettings:
    """Return the model settings of this process, read from the environment once."""
    return ModelSettings()
