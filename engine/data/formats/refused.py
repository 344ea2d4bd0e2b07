"""Files that look like boxes and are not, or whose numbers could mean several things: why they are refused.

Each function returns the reason for a message, which says what would be understood instead; None if nothing is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import Floats
from iceboxer.engine.data.formats.base import is_number, number_lines
from iceboxer.engine.data.regular_file import open_regular

CISTEM = (
    "Read the picks from the project's database (.db) instead, or export RELION's STAR with _rlnCoordinateX and "
    "_rlnCoordinateY in px"
)
PLT = (
    "holds positions of cisTEM, whose rows are y from the top and x, each plus 1; the height of the micrograph is "
    f"missing. {CISTEM}"
)
# the first words of the files of programs that write bare numbers below them
PROGRAMS = {"ctffind": "CTFFIND (defocus and power spectra)", "gctf": "Gctf (defocus)", "imod": "IMOD", "tilt": "tilts"}
HELIX_HEADS = ("#helix:", "#micrograph:", "#segment length:", "#segment width:")  # of e2helixboxer's files
# names of columns that would change where a box lies, how large it is, or to which micrograph it belongs
OTHER_GEOMETRY = re.compile(
    r"[whdr]|[dw][xy]|sides?|sizes?|box(_?(size|[wh]))?|radius|diameter|[xy]_?([0-9]|min|max|start|end)|left|right|top|"
    r"bottom|(helix|filament)(_?id)?"
)
SIZES = re.compile(r"[wh]|width|height|[xy]_?(min|max|start|end)|[xy]2")
DEPTH = re.compile(r"z(_?coord)?|coordinate_?z|slice|frame|tomogram|tomo_?name")
IMAGEJ = frozenset(("area", "mean", "xm", "ym", "bx", "by", "intden", "feret", "slice"))  # columns of its measurements
OTHER_NAMES = re.compile(r"(image|file|mic|mrc|micrograph)(_?(name|file|path))?|name|path")
COMPRESSED = "is compressed; unpack it first"
BINARY = (
    (b"\x1f\x8b", COMPRESSED),
    (b"BZh", COMPRESSED),
    (b"PK\x03\x04", COMPRESSED),
    (b"\xfd7zXZ", COMPRESSED),
    (b"\x89HDF", "is an HDF5 file, such as a stack of EMAN2; EMAN2 keeps boxes in info/NAME_info.json"),
)
TABLES = (".csv", ".tsv")
CENTRES = "x and y (centre in px), width, height, confidence, kind and micrograph"


def binary(path: Path) -> str | None:
    """Return why a file of another program is not read, by its first bytes; None if it is none of them."""
    try:
        with open_regular(path) as stream:
            head = stream.read(16)
    except OSError:
        return None  # reading it reports the reason
    return next((reason for magic, reason in BINARY if head.startswith(magic)), None)


def star_of_cistem(tags: Collection[str]) -> str | None:
    """Check the columns of a STAR file without RELION's coordinates."""
    if any(tag.startswith("_cisTEM") for tag in tags):
        return f"is a STAR file of cisTEM's refinement, without positions in a micrograph. {CISTEM}"
    return None


def star_of_tomograms(tags: Collection[str]) -> str | None:
    """Check the columns of a STAR file without coordinates in px, such as RELION 5's of tomograms."""
    found = next((tag for tag in sorted(tags) if tag.startswith(("_rlnCenteredCoordinate", "_rlnTomo"))), None)
    return found and f"belongs to tomograms (column {found}); only boxes in micrographs are read"


def is_bare(text: str) -> bool:
    """Return whether the first row that is not a comment holds numbers, so that no heading says what they are."""
    if text.lstrip().startswith((*HELIX_HEADS, "{", "[", "<")):  # or JSON or XML
        return False
    return 2 * sum(map(is_number, _first_row(text))) >= max(2, len(_first_row(text)))


def _first_row(text: str) -> list[str]:
    return next((re.split(r"[\s,;]+", line.strip()) for _, line in number_lines(text)), [])


def not_understood(path: Path, text: str, formats: str) -> str:
    """Return why a text has no format; `formats` are the titles of all formats."""
    if is_bare(text):
        return PLT if path.suffix.lower() == ".plt" else _bare_numbers(text, path.suffix.lower())
    if path.suffix.lower() == ".box" and 2 <= len(_first_row(text)) <= 5:
        return headed_box_file(text)
    if path.suffix.lower() in TABLES:
        heading = ", ".join(_first_row(text))[:60]
        return (
            f"has the heading '{heading}', which is not understood. The columns of a table are {CENTRES}; rename them"
        )
    return f"is not a box file in a known format ({formats})"


def headed_box_file(text: str) -> str:
    """Return why a table with a heading is not read from a ``.box`` file: is x a corner or a centre?"""
    heading = " ".join(_first_row(text))[:60]
    return (
        f"has the heading '{heading}', but EMAN's .box files have none. Remove it if x and y are the lower left corner "
        f"of a box, or rename the file to .csv with the columns {CENTRES}"
    )


def _bare_numbers(text: str, suffix: str) -> str:
    line, row = next((number for number, _ in number_lines(text)), 1), _first_row(text)
    if suffix == ".box":
        return (
            f"has {len(row)} bare numbers in line {line} and no heading; EMAN's rows have 4 or 5, with blanks or tabs "
            "between them: x y width height, from the lower left corner. Name other columns with `iceboxer convert "
            "--columns x,y`"
        )
    start = text[:400].lower()
    program = next((title for word, title in PROGRAMS.items() if word in start), None)
    what = f"a table of {program}" if program else "a table of CTFFIND, a list of tilts, points of IMOD or an average"
    return (
        f"has {len(row)} bare numbers in line {line} and no heading; it could be {what}. Without a heading only .box "
        "files (EMAN: x y width height, from the lower left corner) and .cbox files of crYOLO before 1.8 are read; "
        "rename the file if it is one of them, or name its columns with `iceboxer convert --columns x,y`"
    )


def points_instead_of_boxes(width: Floats, height: Floats) -> str | None:
    """Check EMAN's columns (n,) of sizes: IMOD's points have z, often 0, in the place of one."""
    if len(height) and not height.any() and width.any():
        return (
            "has boxes of height 0 only; it looks like points of IMOD (contour x y z). EMAN's rows are x y width height"
        )
    return None


def helix_ends(lines: Collection[int], fifth: Floats) -> str | None:
    """Check EMAN's fifth column (n,), read from `lines`: -1 and -2 start and end a helix in e2helixboxer and crYOLO."""
    flagged = np.isin(fifth, (-1, -2))
    if not flagged.any() or (np.isfinite(fifth) & (fifth != np.round(fifth))).any():  # scores are no whole numbers
        return None
    line = list(lines)[int(flagged.argmax())]
    return (
        f"has the start or end of a filament (-1 or -2 in the fifth column) in line {line}. Read it as filaments: "
        "train, evaluate and pick with --filaments, convert with --to relion-segments or another filament format"
    )


def tomogram_column(names: Iterable[str]) -> str | None:
    """Check the names of a table's columns for a third coordinate."""
    strange = next((name for name in names if DEPTH.fullmatch(name.lower())), None)
    return strange and f"has the column '{strange}' of a tomogram; only boxes in micrographs are read: {CENTRES}"


def columns_of_topaz(names: Collection[str]) -> str | None:
    """Check the names of the columns beside Topaz's own."""
    if reason := tomogram_column(names):
        return reason
    strange = next((name for name in names if SIZES.fullmatch(name.lower())), None)
    return strange and (
        f"has the column '{strange}' beside Topaz's x_coord and y_coord, which could change their meaning (centre or "
        f"corner?). Without it, they are centres; tables with sizes have the columns {CENTRES}"
    )


def columns_of_csv(names: Collection[str], own: Collection[str]) -> str | None:
    """Check the names of a table's columns; one with all columns in `own` was written by this program."""
    lower = [name.lower() for name in names]
    if set(own) <= set(lower):
        return None
    if len(IMAGEJ & set(lower)) > 1:
        return f"is a table of ImageJ, which counts y from the top, and not always in px. Understood are {CENTRES}"
    if reason := tomogram_column(names):
        return reason
    if strange := list(filter(OTHER_GEOMETRY.fullmatch, lower)):
        return (
            f"has the column '{strange[0]}' in line 1, which could change the meaning of x and y (centre or corner?). "
            f"Understood are {CENTRES}; .box files hold corners"
        )
    if "micrograph" not in lower and (strange := list(filter(OTHER_NAMES.fullmatch, lower))):
        return f"has the column '{strange[0]}' in line 1, which is not understood; the column of names is 'micrograph'"
    return None
