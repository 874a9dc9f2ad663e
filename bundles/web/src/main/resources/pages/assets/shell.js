// What the pages behind the sign-in share: they ask for the status as long as somebody looks, at once when something has
// happened, and say so when the agent is silent.

import { Problem, get, post } from '/signin/api.js';
import { byId, setText, showProblem } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { AgentTime } from '/assets/agent-time.js';
import { Events } from '/assets/events.js';
import { judge } from '/assets/recording.js';

const POLL_MILLIS = 1_000;
const POLL_LIVE_MILLIS = 5_000;
const SLOWEST_POLL_MILLIS = 5_000;
const SOONEST_MILLIS = 250;
const STATUS_TIMEOUT_MILLIS = 5_000;

export const time = new AgentTime();
export const events = new Events();

let show;
let lost;
let timer;
let wait = POLL_MILLIS;
let underWay = null;
let known = false;
let askedAt = 0;

/**
 * Begins: `onStatus(status)` shows an answer and may return a promise, `onLost(before)` takes away what is no longer known.
 */
export function follow(onStatus, onLost = () => {}) {
  show = onStatus;
  lost = onLost;
  for (const button of document.querySelectorAll('[data-closes]')) {
    button.addEventListener('click', () => byId(button.dataset.closes).close());
  }
  byId('sign-out').addEventListener('click', signOut);
  events.listen(soon);
  setInterval(() => !document.hidden && known && tick(), 250);
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : begin()));
  begin();
}

function begin() {
  refresh();
  events.start();
}

function rest() {
  clearTimeout(timer);
  events.stop();
}

/** Asks once and shows the answer; a second call meanwhile waits for the first and then asks again. */
export async function refresh() {
  await underWay;
  underWay = askAndShow();
  await underWay;
}

/** Something has happened: the status is asked for, four times a second at most. */
function soon() {
  if (!document.hidden) {
    clearTimeout(timer);
    timer = setTimeout(refresh, Math.max(0, askedAt + SOONEST_MILLIS - performance.now()));
  }
}

async function askAndShow() {
  clearTimeout(timer);
  askedAt = performance.now();
  try {
    const status = await get('/api/v1/status', { timeout: STATUS_TIMEOUT_MILLIS });
    if (status.time) {
      time.set(status.time);
    }
    showLamp(judge(status));
    const shown = show(status);
    known = true;
    tick();
    connected(true);
    await shown;
    wait = events.live ? POLL_LIVE_MILLIS : POLL_MILLIS;
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (problem.status === 401) {
      location.assign('/signin');
      return;
    }
    connected(false, problem);
    wait = Math.min(Math.max(wait, POLL_MILLIS) * 1.5, SLOWEST_POLL_MILLIS);
  } finally {
    clearTimeout(timer);
    if (!document.hidden) {
      timer = setTimeout(refresh, wait);
    }
  }
}

function tick() {
  const now = time.now();
  setText(byId('bar-clock'), `${time.zone.timeWithSeconds(now)} ${time.zone.abbreviation(now)}`);
  document.dispatchEvent(new Event('tick'));
}

/** In the bar of each page: whether recording is on. */
function showLamp({ state, title }) {
  byId('bar-lamp').dataset.state = state;
  setText(byId('bar-state'), title);
}

/** What is shown is no longer true once the agent is silent, and must not look as if it were. */
function connected(yes, problem = null) {
  if (yes) {
    if ('stale' in document.body.dataset) {
      delete document.body.dataset.stale;
      showProblem(byId('connection'), null);
    }
    return;
  }
  if ('stale' in document.body.dataset) {
    return;
  }
  document.body.dataset.stale = '';
  const what = problem.status === 0 ? t('Connection lost.') : problem.message;
  const asOf = known ? t('What you see is as of {0}.', time.zone.timeWithSeconds(time.now())) : '';
  const before = known ? t('It was “{0}” when this page last heard of it.', byId('bar-state').textContent) : '';
  showLamp({ state: 'unknown', title: t('Not known') });
  lost(before);
  showProblem(byId('connection'), [what, asOf, t('This page goes on by itself.')].filter(Boolean).join(' '), 'warn');
}

/** Nothing is asked for any more before it: it would be answered with what somebody is told who is not signed in. */
export async function signOut() {
  rest();
  await underWay;
  rest();
  try {
    await post('/api/v1/logout');
    location.assign('/signin');
  } catch (problem) {
    begin();
    showProblem(byId('connection'), problem.message);
  }
}
