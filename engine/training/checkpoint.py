"""Resume files: the whole state of a training in one safetensors file, without pickle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from iceboxer.engine.data.regular_file import require_regular
from iceboxer.engine.errors import ReadError
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.model_file import write_tensors
from iceboxer.engine.training.optimisers import Optimiser


def path_beside(model: Path) -> Path:
    """Return the path of the resume file of the training that writes `model`."""
    return model.with_name(model.stem + ".resume" + model.suffix)


def save_state(
    path: Path, networks: dict[str, Network], optimisers: Sequence[Optimiser], progress: dict[str, Any]
) -> None:
    """Write weights, the moments of the optimisers and `progress` (plain JSON values) atomically."""
    tensors: dict[str, Tensor] = {}
    for part, network in networks.items():
        tensors |= {f"{part}/{k}": v for k, v in network.state_dict().items()}
    for number, optimiser in enumerate(optimisers):
        for index, state in enumerate(optimiser.states):
            tensors |= {f"optimiser{number}/{index}/{k}": v for k, v in state.items()}
    tensors = {k: v.detach().cpu().contiguous().clone() for k, v in tensors.items()}
    write_tensors(path, tensors, {"progress": json.dumps(progress)})


def load_state(path: Path, networks: dict[str, Network], optimisers: Sequence[Optimiser]) -> dict[str, Any]:
    """Restore weights and moments and return `progress`.

    Raises
    ------
    ReadError
        The file is missing, damaged, or of another network.
    """
    try:
        require_regular(path)
        with safe_open(path, "pt") as f:
            tensors = {key: f.get_tensor(key) for key in f.keys()}  # noqa: SIM118
            progress: dict[str, Any] = json.loads((f.metadata() or {})["progress"])
        for part, network in networks.items():
            network.load_state_dict(_under(f"{part}/", tensors))
        for number, optimiser in enumerate(optimisers):
            _restore(optimiser, _under(f"optimiser{number}/", tensors))
    except FileNotFoundError as e:
        raise ReadError(path, "does not exist, so there is no training to resume; start it without --resume") from e
    except (SafetensorError, OSError, KeyError, ValueError, RuntimeError) as e:
        raise ReadError(
            path, f"cannot be resumed: it is damaged or of another network ({e}); start again without --resume"
        ) from e
    return progress


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _restore(optimiser: Optimiser, tensors: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        index, name = key.split("/", 1)
        state.setdefault(int(index), {})[name] = value
    optimiser.restore(state)
