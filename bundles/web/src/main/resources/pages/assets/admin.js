// What the administrator's pages are built of: panels, fields, tables, and a line that says how it went.

import { el, showProblem } from '/signin/dom.js';
import { get, post } from '/signin/api.js';
import { t } from '/signin/words.js';
import { AgentTime } from '/assets/agent-time.js';

export const time = new AgentTime();

/** Sets the agent's clock and zone, and returns its status; null while it cannot be asked. */
export async function status() {
  try {
    const answer = await get('/api/v1/status');
    time.set(answer.time);
    return answer;
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
    }
    return null;
  }
}

export const toSignIn = () => location.assign(`/signin?next=${encodeURIComponent(location.pathname)}`);

/** A time that the agent gave, in its zone; a dash where there is none. */
export const when = (iso) => (iso
  ? el('time', { class: 'number nowrap', datetime: iso, text: time.zone.dateTime(Date.parse(iso)) })
  : '–');

export const field = (input, label, hint) => {
  const explained = hint ? el('p', { class: 'hint', id: `${input.id}-hint`, text: hint }) : null;
  if (explained) {
    input.setAttribute('aria-describedby', explained.id);
  }
  return el('div', { class: 'field' }, el('label', { for: input.id, text: label }), input, explained);
};

export const check = (input, label) => el('label', { class: 'check' }, input, el('span', { text: label }));

export const panel = (title, hint, ...content) => el('section', { class: 'panel' },
  el('div', { class: 'panel-head' }, el('h2', { text: title }), hint ? el('p', { class: 'hint', text: hint }) : null), ...content);

/** A table; `rows` are lists of cells, nodes or text, as many as `names`. */
export const table = (names, rows, empty = t('None.')) => (rows.length === 0
  ? el('p', { class: 'absent', text: empty })
  : el('div', { class: 'table-scroll' }, el('table', { class: 'rows' },
    el('thead', {}, el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name || el('span', { class: 'visually-hidden', text: t('What can be done') }))))),
    el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((cell, at) => el('td', { 'data-name': names[at] || null }, cell))))))));

export const button = (text, onclick, attributes = {}) => el('button', { class: 'button small', type: 'button', text, onclick, ...attributes });

/** Says how something went: a problem at once, success in a word. */
export class Outcome {
  problem = el('div', { class: 'problem', 'aria-live': 'assertive' });
  said = el('p', { class: 'said', role: 'status' });

  /** Runs an action that an event asks for; its button waits meanwhile. */
  async act(event, action, word = t('Done.')) {
    event.preventDefault();
    const by = event.submitter ?? event.currentTarget;
    this.say(null);
    by.disabled = true;
    try {
      await action();
      this.said.textContent = word;
    } catch (failed) {
      if (failed.status === 401 && !/step-up$/.test(failed.type ?? '')) {
        toSignIn();
      }
      this.say(failed.message);
    } finally {
      by.disabled = false;
    }
  }

  say(message) {
    showProblem(this.problem, message);
    this.said.textContent = '';
  }
}

/** Does an action that may ask for one more one-time code first. Returns false if none was given. */
export async function withStepUp(root, action) {
  try {
    await action();
    return true;
  } catch (problem) {
    if (!/step-up$/.test(problem.type ?? '')) {
      throw problem;
    }
  }
  const code = el('input', { id: 'step-up-code', inputmode: 'numeric', autocomplete: 'one-time-code', required: true, maxlength: '12' });
  const yes = await asked(root, {
    title: t('One more code'), text: t('This matters, and your last code is a while ago.'), yes: t('Go on'), tone: 'primary',
    input: field(code, t('One-time code')),
  });
  if (!yes) {
    return false;
  }
  await post('/api/v1/step-up', { code: code.value.trim() });
  await action();
  return true;
}

let dialogs = 0;

/** Asks for a yes; `input` is a field to be filled in, if any. Returns whether it was given. */
export function asked(root, { title, text, yes, input = null, tone = 'danger' }) {
  const id = `asked-${++dialogs}`;
  const dialog = el('dialog', { 'aria-labelledby': id },
    el('form', { method: 'dialog' },
      el('h2', { id, text: title }), el('p', { text }), input,
      el('div', { class: 'buttons' },
        el('button', { class: 'button', type: 'button', onclick: () => dialog.close('no'), text: t('Cancel') }),
        el('button', { class: `button ${tone}`, value: 'yes', text: yes }))));
  root.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    }, { once: true });
  });
}
