"""Connections to a Dask scheduler, either a running one or one started here with workers on this machine."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from iceboxer.engine.data.regular_file import read_regular_text
from iceboxer.engine.devices import available_threads
from iceboxer.engine.errors import ConfigError, EngineError

PATIENCE = 10.0  # s to wait for the scheduler's answer


@contextmanager
def open_client(where: str, threads: int) -> Iterator[Any]:
    """Connect a `distributed.Client` to the scheduler at `where`; close it, and local workers, at the end.

    Parameters
    ----------
    where : str
        ``tcp://HOST:PORT`` or ``HOST:PORT``, a scheduler file, or ``local:N``.
    threads : int
        Total of the N local processes; 0 uses all that this process may use.

    Raises
    ------
    EngineError
        No scheduler answers there, or `distributed` is not installed.
    """
    distributed = _distributed()
    if where.startswith("local:"):
        with _local(distributed, where, threads) as cluster, _client(distributed, cluster, where) as client:
            yield client
        return
    with _client(distributed, _address(where), where) as client:
        yield client


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as e:
        raise EngineError(
            "Picking on a cluster needs Dask, which is not installed. Run: pip install 'iceboxer[cluster]'"
        ) from e
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # relevant problems are reported as events
    return distributed


def _address(where: str) -> str:
    """Return the address in `where`, or the one in the scheduler file that it names."""
    if "://" in where:
        return where
    path = Path(where)
    if re.fullmatch(r"[\w.-]+:\d+", where) and not path.exists():
        return f"tcp://{where}"
    try:
        address = json.loads(read_regular_text(path))["address"]
    except FileNotFoundError as e:
        raise EngineError(
            f"{where} is neither the address of a scheduler (such as tcp://HOST:8786) nor an existing scheduler file."
        ) from e
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as e:
        raise EngineError(f"{where} is not a readable scheduler file.") from e
    return str(address)


@contextmanager
def _client(distributed: Any, address: Any, where: str) -> Iterator[Any]:
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as e:
        raise EngineError(f"No scheduler answers at {where}: {_reason(e)}.") from e
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=PATIENCE)


def _reason(error: Exception) -> str:
    first = str(error).strip().split("\n")[0].rstrip(".")
    return first or type(error).__name__


@contextmanager
def _local(distributed: Any, where: str, threads: int) -> Iterator[Any]:
    """Start local workers, secured with temporary keys, since anyone who can reach a scheduler can run programs."""
    number = where.removeprefix("local:")
    if not number.isdecimal() or int(number) < 1:
        raise ConfigError(f"{where} needs a number of processes, as in local:4.")
    each = max(1, (threads or available_threads()) // int(number))
    try:
        cluster = distributed.LocalCluster(
            n_workers=int(number),
            threads_per_worker=each,
            dashboard_address=None,
            security=True,
            silence_logs=logging.CRITICAL,
            preload="iceboxer.engine.picking.worker",
        )
    except (OSError, RuntimeError, ImportError) as e:
        raise EngineError(f"Cannot start the processes of {where}: {_reason(e)}.") from e
    with cluster:
        yield cluster
