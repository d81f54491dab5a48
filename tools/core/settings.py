"""Settings of the models and the store: environment variables that begin with QUESNAY_."""

from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are kept, how much of the machine is used, and by whom."""

    model_config = SettingsConfigDict(env_prefix="QUESNAY_", extra="ignore", frozen=True)

    workspace: Path = Field(
        default_factory=lambda: user_data_path("quesnay", appauthor=False),
        description="Folder for runs, data sets, model weights and conversations.",
    )
    data_mirror: str = Field(
        default="",
        description="A folder or a base URL that `quesnay data fetch` tries before a data set's own source.",
    )
    workers: int = Field(
        default=0, ge=0, le=1024, description="Parallel workers for sweeps; 0 takes the number of processors."
    )
    dask_scheduler: str = Field(
        default="",
        description="Address of a Dask scheduler, such as tcp://127.0.0.1:8786, for parallel work on other machines.",
    )
    foundation_model: str = Field(
        default="",
        description="Folder of a pretrained TimesFM model (config.json, *.safetensors) for the "
        "forecaster `foundation`; never downloaded.",
    )
    foundation_cutoff: str = Field(
        default="",
        description="Last month of its training data, YYYY-MM, required with it: no quarter up to then is scored.",
    )
    concurrent_runs: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Heavy jobs (answers, tool runs, lists, reports) that the page does at once; others wait.",
    )
    auth: SecretStr | None = Field(
        default=None,
        description="Who may use the page: `name:password` pairs with commas between them, or a file of lines "
        "that `quesnay password NAME` writes. Needed for any address but this machine's own.",
    )
    seed: int = Field(default=20240724, ge=0, le=2**31 - 1, description="Seed of every random draw in a run.")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process, read from the environment once."""
    return Settings()
