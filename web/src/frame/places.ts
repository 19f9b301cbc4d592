import { administrators } from '../account/session';
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
const calendar: Place = { to: '/calendar', word: 'places.calendar', sign: '历', key: 'c' };
const visits: Place = { to: '/visits', word: 'frame.visits', sign: '访', key: 'v' };
const employers: Place = { to: '/employers', word: 'frame.employers', sign: '企', key: 'e' };
const followUp: Place = { to: '/follow-up', word: 'places.followUp', sign: '跟', key: 'f' };
const tables: Place = { to: '/tables', word: 'frame.tables', sign: '表', key: 'r' };
const filings: Place = { to: '/filings', word: 'places.filings', sign: '催', key: 'f' };
const drafts: Place = { to: '/filings/drafts', word: 'places.drafts', sign: '送', key: 'd' };
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

// The administrators', who see no cases; more of their pages stand in tabs.
const condition: Place = { to: '/admin/condition', word: 'places.condition', sign: '健', key: 'h' };
const organisations: Place = {
  to: '/admin/organisations',
  word: 'places.organisations',
  sign: '单',
  key: 'o',
};
const people: Place = { to: '/admin/people', word: 'places.people', sign: '人', key: 'n' };
const accounts: Place = { to: '/admin/accounts', word: 'places.accounts', sign: '号', key: 'u' };
const tokens: Place = { to: '/admin/tokens', word: 'places.tokens', sign: '令', key: 't' };
const log: Place = { to: '/admin/log', word: 'places.log', sign: '录', key: 'w' };

/** Auditors, and whoever watches over the access log alone. */
export const audit: Place = { to: '/audit', word: 'places.audit', sign: '审', key: 'u' };
export const accessLog: Place = {
  to: '/audit/access',
  word: 'places.audit',
  sign: '审',
  key: 'x',
};

type Roles = Pick<Session, 'roles'> | null | undefined;

const has = (who: Roles, ...roles: string[]): boolean =>
  roles.some((role) => who?.roles.includes(role));

export function leads(who: Roles): boolean {
  return has(who, 'school_leader', 'leader_secretary');
}

/** All places of somebody, those they use most first. */
export function placesOf(who: Roles): Place[] {
  const desk = [cases, calendar, visits, tables, employers, packs];
  if (has(who, 'employment_officer', 'college_officer'))
    return [
      ...[cases, calendar, visits, followUp],
      ...(has(who, 'employment_officer') ? [drafts] : []),
      ...[tables, employers, packs],
    ];
  if (has(who, 'school_leader')) return [logVisit, myVisits, brief, approvals, ...desk];
  if (has(who, 'leader_secretary')) return [logVisit, myVisits, cases, calendar, visits, employers];
  if (has(who, 'employment_director'))
    return [cases, approvals, calendar, visits, drafts, tables, followUp, employers, brief, packs];
  if (has(who, 'province_sme', 'province_education', 'province_hrss'))
    return [tables, filings, calendar, cases, employers, visits, packs];
  if (has(who, 'platform')) return [cases, calendar, drafts, tables, visits, employers, packs];
  if (has(who, 'auditor')) return [audit, cases, calendar, tables, visits, employers, packs];
  const own = administration(who);
  const only = who?.roles.every((role) => administrators.includes(role));
  return only && own.length > 0 ? own : [...own, ...desk];
}

function administration(who: Roles): Place[] {
  if (has(who, 'administrator')) return [condition, organisations, people, accounts];
  if (has(who, 'security_administrator')) return [condition, accounts, tokens, people];
  if (has(who, 'audit_administrator')) return [condition, log, accessLog, accounts, organisations];
  return [];
}

export const onPhone = 4;
