"""The processes that do the work: any `concurrent.futures.Executor`, by address or by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from eformc.project.settings import SettingsError

if TYPE_CHECKING:
    from concurrent.futures import Executor


class ExecutorProblem(SettingsError):
    """An executor that cannot be had; the message says why and what to do."""


def executor_of(address: str) -> Callable[[], Executor]:
    """`dask://HOST:PORT` is a Dask cluster's scheduler; `module:factory` a function without arguments that gives an
    executor. Its processes must see the project's folder and the output folder under the same paths.
    """
    if address.startswith("dask://"):
        return _dask(address.removeprefix("dask://"))
    module, _, name = address.partition(":")
    if not module or not name:
        message = f"`{address}` is neither dask://HOST:PORT nor module:factory"
        raise ExecutorProblem(message)
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        message = f"there is no executor `{address}`: {error}"
        raise ExecutorProblem(message) from error
    factory: Callable[[], Executor] = found
    return factory


def _dask(address: str) -> Callable[[], Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        message = 'a Dask cluster needs an extra: pip install "eformc[dask]"'
        raise ExecutorProblem(message) from error

    def connect() -> Executor:
        try:
            client = Client(f"tcp://{address}", timeout=10)
        except OSError as error:
            message = f"no Dask scheduler answers at {address}: {error}"
            raise ExecutorProblem(message) from error
        # a batch is the same wherever and however often it is worked out: one lost with its worker is given to another
        made: Executor = client.get_executor(pure=False, retries=3)
        return made

    return connect
