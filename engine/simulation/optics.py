"""The optics of the microscope, which turn projected density into contrast."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Image = NDArray[np.float32]


@dataclass(frozen=True)
class Optics:
    """The parameters of the contrast transfer function except the defocus.

    Attributes
    ----------
    voltage
        kV.
    spherical_aberration
        mm.
    amplitude_contrast
        0–1.
    b_factor
        Å².
    phase_shift
        Of a phase plate, degrees; 0 without one.
    astigmatism
        Difference between the largest and the smallest defocus, μm.
    astigmatism_angle
        Direction of the largest defocus, degrees from the x axis.
    """

    voltage: float = 300.0
    spherical_aberration: float = 2.7
    amplitude_contrast: float = 0.1
    b_factor: float = 200.0
    phase_shift: float = 0.0
    astigmatism: float = 0.0
    astigmatism_angle: float = 0.0


def wavelength(voltage: float) -> float:
    """Return the relativistic de Broglie wavelength in Å of electrons accelerated by `voltage` kV (CODATA 2018)."""
    charge, mass, light, planck = 1.602176634e-19, 9.1093837015e-31, 299792458.0, 6.62607015e-34
    energy = charge * voltage * 1e3
    return 1e10 * planck / math.sqrt(2 * mass * energy * (1 + energy / (2 * mass * light**2)))


def transfer(shape: tuple[int, int], pixel_size: float, defocus: float, optics: Optics) -> Image:
    """Return the contrast transfer function with its envelope, for `scipy.fft.rfft2` of a picture of `shape`.

    With s in 1/Å and underfocus positive,
    −sin(π λ Δf s² − ½ π Cs λ³ s⁴ + phase shift + asin(amplitude contrast)) · exp(−B s² / 4)
    (Rohou & Grigorieff, J. Struct. Biol. 192, 2015, eqs. 2–5, and the usual definition of B). The minus sign
    makes density dark, as in real micrographs.

    Parameters
    ----------
    shape
        (height, width) in pixels.
    pixel_size
        Å/px.
    defocus
        Underfocus in μm.

    Returns
    -------
    array (height, width // 2 + 1), float32
    """
    length = wavelength(optics.voltage)
    fy = scipy.fft.fftfreq(shape[0], pixel_size).astype(np.float32)
    fx = scipy.fft.rfftfreq(shape[1], pixel_size).astype(np.float32)
    s2 = np.square(fy)[:, None] + np.square(fx)[None, :]
    quadratic = np.float32(math.pi * length * defocus * 1e4)
    quartic = np.float32(math.pi / 2 * optics.spherical_aberration * 1e7 * length**3)
    offset = np.float32(math.radians(optics.phase_shift) + math.asin(optics.amplitude_contrast))
    # computed in place, since each temporary array has 34 MB at 4096²
    phase = s2 * -quartic
    phase += quadratic
    if optics.astigmatism:
        turned = np.arctan2(fy[:, None], fx[None, :]) - np.float32(math.radians(optics.astigmatism_angle))
        phase += np.float32(math.pi * length * optics.astigmatism * 1e4 / 2) * np.cos(2 * turned)
    phase *= s2
    phase += offset
    np.sin(phase, out=phase)
    s2 *= np.float32(-optics.b_factor / 4)
    np.exp(s2, out=s2)
    phase *= s2
    phase *= np.float32(-1)
    return np.asarray(phase)


def apply(image: Image, function: Image) -> Image:
    """Return a picture (height, width) after a transfer function that was made for its shape."""
    spectrum = scipy.fft.rfft2(image, overwrite_x=True)
    spectrum *= function
    result: Image = scipy.fft.irfft2(spectrum, s=image.shape, overwrite_x=True)
    return result


def noise_gain(pixel_size: float, defocus: float, optics: Optics) -> float:
    """Return the factor by which the optics change the variance of white noise."""
    side = 1024
    power = np.square(transfer((side, side), pixel_size, defocus, optics), dtype=np.float64)
    # each column of the half spectrum between the first and the last counts twice
    total = 2 * power.sum() - power[:, 0].sum() - power[:, -1].sum()
    return float(total / side**2)
