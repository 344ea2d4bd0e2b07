"""The report as a self-contained page (HTML) and as tables for other documents (Markdown)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from tests.benchmarks.plots import plots

if TYPE_CHECKING:
    from tests.benchmarks.rows import About, Figure, LeftOut

TITLE = "Iceboxer: what was measured"
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #8886; vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td:first-child { min-width: 17rem; }
tr.missed td { font-weight: bold; }
code { background: #8882; padding: .1rem .3rem; overflow-wrap: anywhere; }
img { max-width: 100%; background: white; }
.warning { border: 2px solid; padding: .5rem 1rem; }
"""
EXPLANATION = (
    "Where there are several runs, each with its own seed, the figure is their mean ± standard deviation. AUC is the "
    "area under the precision–recall curve; a pick is a hit from an intersection over union (IoU) of 0.6 on, and "
    "hits one particle at most. Bars in the plots reach from the least to the most."
)
COLUMNS = ("what", "measured", "least to most", "goal", "reached", "how")


def html(
    machine: Mapping[str, str],
    figures: Sequence[Figure],
    about: Mapping[str, About],
    left_out: Sequence[LeftOut],
    warning: str,
) -> str:
    """Return one self-contained page, with style and plots inside."""
    body = [f"<h1>{TITLE}</h1>"]
    if warning:
        body.append(f'<p class="warning">{escape(warning)}</p>')
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in machine.items())
    body.append(f"<h2>The machine</h2><table>{rows}</table>")
    body.append(f"<p>{EXPLANATION}</p>")
    with_goal = [figure for figure in figures if figure.goal is not None]
    if with_goal:
        reached = sum(bool(figure.reached) for figure in with_goal)
        body += [f"<h2>Goals: {reached} of {len(with_goal)} reached</h2>", _table(with_goal)]
    for name in dict.fromkeys(figure.first.experiment for figure in figures):
        body += _section(name, [f for f in figures if f.first.experiment == name], about.get(name))
    if left_out:
        items = (f"<li>{escape(item.experiment)}: {escape(item.reason)}</li>" for item in left_out)
        body.append(f"<h2>Left out</h2><ul>{''.join(items)}</ul>")
    head = f'<meta charset="utf-8"><title>{TITLE}</title><style>{STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def markdown(machine: Mapping[str, str], figures: Sequence[Figure], left_out: Sequence[LeftOut], warning: str) -> str:
    """Return the machine, one table of all figures, and the missing ones."""
    lines = [f"**{warning}**", ""] if warning else []
    lines += [f"{name}: {value}  " for name, value in machine.items()]
    lines += ["", EXPLANATION, "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    for figure in figures:
        cells = _cells(figure)
        cells[4] = "**no**" if figure.reached is False else cells[4]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *(f"- left out, {item.experiment}: {item.reason}" for item in left_out)] if left_out else []
    return "\n".join(lines) + "\n"


def headline(figures: Sequence[Figure]) -> str:
    """Return a table of every goal and the value reached, for other documents."""
    lines = ["| | measured | goal | reached |", "|---|---|---|---|"]
    for figure in figures:
        if figure.goal is not None:
            what, measured, _, goal, reached, _ = _cells(figure)
            lines.append(f"| {what} | {measured} | {goal} | {reached if figure.reached else '**no**'} |")
    return "\n".join(lines) + "\n"


def _section(name: str, figures: Sequence[Figure], about: About | None) -> Iterator[str]:
    yield f"<h2>{escape(about.title if about else name)}</h2>"
    if about:
        yield f"<p>{escape(about.text)}</p><p>Repeat it: <code>{escape(about.command)}</code></p>"
    for title, address in plots(figures):
        yield f'<img alt="{escape(title, quote=True)}" src="{address}">'
    yield _table(figures)


def _table(figures: Iterable[Figure]) -> str:
    first, *numbers, last = COLUMNS
    heads = "".join(f'<th class="number">{name}</th>' for name in numbers)
    rows = [f"<tr><th>{first}</th>{heads}<th>{last}</th></tr>"]
    for figure in figures:
        what, *numbers, note = (escape(cell) for cell in _cells(figure))
        missed = ' class="missed"' if figure.reached is False else ""
        measured = "".join(f'<td class="number">{cell}</td>' for cell in numbers)
        rows.append(f"<tr{missed}><td>{what}</td>{measured}<td>{note}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _cells(figure: Figure) -> list[str]:
    """Return the text of a figure for each of `COLUMNS`."""
    first, several = figure.first, len(figure.values) > 1
    least, mean, most = (_number(value, figure) for value in (min(figure.values), figure.mean, max(figure.values)))
    spread = f" ± {_number(figure.spread, figure)}" if figure.spread is not None else ""
    sign = "≥" if first.higher_is_better else "≤"
    return [
        first.what,
        f"{mean}{spread} {first.unit}".strip(),
        f"{least} to {most}, {len(figure.values)} runs" if several else "",
        "" if figure.goal is None else f"{sign} {figure.goal:.3g} {first.unit}".strip(),
        {None: "", True: "yes", False: "no"}[figure.reached],
        first.note,
    ]


def _number(value: float, figure: Figure) -> str:
    """Format a value with the decimals that give the largest value of its figure three digits, three at most."""
    largest = max(abs(v) for v in figure.values)
    decimals = next((3 - n for n, limit in enumerate((1, 10, 100)) if largest <= limit), 0)
    return f"{value:,.{decimals}f}"
