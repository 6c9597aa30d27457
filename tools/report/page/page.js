// The page: sections over the data in #data, one choice of a stage or FIFO in all of them.
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const fifoNames = data.simulation.fifos.map(f => f.name), stageNames = data.simulation.stages.map(s => s.name);
const chosen = { key: null };
const state = { side: 'built', part: 'steady', all: data.simulation.stages.length <= 40 };
const listeners = [];
const side = () => state.side === 'proposed' && data.proposed ? data.proposed : data;
const simulation = () => side().simulation;
const stageKey = i => 's' + i, fifoKey = i => 'f' + i;
const circleParts = new Map();  // of the network's own FIFOs
for (const part of data.simulation.explanation?.critical_cycle?.parts ?? []) {
  const key = part.reason === 'work' ? stageKey(stageNames.indexOf(part.name)) : fifoKey(fifoNames.indexOf(part.name));
  circleParts.set(key, [...(circleParts.get(key) ?? []), part]);
}

function choose(key) {
  chosen.key = chosen.key === key ? null : key;
  refresh();
  document.querySelectorAll('tr.chosen').forEach(row => row.scrollIntoView({ block: 'nearest' }));
}
function refresh() { for (const listener of listeners) listener(); }
function nameOf(key) { return key[0] === 's' ? stageNames[+key.slice(1)] : fifoNames[+key.slice(1)]; }
function section(id, title) { return document.getElementById(id).appendChild(element('h2', {}, title, element('span', { class: 'tools' }))).lastChild; }
function button(label, action, title) { return element('button', { onclick: action, title }, label); }

// ---- answer and guidance
function answerTiles() {
  const now = simulation(), fps = now.throughput_fps, sized = data.fifos;
  const cost = state.side === 'proposed' && sized ? sized : data.fifo_cost;
  const tiles = [];
  const tile = (big, small) => tiles.push(element('div', { class: 'tile' }, element('b', {}, big), element('span', {}, small)));
  if (now.deadlock) tile('deadlock', `from cycle ${group(now.deadlock.cycle)}`);
  else {
    tile(fps == null ? 'unknown' : group(+fps.toFixed(fps < 1000 ? 2 : 0)) + ' frames/s', `a frame every ${group(now.interval_cycles)} cycles at ${group(now.clock_mhz)} MHz`);
    tile(group(now.latency_cycles) + ' cycles', `latency of frame 1, ${timeText(now.latency_cycles / now.clock_mhz)}`);
  }
  const estimate = now.explanation?.estimate;
  if (estimate) tile(group(estimate.interval_cycles) + ' cycles', `FINN's estimate of the interval (${estimate.interval_node})`);
  tile(`${group(cost.bram18)} RAMB18`, `${group(cost.bits)} bits in ${fifoNames.length} FIFOs` + (sized && state.side === 'built' ? `; ${group(sized.bram18)} RAMB18, ${group(sized.bits)} bits would do` : ''));
  if (data.measured) tile(group(+data.measured.throughput_fps.toFixed(2)) + ' images/s', `rtlsim_performance.json, N = ${group(data.measured.frames)}`);
  return tiles;
}
function buildAnswer() {
  const host = document.getElementById('answer'), tiles = element('div', { class: 'tiles' });
  const tools = section('answer', 'Answer');
  if (data.proposed)
    for (const [name, label] of [['built', 'FIFOs as built'], ['proposed', 'as proposed']])
      tools.append(element('button', { 'data-side': name, onclick: () => { state.side = name; refresh(); } }, label));
  host.append(tiles);
  listeners.push(() => {
    tiles.replaceChildren(...answerTiles());
    document.querySelectorAll('[data-side]').forEach(b => b.classList.toggle('on', b.dataset.side === state.side));
  });
}
function buildGuidance() {
  section('guidance', 'Guidance');
  const host = document.getElementById('guidance');
  for (const g of data.simulation.guidance)
    host.append(element('div', { class: 'guide' + (/locks|too little room/.test(g.finding) ? ' bad' : '') },
      element('p', {}, element('b', {}, g.finding)), element('p', { class: 'evidence' }, g.evidence),
      g.cure || g.command ? element('p', {}, g.cure ? g.cure + ' ' : '', g.command ? element('code', {}, g.command) : null, ' ',
        g.command ? button('copy', () => navigator.clipboard?.writeText(g.command)) : null) : null));
}

// ---- time
async function decode(part, unit) {
  const packed = Uint8Array.from(atob(part.data), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer()), n = part.buckets;
  let at = 0;
  const take = () => bytes.subarray(at, at += n);
  part.stages = stageNames.map(() => ({ starved: take(), blocked: take() }));
  part.fifos = fifoNames.map(() => {
    const low = take(), high = take(), aboveLow = take(), aboveHigh = take();
    const least = new Float64Array(n), most = new Float64Array(n);
    for (let b = 0, v = 0; b < n; ++b) {
      v = (v + low[b] + 256 * high[b]) & 65535;
      least[b] = v * unit;
      most[b] = (v + aboveLow[b] + 256 * aboveHigh[b]) * unit;
    }
    return { least, most };
  });
}
async function decodeAll() {
  for (const timeline of [data.timeline, data.proposed?.timeline])
    for (const part of [timeline?.first, timeline?.steady]) if (part) await decode(part, timeline.unit);
}
const part = () => { const t = side().timeline; return t && (t[state.part] ?? t.steady ?? t.first); };
const bucketOf = (p, cycle) => Math.min(p.buckets - 1, Math.max(0, Math.floor((cycle - p.begin) / p.bucket_cycles)));

function paintBands(ink, y, chart, p, band) {
  const height = 14, top = y + 2, first = bucketOf(p, chart.view[0]), last = bucketOf(p, chart.view[1]);
  for (let b = first; b <= last; ++b) {
    const x0 = Math.max(chart.labels, chart.x(p.begin + b * p.bucket_cycles)), x1 = Math.min(chart.end, chart.x(p.begin + (b + 1) * p.bucket_cycles));
    if (x1 <= x0) continue;
    const w = x1 - x0 + 0.4, starved = band.starved[b] / 255, blocked = band.blocked[b] / 255, work = Math.max(0, 1 - starved - blocked);
    ink.rect(x0, top + height * (1 - work), w, height * work, COLOURS.work);
    ink.rect(x0, top, w, height * blocked, COLOURS.blocked);
    ink.rect(x0, top + height * blocked, w, height * starved, COLOURS.starved);
  }
}
function stageRow(i) {
  const p = part(), band = p.stages[i], stage = simulation().stages[i];
  return { key: stageKey(i), label: stage.name, height: 18, hot: circleParts.has(stageKey(i)), paint: (ink, y, chart) => paintBands(ink, y, chart, p, band),
    tell: cycle => {
      const whole = `${stage.name} (${stage.kind})\nsteady interval: works ${percent(stage.busy)}, starved ${percent(stage.starved)}, blocked ${percent(stage.backpressured)}`;
      if (cycle == null) return whole;
      const b = bucketOf(p, cycle), starved = band.starved[b] / 255, blocked = band.blocked[b] / 255;
      return `${whole}\ncycles ${group(p.begin + b * p.bucket_cycles)} to ${group(p.begin + (b + 1) * p.bucket_cycles - 1)}: works ${percent(Math.max(0, 1 - starved - blocked))}, starved ${percent(starved)}, blocked ${percent(blocked)}`;
    } };
}
function fifoRow(i) {
  const p = part(), fill = p.fifos[i], fifo = simulation().fifos[i], height = 30;
  const scale = Math.max(fifo.depth, fifo.high_water, 1);
  return { key: fifoKey(i), label: `${fifo.name}  ${group(fifo.depth)} deep`, indent: 12, height, hot: circleParts.has(fifoKey(i)),
    paint: (ink, y, chart) => {
      const at = words => y + height - 3 - (height - 7) * words / scale;
      const first = bucketOf(p, chart.view[0]), last = bucketOf(p, chart.view[1]), upper = [], lower = [];
      for (let b = first; b <= last; ++b)
        for (const edge of [b, b + 1]) {
          const x = Math.min(chart.end, Math.max(chart.labels, chart.x(p.begin + edge * p.bucket_cycles)));
          upper.push([x, at(fill.most[b])]);
          lower.unshift([x, at(fill.least[b])]);
        }
      const [x0, x1] = [upper[0][0], upper[upper.length - 1][0]];
      ink.area([[x0, at(0)], ...lower.slice().reverse(), [x1, at(0)]], '#b8c9e6');
      ink.area([...upper, ...lower], COLOURS.fill);
      ink.line([[x0, at(fifo.depth)], [x1, at(fifo.depth)]], COLOURS.blocked, 1, [5, 3]);
    },
    tell: cycle => {
      const whole = `${fifo.name}: ${group(fifo.depth)} words deep, ${group(fifo.width_bits)} bits wide, at most ${group(fifo.high_water)} in use`;
      if (cycle == null) return whole;
      const b = bucketOf(p, cycle);
      return `${whole}\ncycle ${group(p.begin + b * p.bucket_cycles)}: ${group(fill.least[b])} to ${group(fill.most[b])} words`;
    } };
}
// Of large networks: the circle with its neighbours and the busiest.
function wantedStages() {
  const now = simulation().stages, all = now.map((_, i) => i);
  if (state.all) return all;
  const wanted = new Set();
  for (const i of all) if (circleParts.has(stageKey(i))) { wanted.add(i); }
  for (const key of circleParts.keys()) if (key[0] === 'f') {
    const stream = data.streams[+key.slice(1)];
    if (stream) for (const i of [stream.from, stream.to]) if (i >= 0) wanted.add(i);
  }
  for (const i of [...all].sort((a, b) => now[b].busy - now[a].busy).slice(0, 8)) wanted.add(i);
  if (chosen.key) wanted.add(chosen.key[0] === 's' ? +chosen.key.slice(1) : Math.max(0, data.streams[+chosen.key.slice(1)]?.from ?? 0));
  return all.filter(i => wanted.has(i));
}
function timeRows() {
  const rows = [], done = new Set();
  const add = i => { if (!done.has(i) && i < fifoNames.length) { done.add(i); rows.push(fifoRow(i)); } };
  for (const i of wantedStages()) {
    const stage = data.stages[i];
    if (stage && i < stageNames.length) for (const s of stage.in) if (data.streams[s].from < 0) add(s);
    rows.push(stageRow(i));
    if (stage) for (const s of stage.out) add(s);
  }
  return rows;
}
// Arrows from row to row over those of the circle, and back.
function paintCircle(ink, chart) {
  if (state.side !== 'built') return;
  const stops = chart.rows.filter(row => circleParts.has(row.key)).map(row => [row, chart.top(row.key)]);
  if (!stops.length) return;
  const x = chart.end + 14, frames = data.simulation.explanation.critical_cycle.frames;
  for (const [row, y] of stops) {
    const text = circleParts.get(row.key).map(p => `${p.reason === 'work' ? 'works' : p.reason} ${group(p.cycles / frames)}`).join(', ');
    ink.text(x + 6, y, text, COLOURS.blocked, 'left', true);
    ink.line([[x, y], [chart.end + 4, y]], COLOURS.blocked, 2);
    ink.area([[chart.end + 1, y], [chart.end + 8, y - 4], [chart.end + 8, y + 4]], COLOURS.blocked);
  }
  if (stops.length > 1) ink.line([[x, stops[0][1]], [x, stops[stops.length - 1][1]]], COLOURS.blocked, 2);
}
function buildTime() {
  const host = document.getElementById('time'), tools = section('time', 'Time: work, waits and FIFO fill');
  if (!data.timeline) { host.append(element('p', {}, 'The run is too long to be kept word by word, has a single frame, or has locked.')); return; }
  for (const [name, label] of [['first', 'first frame'], ['steady', 'two steady frames']])
    tools.append(element('button', { 'data-part': name, onclick: () => { state.part = name; refresh(); } }, label));
  if (stageNames.length > 40) tools.append(element('button', { id: 'all-rows', onclick: () => { state.all = !state.all; refresh(); } }, 'all rows'));
  const box = host.appendChild(element('div', { class: 'scroll', style: 'max-height: 640px' }));
  const chart = new RowChart(box, 'timeline');
  chart.overlay = paintCircle;
  chart.right = circleParts.size ? 136 : 8;
  tools.append(button('SVG', () => save('timeline.svg', chart.svg(), 'image/svg+xml')), button('CSV', () => save('timeline.csv', timeCsv(), 'text/csv')));
  host.append(element('p', { class: 'legend' }, ...[['work', 'works'], ['starved', 'starved: lacks a word'], ['blocked', 'blocked: lacks room'], ['fill', 'words in the FIFO, least to most']].flatMap(([c, t]) => [element('i', { style: `background:${COLOURS[c]}` }), t]),
    ' — dashed red: its depth; red margin and arrows: the critical circle, cycles per frame; dashed blue: a frame\'s last word leaves. Drag moves, a click and then the wheel zooms, double click shows all; keys n and p: the next and last stall of the chosen row.' + (data.timeline.counted ? '' : ' Waits of these blocks are read off their words\' times; the table has the counts.')));
  listeners.push(() => {
    const p = part();
    document.querySelectorAll('[data-part]').forEach(b => b.classList.toggle('on', b.dataset.part === (p === side().timeline.first ? 'first' : 'steady')));
    document.getElementById('all-rows')?.classList.toggle('on', state.all);
    chart.set(timeRows(), [p.begin, p.begin + p.buckets * p.bucket_cycles], p.frame_ends.map(at => ({ at, text: 'frame out' })));
  });
  addEventListener('keydown', event => {
    if (event.target.tagName === 'INPUT' || !['n', 'p'].includes(event.key) || chosen.key?.[0] !== 's') return;
    const p = part(), band = p.stages[+chosen.key.slice(1)], forward = event.key === 'n' ? 1 : -1;
    const stalls = b => band.starved[b] + band.blocked[b] > 127, middle = bucketOf(p, (chart.view[0] + chart.view[1]) / 2);
    for (let b = middle + forward; b > 0 && b < p.buckets; b += forward)
      if (stalls(b) && !stalls(b - 1)) {
        const at = p.begin + b * p.bucket_cycles, half = (chart.range[1] - chart.range[0]) / 20;
        return chart.zoom([at - half, at + half]);
      }
  });
}
function timeCsv() {
  const p = part(), rows = [['row', 'begin_cycle', 'cycles', 'starved', 'backpressured', 'least_words', 'most_words']];
  stageNames.forEach((name, i) => { for (let b = 0; b < p.buckets; ++b) rows.push([name, p.begin + b * p.bucket_cycles, p.bucket_cycles, r2(p.stages[i].starved[b] / 255), r2(p.stages[i].blocked[b] / 255)]); });
  fifoNames.forEach((name, i) => { for (let b = 0; b < p.buckets; ++b) rows.push([name, p.begin + b * p.bucket_cycles, p.bucket_cycles, '', '', p.fifos[i].least[b], p.fifos[i].most[b]]); });
  return csvOf(rows);
}

// ---- waterfall of the first frame
function buildWaterfall() {
  const tools = section('waterfall', 'First frame: when each stage begins and ends'), host = document.getElementById('waterfall');
  const fall = data.simulation.explanation?.waterfall ?? [];
  if (!fall.length) { host.append(element('p', {}, data.simulation.explanation?.left_out ?? 'not known')); return; }
  const chart = new RowChart(host.appendChild(element('div', { class: 'scroll', style: 'max-height: 420px' })), 'waterfall');
  const end = Math.max(...fall.map(f => f.last_word_out_cycle)) + 1;
  listeners.push(() => chart.set(fall.filter((f, i) => state.all || stageNames.length <= 40 || wantedStages().includes(stageNames.indexOf(f.stage))).map(f => ({
    key: stageKey(stageNames.indexOf(f.stage)), label: f.stage, height: 16,
    paint: (ink, y, c) => {
      const bar = (from, to, colour) => { const a = Math.max(c.labels, c.x(from)), b = Math.min(c.end, c.x(to)); if (b > a) ink.rect(a, y + 3, Math.max(1, b - a), 10, colour); };
      bar(f.first_word_in_cycle, f.first_word_out_cycle, '#bdc8d3');
      bar(f.first_word_out_cycle, f.last_word_out_cycle + 1, COLOURS.work);
    },
    tell: () => `${f.stage}\nfirst word in ${group(f.first_word_in_cycle)}, first out ${group(f.first_word_out_cycle)}, last out ${group(f.last_word_out_cycle)}` +
      (f.starved_cycles ? `\nwaited ${group(f.starved_cycles)} cycles for words of ${f.starved_by}` : '') + (f.backpressured_cycles ? `\nwaited ${group(f.backpressured_cycles)} cycles for room in ${f.backpressured_by}` : '')
  })), [0, end]));
  tools.append(button('SVG', () => save('waterfall.svg', chart.svg(), 'image/svg+xml')), button('CSV', () => save('waterfall.csv', csvOf([Object.keys(fall[0]), ...fall.map(Object.values)]), 'text/csv')));
  host.append(element('p', { class: 'legend' }, element('i', { style: 'background:#bdc8d3' }), 'first word in to first word out', element('i', { style: `background:${COLOURS.work}` }), 'words go out'));
}

// ---- tables
class Table {
  constructor(id, title, columns, rows, few) {
    this.columns = columns; this.rows = rows; this.sort = null; this.all = !few;
    const tools = section(id, title), host = document.getElementById(id);
    this.filter = element('input', { placeholder: 'filter', size: 12, oninput: () => this.draw() });
    tools.append(this.filter);
    if (few) tools.append(this.toggle = button(`all ${rows().length}`, () => { this.all = !this.all; this.draw(); }));
    tools.append(button('CSV', () => save(id + '.csv', csvOf([columns.map(c => c.name), ...rows().map(r => columns.map(c => c.value(r)))]), 'text/csv')));
    this.few = few;
    this.table = host.appendChild(element('div', { class: 'scroll' })).appendChild(element('table'));
    listeners.push(() => this.draw());
  }
  draw() {
    let rows = this.rows().filter(r => !this.filter.value || this.columns.some(c => String(c.value(r) ?? '').toLowerCase().includes(this.filter.value.toLowerCase())));
    if (!this.all && !this.filter.value) rows = rows.filter(r => this.few(r) || r.key === chosen.key);
    this.toggle?.classList.toggle('on', this.all);
    if (this.sort) rows = [...rows].sort((a, b) => { const x = this.sort.column.value(a), y = this.sort.column.value(b); return (typeof x === 'number' && typeof y === 'number' ? x - y : String(x ?? '').localeCompare(String(y ?? ''))) * this.sort.way; });
    const head = element('tr', {}, this.columns.map(c => element('th', { class: c.text ? 'text' : null, title: c.title, onclick: () => { this.sort = { column: c, way: this.sort?.column === c ? -this.sort.way : c.text ? 1 : -1 }; this.draw(); } }, c.name + (this.sort?.column === c ? this.sort.way > 0 ? ' ▲' : ' ▼' : ''))));
    this.table.replaceChildren(element('thead', {}, head), element('tbody', {}, rows.map(r => element('tr', { 'data-key': r.key, class: [r.key === chosen.key ? 'chosen' : '', circleParts.has(r.key) ? 'hot' : ''].join(' ').trim() || null, onclick: () => choose(r.key) },
      this.columns.map(c => element('td', { class: c.why ? 'why' : c.text ? 'text' : null }, c.show ? c.show(r) : typeof c.value(r) === 'number' ? group(c.value(r)) : c.value(r) ?? ''))))));
  }
}
const bar = stage => { const b = element('span', { class: 'bar', title: `works ${percent(stage.busy)}, starved ${percent(stage.starved)}, blocked ${percent(stage.backpressured)}` });
  for (const [k, c] of [['busy', 'work'], ['starved', 'starved'], ['backpressured', 'blocked']]) b.append(element('i', { style: `width:${100 * stage[k]}%;background:${COLOURS[c]}` })); return b; };
function memory(f) { return f.bram18 > 0 ? `${group(f.bram18)} RAMB18` : `${group(f.lut)} LUT`; }
function buildTables() {
  const sized = data.fifos?.fifos;
  const fifoRows = () => data.simulation.fifos.map((f, i) => ({ key: fifoKey(i), i, built: f, now: sized?.[i], high: simulation().fifos[i]?.high_water }));
  new Table('fifos', 'FIFOs', [
    { name: 'stream', text: true, value: r => r.built.name }, { name: 'in the folding', text: true, value: r => 'StreamingFIFO_' + r.i },
    { name: 'bits', title: 'width of a word', value: r => r.built.width_bits }, { name: 'depth', title: 'words, as built', value: r => r.built.depth },
    { name: 'high water', title: 'most places in use at once, with the depths chosen above', value: r => r.high },
    ...(sized ? [{ name: 'proposed', value: r => r.now?.depth }, { name: 'memory then', text: true, value: r => r.now && memory(r.now) }, { name: 'why', text: true, why: true, value: r => r.now?.why }] : [])
  ], fifoRows, fifoNames.length > 40 && (r => r.built.depth > 32 || (r.now && r.now.depth > 32) || circleParts.has(r.key)));
  if (!sized) document.getElementById('fifos').append(element('p', { class: 'legend' }, 'No depths proposed: ' + data.no_fifos));
  const layerRows = () => simulation().stages.map((s, i) => ({ key: stageKey(i), i, s, d: data.stages[i] ?? {} }));
  new Table('layers', 'Layers', [
    { name: 'stage', text: true, value: r => r.s.name }, { name: 'kind', text: true, value: r => r.s.kind },
    { name: 'PE', value: r => r.d.PE }, { name: 'SIMD', value: r => r.d.SIMD },
    { name: 'estimate', title: 'cycles by FINN\'s formula', value: r => r.d.estimate?.cycles }, { name: 'simulated', title: 'cycles of work per frame', value: r => r.s.work_cycles },
    { name: 'busy', title: 'share of a steady interval', value: r => r.s.busy, show: r => percent(r.s.busy) }, { name: 'work / starved / blocked', text: true, value: r => `${percent(r.s.busy)} / ${percent(r.s.starved)} / ${percent(r.s.backpressured)}`, show: r => bar(r.s) },
    { name: 'LUT', value: r => r.d.estimate?.LUT }, { name: 'BRAM', value: r => r.d.estimate?.BRAM }, { name: 'DSP', value: r => r.d.estimate?.DSP }
  ], layerRows, stageNames.length > 40 && (r => r.s.busy > 0.5 || circleParts.has(r.key)));
  const what = data.simulation.explanation?.what_if ?? [];
  if (what.length) document.getElementById('layers').append(element('p', { class: 'legend' }, 'What if: ' + what.map(w => `${w.stage} ${w.fold} ${w.from} → ${w.to}: a frame every ${group(w.interval_cycles)} cycles (${(data.simulation.interval_cycles / w.interval_cycles).toFixed(2)} x), next bottleneck ${w.next_bottleneck}`).join('; ')));
}

// ---- graph: the chain of blocks in lines, a block's inside below when it is opened
function busyColour(share) { const mix = (a, b) => Math.round(a + (b - a) * share); return `rgb(${mix(246, 47)},${mix(248, 125)},${mix(249, 91)})`; }
function buildGraph() {
  const tools = section('graph', 'Graph'), host = document.getElementById('graph');
  const canvas = host.appendChild(element('canvas', { role: 'img', 'aria-label': 'graph' }));
  host.append(element('p', { class: 'legend' }, 'In the order of the words, line by line. Green: share of a steady interval at work (of a block: its busiest stage); red frame: on the critical circle; stacked: a block with branches, which a click opens in the tables.'));
  let boxes = [];
  const layout = width => {
    const w = 172, h = 40, gapX = 22, gapY = 20, columns = Math.max(1, Math.floor((width - 10 + gapX) / (w + gapX)));
    boxes = data.blocks.map((block, n) => {
      const line = Math.floor(n / columns), place = n % columns;
      return { block, x: 6 + (line % 2 ? columns - 1 - place : place) * (w + gapX), y: 8 + line * (h + gapY), w, h };
    });
    return boxes.length ? boxes[boxes.length - 1].y + h + 10 : 20;
  };
  const paint = (ink, width) => {
    const stages = simulation().stages;
    boxes.forEach((b, n) => {
      if (n) { const a = boxes[n - 1], same = a.y === b.y, right = b.x > a.x;
        const from = same ? [right ? a.x + a.w : a.x, a.y + a.h / 2] : [a.x + a.w / 2, a.y + a.h], to = same ? [right ? b.x : b.x + b.w, b.y + b.h / 2] : [b.x + b.w / 2, b.y];
        const out = Math.max(...b.block.stages.flatMap(i => data.stages[i].in).map(s => data.streams[s].words), 1);
        ink.line([from, to], COLOURS.faint, 1 + Math.min(4, Math.log10(out) / 1.5)); }
      const busy = Math.max(...b.block.stages.map(i => stages[i]?.busy ?? 0)), hot = state.side === 'built' && b.block.stages.some(i => circleParts.has(stageKey(i)) || data.stages[i].out.some(s => circleParts.has(fifoKey(s))));
      const picked = b.block.stages.some(i => stageKey(i) === chosen.key);
      if (b.block.stages.length > 1) { ink.rect(b.x + 4, b.y + 4, b.w, b.h, COLOURS.line); }
      ink.rect(b.x, b.y, b.w, b.h, hot ? COLOURS.blocked : picked ? COLOURS.mark : COLOURS.line);
      const edge = hot || picked ? 2 : 1;
      ink.rect(b.x + edge, b.y + edge, b.w - 2 * edge, b.h - 2 * edge, picked ? '#e3eefc' : busyColour(busy));
      const name = b.block.name, dark = busy > 0.6 && !picked;
      ink.text(b.x + 7, b.y + 13, name.length > 22 ? name.slice(0, 11) + '…' + name.slice(-10) : name, dark ? '#fff' : COLOURS.ink);
      ink.text(b.x + 7, b.y + 28, b.block.stages.length > 1 ? `${b.block.stages.length} stages, busiest ${percent(busy)}` : `works ${percent(busy)}`, dark ? '#e8f3ee' : COLOURS.faint);
    });
  };
  const draw = () => { const width = Math.max(320, host.clientWidth - 30), height = layout(width); paint(new CanvasInk(canvas, width, height), width); };
  const at = event => { const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top; return boxes.find(b => x >= b.x && x < b.x + b.w && y >= b.y && y < b.y + b.h); };
  canvas.addEventListener('click', event => { const b = at(event); if (b) { const stages = simulation().stages, best = b.block.stages.reduce((a, i) => stages[i].busy > stages[a].busy ? i : a); choose(stageKey(best)); } });
  canvas.addEventListener('pointermove', event => { const b = at(event); b ? tip.show(event, b.block.stages.map(i => `${stageNames[i]}: works ${percent(simulation().stages[i].busy)}`).slice(0, 14).join('\n')) : tip.hide(); });
  canvas.addEventListener('pointerleave', () => tip.hide());
  addEventListener('resize', draw);
  listeners.push(draw);
  tools.append(button('SVG', () => { const width = Math.max(320, host.clientWidth - 30), ink = new SvgInk(width, layout(width)); paint(ink, width); save('graph.svg', ink.source, 'image/svg+xml'); }),
    button('CSV', () => save('graph.csv', csvOf([['stream', 'from', 'to', 'words_per_frame'], ...data.streams.map((s, i) => [fifoNames[i], stageNames[s.from] ?? 'source', stageNames[s.to] ?? 'sink', s.words])]), 'text/csv')));
}

// ---- front between memory and interval
function buildFront() {
  const host = document.getElementById('pareto');
  if (data.front.length < 2) { host.remove(); return; }
  const tools = section('pareto', 'FIFO memory against interval'), canvas = host.appendChild(element('canvas', { role: 'img', 'aria-label': 'front' }));
  const key = new Set(data.front.map(p => p.bram18)).size > 1 ? 'bram18' : new Set(data.front.map(p => p.lut)).size > 1 ? 'lut' : 'bits';
  const unit = { bram18: 'RAMB18', lut: 'LUT', bits: 'bits' }[key], points = data.front.map(p => [p.interval_cycles, p[key]]), today = [data.simulation.interval_cycles, data.fifo_cost[key]];
  const paint = (ink, width, height) => {
    ink.rect(0, 0, width, height, '#fff');
    const all = [...points, today], xs = all.map(p => p[0]), ys = all.map(p => p[1]), low = Math.min(...xs), high = Math.max(...xs), pad = (high - low) * 0.06 || 1, top = Math.max(...ys) * 1.12 || 1;
    const x = v => 70 + (v - low + pad) / (high - low + 2 * pad) * (width - 90), y = v => height - 34 - v / top * (height - 58);
    for (const t of ticks(0, top, 5)) { ink.line([[70, y(t)], [width - 20, y(t)]], '#edf0f2'); ink.text(64, y(t), group(t), COLOURS.faint, 'right'); }
    for (const t of ticks(low - pad, high + pad, width / 130)) { ink.line([[x(t), height - 34], [x(t), height - 29]], COLOURS.faint); ink.text(x(t), height - 20, group(t), COLOURS.faint, 'center'); }
    ink.line([[70, height - 34], [width - 20, height - 34]], COLOURS.faint); ink.line([[70, 14], [70, height - 34]], COLOURS.faint);
    ink.text(width - 20, height - 6, 'interval, cycles per frame', COLOURS.faint, 'right'); ink.text(76, 14, unit + ' of all FIFOs', COLOURS.faint);
    ink.line(points.flatMap((p, i) => i ? [[x(p[0]), y(points[i - 1][1])], [x(p[0]), y(p[1])]] : [[x(p[0]), y(p[1])]]), COLOURS.work, 2);
    for (const p of points) { ink.rect(x(p[0]) - 3, y(p[1]) - 3, 6, 6, COLOURS.work); ink.text(x(p[0]) + 6, y(p[1]) - 9, group(p[1]), COLOURS.ink); }
    ink.area([[x(today[0]), y(today[1]) - 6], [x(today[0]) + 6, y(today[1])], [x(today[0]), y(today[1]) + 6], [x(today[0]) - 6, y(today[1])]], COLOURS.blocked);
    ink.text(x(today[0]) + 10, y(today[1]), 'as built', COLOURS.blocked);
  };
  const size = () => [Math.max(320, Math.min(820, host.clientWidth - 30)), 280];
  const draw = () => { const [w, h] = size(); canvas.style.width = w + 'px'; paint(new CanvasInk(canvas, w, h), w, h); };
  addEventListener('resize', draw);
  listeners.push(draw);
  tools.append(button('SVG', () => { const [w, h] = size(), ink = new SvgInk(w, h); paint(ink, w, h); save('pareto.svg', ink.source, 'image/svg+xml'); }), button('CSV', () => save('pareto.csv', csvOf([Object.keys(data.front[0]), ...data.front.map(Object.values)]), 'text/csv')));
}

// ---- verification and origin
function facts(id, title, entries) {
  section(id, title);
  document.getElementById(id).append(element('dl', {}, entries.flatMap(([k, v]) => [element('dt', {}, k), element('dd', {}, typeof v === 'string' ? v : JSON.stringify(v))])));
}
function buildFacts() {
  const rtl = data.simulation.rtl;
  facts('verification', 'Verification', rtl ? [['RTL latency', group(rtl.latency_cycles)], ['RTL interval', group(rtl.interval_cycles)], ['cycle differences', group(rtl.cycle_differences)]]
    : [['RTL', 'not run for this page'], ['values and cycles', data.origin.verify ?? '']]);
  const calibrated = data.simulation.calibrated.map(c => `${c.name} ${c.value}`).join(', ');
  facts('origin', 'Origin', [...Object.entries(data.origin).filter(([k]) => k !== 'verify'), ['frames simulated', String(data.simulation.frames)], ['engine', data.simulation.engine],
    ['profile', data.simulation.profile + (calibrated ? '; calibrated, not derived: ' + calibrated : '')],
    ['terms', 'busy, starved, blocked: shares of one steady interval, which sum to 100 %. Latency: first word in to last word out of frame 1. Interval: cycles between frames once the pipeline is full. High water: most places of a FIFO in use at once.']]);
}

async function start() {
  document.getElementById('title').textContent = data.network;
  document.getElementById('subtitle').textContent = `${stageNames.length} stages, ${fifoNames.length} FIFOs; profile ${data.simulation.profile}; ${data.origin.command ?? ''}`;
  await decodeAll();
  buildAnswer(); buildGuidance(); buildTime(); buildWaterfall(); buildTables(); buildGraph(); buildFront(); buildFacts();
  refresh();
  document.body.dataset.ready = 'yes';
}
start();
