import type { Case, Entry, Workflow } from '../api/shapes';
import { isHidden, readValue } from '../parts/fields';
import { useWords } from '../words';

/** What an entry says, in words: its reason, and each field that it changed. */
export function useEntryWords(props: { readonly workflow: Workflow; readonly of: Case }) {
  const { t, say, locale } = useWords();
  type Change = Entry['changes'][number];

  function fieldOf(change: Change) {
    return props.workflow.forms
      .find((one) => one.id === change.form)
      ?.fields.find((one) => one.id === change.field);
  }
  function read(change: Change, value: unknown): string {
    const text = readValue(fieldOf(change), value, {
      locale: String(locale.value),
      t,
      say,
      employers: props.of.employers,
      people: props.of.people,
      documents: props.of.documents,
    });
    return text || t('history.empty');
  }
  function labelOf(change: Change): string {
    const label = say(fieldOf(change)?.label) || change.field;
    const row = change.key ? rowOf(change.key) : '';
    return row ? `${row} · ${label}` : label;
  }
  function rowOf(key: string): string {
    const item = props.of.decision.requirements.find((one) => one.key === key || one.item === key);
    if (item) return `${key} ${say(item.title)}`;
    return (
      props.of.employers[key]?.name ??
      props.of.people[key] ??
      (/^\d+$/.test(key) ? t('history.row', { n: key }) : '')
    );
  }
  /** Fields whose value before stands beside the one after; those written first are only counted. */
  function over(entry: Entry): Change[] {
    return entry.changes.filter((one) => one.before !== null && one.before !== undefined);
  }
  function reasonOf(entry: Entry): string {
    if (isHidden(entry.reason)) return t('field.hidden');
    return typeof entry.reason === 'string' ? entry.reason : '';
  }
  function who(entry: Entry): string {
    if (entry.actor.key === 'system') return t('history.clock');
    return entry.actor.shown ?? entry.actor.name;
  }
  function stageName(id: string): string {
    return say(props.workflow.stages.find((stage) => stage.id === id)?.label) || id;
  }
  return { read, labelOf, over, reasonOf, who, stageName };
}
