// The web console's page: the capabilities with a switch for each, and in two lines how the agent is.

import { get, post, put } from '/signin/api.js';
import { byId, el, renderOnChange, showProblem } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { asked, button, panel, toSignIn, withStepUp } from '/assets/admin.js';
import { capabilityTable, missing, summary } from '/assets/capabilities.js';
import { bytes, count } from '/assets/format.js';
import { judge } from '/assets/recording.js';

const POLL_MILLIS = 2_000;
const SWAP_TIMEOUT_MILLIS = 120_000;

/** Stopping one of these closes the door behind the one who does it. */
const LOCKS_OUT = {
  mfa: 'Without “mfa” nobody is signed in any more, you included, and nothing is recorded. '
    + 'Only whoever owns the machine can start it again, in a terminal: bin/workstatus enable mfa',
  web: 'Without “web” this page and the dashboard are gone. '
    + 'It can be started again on the console’s page “Bundles”, or in a terminal: bin/workstatus enable web',
};

const root = byId('workstatus-agent');
const parts = {
  problem: el('div', { class: 'problem', 'aria-live': 'assertive' }),
  said: el('p', { class: 'said', role: 'status' }),
  facts: el('dl', { class: 'agent-facts' }),
  table: el('div'),
};
root.append(parts.problem, parts.said, panel(t('Agent'), null, parts.facts), panel(t('Capabilities'),
  t('A jar that is damaged, foreign or does not work is refused, and what ran before runs still.'), parts.table));

let busy = null;
let last = {};
let timer;

async function refresh() {
  clearTimeout(timer);
  try {
    showStatus(await get('/api/v1/status'));
    if (parts.problem.dataset.of === 'status') {
      say(null);
    }
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
      return;
    }
    say(problem.message, 'status');
  }
  clearTimeout(timer);
  if (!document.hidden) {
    timer = setTimeout(refresh, POLL_MILLIS);
  }
}

function showStatus(status) {
  last = status;
  const { title, reasons } = judge(status);
  const { queue, capabilities } = status;
  const facts = {
    [t('Now')]: [title, ...reasons.map(({ text }) => text)].join(' · '),
    [t('Queue')]: queue
      ? [
        t('{0} waiting, {1}', count(queue.pending, t('item'), t('items')), bytes(queue.pendingBytes ?? 0)),
        t('{0} sent, {1} set aside, {2} dropped', queue.sent, queue.quarantined, queue.dropped),
        queue.lastError ? t('last error {0}: {1}', queue.lastError.code, queue.lastError.message) : '',
      ].filter(Boolean).join(' · ')
      : missing(capabilities, 'upload', t('The upload queue')),
    [t('Capabilities')]: capabilities ? summary(capabilities) : '',
  };
  renderOnChange(parts.facts, facts, () =>
    Object.entries(facts).flatMap(([name, text]) => [el('dt', { text: name }), el('dd', { text })]));
  renderOnChange(parts.table, [capabilities, busy], () => capabilityTable(capabilities ?? [], controls));
}

/** Buttons that stop, start and replace; bundles that are not the agent's are for the console's own pages. */
function controls({ id, state, previous }) {
  if (id.includes('.')) {
    return '';
  }
  const verb = state === 'stopped' ? 'start' : 'stop';
  const switchText = busy === id ? '…' : verb === 'stop' ? t('Stop') : t('Start');
  const label = verb === 'stop' ? t('Stop {0}', id) : t('Start {0}', id);
  return el('div', { class: 'buttons' },
    button(switchText, () => turn(id, verb), { 'data-of': id, disabled: busy !== null, 'aria-label': label }),
    button(t('Replace'), () => replace(id), { disabled: busy !== null, 'aria-label': t('Replace {0}', id) }),
    previous ? button(t('Bring back {0}', previous.version), () => bringBack(id, previous), {
      disabled: busy !== null, 'aria-label': t('Bring back {0} of {1}', previous.version, id),
    }) : null);
}

async function turn(id, verb) {
  const sure = verb !== 'stop' || !LOCKS_OUT[id]
    || await asked(root, { title: t('Stop {0}?', id), text: t(LOCKS_OUT[id]), yes: t('Stop it') });
  if (sure) {
    await change(id, () => post(`/api/v1/bundles/${encodeURIComponent(id)}/${verb}`),
      verb === 'stop' ? t('Stopped: {0}', id) : t('Started: {0}', id));
  }
}

async function replace(id) {
  const file = el('input', { id: 'jar', type: 'file', accept: '.jar,application/java-archive', required: true });
  const yes = await asked(root, {
    title: t('Replace {0}', id),
    text: t('The jar is checked, swapped in and watched. What ran before comes back if it does not work.'),
    yes: t('Replace'), tone: 'primary',
    input: el('div', { class: 'field' }, el('label', { for: 'jar', text: t('Jar') }), file),
  });
  if (yes && file.files.length === 1) {
    const path = `/api/v1/bundles/${encodeURIComponent(id)}`;
    await change(id, () => put(path, file.files[0], { timeout: SWAP_TIMEOUT_MILLIS }), t('Replaced: {0}', id));
  }
}

/** The jar that ran before; two of one version are told from each other by their SHA-256. */
async function bringBack(id, { version, sha256 }) {
  const yes = await asked(root, {
    title: t('Bring back {0} of {1}?', version, id),
    text: t('It is the jar with the SHA-256 {0}…. It is swapped in and watched; what runs now can be brought back in turn.', sha256.slice(0, 12)),
    yes: t('Bring it back'), tone: 'primary',
  });
  if (yes) {
    const path = `/api/v1/bundles/${encodeURIComponent(id)}/previous`;
    await change(id, () => post(path, undefined, { timeout: SWAP_TIMEOUT_MILLIS }), t('Brought back: {0} {1}', id, version));
  }
}

/** One change at a time; the focus stays with the capability. */
async function change(id, action, done) {
  busy = id;
  say(null);
  showStatus(last);
  let word = '';
  try {
    word = await withStepUp(root, action) ? done : '';
  } catch (problem) {
    say(`${id}: ${problem.message}`, 'change');
  } finally {
    busy = null;
  }
  await refresh();
  parts.said.textContent = word;
  parts.table.querySelector(`[data-of="${CSS.escape(id)}"]`)?.focus();
}

function say(message, of = '') {
  parts.problem.dataset.of = of;
  parts.said.textContent = '';
  showProblem(parts.problem, message);
}

document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : refresh()));
refresh();
