import { api, fromPage, take } from '../api/client';
import { ProblemError } from '../api/problem';
import type { components } from '../api/types';
import { encodeFiles, type Files } from './files';

type Schemas = components['schemas'];
export type PackFault = Schemas['PackFault'];
export type LintReport = Schemas['LintReport'];
export type TestReport = Schemas['TestReport'];
export type CoverReport = Schemas['CoverReport'];
export type EdgesReport = Schemas['EdgesReport'];
export type DiffReport = Schemas['DiffReport'];
export type WhatIf = Schemas['WhatIf'];
export type WhatIfAsked = Schemas['WhatIfAsked'];

const busy = 'RP3093';
const pauses = [300, 700, 1500, 3000, 5000, 8000, 12000, 15000];

/** The server looks at two drafts at a time: a third one waits its turn. */
async function inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (failure) {
      if (!(failure instanceof ProblemError) || failure.problem.code !== busy) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return ask();
}

const header = { params: { header: fromPage } };

export function lint(pack: string, files: Files, signal?: AbortSignal): Promise<LintReport> {
  const body = { pack, files: encodeFiles(files) };
  return inTurn(() => take(api.POST('/api/v1/packs/lint', { ...header, body, signal })));
}

export function test(pack: string, files: Files): Promise<TestReport> {
  const body = { pack, files: encodeFiles(files) };
  return inTurn(() => take(api.POST('/api/v1/packs/test', { ...header, body })));
}

export function cover(pack: string, files: Files): Promise<CoverReport> {
  const body = { pack, files: encodeFiles(files) };
  return inTurn(() => take(api.POST('/api/v1/packs/cover', { ...header, body })));
}

export function edges(pack: string, files: Files): Promise<EdgesReport> {
  const body = { pack, files: encodeFiles(files) };
  return inTurn(() => take(api.POST('/api/v1/packs/edges', { ...header, body })));
}

export function format(pack: string, files: Files): Promise<Schemas['PackFiles']> {
  const body = { pack, files: encodeFiles(files) };
  return inTurn(() => take(api.POST('/api/v1/packs/fmt', { ...header, body })));
}

/** Without files, two packs in force are compared. */
export function diff(pack: string, than: string, files?: Files): Promise<DiffReport> {
  const body = {
    ...{ pack, than, format: 'json' as const },
    ...(files ? { files: encodeFiles(files) } : {}),
  };
  return inTurn(
    () => take(api.POST('/api/v1/packs/diff', { ...header, body })) as Promise<DiffReport>,
  );
}

export function copyOf(pack: string, from: string): Promise<Schemas['NewDraft']> {
  return inTurn(() => take(api.POST('/api/v1/packs/new', { ...header, body: { pack, from } })));
}

export function whatIf(asked: Omit<WhatIfAsked, 'files'> & { files: Files }): Promise<WhatIf> {
  const body = { ...asked, files: encodeFiles(asked.files) };
  return inTurn(() => take(api.POST('/api/v1/packs/what-if', { ...header, body })));
}
