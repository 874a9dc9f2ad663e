// A day as a timeline: what was recorded in each block of it, and where nothing was, why not.

import { get } from '/signin/api.js';
import { byId, el, renderOnChange, setText, showProblem, svg } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { count, duration } from '/assets/format.js';
import { during, spansOf } from '/assets/spans.js';
import { events, follow, time } from '/assets/shell.js';
import { Viewer, picture } from '/assets/viewer.js';
import { blocksOf, dayAt, offsetAt, plusDays, startOf } from '/assets/zoned.js';

const ZOOMS = [60, 30, 10, 5, 1];
const MOST = 10_000;
const BEFORE_MILLIS = 7 * 24 * 3_600_000;
const RELOAD_MILLIS = 5_000;
const OVERVIEW_SECONDS = 600;

let day = null;
let zoom = 10;
let data = null;
let loads = 0;
let reload;

const iso = (instant) => encodeURIComponent(new Date(instant).toISOString());
const viewer = new Viewer(time, () => data?.screenshots ?? [], () => load());

/** Reads the day from the address, or takes today. */
function choose() {
  const zone = time.zone.name;
  const today = dayAt(zone, time.now());
  const wanted = /^#(\d{4}-\d\d-\d\d)$/.exec(location.hash)?.[1];
  const next = wanted && !Number.isNaN(Date.parse(wanted)) && wanted <= today ? wanted : today;
  byId('day-date').max = today;
  byId('day-after').disabled = byId('day-today').disabled = next === today;
  if (next !== day) {
    day = next;
    byId('day-date').value = day;
    // Noon: there it is this day in any case.
    setText(byId('day-title'), time.zone.day(startOf(zone, day) + 12 * 3_600_000));
    load();
  }
}

function go(to) {
  location.hash = to;
}

async function load() {
  const turn = ++loads;
  const zone = time.zone.name;
  const from = startOf(zone, day);
  const end = startOf(zone, plusDays(day, 1));
  const span = `from=${iso(from)}&to=${iso(end)}&limit=${MOST}`;
  const before = `from=${iso(from - BEFORE_MILLIS)}&to=${iso(from)}`;
  const problems = [];
  const ask = async (path, what) => {
    try {
      return await get(path);
    } catch (problem) {
      if (problem.status === 401) {
        location.assign('/signin');
      }
      if (problem.status !== 404) {
        problems.push(`${what}: ${problem.message}`);
      }
      return [];
    }
  };
  const kinds = ['agent.', 'session.', 'recording.', 'hold.'];
  const journal = kinds.flatMap((kind) => [
    ask(`/api/v1/journal?type=${kind}&${span}`, t('The journal')),
    ask(`/api/v1/journal?type=${kind}&${before}&limit=${kind === 'hold.' ? 100 : 1}`, t('The journal')),
  ]);
  const [screenshots, activity, ...records] = await Promise.all([
    ask(`/api/v1/screenshots?${span}`, t('Screenshots')),
    ask(`/api/v1/activity?${span}&bucket=${Math.min(zoom, 10) * 60}`, t('Keyboard and mouse activity')),
    ...journal,
  ]);
  if (turn !== loads) {
    return;
  }
  showProblem(byId('day-problem'), problems.length > 0 ? [...new Set(problems)].join(' ') : null, 'warn');
  const known = Math.min(end, time.now());
  const happened = records.flat().sort((a, b) => a.seq - b.seq);
  data = { from, end, known, screenshots, activity, spans: spansOf(happened, from, Math.max(from, known)) };
  render();
}

function render() {
  showOverview();
  showBlocks();
  viewer.showSteps();
}

const label = (instant) => {
  const zone = time.zone.name;
  const changes = offsetAt(zone, data.from) !== offsetAt(zone, data.end);
  return changes ? `${time.zone.shortTime(instant)} ${time.zone.abbreviation(instant)}` : time.zone.shortTime(instant);
};

/** The day in one strip: what was recorded, and how active keyboard and mouse were. */
function showOverview() {
  const { from, end, spans, activity, screenshots } = data;
  const width = 1440;
  const x = (instant) => ((instant - from) / (end - from)) * width;
  const rect = (kind, begin, to, y, height) =>
    svg('rect', { class: kind, x: x(begin).toFixed(2), width: Math.max(1, x(to) - x(begin)).toFixed(2), y, height });
  const hours = blocksOf(time.zone.name, day, 180);
  const active = activity.reduce((sum, { activeSeconds }) => sum + activeSeconds, 0);
  const recorded = spans.filter(({ on }) => on).reduce((sum, span) => sum + span.to - span.from, 0);
  const summary = [
    recorded > 0 ? t('recorded for {0}', duration(recorded < 60_000 ? Math.max(1, Math.round(recorded / 1000)) : Math.round(recorded / 60_000) * 60)) : t('nothing recorded'),
    count(screenshots.length, t('screenshot'), t('screenshots')),
    activity.length > 0 ? (active > 0 ? t('keyboard or mouse in use for {0}', duration(Math.round(active))) : t('no input')) : '',
  ].filter(Boolean).join(', ');
  setText(byId('day-summary'), summary);
  renderOnChange(byId('overview'), [day, spans, activity.length, active, screenshots.length], () => {
    const bars = new Map();
    for (const row of activity) {
      const at = Math.floor((Date.parse(row.from) - from) / (OVERVIEW_SECONDS * 1000));
      bars.set(at, (bars.get(at) ?? 0) + row.activeSeconds);
    }
    const strip = svg('svg', {
      viewBox: `0 0 ${width} 64`, preserveAspectRatio: 'none', role: 'img', 'aria-label': summary,
    },
    ...spans.map((span) => rect(span.on ? 'rec' : 'held', span.from, span.to, 48, 16)),
    ...[...bars].filter(([, seconds]) => seconds > 0).map(([at, seconds]) => {
      const height = Math.max(2, Math.min(1, seconds / OVERVIEW_SECONDS) * 42);
      const begin = from + at * OVERVIEW_SECONDS * 1000;
      return rect('act', begin + 40_000, begin + OVERVIEW_SECONDS * 1000 - 40_000, 44 - height, height);
    }));
    strip.addEventListener('click', ({ clientX }) => {
      const { left, width: wide } = strip.getBoundingClientRect();
      scrollTo(from + ((clientX - left) / wide) * (end - from));
    });
    return [strip, el('div', { class: 'hours', 'aria-hidden': 'true' }, ...hours.map((hour) => {
      const mark = el('span', { class: 'number', text: time.zone.shortTime(hour.from) });
      mark.style.insetInlineStart = `${((hour.from - from) / (end - from)) * 100}%`;
      return mark;
    }))];
  });
}

function scrollTo(instant) {
  const tiles = [...document.querySelectorAll('#blocks [data-from]')];
  const tile = tiles.findLast((candidate) => Number(candidate.dataset.from) <= instant) ?? tiles[0];
  tile?.scrollIntoView({ block: 'center' });
  tile?.focus?.({ preventScroll: true });
}

/** Everything of the day in blocks: those of an hour together, and a line for each time of which there is nothing. */
function showBlocks() {
  const blocks = filled();
  const groups = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    if (block.empty) {
      if (group?.gap === block.why) {
        group.to = block.to;
      } else {
        groups.push({ gap: block.why, from: block.from, to: block.to });
      }
    } else {
      const hour = hourOf(block.from);
      if (group?.hour === hour) {
        group.blocks.push(block);
      } else {
        groups.push({ hour, from: block.from, blocks: [block] });
      }
    }
  }
  const focused = document.activeElement?.closest('#blocks [data-from]')?.dataset.from;
  renderOnChange(byId('blocks'), [day, zoom, groups], () => groups.map((group) => (group.blocks ? hourSection(group) : gapLine(group))));
  const tiles = [...document.querySelectorAll('#blocks button')];
  const current = tiles.find(({ dataset }) => dataset.from === focused);
  (current ?? tiles[0])?.setAttribute('tabindex', '0');
  if (current && document.activeElement !== current) {
    current.focus({ preventScroll: true });
  }
  if (blocks.length === 0) {
    renderOnChange(byId('blocks'), 'none', () => el('p', { class: 'absent', text: t('This day has not begun.') }));
  }
}

const hourOf = (instant) => {
  const local = instant + offsetAt(time.zone.name, instant);
  return `${Math.floor(local / 3_600_000)} ${offsetAt(time.zone.name, instant)}`;
};

function filled() {
  const { screenshots, activity, spans, known, from } = data;
  const blocks = blocksOf(time.zone.name, day, zoom).filter((block) => block.from < known);
  for (const block of blocks) {
    Object.assign(block, { shots: [], active: 0, measured: false });
  }
  const at = (instant) => blocks[Math.floor((instant - from) / (zoom * 60_000))];
  for (const shot of screenshots) {
    at(Date.parse(shot.takenAt))?.shots.unshift(shot);
  }
  for (const row of activity) {
    const block = at(Date.parse(row.from));
    if (block) {
      block.active += row.activeSeconds;
      block.measured = true;
    }
  }
  for (const block of blocks) {
    const { on, why } = during(spans, { from: block.from, to: Math.min(block.to, known) });
    block.why = why;
    block.empty = block.shots.length === 0 && block.active === 0 && on === 0;
  }
  return blocks;
}

function gapLine({ gap, from, to }) {
  const until = Math.min(to, data.known);
  return el('p', { class: 'gap', 'data-from': from },
    el('span', { class: 'number', text: `${label(from)} – ${label(until)}` }), el('span', { class: 'why', text: gap }));
}

function hourSection({ from, blocks }) {
  return el('section', { class: 'hour' },
    el('h3', { class: 'number', text: label(from) }),
    el('ul', { class: 'blocks' }, ...blocks.map((block) => el('li', {}, tile(block)))));
}

function tile({ from, to, shots, active, measured, why }) {
  const [first] = shots;
  const minutes = (to - from) / 1000;
  const level = el('span');
  level.style.inlineSize = `${Math.min(100, (active / minutes) * 100)}%`;
  const input = measured ? (active > 0 ? t('in use for {0}', duration(Math.round(active))) : t('no input')) : '';
  const users = new Set(shots.map(({ user }) => user));
  const open = ({ currentTarget }) => viewer.view(first.id, () => currentTarget.focus());
  return el('button', {
    class: 'block', type: 'button', tabindex: '-1', 'data-from': from, 'aria-disabled': first ? false : 'true',
    onclick: first ? open : () => {},
  },
  el('span', { class: 'frame' }, first
    ? picture(first, t('Screenshot of {0}', time.zone.dateTime(Date.parse(first.takenAt))), '/thumbnail')
    : el('span', { class: 'no-image', text: t('No screenshot') })),
  shots.length > 1 ? el('span', { class: 'mark', text: count(shots.length, t('screenshot'), t('screenshots')) }) : null,
  measured ? el('span', { class: 'level', 'aria-hidden': 'true' }, level) : null,
  el('span', { class: 'caption' },
    el('span', { class: 'at number', text: label(from) }), el('span', { class: 'input', text: input })),
  users.size > 1 ? el('span', { class: 'input', text: [...users].join(', ') }) : null,
  why ? el('span', { class: 'why', text: t('in part: {0}', why) }) : null);
}

function zoomTo(minutes) {
  const at = document.activeElement?.closest('#blocks [data-from]')?.dataset.from;
  zoom = minutes;
  for (const input of byId('zoom').querySelectorAll('input')) {
    input.checked = Number(input.value) === minutes;
  }
  load().then(() => at && scrollTo(Number(at)));
}

function wire() {
  byId('zoom').append(...ZOOMS.map((minutes) => el('label', {},
    el('input', { type: 'radio', name: 'zoom', value: minutes, checked: minutes === zoom, onchange: () => zoomTo(minutes) }),
    el('span', { text: t('{0} min', minutes) }))));
  byId('day-before').addEventListener('click', () => go(plusDays(day, -1)));
  byId('day-after').addEventListener('click', () => go(plusDays(day, 1)));
  byId('day-today').addEventListener('click', () => go(dayAt(time.zone.name, time.now())));
  byId('day-date').addEventListener('change', ({ target }) => target.value && go(target.value));
  window.addEventListener('hashchange', choose);
  byId('blocks').addEventListener('focusin', ({ target }) => {
    const tiles = byId('blocks').querySelectorAll('button[tabindex="0"]');
    tiles.forEach((each) => each !== target && each.setAttribute('tabindex', '-1'));
    target.closest('button')?.setAttribute('tabindex', '0');
  });
  byId('blocks').addEventListener('keydown', move);
  document.addEventListener('keydown', (event) => {
    const zooms = { '+': 1, '-': -1 };
    const free = !event.target.closest('input, dialog') && !event.ctrlKey && !event.metaKey && !event.altKey;
    const next = ZOOMS[ZOOMS.indexOf(zoom) + (zooms[event.key] ?? NaN)];
    if (free && next) {
      event.preventDefault();
      zoomTo(next);
    }
  });
}

function move(event) {
  const tiles = [...byId('blocks').querySelectorAll('button')];
  const at = tiles.indexOf(event.target);
  if (at < 0) {
    return;
  }
  const { offsetTop, offsetLeft } = tiles[at];
  const nearest = (row) => row.sort((a, b) => Math.abs(a.offsetLeft - offsetLeft) - Math.abs(b.offsetLeft - offsetLeft))[0];
  const below = tiles.filter((each) => each.offsetTop > offsetTop);
  const above = tiles.filter((each) => each.offsetTop < offsetTop);
  const targets = {
    ArrowRight: () => tiles[at + 1],
    ArrowLeft: () => tiles[at - 1],
    ArrowDown: () => nearest(below.filter((each) => each.offsetTop === below[0].offsetTop)),
    ArrowUp: () => nearest(above.filter((each) => each.offsetTop === above.at(-1).offsetTop)),
    Home: () => tiles[0],
    End: () => tiles.at(-1),
  };
  const target = targets[event.key]?.();
  if (target) {
    event.preventDefault();
    target.focus();
  }
}

/** Today goes on while one looks at it. */
function soon() {
  const isToday = day === dayAt(time.zone.name, time.now());
  if (isToday && !byId('viewer').open) {
    reload ??= setTimeout(() => {
      reload = undefined;
      load();
    }, RELOAD_MILLIS);
  }
}

wire();
events.listen(soon);
follow(() => choose());
