import { expect, test } from 'vitest';
import type { Employer } from '../api/shapes';
import type { AgendaItem } from '../calendar/agenda';
import { clashesOf } from './clashes';
import { readPasted } from './pasted';

const event = (number: string, from: string, to: string, venue: string): AgendaItem => ({
  layer: 'event',
  number,
  title: number,
  organisation: '',
  from: '2026-05-20',
  to: null,
  owner: '',
  starts_at: `2026-05-20T${from}:00+08:00`,
  ends_at: `2026-05-20T${to}:00+08:00`,
  venue,
});

test('two events clash at one venue at one time, however the venue is written', () => {
  const items = [
    event('same', '08:00', '10:00', '大学生活动中心　一层'),
    event('ends as it begins', '08:00', '09:00', '大学生活动中心一层'),
    event('begins as it ends', '16:30', '18:00', '大学生活动中心一层'),
    event('elsewhere', '09:00', '16:30', '体育馆'),
    { ...event('cancelled', '09:00', '16:30', '大学生活动中心一层'), cancelled: true },
  ];
  const wanted = {
    starts: '2026-05-20T09:00:00+08:00',
    ends: '2026-05-20T16:30:00+08:00',
    venue: '大学生活动中心 一层',
  };
  expect(clashesOf(items, wanted).map((one) => one.number)).toEqual(['same']);
  expect(clashesOf(items, { ...wanted, venue: ' ' })).toEqual([]);
  expect(clashesOf(items, { ...wanted, ends: wanted.starts })).toEqual([]);
});

const firm = (id: string, name: string, uscc: string): Employer =>
  ({ id, name, uscc, status: 'verified', size: '', srdi: false, province: '' }) as Employer;
const register = [
  firm('a', '云岭低空装备股份有限公司', '91330200MA2AXXXX0P'),
  firm('b', '宁波海曙软件(集团)有限公司', '91330203MA2BYYYY1T'),
];

test('rows of a sheet become employers by code or by name; headings and sums do not', () => {
  const text = [
    '序号\t企业名称\t统一社会信用代码',
    '1\t云岭低空\t91330200ma2axxxx0p',
    '2\t宁波海曙软件（集团）有限公司\t',
    '3\t"没有登记的企业"\t',
    '2\t宁波海曙软件（集团）有限公司\t',
    '',
    '合计\t3',
  ].join('\r\n');
  expect(readPasted(text, register).map((one) => [one.typed, one.found?.id ?? null])).toEqual([
    ['云岭低空', 'a'],
    ['宁波海曙软件（集团）有限公司', 'b'],
    ['没有登记的企业', null],
  ]);
});

test('a column of names alone is read as well, and nothing comes of nothing', () => {
  expect(readPasted('云岭低空装备股份有限公司\n123\n', register)).toHaveLength(1);
  expect(readPasted(' \t \n', register)).toEqual([]);
});
