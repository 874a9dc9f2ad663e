// Set-up of the first account and sign-in: one page, one step at a time.

import { post } from '/signin/api.js';
import { byId, el, setText, show, showProblem } from '/signin/dom.js';

const steps = [byId('sign-in-step'), byId('set-up-step'), byId('code-step')];

/** What has been said so far; in this page's memory and nowhere else. */
const attempt = { username: '', password: '', challenge: null, expiresAt: null };

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
  Object.assign(attempt, { username: '', password: '', challenge: null, expiresAt: null });
  removeEventListener('beforeunload', keepSecretOpen);
  show(byId('enrolment'), false);
  byId('code').value = '';
  open(location.hash === '#set-up' ? 'set-up-step' : 'sign-in-step');
}

function open(id) {
  for (const step of steps) {
    show(step, step.id === id);
    showProblem(step.querySelector('.problem'), null);
  }
  const step = byId(id);
  document.title = `${step.querySelector('h1').textContent} – Workstatus`;
  [...step.querySelectorAll('.field:not([hidden]) input')].find((input) => !input.value)?.focus();
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
  button.setAttribute('aria-label', 'Show the password');
  button.addEventListener('click', () => {
    const reveal = input.type === 'password';
    input.type = reveal ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(reveal));
    setText(button, reveal ? 'Hide' : 'Show');
  });
}

onSubmit('sign-in-step', async () => {
  attempt.username = byId('user').value.trim();
  attempt.password = byId('password').value;
  await askForChallenge();
  const byMail = attempt.factor === 'email';
  setText(byId('code-step-title'), 'Enter the code');
  setText(byId('code-from'), byMail ? 'It is on its way to you by e-mail.' : 'Your authenticator app shows it.');
  open('code-step');
});

onSubmit('set-up-step', async () => {
  attempt.username = byId('new-user').value.trim();
  attempt.password = byId('new-password').value;
  const { otpauth } = await post('/api/v1/setup', {
    token: byId('token').value.trim(), username: attempt.username, password: attempt.password, factor: 'totp',
  });
  history.replaceState(null, '', '#sign-in');
  byId('token').value = '';
  await showSecret(otpauth);
  setText(byId('code-step-title'), 'Add it to your app');
  setText(byId('code-from'), 'One thing more, and you are in.');
  show(byId('enrolment'), true);
  open('code-step');
  addEventListener('beforeunload', keepSecretOpen);
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
    challenge: attempt.challenge, code: byId('code').value.replaceAll(/\s/g, ''), record: byId('record').checked,
  });
  removeEventListener('beforeunload', keepSecretOpen);
  location.replace(destination());
}, () => {
  byId('code').value = '';
  byId('code').focus();
});

async function askForChallenge() {
  const { challenge, factor, expiresAt } = await post('/api/v1/login', {
    username: attempt.username, password: attempt.password,
  });
  Object.assign(attempt, { challenge, factor, expiresAt });
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
  const image = el('img', { alt: 'QR code of the key beside it', src: URL.createObjectURL(await response.blob()) });
  image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
  byId('qr').replaceChildren(image);
}

/** Runs `action` when a form is sent; while it runs nothing else can be sent, and what goes wrong is said in its place. */
function onSubmit(id, action, afterProblem = () => {}) {
  const form = byId(id);
  const button = form.querySelector('[type=submit]');
  const region = form.querySelector('.problem');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
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
  });
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
