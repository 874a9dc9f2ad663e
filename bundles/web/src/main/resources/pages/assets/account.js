// One's own account: password, passkeys, recovery codes.

import { get, post, remove } from '/signin/api.js';
import { byId, el, show } from '/signin/dom.js';
import { addPasskey, havePasskeys, usePasskey } from '/signin/passkey.js';
import { t } from '/signin/words.js';
import { Outcome, button, field, panel, status, table, toSignIn, when } from '/assets/admin.js';
import { follow } from '/assets/shell.js';

const outcome = new Outcome();
const secret = (id, autocomplete) => el('input', { id, type: 'password', autocomplete, required: true });
const current = secret('current-password', 'current-password');
const next = secret('new-password', 'new-password');
next.minLength = 12;
const code = el('input', { id: 'code', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '40', required: true });
const passkeys = el('div');
const codesLeft = el('p');
const codes = el('ul', { class: 'codes mono', id: 'recovery-codes', 'aria-label': t('Recovery codes'), tabindex: '0', hidden: true });
const byPasskey = button(t('Use a passkey instead'), (event) => again(event, async () => {
  await post('/api/v1/step-up/passkey', await usePasskey(await post('/api/v1/step-up/passkey/options')));
}), { id: 'by-passkey', hidden: true });

const passwordForm = el('form', { class: 'fields', onsubmit: (event) => outcome.act(event, async () => {
  await post('/api/v1/password', { current: current.value, new: next.value });
  passwordForm.reset();
}, t('The password is changed. Every other sign-in of yours has ended.')) },
el('input', { type: 'text', autocomplete: 'username', hidden: true, id: 'username' }),
field(current, t('Current password')),
field(next, t('New password'), t('At least 12 characters. A few words that do not belong together are good.')),
el('div', { class: 'buttons' }, el('button', { class: 'button primary', type: 'submit', text: t('Change the password') })));

/** What was asked for before a new code was, if something was. */
let waiting = null;

const codeForm = el('form', { class: 'fields', id: 'code-form', hidden: true, onsubmit: (event) => again(event,
  () => post('/api/v1/step-up', { code: code.value.replaceAll(/\s/g, '') })) },
el('p', { text: t('Your last code is more than five minutes old. Give a new one, and it goes on.') }),
field(code, t('Code')),
el('div', { class: 'buttons' }, el('button', { class: 'button primary', type: 'submit', text: t('Go on') }), byPasskey));

/** Does something that may ask for a fresh code first. */
async function change(event, action, word) {
  waiting = null;
  show(codeForm, false);
  await outcome.act(event, async () => {
    try {
      await action();
    } catch (problem) {
      if (!/step-up$/.test(problem.type ?? '')) {
        throw problem;
      }
      waiting = { action, word };
      show(codeForm, true);
      await post('/api/v1/step-up/code').catch(() => null); // Where codes are mailed, this mails one.
      code.focus();
      return;
    }
    await load();
  }, word);
  if (waiting) {
    outcome.said.textContent = '';
  }
}

/** Gives the fresh code, and does what waits for it. */
async function again(event, prove) {
  const { action, word } = waiting;
  await outcome.act(event, async () => {
    await prove();
    code.value = '';
    show(codeForm, false);
    waiting = null;
    await action();
    await load();
  }, word);
}

async function renewCodes() {
  const { recoveryCodes } = await post('/api/v1/account/recovery-codes');
  codes.replaceChildren(...recoveryCodes.map((each) => el('li', { text: each })));
  show(codes, true);
}

async function load() {
  const account = await get('/api/v1/account');
  byId('username').value = account.username;
  show(byPasskey, account.passkeys.length > 0 && havePasskeys());
  passkeys.replaceChildren(table([t('Added'), ''], account.passkeys.map((passkey) => [
    when(passkey.createdAt),
    button(t('Remove'), (event) => change(event, () => remove(`/api/v1/account/passkeys/${passkey.id}`)),
      { 'aria-label': t('Remove this passkey') }),
  ]), t('You have none.')));
  codesLeft.textContent = t('{0} are left.', account.recoveryCodes);
}

byId('workstatus-account').append(
  outcome.problem, outcome.said, codeForm,
  panel(t('Password'), null, passwordForm),
  panel(t('Passkeys'), t('The strongest second factor: no page that only looks like this one can use it.'), passkeys,
    havePasskeys() ? button(t('Add a passkey'), (event) => change(event, addPasskey), { id: 'add-passkey' })
      : el('p', { class: 'hint', text: t('Open this page under the name localhost to add one.') })),
  panel(t('Recovery codes'), t('Each signs you in once, in place of the second factor.'), codesLeft, codes,
    button(t('Make new ones'), (event) => change(event, renewCodes, t('Keep these: they are shown now and never again. The ones before are void.')),
      { id: 'new-codes' })));

follow(() => {});

status().then(load).catch((problem) => (problem.status === 401 ? toSignIn() : outcome.say(problem.message)));
