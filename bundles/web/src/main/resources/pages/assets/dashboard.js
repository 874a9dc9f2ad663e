// The dashboard: asks for the status as long as somebody looks, and shows each part where it belongs.

import { Problem, get } from '/signin/api.js';
import { byId, renderOnChange, setText, showProblem } from '/signin/dom.js';
import { Activity } from '/assets/activity.js';
import { AgentTime } from '/assets/agent-time.js';
import { capabilityTable, missing, summary } from '/assets/capabilities.js';
import { showActivity, showBattery, showPolicy, showQueue, showTime } from '/assets/cards.js';
import { updateNotice, wireNotice } from '/assets/notice.js';
import { showRecording, showUnknown, wireRecording } from '/assets/recording.js';
import { Screenshots } from '/assets/screenshots.js';

const POLL_MILLIS = 1_000;
const SLOWEST_POLL_MILLIS = 5_000;
const STATUS_TIMEOUT_MILLIS = 5_000;

const time = new AgentTime();
const screenshots = new Screenshots(time);
const activity = new Activity();

let timer;
let wait = POLL_MILLIS;
let underWay = null;
let known = false;

/** Asks once and shows the answer; a second call meanwhile waits for the first and then asks again. */
async function refresh() {
  await underWay;
  underWay = askAndShow();
  await underWay;
}

async function askAndShow() {
  clearTimeout(timer);
  try {
    const status = await get('/api/v1/status', { timeout: STATUS_TIMEOUT_MILLIS });
    showStatus(status);
    connected(true);
    await updateNotice(status);
    await activity.update(status, time.now());
    showActivity(status, activity.hour);
    await screenshots.update(status);
    wait = POLL_MILLIS;
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (problem.status === 401) {
      location.assign('/signin');
      return;
    }
    connected(false, problem);
    wait = Math.min(wait * 1.5, SLOWEST_POLL_MILLIS);
  } finally {
    clearTimeout(timer);
    if (!document.hidden) {
      timer = setTimeout(refresh, wait);
    }
  }
}

function showStatus(status) {
  if (status.time) {
    time.set(status.time);
  }
  showRecording(status, time);
  showPolicy(status);
  showQueue(status, time);
  showBattery(status);
  showTime(time);
  showCapabilities(status.capabilities);
  known = true;
}

function showCapabilities(capabilities) {
  setText(byId('capabilities-summary'), capabilities ? summary(capabilities) : '');
  renderOnChange(byId('capabilities'), capabilities ?? null, () =>
    (capabilities ? capabilityTable(capabilities) : missing(null, 'deploy', 'The list')));
}

/** What is shown is no longer true once the agent is silent, and must not look as if it were. */
function connected(yes, problem = null) {
  const lost = 'stale' in document.body.dataset;
  if (yes) {
    delete document.body.dataset.stale;
    showProblem(byId('connection'), null);
  } else if (!lost) {
    document.body.dataset.stale = '';
    const asOf = known ? `What you see is as of ${time.zone.timeWithSeconds(time.now())}. ` : '';
    const what = problem.status === 0 ? 'Connection lost.' : problem.message;
    const before = known ? `It was “${byId('recording-title').textContent}” when this page last heard of it.` : '';
    showUnknown(before);
    showProblem(byId('connection'), `${what} ${asOf}This page goes on by itself.`, 'warn');
  }
}

for (const button of document.querySelectorAll('[data-closes]')) {
  button.addEventListener('click', () => byId(button.dataset.closes).close());
}
wireRecording(refresh);
wireNotice(refresh);
setInterval(() => !document.hidden && known && showTime(time), 250);
document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : refresh()));
refresh();
