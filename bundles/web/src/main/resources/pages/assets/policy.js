// The policy that this agent serves: a form for it, what groups and agents are told instead, earlier versions, who asks.

import { get, post, put } from '/signin/api.js';
import { byId, el, showProblem } from '/signin/dom.js';

const MORE = ['screenshot_interval', 'screenshot_interval_seconds', 'capture_screenshots', 'screenshot_blurred',
  'policy_version', 'policy_expires', 'policy_for', 'policy_layers'];

const problem = el('div', { class: 'problem', 'aria-live': 'assertive' });
const done = el('p', { role: 'status' });
const interval = el('input', { id: 'policy-interval', type: 'number', step: 'any', min: '0.25', max: '86400', required: true });
const capture = el('input', { id: 'policy-capture', type: 'checkbox' });
const blurred = el('input', { id: 'policy-blurred', type: 'checkbox' });
const more = el('textarea', { id: 'policy-more', rows: '4', cols: '60', spellcheck: 'false' });
const overrides = el('textarea', { id: 'policy-overrides', rows: '10', cols: '60', spellcheck: 'false' });
const versions = el('tbody');
const agents = el('tbody');

const field = (input, label, hint) => el('div', { class: 'field' },
  el('label', { for: input.id, text: label }), input, hint ? el('p', { class: 'hint', text: hint }) : null);
const panel = (title, hint, ...content) => el('section', { class: 'panel' },
  el('div', { class: 'panel-head' }, el('h2', { text: title }), el('p', { class: 'hint', text: hint })), ...content);
const table = (names, body) => el('div', { class: 'table-scroll' },
  el('table', {}, el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col', text: name })))), body));

byId('workstatus-policy').append(
  problem, done,
  panel('For all', 'Where a policy is in force, it wins over local settings. A value that will not do changes nothing.',
    el('form', { onsubmit: (event) => act(event, savePolicy) },
      field(interval, 'Seconds between two screenshots', '0.25 to 86,400'),
      field(capture, 'Take screenshots'),
      field(blurred, 'Keep only blurred screenshots'),
      field(more, 'More names and values', 'A JSON object; it is served as it is.'),
      el('button', { class: 'button primary', type: 'submit', text: 'Save' }))),
  panel('Overrides', 'Agent over group over all. Members are agents’ ids and users’ names.',
    el('form', { onsubmit: (event) => act(event, saveOverrides) },
      field(overrides, 'By group and by agent', 'As {"groups": {"design": {"members": ["ada"], "policy": {"screenshot_interval": 5}}}, "agents": {}}'),
      el('button', { class: 'button', type: 'submit', text: 'Save' }))),
  panel('Versions', 'Every policy that was served; each can be brought back.',
    table(['Version', 'When', 'Who', 'What', ''], versions)),
  panel('Agents', 'Who asks this endpoint, as each reported with its last request.',
    table(['Agent', 'User', 'Version', 'Policy', 'Last seen', 'Queue', 'Health'], agents)));

async function act(event, action) {
  event.preventDefault();
  showProblem(problem, null);
  done.textContent = '';
  try {
    await action();
    done.textContent = 'Saved.';
    await load();
  } catch (failed) {
    showProblem(problem, failed.message);
  }
}

function parsed(text, what) {
  try {
    return JSON.parse(text.trim() || '{}');
  } catch (failed) {
    throw new Error(`${what} is no JSON: ${failed.message}`);
  }
}

async function savePolicy() {
  await put('/api/v1/policy', {
    ...parsed(more.value, 'More'),
    screenshot_interval_seconds: Number(interval.value),
    capture_screenshots: capture.checked,
    screenshot_blurred: blurred.checked,
  });
}

const saveOverrides = async () => put('/api/v1/policy/overrides', parsed(overrides.value, 'Overrides'));

async function load() {
  const policy = await get('/api/v1/policy');
  interval.value = policy.screenshot_interval_seconds ?? Math.round(policy.screenshot_interval * 60e6) / 1e6;
  capture.checked = policy.capture_screenshots;
  blurred.checked = policy.screenshot_blurred;
  more.value = JSON.stringify(Object.fromEntries(Object.entries(policy).filter(([name]) => !MORE.includes(name))), null, 2);
  overrides.value = JSON.stringify(await get('/api/v1/policy/overrides'), null, 2);
  const rows = await get('/api/v1/policy/versions?limit=50');
  versions.replaceChildren(...rows.map((row, index) => el('tr', {},
    el('td', { text: row.version }),
    el('td', { text: row.time }),
    el('td', { text: row.user ?? '–' }),
    el('td', {}, el('code', { text: JSON.stringify({ ...row.policy, groups: row.groups, agents: row.agents }) })),
    el('td', {}, index === 0 ? el('span', { text: 'served now' }) : el('button', {
      class: 'button small', type: 'button', text: 'Bring back', 'aria-label': `Bring version ${row.version} back`,
      onclick: (event) => act(event, () => post(`/api/v1/policy/versions/${row.version}/restore`)),
    })))));
  agents.replaceChildren(...(await get('/api/v1/agents?limit=500')).map((row) => el('tr', {},
    el('td', {}, el('code', { text: row.id })),
    el('td', { text: row.user ?? '–' }),
    el('td', { text: row.version ?? '–' }),
    el('td', { text: row.policy ? (row.current ? 'current' : 'an earlier one') : '–' }),
    el('td', { text: row.lastSeen }),
    el('td', { text: row.queue ? `${row.queue.pending} waiting, ${row.queue.quarantined} set aside` : '–' }),
    el('td', { text: row.health ?? '–' }))));
}

load().catch((failed) => {
  if (failed.status === 401) {
    location.assign(`/signin?next=${location.pathname}`);
  } else {
    showProblem(problem, failed.message);
  }
});
