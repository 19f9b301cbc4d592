import { shallowRef } from 'vue';
import { session } from '../account/session';
import { api, take as answerOf } from '../api/client';
import type { Employer, Workflow } from '../api/shapes';
import * as kept from '../frame/kept';

// What the visit form needs, kept on the phone so that it opens without a network: the workflow, the
// circulars, who may lead a visit, and the names of the firms. It is read again whenever there is one.

export interface VisitKit {
  id: 'visit';
  account: string;
  workflow: Workflow;
  people: { id: string; name: string }[];
  packs: { pack: string; phases: { from: string; to: string }[]; extends: string[] }[];
}
interface FirmKit {
  id: 'firms';
  account: string;
  at: number;
  firms: Employer[];
}

const most = 4000; // firms; a school knows fewer, and the phone searches them as one types
const fresh = 30 * 60_000;

export const firms = shallowRef<Employer[]>([]);

async function mine<T extends { account: string }>(id: string): Promise<T | null> {
  const found = await kept.take<T>('kit', id).catch(() => undefined);
  return found && found.account === session.value?.account ? found : null;
}

export const keptKit = (): Promise<VisitKit | null> => mine<VisitKit>('visit');

export async function fetchKit(account: string): Promise<VisitKit> {
  const [workflow, people, packs] = await Promise.all([
    answerOf(api.GET('/api/v1/workflows/{id}', { params: { path: { id: 'visit' } } })),
    answerOf(api.GET('/api/v1/people', { params: { query: { limit: 200 } } })),
    answerOf(api.GET('/api/v1/packs')),
  ]);
  const kit: VisitKit = {
    id: 'visit',
    account,
    workflow,
    people: people.items.map(({ id, name }) => ({ id, name })),
    packs: packs.items.map(({ pack, phases, extends: of }) => ({ pack, phases, extends: of })),
  };
  void kept.put('kit', kit).catch(() => undefined);
  return kit;
}

/** Firms of the register, at once from the phone, then as they stand now. */
export async function loadFirms(account: string): Promise<void> {
  const before = await mine<FirmKit>('firms');
  if (before) firms.value = before.firms;
  if (before && Date.now() - before.at < fresh) return;
  const read: Employer[] = [];
  for (let cursor = ''; read.length < most;) {
    const page = await answerOf(
      api.GET('/api/v1/employers', {
        params: { query: { limit: 200, cursor: cursor || undefined } },
      }),
    );
    read.push(...page.items.filter((one) => one.status !== 'void'));
    cursor = page.next_cursor;
    if (!cursor) break;
  }
  firms.value = read;
  const kit: FirmKit = { id: 'firms', account, at: Date.now(), firms: read };
  void kept.put('kit', kit).catch(() => undefined);
}

const recentKept = 'beihui.visit.recent';

/** Ids of the firms chosen last on this phone, the latest first. */
export function recentFirms(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(recentKept) ?? '[]');
    return Array.isArray(read) ? read.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function keepRecentFirm(id: string): void {
  try {
    const all = [id, ...recentFirms().filter((one) => one !== id)].slice(0, 8);
    localStorage.setItem(recentKept, JSON.stringify(all));
  } catch {
    // guessed from the register next time
  }
}
