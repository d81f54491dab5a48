"""The vector store in Chroma: in this process, on a folder of the workspace. Its HTTP server is never started.

One client a folder and process. Vectors are always given, so its embedding function is only there because Chroma would
otherwise take one that downloads a model.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

import chromadb
from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
from chromadb.config import Settings
from chromadb.utils.embedding_functions import register_embedding_function

from knowledge.meaning import EMBEDDING, passage_vectors

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

    from knowledge.passages import Shelf

COLLECTION = "passages"
BATCH = 2_000
log = logging.getLogger(__name__)


@register_embedding_function
class MultilingualE5(EmbeddingFunction[Documents]):
    """The embedding of this project, by the name that Chroma keeps with a collection."""

    def __init__(self) -> None:
        pass

    def __call__(self, input: Documents) -> Embeddings:
        return list(passage_vectors(list(input)))

    @staticmethod
    def name() -> str:
        """Return the embedding's name."""
        return f"quesnay-{EMBEDDING}"

    def get_config(self) -> dict[str, Any]:
        """Return what it is made with: nothing."""
        return {}

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> EmbeddingFunction[Documents]:
        """Return the embedding again."""
        return MultilingualE5()


class ChromaStore:
    """Vectors in a Chroma folder; a damaged one, or one made with another embedding, is emptied."""

    def __init__(self, folder: Path) -> None:
        held = max((int(path.name) for path in folder.glob("[0-9]*") if path.name.isdigit()), default=1)
        try:
            self._client, self._collection = _open(folder / str(held))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  Its engine panics past Exception where a file is damaged.
            log.warning("the vectors in %s cannot be opened (%s) and are made again", folder, type(error).__name__)
            shutil.rmtree(folder / str(held), ignore_errors=True)
            # A folder of another name: Chroma remembers the broken one for as long as the process lives.
            self._client, self._collection = _open(folder / str(held + 1))

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""
        return set(self._collection.get(include=[])["ids"])

    def put(self, ids: Sequence[str], shelves: Sequence[Shelf], vectors: Float[np.ndarray, "N D"]) -> None:
        """Store vectors; one with a known id takes the old one's place."""
        for start in range(0, len(ids), BATCH):
            end = start + BATCH
            self._collection.upsert(
                ids=list(ids[start:end]),
                embeddings=vectors[start:end],
                metadatas=[{"shelf": shelf} for shelf in shelves[start:end]],
            )

    def drop(self, ids: Sequence[str]) -> None:
        """Remove vectors."""
        for start in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, vector: Float[np.ndarray, " D"], count: int, shelf: Shelf | None) -> list[str]:
        """Return the ids of the vectors nearest by cosine, best first."""
        found = self._collection.query(
            query_embeddings=vector[None, :],
            n_results=count,
            where={"shelf": shelf} if shelf else None,
            include=[],
        )
        return list(found["ids"][0])

    def close(self) -> None:
        """Let go of the folder's files."""
        self._client.close()


def _open(folder: Path) -> tuple[Any, Any]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
    names = {collection.name: collection.metadata or {} for collection in client.list_collections()}
    if COLLECTION in names and names[COLLECTION].get("embedding") != EMBEDDING:
        client.delete_collection(COLLECTION)
    collection = client.get_or_create_collection(
        COLLECTION,
        embedding_function=MultilingualE5(),  # type: ignore[arg-type]
        metadata={"embedding": EMBEDDING},
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
    )
    return client, collection
