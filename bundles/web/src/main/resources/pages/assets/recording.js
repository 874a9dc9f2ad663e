// Whether recording is on, and if not, every reason and since when: the one thing that this page must never get wrong.

import { byId, el, renderOnChange, setText, show, showProblem } from '/signin/dom.js';
import { post } from '/signin/api.js';
import { missing } from '/assets/capabilities.js';
import { t } from '/signin/words.js';

/** Capabilities that record; when none of them is at work, leave to record comes to nothing. */
const RECORDERS = ['capture', 'activity'];

const isPause = (hold) => /(^|\.)pause$/.test(hold.id);

/**
 * What a status says about recording: `state` is `on`, `paused`, `off` or `idle` (allowed, but nothing records),
 * `reasons` are `{text, since?}`.
 */
export function judge({ session, tracking, policy, capabilities }) {
  if (!isAtWork(capabilities, 'tracking')) {
    return { state: 'off', title: t('Not recording'), reasons: [{ text: missing(capabilities, 'tracking', t('Leave to record')) }] };
  }
  const holds = tracking?.holds ?? [];
  const reasons = holds.map(({ reason, since }) => ({ text: reason, since }));
  if (!session) {
    reasons.unshift({ text: t('Nobody is signed in to be recorded') });
  }
  if (session && tracking?.allowed) {
    const silent = whyNothingIsCaptured(policy, capabilities);
    return silent.length > 0
      ? { state: 'idle', title: t('Nothing is captured'), reasons: silent }
      : { state: 'on', title: t('Recording'), reasons: [] };
  }
  const onlyPause = session && holds.length > 0 && holds.every(isPause);
  return onlyPause
    ? { state: 'paused', title: t('Paused'), reasons }
    : { state: 'off', title: t('Not recording'), reasons };
}

// A list that is away says nothing about anybody.
function isAtWork(capabilities, id) {
  return !capabilities || capabilities.some((capability) => capability.id === id && capability.state === 'active');
}

function whyNothingIsCaptured(policy, capabilities) {
  const recorders = (capabilities ?? []).filter(({ id }) => RECORDERS.includes(id));
  const reasons = recorders
    .filter(({ state }) => state !== 'active')
    .map(({ id, state, reason }) => ({ text: t(`“{0}” is ${state}`, id) + (reason ? `: ${reason}` : '') }));
  const working = recorders.filter(({ id, state }) =>
    state === 'active' && !(id === 'capture' && policy?.capture_screenshots === false));
  if (capabilities && recorders.length === 0) {
    reasons.push({ text: t('No capability that records is installed') });
  }
  if (policy?.capture_screenshots === false) {
    reasons.push({ text: t('The policy says that no screenshots are taken') });
  }
  return working.length > 0 ? [] : reasons;
}

/** Shows a status in the page's first section. */
export function showRecording(status, time) {
  const { state, title, reasons } = judge(status);
  byId('recording').dataset.state = state;
  setText(byId('recording-title'), title);
  setText(byId('recording-who'), who(status.session, state, time));
  const lines = reasons.map(({ text, since }) => ({ text, since: since ? t('since {0}, {1}', time.text(since), time.age(since)) : '' }));
  renderOnChange(byId('reasons'), lines, () => lines.map(({ text, since }) =>
    el('li', {}, el('span', { text }), since ? el('span', { class: 'since number', text: since }) : null)));
  const gate = isAtWork(status.capabilities, 'tracking');
  const paused = (status.tracking?.holds ?? []).some(isPause);
  show(byId('pause-open'), gate && Boolean(status.session) && !paused);
  show(byId('resume'), gate && paused);
  show(byId('record-again'), gate && !status.session);
  document.title = `${state === 'on' ? '● ' : ''}${title} – Workstatus`;
}

/** Shows that nothing is known of recording now; `before` is the last that was. */
export function showUnknown(before) {
  byId('recording').dataset.state = 'unknown';
  setText(byId('recording-title'), t('Not known'));
  setText(byId('recording-who'), before);
  renderOnChange(byId('reasons'), null, () => []);
  for (const id of ['pause-open', 'resume', 'record-again']) {
    show(byId(id), false);
  }
  document.title = t('No connection – Workstatus');
}

function who(session, state, time) {
  if (!session) {
    return '';
  }
  const text = state === 'on'
    ? '{0} is being recorded, since {1} and until {2} at the latest.'
    : '{0} is signed in, since {1} and until {2} at the latest.';
  return t(text, session.user, time.text(session.since), time.text(session.endsAt));
}

/** Wires the buttons; `refresh` asks for the status at once, `signOut` ends the sign-in. */
export function wireRecording(refresh, signOut) {
  const problems = byId('recording-problem');
  const dialog = byId('pause-dialog');
  const form = byId('pause-form');

  byId('pause-open').addEventListener('click', () => {
    showProblem(byId('pause-problem'), null);
    dialog.showModal();
    byId('pause-reason').focus();
  });
  form.addEventListener('change', () => show(byId('other-minutes-field'), form.elements.minutes.value === 'other'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = form.elements.minutes.value;
    const minutes = chosen === 'open' ? null : Number(chosen === 'other' ? byId('other-minutes').value : chosen);
    run(event.submitter, byId('pause-problem'), async () => {
      await post('/api/v1/pause', { minutes, reason: byId('pause-reason').value.trim() });
      dialog.close();
      byId('pause-reason').value = '';
      await refresh();
    });
  });
  byId('resume').addEventListener('click', (event) => run(event.currentTarget, problems, async () => {
    await post('/api/v1/resume');
    await refresh();
  }));
  byId('record-again').addEventListener('click', signOut);
}

async function run(button, problems, action) {
  if (button) {
    button.disabled = true;
  }
  showProblem(problems, null);
  try {
    await action();
  } catch (problem) {
    showProblem(problems, problem.message);
  } finally {
    if (button) {
      button.disabled = false;
    }
  }
}
