// Set-up of the first account and sign-in: one page, one step at a time.

import { get, post, put } from '/signin/api.js';
import { byId, el, setText, show, showProblem } from '/signin/dom.js';
import { addPasskey, havePasskeys, usePasskey } from '/signin/passkey.js';
import { t } from '/signin/words.js';

const steps = ['sign-in-step', 'set-up-step', 'code-step', 'keys-step', 'terms-step'].map(byId);

/** What has been said so far; in this page's memory and nowhere else. */
const attempt = {};
const nothingYet = {
  username: '', password: '', factor: 'totp', challenge: null, expiresAt: null, passkey: null, firstRun: false,
};

const token = takeTokenFromAddress();
byId('token').value = token ?? '';
show(byId('token-field'), token === null);
startOver();

// The token is worth an account: it stays neither in the address bar nor in the history.
function takeTokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    history.replaceState(null, '', location.pathname + location.search + '#set-up');
  }
  return given || null;
}

function startOver() {
  Object.assign(attempt, nothingYet);
  removeEventListener('beforeunload', keepSecretOpen);
  show(byId('enrolment'), false);
  byId('code').value = '';
  open(location.hash === '#set-up' ? 'set-up-step' : 'sign-in-step');
}

function open(id) {
  for (const step of steps) {
    show(step, step.id === id);
    for (const region of step.querySelectorAll('.problem')) {
      showProblem(region, null);
    }
  }
  const step = byId(id);
  document.title = `${step.querySelector('h1').textContent} – Workstatus`;
  [...step.querySelectorAll('.field:not([hidden]) input')].find((input) => !input.value && input.checkVisibility())?.focus();
}

addEventListener('hashchange', () => {
  takeTokenFromAddress();
  startOver();
});
byId('start-over').addEventListener('click', (event) => {
  event.preventDefault();
  history.replaceState(null, '', '#sign-in');
  startOver();
});

for (const button of document.querySelectorAll('[data-reveals]')) {
  const input = byId(button.dataset.reveals);
  button.setAttribute('aria-label', t('Show the password'));
  button.addEventListener('click', () => {
    const reveal = input.type === 'password';
    input.type = reveal ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(reveal));
    setText(button, reveal ? t('Hide') : t('Show'));
  });
}

onSubmit('sign-in-step', async () => {
  attempt.username = byId('user').value.trim();
  attempt.password = byId('password').value;
  await askForChallenge();
  openCodeStep();
});

function openCodeStep() {
  setText(byId('code-step-title'), t('Enter the code'));
  setText(byId('code-from'), {
    email: t('It is on its way to you by e-mail.'), recovery: t('One of those that you have kept.'),
  }[attempt.factor] ?? t('Your authenticator app shows it.'));
  const recovery = attempt.factor === 'recovery';
  const code = byId('code');
  code.classList.toggle('digits', !recovery);
  code.inputMode = recovery ? 'text' : 'numeric';
  code.pattern = recovery ? '[A-Za-z2-7 \\-]{24,40}' : '[0-9 ]{6,11}';
  code.maxLength = recovery ? 40 : 11;
  show(byId('record').closest('label'), !attempt.firstRun);
  show(byId('to-recovery-line'), !recovery && !attempt.firstRun);
  show(byId('use-passkey'), attempt.passkey !== null && havePasskeys());
  open('code-step');
}

byId('to-recovery').addEventListener('click', async (event) => {
  event.preventDefault();
  await attempted(byId('code-step'), async () => {
    await askForChallenge('recovery');
    byId('code').value = '';
    openCodeStep();
  });
});

for (const radio of document.getElementsByName('factor')) {
  radio.addEventListener('change', () => {
    const byMail = byId('by-mail').checked;
    show(byId('mail-fields'), byMail);
    byId('email').required = byMail;
  });
}

byId('test-mail').addEventListener('click', async (event) => {
  const said = byId('mail-said');
  event.target.disabled = true;
  showProblem(said, null);
  try {
    const answer = await post('/api/v1/setup/mail', {
      token: byId('token').value.trim(),
      smtpHost: byId('smtp-host').value.trim(),
      smtpPort: Number(byId('smtp-port').value),
      smtpStartTls: byId('smtp-security').value === 'starttls',
      smtpTls: byId('smtp-security').value === 'tls',
      smtpUser: byId('smtp-user').value.trim(),
      smtpPassword: byId('smtp-password').value,
      mailFrom: byId('mail-from').value.trim(),
      to: byId('email').value.trim(),
    }, { timeout: 30_000 });
    showProblem(said, `The server took it and said: ${answer.said}`, 'good');
  } catch (problem) {
    showProblem(said, problem.message);
  } finally {
    event.target.disabled = false;
  }
});

onSubmit('set-up-step', async () => {
  attempt.username = byId('new-user').value.trim();
  attempt.password = byId('new-password').value;
  attempt.factor = document.querySelector('[name=factor]:checked').value;
  const application = {
    token: byId('token').value.trim(), username: attempt.username, password: attempt.password, factor: attempt.factor,
  };
  if (attempt.factor === 'email') {
    application.email = byId('email').value.trim();
  }
  const { otpauth, challenge = null, expiresAt = null } = await post('/api/v1/setup', application);
  Object.assign(attempt, { challenge, expiresAt, firstRun: true });
  history.replaceState(null, '', '#sign-in');
  openCodeStep();
  if (otpauth) {
    byId('token').value = '';
    await showSecret(otpauth);
    setText(byId('code-step-title'), t('Add it to your app'));
    setText(byId('code-from'), t('One thing more, and you are in.'));
    show(byId('enrolment'), true);
    addEventListener('beforeunload', keepSecretOpen);
  }
});

/** The secret is shown once: leaving before it is in the app would lock its owner out. */
function keepSecretOpen(event) {
  event.preventDefault();
}

onSubmit('code-step', async () => {
  // After set-up, and when the wait took too long, the password is shown once more; the person need not type it again.
  if (attempt.challenge === null || Date.parse(attempt.expiresAt) <= Date.now()) {
    await askForChallenge();
  }
  await post('/api/v1/login/otp', {
    challenge: attempt.challenge,
    code: byId('code').value.replaceAll(/\s/g, ''),
    record: !attempt.firstRun && byId('record').checked,
  });
  await signedIn();
}, () => {
  byId('code').value = '';
  byId('code').focus();
});

byId('use-passkey').addEventListener('click', () => attempted(byId('code-step'), async () => {
  const credential = await usePasskey(attempt.passkey);
  await post('/api/v1/login/passkey', {
    challenge: attempt.challenge, ...credential, record: byId('record').checked,
  });
  await signedIn();
}));

async function signedIn() {
  removeEventListener('beforeunload', keepSecretOpen);
  attempt.password = '';
  if (!attempt.firstRun) {
    location.replace(destination());
    return;
  }
  const { recoveryCodes } = await post('/api/v1/account/recovery-codes');
  byId('recovery-codes').replaceChildren(...recoveryCodes.map((code) => el('li', { text: code })));
  show(byId('passkey-field'), havePasskeys());
  open('keys-step');
  byId('recovery-codes').focus();
}

byId('add-passkey').addEventListener('click', async () => {
  try {
    await addPasskey();
    showProblem(byId('passkey-said'), t('The passkey is added.'), 'good');
  } catch (problem) {
    showProblem(byId('passkey-said'), problem.message);
  }
});

onSubmit('keys-step', async () => {
  byId('recovery-codes').replaceChildren();
  const [policy, status] = await Promise.all([get('/get-config'), get('/api/v1/status')]);
  attempt.policy = policy;
  byId('capture').checked = policy.capture_screenshots;
  byId('blurred').checked = policy.screenshot_blurred;
  byId('interval').value = policy.screenshot_interval_seconds
    ? policy.screenshot_interval_seconds / 60 : policy.screenshot_interval;
  show(byId('s3-choice'), status.capabilities.some((capability) => capability.id === 'store-s3'));
  open('terms-step');
  byId('capture').focus();
});

for (const radio of document.getElementsByName('store')) {
  radio.addEventListener('change', () => {
    const s3 = byId('by-s3').checked;
    show(byId('s3-fields'), s3);
    byId('bucket').required = s3;
  });
}

onSubmit('terms-step', async () => {
  const { screenshot_interval_seconds: _, ...others } = attempt.policy;
  await put('/api/v1/policy', {
    ...others,
    capture_screenshots: byId('capture').checked,
    screenshot_blurred: byId('blurred').checked,
    screenshot_interval: Number(byId('interval').value),
  });
  if (byId('by-s3').checked) {
    await configure('io.workstatus.agent.store.s3', {
      bucket: byId('bucket').value.trim(), region: byId('region').value.trim(),
    });
  }
  await openSession();
  location.replace(destination());
});

/** Begins to record. The code may have become too old over the choices: then a new one is asked for. */
async function openSession() {
  const again = byId('again');
  if (again.required) {
    await post('/api/v1/step-up', { code: again.value.replaceAll(/\s/g, '') });
  }
  try {
    await post('/api/v1/session');
  } catch (problem) {
    if (!/step-up$/.test(problem.type)) {
      return; // The dashboard says it, if nothing is recorded.
    }
    show(byId('again-field'), true);
    again.required = true;
    again.value = '';
    again.focus();
    await post('/api/v1/step-up/code').catch(() => null); // Where codes are mailed, this mails one.
    throw new Error('Your code has become more than five minutes old. Give a new one, and recording begins.');
  }
}

/** Sets single properties of a configuration, the way that the web console's page does it. */
async function configure(pid, properties) {
  const response = await fetch(`/system/console/configMgr/${pid}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      apply: 'true', action: 'ajaxConfigManager', $location: '', propertylist: Object.keys(properties).join(),
      ...properties,
    }),
  });
  if (!response.ok && response.type !== 'opaqueredirect') {
    throw new Error(t('Where screenshots go could not be set; the web console can do it.'));
  }
}

async function askForChallenge(factor) {
  const { passkey = null, ...answer } = await post('/api/v1/login', {
    username: attempt.username, password: attempt.password, factor,
  });
  Object.assign(attempt, answer, { passkey });
}

async function showSecret(otpauth) {
  const secret = new URL(otpauth).searchParams.get('secret') ?? '';
  setText(byId('secret'), secret.replaceAll(/(.{4})(?=.)/g, '$1 '));
  const response = await fetch('/signin/qr', { method: 'POST', headers: { 'X-Requested-By': 'workstatus' }, body: otpauth })
    .catch(() => null);
  if (!response?.ok) {
    byId('qr').hidden = true;
    return;
  }
  const image = el('img', { alt: t('QR code of the key beside it'), src: URL.createObjectURL(await response.blob()) });
  image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
  byId('qr').replaceChildren(image);
}

/** Runs `action` when a form is sent. */
function onSubmit(id, action, afterProblem = () => {}) {
  const form = byId(id);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    return attempted(form, action, afterProblem);
  });
}

/** Runs `action`; meanwhile nothing else can be sent from the form, and what goes wrong is said in its place. */
async function attempted(form, action, afterProblem = () => {}) {
  const button = form.querySelector('[type=submit]');
  const region = form.querySelector('.problem[aria-live=assertive]');
  button.disabled = true;
  showProblem(region, null);
  try {
    await action();
  } catch (problem) {
    showProblem(region, problem.message);
    afterProblem();
    if (problem.retryAfter) {
      await countDown(button, problem.retryAfter);
      showProblem(region, null);
    }
  } finally {
    button.disabled = false;
  }
}

async function countDown(button, seconds) {
  const label = button.textContent;
  const end = performance.now() + seconds * 1000;
  for (let left = seconds; left > 0; left = Math.ceil((end - performance.now()) / 1000)) {
    setText(button, `Again in ${left} s`);
    await new Promise((resolve) => { setTimeout(resolve, 250); });
  }
  setText(button, label);
}

/** Where to go after sign-in: a path of this agent, whatever the address asks for. */
function destination() {
  const next = new URLSearchParams(location.search).get('next') ?? '/';
  if (!/^\/(?![/\\])/.test(next)) {
    return '/';
  }
  const url = new URL(next, location.origin);
  return url.origin === location.origin ? url.pathname + url.search + url.hash : '/';
}
