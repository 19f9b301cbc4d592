import type { Words } from '../api/shapes';

// Where each reporting unit stands in the grid: column and row. A drawing to find a name by, which
// says nothing about borders.
export const tiles: Record<string, [number, number]> = {
  '23': [9, 0],
  '15': [6, 1],
  '22': [9, 1],
  '65': [0, 2],
  '66': [1, 2],
  '11': [7, 2],
  '21': [8, 2],
  '2102': [9, 2],
  '62': [2, 3],
  '64': [3, 3],
  '61': [4, 3],
  '14': [5, 3],
  '13': [6, 3],
  '12': [7, 3],
  '37': [8, 3],
  '3702': [9, 3],
  '54': [0, 4],
  '63': [1, 4],
  '51': [2, 4],
  '50': [3, 4],
  '42': [4, 4],
  '41': [5, 4],
  '34': [6, 4],
  '32': [7, 4],
  '31': [8, 4],
  '53': [2, 5],
  '52': [3, 5],
  '43': [4, 5],
  '36': [5, 5],
  '33': [6, 5],
  '3302': [7, 5],
  '45': [3, 6],
  '44': [4, 6],
  '4403': [5, 6],
  '35': [6, 6],
  '3502': [7, 6],
  '71': [9, 6],
  '46': [3, 7],
  '82': [4, 7],
  '81': [5, 7],
};
export const columns = 10;

export interface Unit {
  code: string;
  area: string;
  name: Words;
  reports: boolean;
}

/** The unit that the code of an organisation names: 330000 and 330200; 66 of 兵团. */
export function unitOf(code: string, units: Unit[]): Unit | undefined {
  // 兵团 has no area code, and what has no code at all is no unit.
  return code === ''
    ? undefined
    : units.find((one) => one.reports && (one.area === code || one.code === code));
}

/** How dark a tile is, from 0 to 4: by the share of the largest. */
export function shade(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return Math.min(4, 1 + Math.floor((value / largest) * 3.999));
}
