"""Where compiled equilibrium solvers are kept, so that only the first call on a machine pays for compiling."""

from __future__ import annotations

from pathlib import Path

import jax


def keep_compiled(cache: Path) -> None:
    """Let JAX keep compiled functions under `cache`; where that cannot be written, JAX compiles each time.

    Args:
        cache: the workspace's cache folder.
    """
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    jax.config.update("jax_compilation_cache_dir", str(cache / "jax"))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.1)  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)  # type: ignore[no-untyped-call]
