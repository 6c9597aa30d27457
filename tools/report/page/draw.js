// Drawing on a canvas or into an SVG by the same calls, number text, and what all charts share.
'use strict';
const COLOURS = { work: '#2f7d5b', starved: '#e8b44c', blocked: '#c8453b', idle: '#eceff1', ink: '#1d2733', faint: '#66727f',
  line: '#d5dbe1', fill: '#6c8ebf', mark: '#1f6feb' };
const group = n => n == null ? '' : (Number.isInteger(n) ? n : +n.toFixed(2)).toLocaleString('en-US');
const percent = x => (100 * x).toFixed(x > 0 && x < 0.01 ? 1 : 0) + ' %';
const escapeText = t => String(t).replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[c]));

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes))
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value != null) node.setAttribute(key, value);
  for (const child of children.flat()) if (child != null) node.append(child);
  return node;
}

class CanvasInk {
  constructor(canvas, width, height) {
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.style.height = height + 'px';
    this.c = canvas.getContext('2d');
    this.c.scale(scale, scale);
    this.c.font = '12px system-ui, "DejaVu Sans", sans-serif';
    this.c.textBaseline = 'middle';
  }
  rect(x, y, w, h, colour) { this.c.fillStyle = colour; this.c.fillRect(x, y, w, h); }
  line(points, colour, width = 1, dash = []) {
    this.c.strokeStyle = colour; this.c.lineWidth = width; this.c.setLineDash(dash);
    this.c.beginPath();
    points.forEach(([x, y], i) => i ? this.c.lineTo(x, y) : this.c.moveTo(x, y));
    this.c.stroke(); this.c.setLineDash([]);
  }
  area(points, colour) {
    this.c.fillStyle = colour; this.c.beginPath();
    points.forEach(([x, y], i) => i ? this.c.lineTo(x, y) : this.c.moveTo(x, y));
    this.c.closePath(); this.c.fill();
  }
  text(x, y, text, colour = COLOURS.ink, align = 'left', bold = false) {
    this.c.fillStyle = colour; this.c.textAlign = align;
    this.c.font = (bold ? 'bold ' : '') + '12px system-ui, "DejaVu Sans", sans-serif';
    this.c.fillText(text, x, y);
  }
}

class SvgInk {
  constructor(width, height) { this.width = width; this.height = height; this.parts = []; this.last = {}; }
  rect(x, y, w, h, colour) {
    if (w <= 0 || h <= 0) return;
    // A bucket like the one before makes that one's rectangle wider: the files stay small.
    const kind = `y="${r2(y)}" height="${r2(h)}" fill="${colour}"`, last = this.last[kind];
    if (last && Math.abs(last.end - x) < 0.5) last.end = x + w;
    else this.parts.push(this.last[kind] = { x, end: x + w, kind });
  }
  line(points, colour, width = 1, dash = []) {
    this.parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="${width}"${dash.length ? ` stroke-dasharray="${dash}"` : ''} points="${points.map(p => p.map(r2)).join(' ')}"/>`);
  }
  area(points, colour) {
    const level = (i) => points[i - 1] && points[i + 1] && points[i - 1][1] === points[i][1] && points[i][1] === points[i + 1][1];
    const corners = points.filter((point, i) => !level(i));
    this.parts.push(`<polygon fill="${colour}" points="${corners.map(p => p.map(r2)).join(' ')}"/>`);
  }
  text(x, y, text, colour = COLOURS.ink, align = 'left', bold = false) {
    const anchor = { left: 'start', right: 'end', center: 'middle' }[align];
    this.parts.push(`<text x="${r2(x)}" y="${r2(y + 4)}" fill="${colour}" text-anchor="${anchor}"${bold ? ' font-weight="bold"' : ''}>${escapeText(text)}</text>`);
  }
  get source() {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}" font-family="DejaVu Sans, sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>${this.parts.map((p) => (p.kind ? `<rect x="${r2(p.x)}" width="${r2(p.end - p.x)}" ${p.kind}/>` : p)).join('')}</svg>`;
  }
}
const r2 = x => +x.toFixed(2);

function save(name, text, type) {
  const link = element('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
const csvOf = rows => rows.map(row => row.map(v => /[",\n]/.test(v ?? '') ? `"${String(v).replace(/"/g, '""')}"` : v ?? '').join(',')).join('\n') + '\n';

const timeText = us => us < 1000 ? group(us) + ' us' : group(us / 1000) + ' ms';

const tip = {
  show(event, text) {
    const box = document.getElementById('tip');
    box.textContent = text;
    box.style.display = 'block';
    box.style.left = Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8) + 'px';
    box.style.top = Math.min(event.clientY + 14, innerHeight - box.offsetHeight - 8) + 'px';
  },
  hide() { document.getElementById('tip').style.display = 'none'; }
};

// Ticks at 1, 2 or 5 times a power of ten.
function ticks(from, to, most) {
  const raw = Math.max(1, (to - from) / most), power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const list = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) list.push(t);
  return list;
}

// A chart of rows: labels on the left, one axis of cycles; drawn on a canvas, saved as SVG and CSV, zoomed and hovered.
const LABELS = 220, AXIS = 24;
class RowChart {
  constructor(host, name) {
    this.canvas = host.appendChild(element('canvas', { role: 'img', 'aria-label': name }));
    this.name = name;
    this.rows = [];
    this.right = 8;  // room for notes beside the axis
    this.range = this.view = [0, 1];
    this.canvas.addEventListener('wheel', e => this.wheel(e), { passive: false });
    this.canvas.addEventListener('pointerdown', e => this.press(e));
    this.canvas.addEventListener('pointermove', e => this.hover(e));
    this.canvas.addEventListener('pointerleave', () => tip.hide());
    this.canvas.addEventListener('dblclick', () => this.zoom(this.range));
    addEventListener('resize', () => this.draw());
  }
  get height() { return AXIS + this.rows.reduce((sum, row) => sum + row.height, 0) + 4; }
  get end() { return this.width - this.right; }
  get labels() { return Math.min(LABELS, this.width * 0.34); }
  x(cycle) { return this.labels + (cycle - this.view[0]) / (this.view[1] - this.view[0]) * (this.width - this.labels - this.right); }
  cycle(x) { return this.view[0] + (x - this.labels) / (this.width - this.labels - this.right) * (this.view[1] - this.view[0]); }
  set(rows, range, marks = []) {
    this.rows = rows; this.marks = marks;
    if (range[0] !== this.range[0] || range[1] !== this.range[1]) this.view = range;
    this.range = range;
    this.draw();
  }
  draw() {
    this.width = Math.max(320, this.canvas.parentElement.clientWidth || 960);
    this.paint(new CanvasInk(this.canvas, this.width, this.height));
  }
  svg() { const ink = new SvgInk(this.width, this.height); this.paint(ink); return ink.source; }
  paint(ink) {
    ink.rect(0, 0, this.width, this.height, '#fff');
    const bottom = this.height - 4;
    for (const t of ticks(...this.view, Math.max(2, (this.width - this.labels) / 110))) {
      ink.line([[this.x(t), AXIS - 6], [this.x(t), bottom]], '#edf0f2');
      ink.text(this.x(t), 9, group(t), COLOURS.faint, this.x(t) > this.width - 40 ? 'right' : 'center');
    }
    ink.text(4, 9, 'cycle', COLOURS.faint);
    let y = AXIS;
    for (const row of this.rows) {
      if (row.key === chosen.key) ink.rect(0, y, this.labels - 4, row.height, '#e3eefc');
      if (row.hot) ink.rect(0, y + 1, 3, row.height - 2, COLOURS.blocked);
      const most = Math.floor((this.labels - 14 - (row.indent || 0)) / 7), name = row.label;
      ink.text(8 + (row.indent || 0), y + row.height / 2, name.length > most ? name.slice(0, most / 2) + '…' + name.slice(-most / 2 + 1) : name, row.indent ? COLOURS.faint : COLOURS.ink, 'left', row.key === chosen.key);
      row.paint(ink, y, this);
      y += row.height;
    }
    for (const mark of this.marks)
      if (mark.at >= this.view[0] && mark.at <= this.view[1]) {
        ink.line([[this.x(mark.at), AXIS - 6], [this.x(mark.at), bottom]], COLOURS.mark, 1, [3, 3]);
        ink.text(Math.min(this.x(mark.at) - 3, this.width), AXIS - 4, mark.text, COLOURS.mark, 'right');
      }
    if (this.overlay) this.overlay(ink, this);
  }
  rowAt(y) {
    let top = AXIS;
    for (const row of this.rows) {
      if (y >= top && y < top + row.height) return row;
      top += row.height;
    }
    return null;
  }
  top(key) {
    let top = AXIS;
    for (const row of this.rows) {
      if (row.key === key) return top + row.height / 2;
      top += row.height;
    }
    return null;
  }
  at(event) { const box = this.canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; }
  zoom(view) {
    const [low, high] = this.range, span = Math.min(high - low, Math.max(8, view[1] - view[0]));
    const from = Math.min(Math.max(low, view[0]), high - span);
    this.view = [from, from + span];
    this.draw();
  }
  wheel(event) {
    const [x] = this.at(event);
    if (x < this.labels || !(event.ctrlKey || event.shiftKey || event.altKey || this.active)) return;
    event.preventDefault();
    const here = this.cycle(x), factor = event.deltaY > 0 ? 1.25 : 0.8;
    this.zoom(this.view.map(v => here + (v - here) * factor));
  }
  press(event) {
    const [x0, y0] = this.at(event), view = this.view, row = this.rowAt(y0);
    let moved = false;
    this.active = true;
    const move = e => {
      const by = (this.at(e)[0] - x0) / (this.width - this.labels - this.right) * (view[1] - view[0]);
      moved ||= Math.abs(this.at(e)[0] - x0) > 3;
      if (moved) this.zoom(view.map(v => v - by));
    };
    const up = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      if (!moved && row) choose(row.key);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
  }
  hover(event) {
    const [x, y] = this.at(event), row = this.rowAt(y);
    if (!row) return tip.hide();
    tip.show(event, row.tell(x >= this.labels ? this.cycle(x) : null));
  }
}
