"""Embeddings: one meaning in two languages lies close, and a start embeds only what is new."""

import numpy as np
import pytest

from tools.core import embeddings as room
from tools.core.embeddings import DIMENSIONS, EmbeddingCache, embed


def test_vectors_are_unit_length_one_a_text():
    vectors = embed(["a tariff", "关税", ""])
    assert vectors.shape == (3, DIMENSIONS)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert embed([]).shape == (0, DIMENSIONS)


def test_a_translation_is_nearer_than_another_subject():
    english, chinese, other = embed(["What do tariffs do to wages?", "关税对工资有什么影响？", "How do I boil an egg?"])
    assert english @ chinese > english @ other


def test_the_cache_embeds_a_text_once(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(room, "embed", lambda texts, kind="query": asked.append(list(texts)) or embed(texts, kind))
    first = EmbeddingCache(tmp_path / "e.npz").embed(["a", "b"])
    again = EmbeddingCache(tmp_path / "e.npz").embed(["b", "c", "b"])
    assert asked == [["a", "b"], ["c"]]
    assert np.array_equal(first[1], again[0])
    assert np.array_equal(again[0], again[2])


def test_queries_and_passages_are_kept_apart(tmp_path):
    cache = EmbeddingCache(tmp_path / "e.npz")
    assert not np.allclose(cache.embed(["a"], "query"), cache.embed(["a"], "passage"))


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 broken"])
def test_a_damaged_cache_is_made_again(tmp_path, content):
    (tmp_path / "e.npz").write_bytes(content)
    assert EmbeddingCache(tmp_path / "e.npz").embed(["a"]).shape == (1, DIMENSIONS)
    assert EmbeddingCache(tmp_path / "e.npz")._load()


def test_what_was_embedded_before_a_stop_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "BATCH", 2)

    def stop(done, total):
        raise KeyboardInterrupt

    cache = EmbeddingCache(tmp_path / "e.npz")
    with pytest.raises(KeyboardInterrupt):
        cache.embed(["a", "b", "c"], report=stop)
    seen = []
    cache.embed(["a", "b", "c"], report=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]
