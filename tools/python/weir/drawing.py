"""HTML tables and SVG pictures for notebooks, without any library."""

from __future__ import annotations

import base64
from html import escape
from typing import Any, Dict, List, Sequence, Set, Tuple

BOX_WIDTH, BOX_HEIGHT, GAP, ROW, ARROW, MARGIN, LINE_GAP, COLUMNS = 120, 34, 10, 42, 24, 18, 26, 8
LABEL_ROOM = 46
COLOURS = {"busy": "#2f7d5b", "starved": "#e8b44c", "backpressured": "#c8453b"}
"""One code for all pictures: this module's, those of weir.plots, those of ``weir report``."""
FILL, PEAK, INK, FAINT, MARK = "#6c8ebf", "#b8c9e6", "#1d2733", "#66727f", "#1f6feb"


def table_html(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    def line(tag: str, cells: Sequence[Any]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><caption>{escape(title)}</caption>{line('th', header)}{body}</table>"


def guidance_html(rows: Sequence[Dict[str, str]]) -> str:
    if not rows:
        return ""
    keys = ("finding", "evidence", "cure", "command")
    return table_html("guidance", list(keys), [[row.get(key, "") for key in keys] for row in rows])


def picture_html(svg: str) -> str:
    """As an image of its own, so that no style of the page around reaches it."""
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="" style="max-width: 100%" src="data:image/svg+xml;base64,{data}"/>'


def _ranks(info: Dict[str, Any]) -> Dict[str, int]:
    """Stages come in topological order: each one row below the lowest that it reads from."""
    ranks: Dict[str, int] = {}
    for stage in info["stages"]:
        above = [s["producer"] for s in info["streams"] if s["consumer"] == stage["name"]]
        ranks[stage["name"]] = 1 + max((ranks[p] for p in above if p is not None), default=-1)
    return ranks


def network_svg(info: Dict[str, Any]) -> str:
    """Stages as boxes from left to right in lines like a text's, streams between them. Streams that pass by other
    stages run below their line, with the depth of their FIFO; every stream's words are its tooltip."""
    ranks = _ranks(info)
    lanes: Dict[int, int] = {}
    lane_of: Dict[str, int] = {}
    for name, rank in ranks.items():
        lane_of[name] = lanes.get(rank, 0)
        lanes[rank] = lane_of[name] + 1
    lines = 1 + max(ranks.values()) // COLUMNS
    most = [max(n for rank, n in lanes.items() if rank // COLUMNS == line) for line in range(lines)]
    tops = [GAP + sum(lane * ROW + LINE_GAP for lane in most[:line]) for line in range(lines)]
    places = {
        name: (MARGIN + rank % COLUMNS * (BOX_WIDTH + ARROW), tops[rank // COLUMNS] + lane_of[name] * ROW, rank)
        for name, rank in ranks.items()
    }
    bottoms = [top + lane * ROW for top, lane in zip(tops, most)]
    width = 2 * MARGIN + min(COLUMNS, 1 + max(ranks.values())) * (BOX_WIDTH + ARROW) + LABEL_ROOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{bottoms[-1] + LINE_GAP}" '
        f'font-family="sans-serif" font-size="11" style="background: #fff"><title>{escape(info["network"])}</title>'
    ]
    parts += [_edge(stream, places, bottoms) for stream in info["streams"] if stream["producer"] and stream["consumer"]]
    parts += [_box(stage, places[stage["name"]]) for stage in info["stages"]]
    return "".join(parts) + "</svg>"


def _edge(stream: Dict[str, Any], places: Dict[str, Tuple[int, int, int]], bottoms: List[int]) -> str:
    (x1, y1, from_rank), (x2, y2, to_rank) = places[stream["producer"]], places[stream["consumer"]]
    x1, y1, y2 = x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    line, target = from_rank // COLUMNS, to_rank // COLUMNS
    words = f'{stream["name"]}: {stream["words_per_frame"]:,} words of {stream["word_bits"]} bits'
    words += f', {stream["depth_words"]:,} deep'
    label = ""
    if to_rank == from_rank + 1 and line == target:
        path = f"M{x1} {y1}L{x2} {y2}"
    else:
        out, into = x1 + ARROW // 3, x2 - ARROW // 3
        is_passing = to_rank > from_rank + 1
        below = bottoms[line] + (LINE_GAP // 2 if is_passing else 4)
        path = f"M{x1} {y1}H{out}V{below}"
        if line != target:
            path += f"H{MARGIN // 3}V{bottoms[target - 1] + (LINE_GAP // 2 if is_passing else 4)}"
        path += f"H{into}V{y2}H{x2}"
        if is_passing:
            label = f'<text x="{out + 4}" y="{below + 11}" fill="{FAINT}">{stream["depth_words"]:,} deep</text>'
    return f'<path d="{path}" fill="none" stroke="{FAINT}"><title>{escape(words)}</title></path>{label}'


def _abbreviated(name: str, most: int) -> str:
    """FINN's long words as its users say them."""
    for word, short in (("StreamingDataWidthConverter", "DWC"), ("ConvolutionInputGenerator", "SWG")):
        name = name.replace(word, short)
    return name if len(name) <= most else name[: most - 2] + ".."


def _box(stage: Dict[str, Any], place: Tuple[int, int, int]) -> str:
    x, y, _ = place
    fold = f'PE {stage["PE"]} SIMD {stage["SIMD"]}' if "PE" in stage else ""
    name = _abbreviated(stage["name"], 19)
    return (
        f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="4" fill="#eef3f8" stroke="#456">'
        f'<title>{escape(stage["name"] + ": " + stage["kind"])}</title></rect>'
        f'<text x="{x + 5}" y="{y + 14}">{escape(name)}</text>'
        f'<text x="{x + 5}" y="{y + 28}" fill="{FAINT}">{escape(fold)}</text>'
    )


LABEL, CHART, STAGE_ROW, FIFO_ROW, HEAD, PART_GAP = 210, 560, 20, 26, 34, 24


def timeline_svg(timeline: Dict[str, Any], marked: Set[str], shown: Sequence[str], most_rows: int) -> str:
    """First frame on the left, two steady ones on the right. A band per stage: works, starved, backpressured. Per FIFO
    its fill, least and most of each bucket, below a line at its depth. ``marked`` are named in red; of more than
    ``most_rows`` rows the first ones of ``shown`` and the FIFOs between them are drawn."""
    rows = _timeline_rows(timeline, shown, most_rows)
    parts = [timeline[name] for name in ("first", "steady") if timeline[name]["buckets"]]
    width = (CHART - PART_GAP * (len(parts) - 1)) / len(parts)
    height = HEAD + sum(STAGE_ROW if kind == "stages" else FIFO_ROW for kind, _ in rows) + 8
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL + CHART + 10}" height="{height}" '
        'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
    ]
    out += _legend()
    for i, part in enumerate(parts):
        out.append(_drawn_part(timeline, part, rows, LABEL + i * (width + PART_GAP), width, height))
    y = HEAD
    for kind, index in rows:
        is_stage = kind == "stages"
        name = timeline["stages"][index] if is_stage else timeline["fifos"][index]["name"]
        text = _abbreviated(name, 30 if is_stage else 26)
        if not is_stage:
            text += f'  {timeline["fifos"][index]["depth"]:,} deep'
        colour = COLOURS["backpressured"] if name in marked else INK if is_stage else FAINT
        out.append(f'<text x="{6 if is_stage else 16}" y="{y + 13}" fill="{colour}">{escape(text)}<title>{escape(name)}</title></text>')
        y += STAGE_ROW if is_stage else FIFO_ROW
    return "".join(out) + "</svg>"


def _timeline_rows(timeline: Dict[str, Any], shown: Sequence[str], most_rows: int) -> List[Tuple[str, int]]:
    """("stages" or "fifos", index): every stage followed by the FIFOs that it writes; inputs of the network first."""
    stages, fifos = timeline["stages"], timeline["fifos"]
    kept = set(range(len(stages)))
    named = {name for name in shown if name in {fifo["name"] for fifo in fifos}}
    if len(stages) + len(fifos) > most_rows:
        order = [name for name in dict.fromkeys(shown) if name in stages]
        kept = {stages.index(name) for name in order[: most_rows // 2]}
    rows: List[Tuple[str, int]] = []
    for stage in range(-1, len(stages)):
        if stage in kept:
            rows.append(("stages", stage))
        for i, fifo in enumerate(fifos):
            ends = {fifo["producer"], fifo["consumer"]} - {-1}
            if fifo["producer"] == stage and (ends <= kept or fifo["name"] in named):
                rows.append(("fifos", i))
    return rows


def _legend() -> List[str]:
    parts, x = [], LABEL
    entries = [*((name if name != "busy" else "works", colour) for name, colour in COLOURS.items()), ("fill", FILL)]
    for name, colour in entries:
        parts.append(f'<rect x="{x}" y="4" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{x + 14}" y="13" fill="{FAINT}">{name}</text>')
        x += 30 + 7 * len(name)
    return parts


def _drawn_part(
    timeline: Dict[str, Any], part: Dict[str, Any], rows: List[Tuple[str, int]], left: float, width: float, height: int
) -> str:
    step, buckets = part["bucket_cycles"], part["buckets"]
    end = part["begin_cycle"] + step * buckets
    out = [
        f'<text x="{left:.1f}" y="28" fill="{FAINT}">cycle {part["begin_cycle"]:,}</text>'
        f'<text x="{left + width:.1f}" y="28" text-anchor="end" fill="{FAINT}">{end:,}</text>'
    ]
    y = HEAD
    for kind, index in rows:
        is_stage = kind == "stages"
        high = STAGE_ROW - 5 if is_stage else FIFO_ROW - 6
        out.append(f'<g transform="translate({left:.1f} {y + 2}) scale({width / buckets:.4f} {high / 100})">')
        if is_stage:
            out.append(_band(part["stages"][index], step, buckets))
        else:
            out.append(_fill(part["fifos"][index], timeline["fifos"][index]["depth"], buckets))
        out.append("</g>")
        if not is_stage:
            depth = f'<path d="M{left:.1f} {y + 2}h{width:.1f}" stroke="{COLOURS["backpressured"]}" stroke-dasharray="5,3"/>'
            out.append(depth)
        y += STAGE_ROW if is_stage else FIFO_ROW
    for cycle in part["frame_ends"]:
        x = left + (cycle - part["begin_cycle"]) * width / (step * buckets)
        out.append(f'<path d="M{x:.1f} {HEAD}V{height - 6}" stroke="{MARK}" stroke-dasharray="3,3"/>')
    return "".join(out)


def _area(values: Sequence[float], colour: str) -> str:
    """Steps of these heights, per cent, a bucket wide each, standing on the line at 100."""
    path, last = ["M0 100"], 100
    for i, value in enumerate(values):
        y = 100 - round(min(value, 100.0))
        if y != last:
            path.append(f"H{i}V{y}")
        last = y
    if len(path) == 1:
        return ""
    return f'<path d="{"".join(path)}H{len(values)}V100Z" fill="{colour}"/>'


def _band(band: Dict[str, Any], step: int, buckets: int) -> str:
    """Above each other in every bucket: starved, backpressured, works at the bottom."""
    fed = [100 * (step - starved) / step for starved in band["starved_cycles"]]
    works = [high - 100 * blocked / step for high, blocked in zip(fed, band["backpressured_cycles"])]
    ground = f'<rect width="{buckets}" height="100" fill="{COLOURS["starved"]}"/>'
    return ground + _area(fed, COLOURS["backpressured"]) + _area(works, COLOURS["busy"])


def _fill(fill: Dict[str, Any], depth: int, buckets: int) -> str:
    areas = [
        _area([100 * words / depth for words in fill[key]], colour)
        for key, colour in (("most_words", PEAK), ("least_words", FILL))
    ]
    return "".join(areas)
