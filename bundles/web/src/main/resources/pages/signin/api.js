// Calls of the agent's API, and what can come back instead of an answer.

import { t } from '/signin/words.js';

const TIMEOUT_MILLIS = 15_000;

/** What came instead of an answer: a problem after RFC 9457, or no answer at all (`status` 0). The message is for people. */
export class Problem extends Error {
  constructor({ status, type = '', detail, retryAfter = null }) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.type = type;
    /** Seconds after which trying again makes sense, or null. */
    this.retryAfter = retryAfter;
  }
}

/** GET of a JSON document. */
export const get = (path, options) => call('GET', path, undefined, options);

/** POST of a JSON document; without one, of nothing. */
export const post = (path, document, options) => call('POST', path, document, options);

/** PUT of a JSON document, or of bytes. */
export const put = (path, document, options) => call('PUT', path, document, options);

/** DELETE. */
export const remove = (path, options) => call('DELETE', path, undefined, options);

async function call(method, path, document, { timeout = TIMEOUT_MILLIS } = {}) {
  const headers = { Accept: 'application/json', 'X-Requested-By': 'workstatus' };
  let body;
  if (document instanceof Blob) {
    headers['Content-Type'] = 'application/octet-stream';
    body = document;
  } else if (document !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(document);
  }
  let response;
  let text;
  try {
    response = await fetch(path, {
      method, headers, body, cache: 'no-store', credentials: 'same-origin', signal: AbortSignal.timeout(timeout),
    });
    text = await response.text();
  } catch {
    throw new Problem({ status: 0, detail: t('The agent does not answer. Is it running?') });
  }
  const answer = parse(response, text);
  if (!response.ok) {
    throw new Problem({
      status: response.status,
      type: String(answer?.type ?? ''),
      detail: String(answer?.detail || answer?.title || t('The agent answered with an error ({0}).', response.status)),
      retryAfter: retryAfter(response.headers.get('Retry-After')),
    });
  }
  return answer;
}

function parse(response, text) {
  if (text === '' || !/[/+]json\b/.test(response.headers.get('Content-Type') ?? '')) {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem({ status: 0, detail: t('The agent answered with something that cannot be read.') });
  }
}

/** Seconds or a date, after RFC 9110 §10.2.3. */
function retryAfter(header) {
  if (!header) {
    return null;
  }
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null;
}
