"""A picture of time against size, both versions, as SVG: one panel for each kind of input.

Both axes are logarithmic, so that a power of the size is a straight line whose slope is the
exponent. It is written by hand, as it must be there for everybody and need nothing installed.
Its ground is its own, light or dark as the viewer prefers, so that it can be read in any theme.
The same times give the same text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from xml.sax.saxutils import escape

from guyline.errors import GuylineError
from guyline.proof.speed import Kind, Place, Speed, Summary, Times

MOST = 4
"""How many panels there are at most."""

_WIDTH, _HEIGHT = 470, 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 18, 66, 46
_HEAD, _FOOT = 38, 26
_ROOM = 0.06
"""The share of an axis left free at its ends."""

_NARROW = 1.2
"""Decades below which an axis has lines between its powers of ten."""

_WARN = "gp-faint gp-warn"
_STYLE = """
.gp-ground{fill:#ffffff}.gp-text{fill:#24292f;font:12px sans-serif}
.gp-title{font-size:15px;font-weight:600}.gp-kind{font-size:13px;font-weight:600}
.gp-faint{fill:#57606a;font-size:11px}.gp-grid{stroke:#d0d7de;stroke-width:1}
.gp-frame{stroke:#8c959f;fill:none}.gp-slower{fill:#cf222e;fill-opacity:.12}
.gp-warn{fill:#a40e26}.gp-line{fill:none;stroke-width:2}.gp-bar{stroke-width:1.5}
.gp-old{stroke:#b35900}.gp-new{stroke:#0a5fb4}
.gp-old.gp-mark{fill:#b35900}.gp-new.gp-mark{fill:#0a5fb4}
@media (prefers-color-scheme:dark){
.gp-ground{fill:#1e1e1e}.gp-text{fill:#d4d4d4}.gp-faint{fill:#9da5ae}
.gp-grid{stroke:#3a3f45}.gp-frame{stroke:#6e7681}
.gp-slower{fill:#f85149;fill-opacity:.2}.gp-warn{fill:#ff8f87}
.gp-old{stroke:#ffa657}.gp-new{stroke:#79b8ff}
.gp-old.gp-mark{fill:#ffa657}.gp-new.gp-mark{fill:#79b8ff}}
"""


def plot(found: Summary, title: str) -> str:
    """The picture, as an SVG document.

    Args:
        found: What was measured; of more than ``MOST`` kinds the first are shown.
        title: What stands above, such as the function's name.

    Raises:
        GuylineError: There is nothing to show.
    """
    kinds = found.kinds[:MOST]
    if not kinds:
        raise GuylineError("There are no times to draw", "Measure first")
    columns = min(2, len(kinds))
    rows = math.ceil(len(kinds) / columns)
    width, height = columns * _WIDTH, _HEAD + rows * _HEIGHT + _FOOT
    panels = [
        f'<g transform="translate({place % columns * _WIDTH},'
        f'{_HEAD + place // columns * _HEIGHT})">{_panel(kind)}</g>'
        for place, kind in enumerate(kinds)
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(' '.join(f'{line}.' for line in found.lines()))}</desc>",
        f"<style>{_STYLE}</style>",
        f'<rect class="gp-ground" width="{width}" height="{height}"/>',
        _text(14, 25, title, "gp-title"),
        *panels,
        _text(14, height - 10, _note(kinds, len(found.kinds)), "gp-faint"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _note(kinds: Sequence[Kind], count: int) -> str:
    clocks = {kind.clock for kind in kinds}
    told = f"{' and '.join(sorted(clocks))} time of one call"
    more = f"; {count - len(kinds)} more kinds are not shown" if count > len(kinds) else ""
    return f"Median {told}; bars hold the middle half{more}"


class _Axes:
    """Where sizes and times lie in a panel."""

    def __init__(self, kind: Kind) -> None:
        sizes = [place.size for place in kind.places]
        times = [
            time
            for place in kind.places
            for spread in (place.old, place.new)
            for time in (spread.low, spread.high, spread.middle)
        ]
        self.sizes = _range(sizes)
        self.times = _range(times)

    def x(self, size: float) -> float:
        """Pixels from the left."""
        return _LEFT + _share(size, self.sizes) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, time: float) -> float:
        """Pixels from the top."""
        return _HEIGHT - _BOTTOM - _share(time, self.times) * (_HEIGHT - _TOP - _BOTTOM)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """The decimal logarithms of an axis's ends, with some room."""
    known = [math.log10(max(value, 1e-9)) for value in values]
    low, high = min(known), max(known)
    if high - low < 0.3:
        low, high = low - 0.3, high + 0.3
    room = _ROOM * (high - low)
    return low - room, high + room


def _share(value: float, ends: tuple[float, float]) -> float:
    return (math.log10(max(value, 1e-9)) - ends[0]) / (ends[1] - ends[0])


def _panel(kind: Kind) -> str:
    axes = _Axes(kind)
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    old = [(place.size, place.old) for place in kind.places]
    new = [(place.size, place.new) for place in kind.places]
    middle = (_LEFT + right) / 2
    sideways = (_TOP + bottom) / 2
    return "".join(
        [
            _text(_LEFT, 18, kind.kind, "gp-kind"),
            _legend(_LEFT, "gp-old", f"old {_grows(kind.old.value)}"),
            _legend(_LEFT + 130, "gp-new", f"new {_grows(kind.new.value)}"),
            _slower(kind.places, axes),
            _grid(axes),
            f'<rect class="gp-frame" x="{_LEFT}" y="{_TOP}" '
            f'width="{right - _LEFT}" height="{bottom - _TOP}"/>',
            _curve(old, axes, "gp-old"),
            _curve(new, axes, "gp-new"),
            _text(middle, _HEIGHT - 8, "size n", "gp-faint", "middle"),
            f'<g transform="rotate(-90 14 {sideways:.1f})">'
            f"{_text(14, sideways, 'time', 'gp-faint', 'middle')}</g>",
        ]
    )


def _grows(value: float | None) -> str:
    return "(growth unknown)" if value is None else f"(n^{abs(round(value, 1)):.1f})"


def _legend(x: float, style: str, name: str) -> str:
    line = f'<path class="gp-line {style}" d="M{x} 42h26"/>'
    return line + _mark(x + 13, 42, style) + _text(x + 33, 46, name)


def _mark(x: float, y: float, style: str, told: str = "") -> str:
    """A disc for the old version, a square for the new: not by colour alone."""
    inner = f"<title>{escape(told)}</title>" if told else ""
    if style == "gp-old":
        return f'<circle class="gp-mark {style}" cx="{x:.1f}" cy="{y:.1f}" r="3.2">{inner}</circle>'
    return (
        f'<rect class="gp-mark {style}" x="{x - 3:.1f}" y="{y - 3:.1f}" '
        f'width="6" height="6">{inner}</rect>'
    )


def _curve(points: Sequence[tuple[int, Times]], axes: _Axes, style: str) -> str:
    places = [(axes.x(size), axes.y(times.middle)) for size, times in points]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    bars = "".join(
        f"M{axes.x(size):.1f} {axes.y(times.low):.1f}V{axes.y(times.high):.1f}"
        for size, times in points
    )
    marks = "".join(
        _mark(x, y, style, f"{style[3:]}, size {size:,}: {duration(times.middle)}")
        for (x, y), (size, times) in zip(places, points, strict=True)
    )
    return (
        f'<path class="gp-line {style}" d="M{line}"/>'
        f'<path class="gp-bar {style}" fill="none" d="{bars}"/>{marks}'
    )


def _slower(places: Sequence[Place], axes: _Axes) -> str:
    """Bands over the sizes where the new version is slower."""
    edges = [10 ** axes.sizes[0], *_between(places), 10 ** axes.sizes[1]]
    drawn = []
    begun: float | None = None
    for number, place in enumerate(places):
        if place.speed is Speed.SLOWER and begun is None:
            begun = edges[number]
        is_last = number + 1 == len(places) or places[number + 1].speed is not Speed.SLOWER
        if begun is not None and is_last:
            left, right = axes.x(begun), axes.x(edges[number + 1])
            drawn.append(
                f'<rect class="gp-slower" x="{left:.1f}" y="{_TOP}" '
                f'width="{right - left:.1f}" height="{_HEIGHT - _BOTTOM - _TOP}"/>'
                + _text(_held((left + right) / 2), _TOP + 14, "slower", _WARN, "middle")
            )
            begun = None
    return "".join(drawn)


def _held(x: float) -> float:
    """The middle of a short word, within the panel."""
    return min(max(x, _LEFT + 22), _WIDTH - _RIGHT - 22)


def _between(places: Sequence[Place]) -> list[float]:
    """The geometric means of neighbouring sizes."""
    return [math.sqrt(one.size * other.size) for one, other in pairwise(places)]


def _grid(axes: _Axes) -> str:
    bottom = _HEIGHT - _BOTTOM
    drawn = []
    for size in _ticks(axes.sizes):
        if size >= 1:
            x = axes.x(size)
            drawn.append(f'<path class="gp-grid" d="M{x:.1f} {_TOP}V{bottom}"/>')
            drawn.append(_text(x, bottom + 16, amount(size), "gp-faint", "middle"))
    for time in _ticks(axes.times):
        y = axes.y(time)
        drawn.append(f'<path class="gp-grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>')
        drawn.append(_text(_LEFT - 6, y + 4, duration(time), "gp-faint", "end"))
    return "".join(drawn)


def _ticks(ends: tuple[float, float]) -> list[float]:
    """Powers of ten within, and more where these are few."""
    factors = (1.0, 2.0, 5.0) if ends[1] - ends[0] < _NARROW else (1.0,)
    powers = range(math.floor(ends[0]), math.ceil(ends[1]) + 1)
    found = [factor * 10.0**power for power in powers for factor in factors]
    return [tick for tick in found if ends[0] <= math.log10(tick) <= ends[1]]


def duration(seconds: float) -> str:
    """A time in words: ``250 ns``, ``1.5 µs``, ``20 ms``, ``3 s``."""
    for unit, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit * 0.9995:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds / 1e-9:.3g} ns"


def amount(size: float) -> str:
    """A size in words: ``512``, ``10k``, ``1M``."""
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if size >= unit:
            return f"{size / unit:g}{name}"
    return f"{size:g}"


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    kind = f"gp-text {style}".strip()
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )
