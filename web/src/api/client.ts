import createClient from 'openapi-fetch';
import { language } from '../words/language';
import type { paths } from './types';
import { patientFetch } from './patience';
import { ProblemError, problemOf } from './problem';

/** The typed door to the server. Every page and every query goes through it. */
export const api = createClient<paths>({
  baseUrl: globalThis.location.origin,
  // Looked up at the time of the call, so that a test can put another in its place.
  fetch: patientFetch,
  querySerializer: { array: { style: 'form', explode: true } },
});

/** Proves to the server that a page of ours sent the request, not a foreign one. */
export const fromPage = { 'X-Beihui': '1' } as const;

api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', language());
    return request;
  },
});

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * The data of an answer.
 * @throws ProblemError with the server's problem, or with one of our own when there was no server.
 */
export async function take<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  return (await takeWhole(asked)).data;
}

/** As `take`, with the headers beside the data. */
export async function takeWhole<Data>(
  asked: Promise<Answer<Data>>,
): Promise<{ data: Data; headers: Headers }> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (failure) {
    throw ProblemError.offline(failure);
  }
  if (!answer.response.ok) throw new ProblemError(problemOf(answer.error, answer.response.status));
  return { data: answer.data as Data, headers: answer.response.headers };
}

/** The ETag of a version: 7 → "v7". */
export function etag(version: number): string {
  return `"v${version}"`;
}

/** A random UUID. `crypto.randomUUID` is absent on plain http, which some schools run inside. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Idempotency keys of one form: the same body sent again after a lost connection carries the same
 * key, so it counts once; a changed body carries a new one.
 */
export function submitKeys(): { of: (body: unknown) => string; spent: () => void } {
  let last = '';
  let key = '';
  return {
    of(body) {
      const text = JSON.stringify(body);
      if (text !== last || key === '') {
        last = text;
        key = uuid();
      }
      return key;
    },
    spent() {
      key = '';
    },
  };
}
