import { useQueryClient } from '@tanstack/vue-query';
import { ref } from 'vue';
import { api, etag, fromPage, submitKeys, take } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { ActPreview, Case, FieldValues, OpeningPreview } from '../api/shapes';

export interface ActRequest {
  act: string;
  data?: FieldValues;
  reason?: string;
}
export interface OpenRequest {
  workflow: string;
  act?: string;
  organisation: string;
  circulars?: string[];
  data: FieldValues;
}

/** Sending acts: one key per submit, the problem kept for the page, what is stale read again. */
export function useSubmit() {
  const queries = useQueryClient();
  const busy = ref(false);
  const problem = ref<Problem | null>(null);
  const keys = submitKeys();

  async function run<T>(send: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    problem.value = null;
    try {
      return await send();
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return null;
    } finally {
      busy.value = false;
    }
  }

  function settle(now: Case): void {
    keys.spent();
    queries.setQueryData(['case', now.number, ''], now);
    for (const noun of ['cases', 'history', 'facts', 'duties', 'table', 'cell', 'employers'])
      void queries.invalidateQueries({ queryKey: [noun] });
  }

  async function doAct(of: Case, body: ActRequest): Promise<Case | null> {
    const now = await run(() =>
      take(
        api.POST('/api/v1/cases/{number}/acts', {
          params: {
            path: { number: of.number },
            header: {
              ...fromPage,
              'Idempotency-Key': keys.of([of.number, of.version, body]),
              'If-Match': etag(of.version),
            },
          },
          body,
        }),
      ),
    );
    if (now) settle(now as Case);
    return now as Case | null;
  }

  async function previewAct(of: Case, body: ActRequest): Promise<ActPreview | null> {
    const seen = await run(() =>
      take(
        api.POST('/api/v1/cases/{number}/acts', {
          params: {
            path: { number: of.number },
            query: { preview: true },
            header: {
              ...fromPage,
              'Idempotency-Key': submitKeys().of(body),
              'If-Match': etag(of.version),
            },
          },
          body,
        }),
      ),
    );
    return seen as ActPreview | null;
  }

  async function open(body: OpenRequest): Promise<Case | null> {
    const now = await run(() =>
      take(
        api.POST('/api/v1/cases', {
          params: { header: { ...fromPage, 'Idempotency-Key': keys.of(body) } },
          body,
        }),
      ),
    );
    if (now) settle(now as Case);
    return now as Case | null;
  }

  async function previewOpen(body: OpenRequest): Promise<OpeningPreview | null> {
    const seen = await run(() =>
      take(
        api.POST('/api/v1/cases', {
          params: {
            query: { preview: true },
            header: { ...fromPage, 'Idempotency-Key': submitKeys().of(body) },
          },
          body,
        }),
      ),
    );
    return seen as OpeningPreview | null;
  }

  async function upload(
    of: Case,
    file: File,
    about: { kind: string; item?: string; name: string },
  ): Promise<boolean> {
    const done = await run(() =>
      take(
        api.POST('/api/v1/cases/{number}/documents', {
          params: {
            path: { number: of.number },
            query: about,
            header: {
              ...fromPage,
              'Idempotency-Key': keys.of([
                of.number,
                of.version,
                about,
                file.size,
                file.lastModified,
              ]),
              'If-Match': etag(of.version),
            },
          },
          headers: { 'Content-Type': file.type || 'application/octet-stream' },
          body: file as never,
          bodySerializer: (bytes: unknown) => bytes as Blob,
        }),
      ),
    );
    if (!done) return false;
    keys.spent();
    await queries.invalidateQueries({ queryKey: ['case', of.number] });
    void queries.invalidateQueries({ queryKey: ['history', of.number] });
    return true;
  }

  async function readAgain(number: string): Promise<Case | null> {
    return run(async () => {
      const now = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }));
      queries.setQueryData(['case', number, ''], now);
      return now;
    });
  }

  return { busy, problem, doAct, previewAct, open, previewOpen, upload, readAgain };
}
