// What is recorded now: each part of the status where it belongs, the latest screenshots, and what happens as it happens.

import { byId, renderOnChange, setText } from '/signin/dom.js';
import { Activity } from '/assets/activity.js';
import { showActivity, showBattery, showNext, showPolicy, showQueue, showTime } from '/assets/cards.js';
import { capabilityTable, missing, summary } from '/assets/capabilities.js';
import { Log } from '/assets/log.js';
import { updateNotice, wireNotice } from '/assets/notice.js';
import { showRecording, showUnknown, wireRecording } from '/assets/recording.js';
import { Screenshots } from '/assets/screenshots.js';
import { events, follow, refresh, signOut, time } from '/assets/shell.js';
import { t } from '/signin/words.js';

const screenshots = new Screenshots(time);
const activity = new Activity();
const log = new Log(time, events);

async function showStatus(status) {
  showRecording(status, time);
  showPolicy(status);
  showQueue(status, time);
  showBattery(status);
  showNext(status, time);
  showCapabilities(status.capabilities);
  await Promise.all([updateNotice(status), screenshots.update(status), showLastHour(status), log.begin(status)]);
}

async function showLastHour(status) {
  await activity.update(status, time.now());
  showActivity(status, activity.hour);
}

function showCapabilities(capabilities) {
  setText(byId('capabilities-summary'), capabilities ? summary(capabilities) : '');
  renderOnChange(byId('capabilities'), capabilities ?? null, () =>
    (capabilities ? capabilityTable(capabilities) : missing(null, 'deploy', t('The list'))));
}

wireNotice(refresh);
wireRecording(refresh, signOut);
document.addEventListener('tick', () => {
  showTime(time);
  showNext(null, time);
});
follow(showStatus, showUnknown);
