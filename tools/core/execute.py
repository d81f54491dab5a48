"""Calling a tool: check the arguments, look in the store, else compute and store."""

import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from threading import Event
from typing import Any

from tools.core.abandon import abandonable
from tools.core.context import Context, Progress
from tools.core.datasets import catalog
from tools.core.errors import UserError
from tools.core.runs import Run, RunRecord, RunStore, now, part_id, run_id
from tools.core.settings import settings
from tools.core.tool import Tool
from tools.core.workspace import unwritable, workspace

RECORDED_PACKAGES = ("quesnay", "numpy", "scipy", "jax", "torch", "statsmodels", "scikit-learn")


def execute(
    tool: Tool,
    raw_arguments: dict[str, Any],
    *,
    stop: Event | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    refresh: bool = False,
    seed: int | None = None,
) -> Run:
    """Run a tool, or return its stored run where the same was asked before.

    Args:
        tool: the tool.
        raw_arguments: its arguments, not yet checked.
        stop: set it to cancel.
        report: receives progress.
        refresh: compute even if a stored run exists.
        seed: seed of the run; the setting's where not given.

    Raises:
        UserError: the arguments or the data are at fault; the message is for the person.
        Cancelled: `stop` was set; within two seconds, also where the tool does not check for it.
    """
    arguments = tool.parse(raw_arguments)
    space = workspace()
    store, data = RunStore(space.runs), catalog()
    used = {name: data.fingerprint(name) for name in tool.datasets(arguments)}
    seed = settings().seed if seed is None else seed
    plain = arguments.model_dump(mode="json")
    id = run_id(tool.name, tool.version, plain, used, seed)
    if not refresh and store.has(id):
        try:
            return store.load(id)
        except UserError:
            pass  # The stored run is unreadable: compute it again and replace it.
    space.check_writable()
    context = Context(
        seed=seed,
        folders={name: data.folder(name) for name in used if data.get(name).has_files},
        cache=space.cache,
        report=report,
        stop=stop or Event(),
    )
    started = time.perf_counter()
    result = abandonable(lambda: tool.function(arguments, context), context.stop)
    created = now()
    record = RunRecord(
        # A partial result has an id of its own: it is kept, but never answers the same question again.
        id=part_id(id, created) if result.partial else id,
        tool=tool.name,
        family=tool.family,
        version=tool.version,
        arguments=plain,
        datasets=used,
        seed=seed,
        seconds=time.perf_counter() - started,
        created=created,
        packages=_versions(),
        headline=result.headline,
    )
    run = Run(record=record, result=result)
    try:
        store.save(run)
    except OSError as error:
        raise unwritable(space.root, error) from error
    return run


def _versions() -> dict[str, str]:
    found = {}
    for package in RECORDED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
