// What the journal's records say, in a sentence. One whose kind is not known here is told by its type and data, so that a
// capability that this page has never heard of is not silent.

import { t } from '/signin/words.js';
import { bytes } from '/assets/format.js';
import { inWords } from '/assets/policy-words.js';

const SENTENCES = {
  'agent.started': () => t('The agent started'),
  'agent.stopped': () => t('The agent was stopped'),
  'signin.succeeded': ({ user }) => t('{0} signed in', user),
  'signin.failed': ({ user, reason }) => t('A sign-in failed: {0}', [user, reason].filter(Boolean).join(', ')),
  'signin.locked': ({ user }) => t('Sign-in of {0} is locked for a while', user),
  'signin.ended': ({ user, why }) => t('{0} is signed out: {1}', user, why),
  'session.opened': ({ user }) => t('A recording session of {0} began', user),
  'session.closed': ({ user, why }) => t('The recording session of {0} ended: {1}', user, why),
  'recording.started': ({ user }) => t('Recording of {0} started', user),
  'recording.stopped': ({ user, why }) => t('Recording of {0} stopped: {1}', user, why),
  'hold.set': ({ reason }) => t('Held: {0}', reason),
  'hold.released': ({ id }) => t('No longer held: {0}', id),
  'screenshot.taken': (data) => (data.blurred
    ? t('Screenshot taken, blurred, {0}', bytes(data.bytes))
    : t('Screenshot taken, not blurred, {0}', bytes(data.bytes))),
  'screenshot.skipped': ({ why }) => t('No screenshot: {0}', why),
  'screenshot.unchanged': () => t('No screenshot kept: the screen has not changed'),
  'screenshot.deleted': ({ by }) => t('A screenshot was deleted by {0}', by),
  'screenshot.viewed': ({ by, user }) => t('{0} looked at a screenshot of {1}', by, user),
  'data.exported': ({ by, what, whose }) => t('{0} downloaded {1}: {2}', by, what, whose),
  'queue.sent': (data) => t('Sent, {0}', bytes(data.bytes)),
  'queue.failed': ({ message }) => t('Could not be sent: {0}', message),
  'queue.quarantined': ({ reason }) => t('Set aside: {0}', reason),
  'queue.retried': ({ by }) => t('{0} put what was set aside back into the queue', by),
  'queue.discarded': ({ by, reason }) => t('{0} discarded what was set aside: {1}', by, reason),
  'policy.applied': ({ policy, source }) => t('A new policy is in force: {0}; from {1}', inWords(policy), source),
  'policy.changed': ({ user }) => (user ? t('{0} changed the policy', user) : t('The policy was changed')),
  'policy.refused': ({ why }) => t('A policy was refused: {0}', why),
  'capability.stopped': ({ id, user }) => t('“{0}” was stopped by {1}', id, user),
  'capability.started': ({ id, user }) => t('“{0}” was started by {1}', id, user),
  'user.created': ({ user }) => t('The account {0} was made', user),
  'user.removed': ({ user }) => t('The account {0} was removed', user),
  'notice.acknowledged': ({ user }) => t('{0} acknowledged the notice of what is recorded', user),
  'policy.restored': ({ source }) => t('The policy was put back to what {0} says', source),
  'policy.published': ({ destination }) => t('The policy was published to {0}', destination),
  'capability.replaced': ({ id, from, to, user }) => t('“{0}” was replaced by {1}: version {2}, before {3}', id, user, to, from || '–'),
  'capability.removed': ({ id, user }) => t('“{0}” was removed by {1}', id, user),
  'capability.refused': ({ file, why }) => t('{0} was refused: {1}', file, why),
  'capability.failed': ({ id, why }) => t('“{0}” did not start: {1}', id, why),
  'capability.hung': ({ id }) => t('“{0}” did not return; the agent starts again with what last worked', id),
  'configuration.invalid': ({ pid, why }) => t('A setting of {0} cannot be used: {1}', pid, why),
  'configuration.provisioned': ({ pid }) => t('Settings of {0} were read from the folder provision', pid),
  'configuration.refused': ({ file, why }) => t('{0} was refused: {1}', file, why),
  'queue.dropped': ({ reason }) => t('An item was given up: {0}', reason),
  'queue.lost': () => t('An item is gone from the disk without having been sent'),
  'signin.code.sent': ({ user }) => t('A one-time code was sent to {0}', user),
  'signin.code.failed': ({ user, reason }) => t('The one-time code for {0} could not be sent: {1}', user, reason),
  'user.password.changed': ({ user }) => t('The password of {0} was changed', user),
  'user.passkey.added': ({ user }) => t('{0} added a passkey', user),
  'user.passkey.removed': ({ user }) => t('{0} removed a passkey', user),
  'user.recovery.created': ({ user }) => t('{0} made new recovery codes', user),
  'user.unlocked': ({ user }) => t('Sign-in of {0} was unlocked', user),
  'clock.jumped': ({ seconds }) => t('The clock was put forward or back, by {0} s', seconds),
  'clock.slept': ({ seconds }) => t('The machine slept for {0} s', seconds),
  'clock.stalled': ({ seconds }) => t('The agent was held up for {0} s', seconds),
  'clock.zone.changed': ({ before, after }) => t('The time zone was changed from {0} to {1}', before, after),
  'clock.offset.changed': ({ zone, before, after }) => t('{0} went from UTC {1} to {2}', zone, before, after),
  'journal.recovered': () => t('The journal was cut back to its last whole record'),
};

/** What a record says, as one line of text. */
export function describe({ type, data }) {
  const sentence = SENTENCES[type];
  return sentence && data ? sentence(data) : plain(data);
}

function plain(data) {
  return Object.entries(data ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}

const KINDS = {
  recording: ['Recording', ['recording', 'session', 'hold', 'pause']],
  screenshot: ['Screenshots', ['screenshot', 'activity']],
  queue: ['Queue', ['queue', 'store', 'retention']],
  signin: ['Sign-in and users', ['signin', 'user', 'notice']],
  policy: ['Policy', ['policy', 'configuration']],
  agent: ['Agent', ['agent', 'capability', 'data', 'clock', 'journal']],
};

/** The kind that a type of record belongs to, or `other`. */
export function kindOf(type) {
  const prefix = type.split('.')[0];
  return Object.keys(KINDS).find((kind) => KINDS[kind][1].includes(prefix)) ?? 'other';
}

/** All kinds, with what they are called. */
export const kinds = () => [...Object.entries(KINDS).map(([kind, [label]]) => [kind, t(label)]), ['other', t('Other')]];
