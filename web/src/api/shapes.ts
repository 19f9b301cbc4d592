// Short names for the schemas of the contract.
import type { components } from './types';

type Schemas = components['schemas'];

export type Words = Schemas['Words'];
export type Session = Schemas['Session'];
export type SignInProvider = Schemas['SignInProviderList']['items'][number];
export type Workflow = Schemas['Workflow'];
export type Form = Schemas['Form'];
export type Field = Schemas['Field'];
export type Stage = Schemas['Stage'];
export type Case = Schemas['Case'];
export type CaseLine = Schemas['CaseLine'];
export type CaseRow = Schemas['CaseRow'];
export type CaseAct = Schemas['CaseAct'];
export type Requirement = Schemas['Requirement'];
export type DutyFound = Schemas['DutyFound'];
export type Finding = Schemas['Finding'];
export type ActPreview = Schemas['ActPreview'];
export type OpeningPreview = Schemas['OpeningPreview'];
export type Entry = Schemas['Entry'];
export type RuleTrace = Schemas['RuleTrace'];
export type TableAnswer = Schemas['TableAnswer'];
export type CellAnswer = Schemas['CellAnswer'];
export type CellFacts = Schemas['CellFacts'];
export type BreakdownByOrganisation = Schemas['BreakdownByOrganisation'];
export type BreakdownByWeek = Schemas['BreakdownByWeek'];
export type BreakdownByCase = Schemas['BreakdownByCase'];
export type BreakdownCell = Schemas['BreakdownCell'];
export type TableComparison = Schemas['TableComparison'];
export type TableFiling = Schemas['TableFiling'];
export type FiledVersion = Schemas['FiledVersion'];
export type FilingMatrix = Schemas['FilingMatrix'];
export type FilingDraft = Schemas['FilingDraft'];
export type OwedForm = Schemas['OwedForms']['items'][number];
export type Pack = Schemas['Pack'];
export type Mark = Schemas['Mark'];
export type Employer = Schemas['Employer'];
export type Calendar = Schemas['Calendar'];

/** The fields of a form, or of one row, as they are typed and sent. */
export type FieldValues = Record<string, unknown>;
