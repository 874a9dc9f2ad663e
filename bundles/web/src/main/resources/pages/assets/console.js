// The web console's page: the capabilities with a switch for each, and in two lines how the agent is.

import { get, post } from '/signin/api.js';
import { byId, el, renderOnChange, showProblem } from '/signin/dom.js';
import { capabilityTable, summary } from '/assets/capabilities.js';
import { bytes, count } from '/assets/format.js';
import { judge } from '/assets/recording.js';

const POLL_MILLIS = 2_000;

/** Stopping one of these closes the door behind the one who does it. */
const LOCKS_OUT = {
  mfa: 'Without “mfa” nobody is signed in any more, you included, and nothing is recorded. '
    + 'Only whoever owns the machine can start it again, in a terminal: bin/workstatus enable mfa',
  web: 'Without “web” this page and the dashboard are gone. '
    + 'It can be started again on the console’s page “Bundles”, or in a terminal: bin/workstatus enable web',
};

const parts = {
  problem: el('div', { 'aria-live': 'assertive' }),
  facts: el('dl', { class: 'agent-facts' }),
  table: el('div'),
};
const dialog = el('dialog', { 'aria-labelledby': 'agent-confirm-title' },
  el('form', { method: 'dialog' },
    el('h2', { id: 'agent-confirm-title' }),
    el('p'),
    el('div', { class: 'buttons' },
      el('button', { class: 'button', value: 'no', text: 'Cancel' }),
      el('button', { class: 'button danger', value: 'yes', text: 'Stop it' }))));
byId('workstatus-agent').append(parts.problem, parts.facts, parts.table, dialog);

let switching = null;
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
      location.assign('/signin?next=/system/console/workstatus');
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
  const { queue, capabilities = [] } = status;
  const facts = {
    Now: [title, ...reasons.map(({ text }) => text)].join(' · '),
    Queue: queue
      ? `${count(queue.pending, 'item')} waiting (${bytes(queue.pendingBytes ?? 0)}), ${queue.sent} sent, `
        + `${queue.quarantined} set aside, ${queue.dropped} dropped`
        + (queue.lastError ? ` · last error ${queue.lastError.code}: ${queue.lastError.message}` : '')
      : 'not there',
    Capabilities: summary(capabilities),
  };
  renderOnChange(parts.facts, facts, () =>
    Object.entries(facts).flatMap(([name, text]) => [el('dt', { text: name }), el('dd', { text })]));
  renderOnChange(parts.table, [capabilities, switching], () => capabilityTable(capabilities, switchOf));
}

/** A button that stops or starts; bundles that are not the agent's are for the console's own pages. */
function switchOf({ id, state }) {
  if (id.includes('.')) {
    return '';
  }
  const verb = state === 'stopped' ? 'start' : 'stop';
  return el('button', {
    class: 'button small', type: 'button', 'data-of': id, disabled: switching !== null, onclick: () => turn(id, verb), 'aria-label': `${verb} ${id}`,
    text: switching === id ? '…' : verb === 'stop' ? 'Stop' : 'Start',
  });
}

async function turn(id, verb) {
  if (verb === 'stop' && LOCKS_OUT[id] && !(await confirmed(id))) {
    return;
  }
  switching = id;
  say(null);
  showStatus(last);
  try {
    await post(`/api/v1/bundles/${encodeURIComponent(id)}/${verb}`);
  } catch (problem) {
    say(`Could not ${verb} ${id}: ${problem.message}`, 'switch');
  } finally {
    switching = null;
  }
  await refresh();
  parts.table.querySelector(`[data-of="${CSS.escape(id)}"]`)?.focus();
}

function confirmed(id) {
  dialog.querySelector('h2').textContent = `Stop ${id}?`;
  dialog.querySelector('p').textContent = LOCKS_OUT[id];
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}

function say(message, of = '') {
  parts.problem.dataset.of = of;
  showProblem(parts.problem, message);
}

document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : refresh()));
refresh();
