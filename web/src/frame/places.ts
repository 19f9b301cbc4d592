import type { Session } from '../api/shapes';

// Where somebody goes from the rail or the bar. A phone has room for four, so a role has its four.

export interface Place {
  to: string;
  word: string; // key of its name
  sign: string; // one character, as on a stamp
  key?: string; // after g on the keyboard
}

/* words: frame.*, places.* */
const cases: Place = { to: '/cases', word: 'frame.cases', sign: '案', key: 'b' };
const visits: Place = { to: '/visits', word: 'frame.visits', sign: '访', key: 'v' };
const employers: Place = { to: '/employers', word: 'frame.employers', sign: '企', key: 'e' };
const tables: Place = { to: '/tables', word: 'frame.tables', sign: '表', key: 'r' };
const packs: Place = { to: '/packs', word: 'frame.packs', sign: '则', key: 'p' };

export const logVisit: Place = { to: '/m/visit', word: 'places.logVisit', sign: '记', key: 'l' };
export const myVisits: Place = { to: '/m/visits', word: 'places.myVisits', sign: '我', key: 'm' };
export const brief: Place = { to: '/brief', word: 'places.brief', sign: '报', key: 's' };
export const approvals: Place = {
  to: '/m/approvals',
  word: 'places.approvals',
  sign: '批',
  key: 'a',
};

/** Auditors, and whoever watches over the access log alone. */
export const audit: Place = { to: '/audit', word: 'places.audit', sign: '审', key: 'u' };
export const accessLog: Place = {
  to: '/audit/access',
  word: 'places.audit',
  sign: '审',
  key: 'u',
};

type Roles = Pick<Session, 'roles'> | null | undefined;

const has = (who: Roles, ...roles: string[]): boolean =>
  roles.some((role) => who?.roles.includes(role));

export function leads(who: Roles): boolean {
  return has(who, 'school_leader', 'leader_secretary');
}

/** All places of somebody, those they use most first. */
export function placesOf(who: Roles): Place[] {
  const desk = [cases, visits, employers, tables, packs];
  if (has(who, 'school_leader')) return [logVisit, myVisits, brief, approvals, ...desk];
  if (has(who, 'leader_secretary')) return [logVisit, myVisits, cases, visits, employers];
  if (has(who, 'employment_director'))
    return [cases, approvals, visits, tables, employers, brief, packs];
  if (has(who, 'auditor')) return [audit, cases, tables, visits, employers, packs];
  if (has(who, 'audit_administrator')) return [accessLog];
  return desk;
}

export const onPhone = 4;
