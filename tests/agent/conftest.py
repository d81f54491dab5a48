"""Assistants on toy tools, and one real embedded model for the tests that need it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.assistant import Assistant
from agent.settings import model_settings
from tests.agent.toys import TOYS, ScriptedModel
from tests.conftest import REAL_MODELS, missing
from tools.core.errors import UserError
from tools.core.settings import settings


@pytest.fixture(autouse=True)
def own_model_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings of the model as a fresh machine has them."""
    for name in ("QUESNAY_MODEL", "QUESNAY_MODEL_NAME", "QUESNAY_MODEL_PATH", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    model_settings.cache_clear()
    yield
    model_settings.cache_clear()


@pytest.fixture
def scripted() -> Callable[..., tuple[Assistant, ScriptedModel]]:
    """Return a function that builds an assistant whose model says the given lines."""

    def build(*lines: Any, pause: float = 0.0) -> tuple[Assistant, ScriptedModel]:
        model = ScriptedModel(lines=list(lines), pause=pause)
        return Assistant(model=model, tools=TOYS), model

    return build


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The real embedded model's server, started once; skips where it cannot be had, fails in CI."""
    from agent import embedded as room
    from agent.weights import QWEN_CODER, ensure_weights, have_weights

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUESNAY_WORKSPACE", str(tmp_path_factory.mktemp("model-workspace")))
        kept = REAL_MODELS / QWEN_CODER.file
        if kept.is_file():
            patch.setenv("QUESNAY_MODEL_PATH", str(kept))
        settings.cache_clear()
        model_settings.cache_clear()
        if not have_weights():
            missing("the embedded model's weights are not here: run `quesnay model fetch`")
        try:
            path: Path = ensure_weights()
            server = room.start_server(path)
        except UserError as error:
            missing(str(error))
        finally:
            settings.cache_clear()
            model_settings.cache_clear()
    return server


@pytest.fixture(scope="session")
def toy_router() -> Any:
    """The router of the two toy tools, trained once."""
    from agent.router import train, training_set
    from knowledge.embeddings import embed
    from tests.agent.toys import SIZE, TARIFF

    texts, labels = training_set([TARIFF, SIZE])
    return train(embed(texts), labels)


@pytest.fixture
def embedded_assistant(embedded: Any, toy_router: Any, monkeypatch: pytest.MonkeyPatch) -> Assistant:
    """An assistant with the toy tools on the real embedded model."""
    from agent import embedded as room
    from agent import router
    from tests.agent.toys import SIZE, TARIFF

    monkeypatch.setattr(room, "_server", embedded)
    monkeypatch.setattr(router, "load_router", lambda tools: toy_router)
    return Assistant("embedded", tools=[TARIFF, SIZE])
