# SPDX-License-Identifier: MIT OR Apache-2.0
"""Plots as SVG, without a library: lines over sizes, and bars. They bring their own ground and so read on light and dark pages."""

from math import ceil, floor, log10
from xml.sax.saxutils import escape

WIDTH = 860
FONT = "font-family='system-ui, -apple-system, Segoe UI, sans-serif'"
STYLE = """<style>
.g{fill:#ffffff}.t{fill:#1f2328}.m{fill:#59636e}.r{stroke:#d1d9e0}
@media (prefers-color-scheme:dark){.g{fill:#0d1117}.t{fill:#e6edf3}.m{fill:#9198a1}.r{stroke:#30363d}}
</style>"""

# Hues that stand out on both grounds. Ours are strong, rivals are muted, a ceiling is dashed.
COLOURS = {
    "avx512": "#d1345b",
    "avx2": "#e8762c",
    "adx": "#e8762c",
    "neon": "#e8762c",
    "portable": "#1a936f",
    "gost-engine": "#4c7fd1",
    "openssl-cms": "#4c7fd1",
    "rustcrypto": "#9b6fd0",
    "botan": "#8c8c8c",
    "botan-no-meshing": "#8c8c8c",
    "bouncycastle": "#a9825a",
    "aes-256-ctr": "#b8a000",
    "openssl-p256": "#b8a000",
}
CEILINGS = {"aes-256-ctr", "openssl-p256"}


def colour(name):
    if name.startswith("gostseal-"):
        return COLOURS.get(name.split("-")[1], "#d1345b")
    return COLOURS.get(name, "#777777")


def text(x, y, words, size=13, anchor="start", kind="t", fill=None, bold=False):
    ink = f"fill='{fill}'" if fill else f"class='{kind}'"
    weight = " font-weight='600'" if bold else ""
    return f"<text x='{x:.1f}' y='{y:.1f}' {ink} font-size='{size}' text-anchor='{anchor}'{weight}>{escape(words)}</text>"


def rule(x1, y1, x2, y2):
    return f"<line class='r' x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}'/>"


def page(title, subtitle, height, body):
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' {FONT} role='img' aria-label='{escape(title)}'>"
    ground = f"<rect class='g' width='{WIDTH}' height='{height}' rx='8'/>"
    return "\n".join([head, STYLE, ground, text(24, 32, title, 17, bold=True), text(24, 52, subtitle, 12, kind="m"), *body, "</svg>", ""])


def number(value):
    """Three digits, thousands apart."""
    if value >= 1000:
        step = 10 ** max(0, floor(log10(value)) - 2)
        return f"{round(value / step) * step:,.0f}".replace(",", "\u202f")
    return f"{value:.3g}"


def lines(title, subtitle, ticks, series):
    """`series`: name to one value for each tick, or None; the vertical axis is logarithmic."""
    left, right, top, bottom, height = 76, 190, 76, 40, 440
    values = [value for row in series.values() for value in row if value]
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    high += high == low
    across = (WIDTH - left - right) / max(1, len(ticks) - 1)

    def place(i, value):
        return left + i * across, height - bottom - (log10(value) - low) / (high - low) * (height - top - bottom)

    body = []
    for power in range(low, high + 1):
        _, y = place(0, 10.0**power)
        body += [rule(left, y, WIDTH - right, y), text(left - 8, y + 4, number(10.0**power), 12, "end", "m")]
    body += [text(left + i * across, height - bottom + 20, tick, 12, "middle", "m") for i, tick in enumerate(ticks)]
    labels = []
    for name, row in series.items():
        points = [place(i, value) for i, value in enumerate(row) if value]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = " stroke-dasharray='6 4'" if name in CEILINGS else ""
        width = 3 if name.startswith("gostseal-") else 1.8
        body.append(f"<polyline points='{path}' fill='none' stroke='{colour(name)}' stroke-width='{width}'{dash}/>")
        body += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{width}' fill='{colour(name)}'/>" for x, y in points]
        labels.append([points[-1][1], name])
    # Labels stand at the ends of lines, moved apart where they would touch.
    labels.sort()
    for above, below in zip(labels, labels[1:]):
        below[0] = max(below[0], above[0] + 16)
    body += [text(WIDTH - right + 12, y + 4, name, 13, fill=colour(name), bold=name.startswith("gostseal-")) for y, name in labels]
    return page(title, subtitle, height, body)


def bars(title, subtitle, groups, unit=""):
    """`groups`: pairs of a heading and pairs of a name and a value. One scale for all."""
    left, right, thick, gap, top = 210, 110, 18, 16, 72
    most = max(value for _, rows in groups for _, value in rows)
    body, y = [], top
    for heading, rows in groups:
        if heading:
            body.append(text(24, y + 13, heading, 13, bold=True))
            y += 22
        for name, value in rows:
            wide = max(1.0, value / most * (WIDTH - left - right))
            opacity = " fill-opacity='0.55'" if name in CEILINGS else ""
            body += [
                text(left - 10, y + 13, name, 12, "end", "t" if name.startswith("gostseal-") else "m"),
                f"<rect x='{left}' y='{y + 1}' width='{wide:.1f}' height='{thick - 3}' rx='2' fill='{colour(name)}'{opacity}/>",
                text(left + wide + 8, y + 13, f"{number(value)}{unit}", 12),
            ]
            y += thick
        y += gap
    return page(title, subtitle, y + 4, body)
