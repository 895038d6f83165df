"""The README's plots, made from the results that are committed.

pygal draws them: a library of 130 KB without dependencies, where matplotlib would bring a
hundred times as much for two pictures. It is imported late; ``guyline[plots]`` has it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from guyline.errors import InputError

_LABELS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Milliseconds with a line."""

_LEAST = 0.5
"""Milliseconds below which nothing is told apart."""


def pictures(results: Path) -> dict[str, str]:
    """Every plot whose result is there, as SVG by its name.

    Raises:
        InputError: The library that draws is missing.
    """
    drawn = {}
    for name, (of, title) in PLOTS.items():
        path = results / f"{name}.json"
        if path.is_file():
            series = of(json.loads(path.read_text(encoding="utf-8")))
            drawn[name] = percentiles(title, series)
    return drawn


def percentiles(title: str, series: Mapping[str, Sequence[float]]) -> str:
    """A picture, as SVG, of what share of times lies below how many milliseconds.

    Raises:
        InputError: There are no times, or the library that draws is missing.
    """
    try:
        import pygal
        from pygal.style import Style
    except ImportError as error:
        raise InputError("pygal is not installed", "pip install 'guyline[plots]'") from error
    # It leaves a finder for its maps that Python 3.12 knows no more, and 3.11 warns of.
    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
    times = [time for of in series.values() for time in of]
    if not times:
        raise InputError(f"There is nothing to draw of {title!r}", "Measure first")
    low, high = min(times), max(times)
    chart = pygal.Line(
        width=760,
        height=400,
        title=title,
        x_title="% of requests",
        y_title="ms",
        x_labels=[str(share) for share in range(101)],
        x_labels_major=["0", "25", "50", "75", "90", "95", "99"],
        show_minor_x_labels=False,
        y_labels=[ms for ms in _LABELS if low / 3 <= ms <= 3 * high],
        logarithmic=True,
        show_dots=False,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        truncate_legend=-1,
        truncate_label=-1,
        js=[],
        style=Style(
            background="white",
            plot_background="white",
            foreground="#444",
            foreground_strong="#111",
            foreground_subtle="#999",
            colors=("#1f6feb", "#bf8700", "#1a7f37", "#cf222e", "#8250df", "#57606a"),
            font_family="sans-serif",
            title_font_size=15,
            legend_font_size=13,
            label_font_size=12,
            major_label_font_size=12,
        ),
    )
    for name, of in series.items():
        if of:
            chart.add(f"{name} ({len(of)})", _by_share(of), stroke_style={"width": 2})
    # A script for tooltips, and comments that tell the day: a picture changes with its data only.
    apart = re.compile(r"<!--.*?-->|<script.*?</script>", re.DOTALL)
    drawn = apart.sub("", chart.render(is_unicode=True))
    return re.sub(r"chart-[0-9a-f-]{36}", "chart", drawn) + "\n"


def _by_share(times: Sequence[float]) -> list[float]:
    ordered = sorted(times)
    last = len(ordered) - 1
    return [max(_LEAST, round(ordered[round(share / 100 * last)], 2)) for share in range(101)]


def _editing(result: dict[str, Any]) -> dict[str, list[float]]:
    series: dict[str, list[float]] = {}
    for model, name in _MODELS:
        rows = [row for row in result["rows"] if row["model"] == model and row["ms"] is not None]
        shown = [row for row in rows if row["shown"]]
        series[f"shown after asking, {name}"] = [row["ms"] for row in shown if row["asked"]]
        series[f"own share, {name}"] = [row["own_ms"] for row in rows if row["own_ms"] is not None]
        series[f"typed along, {name}"] = [
            row["ms"] for row in shown if row["along"] and not row["asked"]
        ]
    return series


def _decode(result: dict[str, Any]) -> dict[str, list[float]]:
    series: dict[str, list[float]] = {}
    for model, name in _MODELS:
        rows = [row for row in result["rows"] if row["model"] == model]
        for key in ("unguided", "guided"):
            series[f"{key}, {name}"] = [ms for row in rows for ms in row[f"{key}_ms"]]
        series[f"own share, {name}"] = [ms for row in rows for ms in row["own_ms"]]
    return series


_MODELS = (("paced", "set speed"), ("embedded", "embedded model"))


PLOTS: Mapping[str, tuple[Callable[[dict[str, Any]], dict[str, list[float]]], str]] = {
    "decode": (_decode, "One completion, unguided and guided"),
    "editing": (_editing, "Ghost text while real files are typed"),
}
"""For each result: how its times are read, and the picture's title."""
