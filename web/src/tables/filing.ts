/** Whether somebody's roles may file a table: those that may open a case of the workflow `filing`. */
const filers = [
  'employment_officer',
  'employment_director',
  'province_education',
  'province_hrss',
  'province_sme',
  'platform',
];

export function mayFile(roles: string[]): boolean {
  return roles.some((role) => filers.includes(role));
}
