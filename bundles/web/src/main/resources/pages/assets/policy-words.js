// What a policy says, in words.

import { t } from '/signin/words.js';
import { exactly } from '/assets/format.js';

/** Between two screenshots, to the microsecond: minutes come in binary fractions. */
export const seconds = (policy) => policy.screenshot_interval_seconds ?? Math.round(policy.screenshot_interval * 60e6) / 1e6;

/** As `every 12 min 30 s, blurred`. */
export function inWords(policy) {
  const every = t('every {0}', exactly(seconds(policy)));
  return policy.capture_screenshots
    ? `${every}, ${policy.screenshot_blurred ? t('blurred') : t('not blurred')}`
    : t('no screenshots ({0})', every);
}
