import { api, etag, fromPage, take, uuid } from '../api/client';
import type { Case } from '../api/shapes';

// A visit that was logged by mistake is taken back by the act that cancels it, with the reason said. The
// history keeps both; its facts do not count.

const grace = 30 * 60_000;

/** Until when somebody may take it back without asking anybody; milliseconds. */
export function withdrawUntil(openedAt: string): number {
  return Date.parse(openedAt) + grace;
}

export function mayWithdraw(of: Case, now: number): boolean {
  return (
    now < withdrawUntil(of.opened_at) && of.acts.some((one) => one.id === 'cancel' && one.allowed)
  );
}

export async function withdraw(number: string, reason: string): Promise<Case> {
  const of = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }));
  return (await take(
    api.POST('/api/v1/cases/{number}/acts', {
      params: {
        path: { number },
        header: { ...fromPage, 'Idempotency-Key': uuid(), 'If-Match': etag(of.version) },
      },
      body: { act: 'cancel', reason },
    }),
  )) as Case;
}
