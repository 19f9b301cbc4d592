import type { components } from './types';

export type Problem = components['schemas']['Problem'];
export type Fault = components['schemas']['Fault'];

/** Why the server did not do what was asked, as an exception. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
  }

  get isRefusal(): boolean {
    return this.problem.status === 409;
  }

  get isStale(): boolean {
    return this.problem.status === 412;
  }

  get isOffline(): boolean {
    return this.problem.code === 'offline';
  }

  static offline(cause: unknown): ProblemError {
    const failure = new ProblemError({
      type: '/problems/offline',
      title: 'offline',
      status: 0,
      detail: '',
      code: 'offline',
      trace_id: '',
    });
    failure.cause = cause;
    return failure;
  }
}

/** Reads a problem; an answer that is none (a proxy's HTML page) becomes one. */
export function problemOf(body: unknown, status: number): Problem {
  if (body !== null && typeof body === 'object' && 'code' in body && 'detail' in body)
    return body as Problem;
  return {
    type: '/problems/unknown',
    title: String(status),
    status,
    detail: '',
    code: 'unknown',
    trace_id: '',
  };
}

/** Faults at one field: "#/data/expected" for object forms, "#/data/rows/0/openings" for rows. */
export function faultsAt(problem: Problem | null, pointer: string): Fault[] {
  return (problem?.errors ?? []).filter((fault) => fault.pointer === pointer);
}
