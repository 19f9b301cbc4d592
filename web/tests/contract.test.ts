import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import YAML from 'yaml';

const contract = YAML.parse(
  readFileSync(join(import.meta.dirname, '../../docs/openapi.yaml'), 'utf8'),
);
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ ...contract, $id: 'contract' });

const schemaOf: Record<string, string> = {
  Session: 'Session',
  Organisations: 'OrganisationList',
  OrganisationImport: 'OrganisationImport',
  ImportCheck: 'ImportCheck',
  ImportDone: 'ImportDone',
  Imports: 'ImportList',
  ImportUndone: 'ImportRun',
  ReportingUnits: 'ReportingUnitList',
  People: 'PersonPage',
  SignInSettings: 'SignInSettings',
  Roles: 'RoleList',
  HeldTokens: 'HeldTokenList',
  Webhooks: 'WebhookList',
  WebhookDeliveries: 'WebhookDeliveryList',
  Condition: 'Condition',
  Employers: 'EmployerPage',
  EmployersAlike: 'EmployersAlike',
  CodeCheck: 'CodeCheck',
  Cases: 'CasePage',
  Workflow: 'Workflow',
  Case: 'Case',
  OpeningPreview: 'OpeningPreview',
  ActPreview: 'ActPreview',
  ActReceipt: 'ActReceipt',
  History: 'EntryPage',
  Trace: 'Trace',
  CaseFacts: 'CaseFacts',
  ActCells: 'ActCells',
  AuditSample: 'AuditSample',
  IntegrityPage: 'IntegrityPage',
  Integrity: 'Integrity',
  Verifications: 'VerificationList',
  IntegrityTicks: 'IntegrityTicks',
  TableIntegrity: 'TableIntegrity',
  Duties: 'DutyList',
  Tables: 'TableList',
  Annex1: 'TableAnswer',
  Annex2: 'TableAnswer',
  CellFacts: 'CellFacts',
  BreakdownByOrganisation: 'BreakdownByOrganisation',
  BreakdownByWeek: 'BreakdownByWeek',
  BreakdownByCase: 'BreakdownByCase',
  TableComparison: 'TableComparison',
  TableFilings: 'TableFilings',
  FilingDrafts: 'FilingDrafts',
  OwedForms: 'OwedForms',
  FilingMatrix: 'FilingMatrix',
  Packs: 'PackList',
  Pack: 'Pack',
  PackChanged: 'PackChanged',
  PackRevisions: 'PackRevisions',
  MigrationPreview: 'MigrationPreview',
  Migrations: 'Migrations',
  LintReport: 'LintReport',
  TestReport: 'TestReport',
  CoverReport: 'CoverReport',
  EdgesReport: 'EdgesReport',
  FormattedFiles: 'PackFiles',
  StubFiles: 'PackFiles',
  NewDraft: 'NewDraft',
  DiffReport: 'DiffReport',
  Agenda: 'Agenda',
  Doors: 'DoorList',
  DoorOpened: 'DoorOpened',
  Door: 'DoorView',
  Board: 'Board',
  Calendar: 'Calendar',
  Refused: 'Problem',
  Stale: 'Problem',
  InvalidForm: 'Problem',
};

test('every example of the contract has a schema to be held against', () => {
  expect(Object.keys(contract.components.examples).sort()).toEqual(Object.keys(schemaOf).sort());
});

test.each(Object.entries(schemaOf))('example %s is what schema %s says', (example, schema) => {
  const validate = ajv.getSchema(`contract#/components/schemas/${schema}`)!;
  validate(contract.components.examples[example].value);
  expect(validate.errors ?? []).toEqual([]);
});
