// Passkeys (WebAuthn), between the browser's own calls and the agent's.

import { post } from '/signin/api.js';
import { t } from '/signin/words.js';

/** Whether this browser has them; they are bound to the name localhost. */
export const havePasskeys = () => 'PublicKeyCredential' in window && location.hostname === 'localhost';

/** Makes one for whoever is signed in. */
export async function addPasskey() {
  const options = await post('/api/v1/account/passkeys/options');
  const credential = await asked(navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: options.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
    },
  }));
  await post('/api/v1/account/passkeys', {
    clientDataJSON: text(credential.response.clientDataJSON),
    attestationObject: text(credential.response.attestationObject),
  });
}

/** Proves possession of one of those that `options`, of a login's answer, name; returns what the agent takes for it. */
export async function usePasskey(options) {
  const credential = await asked(navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: options.allowCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
    },
  }));
  return {
    id: credential.id,
    clientDataJSON: text(credential.response.clientDataJSON),
    authenticatorData: text(credential.response.authenticatorData),
    signature: text(credential.response.signature),
  };
}

async function asked(question) {
  try {
    return await question;
  } catch (problem) {
    throw new Error(problem.name === 'InvalidStateError'
      ? t('This device has a passkey for this account already.')
      : t('The passkey was not used: the browser or you said no.'));
  }
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
