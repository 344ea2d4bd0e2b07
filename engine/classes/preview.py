"""Pictures of averages while they form, from their coefficients."""

from __future__ import annotations

import numpy as np
import torch

from iceboxer.engine.classes.alignment import Mixture
from iceboxer.engine.classes.averages import Floats
from iceboxer.engine.classes.basis import Basis


class Preview:
    """Draws averages (k, side, side) with particles bright: the smallest pictures with the given coefficients."""

    def __init__(self, basis: Basis, sign: int) -> None:
        matrix = basis.matrix(0.0, 0.0)
        used = matrix.norm(dim=0) > 0  # m = 0 has no imaginary part
        own = matrix[:, used].double()
        gram = own.T @ own
        ridge = 1e-3 * gram.diagonal().mean() * torch.eye(len(gram), dtype=torch.float64)
        self._inverse = torch.linalg.solve(gram + ridge, own.T).float()
        self._used, self._side, self._sign = used, basis.side, sign

    def draw(self, model: Mixture) -> Floats:
        """Return the pictures of all averages."""
        values = torch.view_as_real(model.average).reshape(model.count, -1)[:, self._used]
        pictures: Floats = (values @ self._inverse).reshape(-1, self._side, self._side).numpy()
        return np.asarray(self._sign * pictures, np.float32)
