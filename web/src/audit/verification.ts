import { reactive } from 'vue';
import { api, take } from '../api/client';
import type { components } from '../api/types';
import type { AuditFilter } from './queries';

type Page = components['schemas']['IntegrityPage'];

export interface Verification {
  state: 'idle' | 'running' | 'stopped' | 'done';
  total: number;
  cases: number;
  entries: number;
  hidden: number;
  erased: number;
  documents: number;
  broken: Page['broken'];
  checkedAt: string;
  failure: unknown;
}

const empty = (): Verification => ({
  state: 'idle',
  total: 0,
  cases: 0,
  entries: 0,
  hidden: 0,
  erased: 0,
  documents: 0,
  broken: [],
  checkedAt: '',
  failure: null,
});

/** The server checks page after page of the cases that are meant; what it has done is the progress. */
export function useVerification(
  readPage = (filter: AuditFilter, cursor: string): Promise<Page> =>
    take(
      api.GET('/api/v1/audit/integrity', {
        params: { query: { ...filter, limit: 25, cursor: cursor || undefined } },
      }),
    ),
) {
  const run = reactive<Verification>(empty());
  let latest = 0; // a run that was begun anew leaves the older one behind
  let cursor = '';
  let scope: AuditFilter = {};

  async function goOn(): Promise<void> {
    const mine = ++latest;
    run.state = 'running';
    run.failure = null;
    try {
      do {
        const page = await readPage(scope, cursor);
        if (mine !== latest) return;
        run.total = page.total;
        run.cases += page.cases;
        run.entries += page.entries;
        run.hidden += page.hidden;
        run.erased += page.erased;
        run.documents += page.documents;
        run.broken.push(...page.broken);
        run.checkedAt = page.checked_at;
        cursor = page.next_cursor;
      } while (cursor !== '');
      run.state = 'done';
    } catch (failure) {
      if (mine !== latest) return;
      run.state = 'stopped';
      run.failure = failure;
    }
  }
  function begin(filter: AuditFilter): Promise<void> {
    Object.assign(run, empty());
    cursor = '';
    scope = { ...filter };
    return goOn();
  }
  function stop(): void {
    latest += 1;
    if (run.state === 'running') run.state = 'stopped';
  }
  return { run, begin, goOn, stop };
}
