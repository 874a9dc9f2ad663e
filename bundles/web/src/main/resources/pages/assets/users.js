// Who may sign in: accounts are made, given a new password and removed here, by administrators.

import { get, post, remove } from '/signin/api.js';
import { byId, el } from '/signin/dom.js';
import { t } from '/signin/words.js';
import { Outcome, asked, button, field, panel, status, table, toSignIn, when } from '/assets/admin.js';
import { missing } from '/assets/capabilities.js';

const root = byId('workstatus-users');
const outcome = new Outcome();
const users = el('div');
const shownOnce = el('div', { role: 'status' });
const name = el('input', { id: 'user-name', required: true, maxlength: '64', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
const password = el('input', { id: 'user-password', type: 'password', required: true, minlength: '12', autocomplete: 'new-password' });
const select = (id, ...options) => el('select', { id }, ...options.map(([value, text]) => el('option', { value, text })));
const role = select('user-role', ['member', t('Member: sees their own data')], ['admin', t('Administrator: sees and changes everything')]);
const factor = select('user-factor', ['totp', t('Authenticator app')], ['email', t('Code by e-mail')]);
const email = el('input', { id: 'user-email', type: 'email', autocomplete: 'off' });
const emailField = field(email, t('E-mail address'));

emailField.hidden = true;
factor.addEventListener('change', () => {
  emailField.hidden = factor.value !== 'email';
  email.required = factor.value === 'email';
});

const form = el('form', { class: 'fields', onsubmit: (event) => outcome.act(event, create, t('The account was made.')) },
  field(name, t('Name')),
  field(password, t('First password'), t('At least 12 characters. Ask them to change it.')),
  field(role, t('Role')),
  field(factor, t('Second factor')),
  emailField,
  el('div', { class: 'buttons' }, el('button', { class: 'button primary', type: 'submit', text: t('Make the account') })));

root.append(outcome.problem, outcome.said, shownOnce,
  panel(t('Users'), t('The last administrator cannot be removed.'), users),
  panel(t('A new account'), null, form));

async function create() {
  const account = { username: name.value.trim(), password: password.value, role: role.value, factor: factor.value };
  if (factor.value === 'email') {
    account.email = email.value.trim();
  }
  const { otpauth } = await post('/api/v1/users', account) ?? {};
  shownOnce.replaceChildren(...(otpauth ? [await enrolment(account.username, otpauth)] : []));
  form.reset();
  emailField.hidden = true;
  await load();
}

/** The key of the authenticator app: a picture and letters, for once. */
async function enrolment(username, otpauth) {
  const image = await fetch('/signin/qr', { method: 'POST', body: otpauth, headers: { 'X-Requested-By': 'workstatus' } });
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  return panel(t('The key of {0}, shown this once', username), t('They scan it with an authenticator app, or type it.'),
    image.ok ? el('img', { src: URL.createObjectURL(await image.blob()), alt: t('QR code'), width: '220', height: '220' }) : null,
    el('p', {}, el('code', { text: secret.replace(/(.{4})/g, '$1 ').trim() })));
}

async function reset(user) {
  const next = el('input', { id: 'new-password', type: 'password', required: true, minlength: '12', autocomplete: 'new-password' });
  if (await asked(root, {
    title: t('A new password for {0}', user), text: t('Whoever is signed in as {0} is signed out.', user), yes: t('Set it'),
    input: field(next, t('New password')),
  })) {
    await post(`/api/v1/users/${encodeURIComponent(user)}/password`, { password: next.value });
    return;
  }
  throw new Error(t('Nothing was changed.'));
}

async function drop(user) {
  if (!(await asked(root, {
    title: t('Remove {0}?', user), text: t('The account is gone at once. What was recorded of them stays.'), yes: t('Remove'),
  }))) {
    throw new Error(t('Nothing was changed.'));
  }
  await remove(`/api/v1/users/${encodeURIComponent(user)}`);
  await load();
}

async function load() {
  const rows = await get('/api/v1/users');
  users.replaceChildren(table([t('Name'), t('Role'), t('Second factor'), t('Since'), ''], rows.map((row) => [
    row.username,
    row.role === 'admin' ? t('Administrator') : t('Member'),
    row.factor === 'email' ? t('Code by e-mail, {0}', row.email) : t('Authenticator app'),
    when(row.createdAt),
    el('div', { class: 'buttons' },
      button(t('New password'), (event) => outcome.act(event, () => reset(row.username)), { 'aria-label': t('New password for {0}', row.username) }),
      button(t('Remove'), (event) => outcome.act(event, () => drop(row.username)), { 'aria-label': t('Remove {0}', row.username) })),
  ])));
}

async function begin() {
  const now = await status();
  try {
    await load();
  } catch (problem) {
    if (problem.status === 401) {
      toSignIn();
    }
    outcome.say(problem.status === 503 && now ? missing(now.capabilities, 'mfa', t('The list of users')) : problem.message);
  }
}

begin();
