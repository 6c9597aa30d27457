"""HTML tables and SVG pictures for notebooks, without any library."""

from __future__ import annotations

from html import escape
from typing import Any, Dict, List, Sequence, Tuple

BOX_WIDTH, BOX_HEIGHT, GAP, ROW = 190, 30, 14, 52
COLOURS = ("#3a7d44", "#d9a441", "#b23a48")


def table_html(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    def line(tag: str, cells: Sequence[Any]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><caption>{escape(title)}</caption>{line('th', header)}{body}</table>"


def _ranks(info: Dict[str, Any]) -> Dict[str, int]:
    """Stages come in topological order: each one row below the lowest that it reads from."""
    ranks: Dict[str, int] = {}
    for stage in info["stages"]:
        above = [s["producer"] for s in info["streams"] if s["consumer"] == stage["name"]]
        ranks[stage["name"]] = 1 + max((ranks[p] for p in above if p is not None), default=-1)
    return ranks


def network_svg(info: Dict[str, Any]) -> str:
    """Stages as boxes from top to bottom, streams as lines with their words."""
    ranks = _ranks(info)
    places: Dict[str, Tuple[int, int]] = {}
    filled: Dict[int, int] = {}
    for name, rank in ranks.items():
        lane = filled.get(rank, 0)
        filled[rank] = lane + 1
        places[name] = (GAP + lane * (BOX_WIDTH + 90), GAP + rank * ROW)
    width = 2 * GAP + max(filled.values()) * (BOX_WIDTH + 90)
    height = 2 * GAP + (max(filled) + 1) * ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11"><title>{escape(info["network"])}</title>'
    ]
    parts += [_edge(stream, places) for stream in info["streams"] if stream["producer"] and stream["consumer"]]
    parts += [_box(stage, places[stage["name"]]) for stage in info["stages"]]
    return "".join(parts) + "</svg>"


def _edge(stream: Dict[str, Any], places: Dict[str, Tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = places[stream["producer"]], places[stream["consumer"]]
    x1, y1, x2 = x1 + BOX_WIDTH // 2, y1 + BOX_HEIGHT, x2 + BOX_WIDTH // 2
    label = f'{stream["word_bits"]} bits, {stream["depth_words"]} deep'
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#888"/>'
        f'<text x="{x1 + 6}" y="{y1 + 15}" fill="#666">{escape(label)}</text>'
    )


def _box(stage: Dict[str, Any], place: Tuple[int, int]) -> str:
    x, y = place
    fold = f' PE {stage["PE"]} SIMD {stage["SIMD"]}' if "PE" in stage else ""
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" fill="#eef3f8" stroke="#456">'
        f'<title>{escape(stage["kind"])}</title></rect>'
        f'<text x="{x + 6}" y="{y + 19}">{escape(stage["name"] + fold)}</text>'
    )


def shares_svg(rows: List[Tuple[str, List[float]]]) -> str:
    """A bar per stage: busy, starved, backpressured."""
    bar, line = 260, 18
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{BOX_WIDTH + bar + 2 * GAP}" height="{line * len(rows) + GAP}" '
        'font-family="sans-serif" font-size="11">'
    ]
    for i, (name, shares) in enumerate(rows):
        x, y = float(BOX_WIDTH), i * line + 4
        parts.append(f'<text x="4" y="{y + 11}">{escape(name)}</text>')
        for share, colour in zip(shares, COLOURS):
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{bar * share:.1f}" height="{line - 5}" fill="{colour}"/>')
            x += bar * share
    return "".join(parts) + "</svg>"
