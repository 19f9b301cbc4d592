import { reactive } from 'vue';
import { api, fromPage, take } from '../api/client';
import type { components } from '../api/types';
import type { AuditFilter } from './queries';

type Step = components['schemas']['VerificationStep'];
type Page = Step['page'];

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
  tip: string;
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
  tip: '',
  failure: null,
});

const params = { header: fromPage };

/** Begins a run, or does the next cases of the one with this id. */
function askServer(filter: AuditFilter, id: string): Promise<Step> {
  if (id === '')
    return take(
      api.POST('/api/v1/audit/verifications', { params: { ...params, query: { ...filter } } }),
    );
  return take(
    api.POST('/api/v1/audit/verifications/{id}/next', { params: { ...params, path: { id } } }),
  );
}

/** The server checks some cases at a time and keeps what it finds; what it has done is the progress. */
export function useVerification(step = askServer) {
  const run = reactive<Verification>(empty());
  let latest = 0; // a run that was begun anew leaves the older one behind
  let id = '';
  let scope: AuditFilter = {};

  async function goOn(): Promise<void> {
    const mine = ++latest;
    run.state = 'running';
    run.failure = null;
    let more = true;
    try {
      do {
        const done = await step(scope, id);
        if (mine !== latest) return;
        const { page } = done;
        id = done.run.id;
        more = page.next_cursor !== '';
        run.total = page.total;
        run.cases += page.cases;
        run.entries += page.entries;
        run.hidden += page.hidden;
        run.erased += page.erased;
        run.documents += page.documents;
        run.broken.push(...page.broken);
        run.checkedAt = page.checked_at;
        run.tip = done.run.tip;
      } while (more);
      run.state = 'done';
    } catch (failure) {
      if (mine !== latest) return;
      run.state = 'stopped';
      run.failure = failure;
    }
  }
  function begin(filter: AuditFilter): Promise<void> {
    Object.assign(run, empty());
    id = '';
    scope = { ...filter };
    return goOn();
  }
  function stop(): void {
    latest += 1;
    if (run.state === 'running') run.state = 'stopped';
  }
  return { run, begin, goOn, stop };
}
