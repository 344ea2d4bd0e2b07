"""The table as one HTML page with pictures, sortable by a click, readable without a network."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence

import numpy as np
import scipy.ndimage
from PIL import Image as Pictures

from iceboxer.engine.data.filters import Image, clip_outliers, percentile_range
from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.inspection.table import COLUMNS, Column, Row
from iceboxer.engine.text import count_noun, printable

THUMBNAIL = 192  # px of the longer side
BINS, BAR, HEIGHT = 24, 3, 28  # of the histogram above each column, in px
STYLE = """
body { font: 14px system-ui, sans-serif; margin: 2em; color: #1d2329; background: #fff; }
table { border-collapse: collapse; }
th, td { padding: 4px 7px; text-align: right; border-bottom: 1px solid #d5dadf; vertical-align: middle; }
th { position: sticky; top: 0; background: #fff; cursor: pointer; vertical-align: bottom; font-weight: 600; }
td.name, th.name { text-align: left; } td.name { max-width: 30em; min-width: 10em; overflow-wrap: anywhere; }
tr.excluded { color: #6b7480; background: #f1f3f5; } tr.excluded img { opacity: 0.45; }
svg { display: block; margin-left: auto; fill: #2a78b8; }
@media (prefers-color-scheme: dark) {
  body, th { color: #e3e7eb; background: #1b1f24; } th, td { border-color: #3a424b; }
  tr.excluded { color: #98a2ad; background: #242a31; } svg { fill: #56b4e9; }
}
"""
SCRIPT = """
document.querySelectorAll('th').forEach((head, index) => head.addEventListener('click', () => {
  const body = document.querySelector('tbody'), up = head.dataset.up !== '1';
  document.querySelectorAll('th').forEach(other => delete other.dataset.up);
  head.dataset.up = up ? '1' : '0';
  const key = row => row.children[index].dataset.value ?? row.children[index].textContent;
  [...body.rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if ((x === '') !== (y === '')) return x === '' ? 1 : -1;  // unknown values last
    const order = x !== '' && !isNaN(x) && !isNaN(y) ? x - y : x.localeCompare(y);
    return up ? order : -order;
  }).forEach(row => body.append(row));
}));
"""


def thumbnail(image: Image) -> bytes:
    """Return a small JPEG of a picture (height, width; row 0 at the bottom), with the contrast of the window."""
    small = shrink(clip_outliers(image), max(1.0, max(image.shape) / THUMBNAIL))
    small = scipy.ndimage.gaussian_filter(small, 0.7)
    low, high = percentile_range(small)
    grey = np.clip((small - low) / max(high - low, 1e-12), 0, 1) * 255
    stream = io.BytesIO()
    Pictures.fromarray(grey[::-1].astype(np.uint8)).save(stream, "JPEG", quality=80)
    return stream.getvalue()


def write_page(rows: Sequence[Row], pictures: Sequence[bytes | None]) -> str:
    """Return the page; `pictures` are JPEG files, None for micrographs that cannot be read."""
    kept = sum(not row.reason for row in rows)
    shown = [column for column in COLUMNS if any(column.value(row) is not None for row in rows)]
    heads = "".join(_head(column, rows) for column in shown)
    body = "\n".join(_row(row, picture, shown) for row, picture in zip(rows, pictures, strict=True))
    title = f"{count_noun(len(rows), 'micrograph')}, {kept:,} kept"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>\n"
        f"<body><h1>{title}</h1><p>Click a heading to sort. Excluded micrographs are grey.</p>\n"
        f'<table><thead><tr><th class="name">micrograph</th><th></th>{heads}<th class="name">excluded</th></tr>'
        f"</thead>\n"
        f"<tbody>\n{body}\n</tbody></table><script>{SCRIPT}</script></body></html>\n"
    )


def _head(column: Column, rows: Sequence[Row]) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    values = [value for row in rows if (value := column.value(row)) is not None]
    return f"<th>{_histogram(values)}{html.escape(column.heading + unit)}</th>"


def _histogram(values: Sequence[float]) -> str:
    """Return a small histogram as SVG, with its range as a tooltip."""
    counts, _ = np.histogram(values, BINS)
    tall = np.ceil(counts / max(counts.max(), 1) * HEIGHT).astype(int)
    bars = "".join(
        f'<rect x="{i * BAR}" y="{HEIGHT - h}" width="{BAR - 1}" height="{h}"/>' for i, h in enumerate(tall) if h
    )
    span = f"{min(values):.4g} to {max(values):.4g}"
    return f'<svg width="{BINS * BAR}" height="{HEIGHT}" role="img"><title>{span}</title>{bars}</svg>'


def _row(row: Row, picture: bytes | None, columns: Sequence[Column]) -> str:
    name = html.escape(printable(row.path.name), quote=True)
    title = html.escape(printable(str(row.path)), quote=True)
    image = ""
    if picture is not None:
        image = (
            f'<img alt="" width="{THUMBNAIL // 2}" src="data:image/jpeg;base64,{base64.b64encode(picture).decode()}">'
        )
    cells = "".join(f'<td data-value="{column.format(row)}">{column.format(row)}</td>' for column in columns)
    mark = ' class="excluded"' if row.reason else ""
    reason = html.escape(printable(row.reason), quote=True)
    first = f'<td class="name" title="{title}">{name}</td><td>{image}</td>'
    return f'<tr{mark}>{first}{cells}<td class="name">{reason}</td></tr>'
