import type { Case, Workflow } from '../api/shapes';
import { writeValue } from './yamlText';

type Plain = Record<string, unknown>;

interface Maker {
  of: Case;
  workflow: Workflow;
  pack: string;
  today: string;
  organisation: { level: string; kind: string };
}

/**
 * A scenario from a real case: what it holds as given, what the rules say of it now as expected.
 * Firms and documents go by made-up names, and what is personal never came from the server.
 */
export function scenarioOf({ of, workflow, pack, today, organisation }: Maker): string {
  const codes = new Map<string, string>();
  const codeOf = (id: string, letter: string): string => {
    if (!codes.has(id)) codes.set(id, `${letter}${codes.size + 1}`);
    return codes.get(id)!;
  };
  const documents = of.documents.map((one) => ({ id: codeOf(one.id, 'd'), kind: one.kind }));
  const cleaned = (formId: string, row: Plain): Plain => {
    const form = workflow.forms.find((one) => one.id === formId);
    const result: Plain = {};
    for (const field of form?.fields ?? []) {
      const value = row[field.id];
      if (value === null || value === undefined || value === '') continue;
      if (field.type === 'employer') {
        const employer = of.employers[String(value)];
        const code = codeOf(String(value), 'e');
        result[field.id] = code;
        result[`${field.id}_record`] = {
          name: code,
          ...(employer
            ? { status: employer.status, size: employer.size, srdi: employer.srdi }
            : {}),
        };
      } else if (field.personal) continue;
      else
        result[field.id] = Array.isArray(value)
          ? value.map((one) => codes.get(String(one)) ?? one)
          : (codes.get(String(value)) ?? value);
    }
    return result;
  };
  const lines = [
    `- name: ${writeValue(`案卷 ${of.number} 在 ${today} 的判定`)}`,
    `  clause: ${of.decision.requirements.find((one) => one.basis.pack === pack)?.basis.clause ?? ''}`,
    `  today: ${today}`,
    `  workflow: ${of.workflow}`,
    '  case:',
    `    stage: ${of.stage}`,
  ];
  for (const [id, row] of Object.entries(of.data))
    lines.push(`    ${id}: ${writeValue(cleaned(id, row))}`);
  for (const [id, rows] of Object.entries(of.rows))
    if (rows.length > 0)
      lines.push(`    ${id}:`, ...rows.map((row) => `      - ${writeValue(cleaned(id, row))}`));
  if (documents.length > 0) lines.push(`    documents: ${writeValue(documents)}`);
  lines.push(`  org: ${writeValue(organisation)}`, '  expect:', '    requirements:');
  for (const one of of.decision.requirements)
    if (one.basis.pack === pack)
      lines.push(
        `      ${one.key}: ${writeValue(one.applicable ? { met: one.met } : { applicable: false })}`,
      );
  return `${lines.join('\n')}\n`;
}
