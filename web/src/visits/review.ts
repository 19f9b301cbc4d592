import type { Case, Employer, FieldValues } from '../api/shapes';
import type { ActRequest } from '../cases/submit';

// What the office does to a visit that a leader has logged: it names the firm, writes down the posts,
// and marks the record as complete.

export interface PostTyped {
  title: string;
  openings: number | null;
  kind: string;
}
export interface Completing {
  employer: string; // id of the firm chosen for what was only typed; empty when none was
  topics: string[] | null; // chosen here, since the leader chose none
  posts: PostTyped[];
}

const visitOf = (of: Case): FieldValues => of.data.visit ?? {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const typedName = (of: Case): string => text(visitOf(of).employer_typed);
export const employerOf = (of: Case): string => text(visitOf(of).employer);

/** A firm was typed by name only; until the office says which it is, the visit counts nothing. */
export function lacksFirm(of: Case): boolean {
  return employerOf(of) === '' && (of.rows.employers ?? []).length === 0;
}
export function lacksTopics(of: Case): boolean {
  const topics = visitOf(of).topics;
  return !Array.isArray(topics) || topics.length === 0;
}

/** What stands in the way, but for what is being put right on the card. */
export function missingOf(of: Case, completing: Completing): string[] {
  return of.decision.requirements
    .filter((one) => one.gate === 'reporting' && one.applicable && one.blocking && !one.met)
    .filter(
      (one) => !(lacksTopics(of) && completing.topics?.length && /topics/.test(one.basis.rule)),
    )
    .flatMap((one) => one.missing)
    .filter((one) => !(completing.employer && typedName(of) && one.includes(typedName(of))));
}

export const filledPosts = (posts: readonly PostTyped[]): PostTyped[] =>
  posts.filter((one) => one.title.trim() && (one.openings ?? 0) > 0);

/** The acts that complete a visit, in their order; each leaves something that stands by itself. */
export function actsFor(of: Case, completing: Completing): ActRequest[] {
  const acts: ActRequest[] = [];
  const edit: FieldValues = {
    ...(completing.employer ? { employer: completing.employer, employer_typed: null } : {}),
    ...(completing.topics?.length ? { topics: completing.topics } : {}),
  };
  if (Object.keys(edit).length > 0) acts.push({ act: 'edit_visit', data: edit });
  const employer = completing.employer || employerOf(of);
  const taken = new Set((of.rows.posts ?? []).map((row) => row.key));
  let n = taken.size;
  const rows = filledPosts(completing.posts).map((one) => {
    do n += 1;
    while (taken.has(`G${n}`));
    return { ...one, title: one.title.trim(), number: `G${n}`, employer };
  });
  if (rows.length > 0 && employer) acts.push({ act: 'record_posts', data: { rows } });
  acts.push({ act: 'complete' });
  return acts;
}

/** What to look for in the register: a name as it was typed holds remarks in brackets. */
export function searchesFor(name: string): string[] {
  const plain = name.replace(/[（(].*?[)）]/g, '').trim();
  const all = [plain, [...plain].slice(0, 4).join(''), [...plain].slice(0, 2).join('')];
  return [...new Set(all)].filter((one) => [...one].length >= 2);
}

/** The firm of the register that was just opened: the one with this code, or else with this name. */
export function openedFirm(
  found: readonly Employer[],
  uscc: string,
  name: string,
): Employer | null {
  return (
    found.find((one) => uscc !== '' && one.uscc === uscc) ??
    found.find((one) => one.name === name) ??
    null
  );
}
