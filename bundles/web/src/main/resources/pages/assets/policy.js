// The policy that this agent serves: a form for it, what groups and agents are told instead, earlier versions, who asks.

import { get, post, put } from '/signin/api.js';
import { byId, el } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { Outcome, button, check, field, panel, status, table, toSignIn, when } from '/assets/admin.js';
import { missing } from '/assets/capabilities.js';
import { number } from '/assets/format.js';
import { inWords, seconds } from '/assets/policy-words.js';

const OWN = ['screenshot_interval', 'screenshot_interval_seconds', 'capture_screenshots', 'screenshot_blurred',
  'policy_version', 'policy_expires', 'policy_for', 'policy_layers'];
const EXAMPLE = '{"groups": {"design": {"members": ["ada"], "policy": {"screenshot_interval": 5}}}, "agents": {}}';

const outcome = new Outcome();
const interval = el('input', { id: 'policy-interval', type: 'number', step: 'any', min: '0.25', max: '86400', required: true });
const capture = el('input', { id: 'policy-capture', type: 'checkbox' });
const blurred = el('input', { id: 'policy-blurred', type: 'checkbox' });
const more = el('textarea', { id: 'policy-more', rows: '3', spellcheck: 'false' });
const overrides = el('textarea', { id: 'policy-overrides', rows: '6', spellcheck: 'false' });
const versions = el('div');
const agents = el('div');
const save = () => el('div', { class: 'buttons' }, el('button', { class: 'button primary', type: 'submit', text: t('Save') }));

const policyForm = el('form', { class: 'fields', onsubmit: (event) => change(event, savePolicy) },
  field(interval, t('Seconds between two screenshots'), t('0.25 to 86,400')),
  check(capture, t('Take screenshots')),
  check(blurred, t('Keep only blurred screenshots')),
  field(more, t('More names and values'), t('A JSON object; it is served as it is.')),
  save());
const adminOnly = [
  panel(t('Overrides'), t('Agent over group over all. Members are agents’ ids and users’ names.'),
    el('form', { class: 'fields', onsubmit: (event) => change(event, saveOverrides) },
      field(overrides, t('By group and by agent'), t('As {0}', EXAMPLE)), save())),
  panel(t('Versions'), t('Every policy that was served; each can be brought back.'), versions),
  panel(t('Agents'), t('Who asks this endpoint, as each reported with its last request.'), agents),
];

byId('workstatus-policy').append(
  outcome.problem, outcome.said,
  panel(t('For all'), t('Where a policy is in force, it wins over local settings. A value that will not do changes nothing.'), policyForm),
  ...adminOnly);

const change = (event, action) => outcome.act(event, async () => {
  await action();
  await load();
}, t('Saved.'));

function parsed(text, what) {
  try {
    return JSON.parse(text.trim() || '{}');
  } catch (failed) {
    throw new Error(t('{0} is no JSON: {1}', what, failed.message));
  }
}

async function savePolicy() {
  await put('/api/v1/policy', {
    ...parsed(more.value, t('More names and values')),
    screenshot_interval_seconds: Number(interval.value),
    capture_screenshots: capture.checked,
    screenshot_blurred: blurred.checked,
  });
}

const saveOverrides = async () => put('/api/v1/policy/overrides', parsed(overrides.value, t('By group and by agent')));

const others = (policy) => Object.fromEntries(Object.entries(policy).filter(([name]) => !OWN.includes(name)));

/** What a version says in words, and what there are no words for as it stands in it. */
function spoken({ policy, groups, agents }) {
  const rest = { ...others(policy), ...(groups && { groups }), ...(agents && { agents }) };
  return el('div', {},
    el('p', { text: inWords(policy) }),
    Object.keys(rest).length > 0 ? el('code', { text: JSON.stringify(rest) }) : null);
}

async function load() {
  const policy = await get('/api/v1/policy');
  interval.value = seconds(policy);
  capture.checked = policy.capture_screenshots;
  blurred.checked = policy.screenshot_blurred;
  more.value = JSON.stringify(others(policy), null, 2);
  try {
    overrides.value = JSON.stringify(await get('/api/v1/policy/overrides'), null, 2);
  } catch (problem) {
    if (problem.status !== 403) {
      throw problem;
    }
    readOnly();
    return;
  }
  const rows = await get('/api/v1/policy/versions?limit=50');
  versions.replaceChildren(table([t('Version'), t('When'), t('Who'), t('What'), ''], rows.map((row, index) => [
    number(row.version),
    when(row.time),
    row.user ?? '–',
    spoken(row),
    index === 0 ? t('served now') : button(t('Bring back'),
      (event) => change(event, () => post(`/api/v1/policy/versions/${row.version}/restore`)),
      { 'aria-label': t('Bring version {0} back', row.version) }),
  ])));
  agents.replaceChildren(table(
    [t('Agent'), t('User'), t('Version'), t('Policy'), t('Last seen'), t('Queue'), t('Health')],
    (await get('/api/v1/agents?limit=500')).map((row) => [
      el('code', { text: row.id }),
      row.user ?? '–',
      row.version ?? '–',
      row.policy ? (row.current ? t('current') : t('an earlier one')) : '–',
      when(row.lastSeen),
      row.queue ? t('{0} waiting, {1} set aside', number(row.queue.pending), number(row.queue.quarantined)) : '–',
      row.health ?? '–',
    ]), t('Nobody has asked yet.')));
}

/** For somebody who is no administrator. */
function readOnly() {
  for (const control of policyForm.elements) {
    control.disabled = true;
  }
  policyForm.querySelector('.buttons').hidden = true;
  adminOnly.forEach((each) => each.remove());
}

async function begin() {
  const now = await status();
  try {
    await load();
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
    }
    const away = problem.status === 404 || problem.status === 503;
    outcome.say(away && now ? missing(now.capabilities, 'config-endpoint', t('The policy that is served')) : problem.message);
  }
}

begin();
