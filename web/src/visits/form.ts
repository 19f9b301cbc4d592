import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { session } from '../account/session';
import { api, take } from '../api/client';
import type { Employer, Field, FieldValues, Form } from '../api/shapes';
import { clockOff, todayByServer } from '../frame/clock';
import { packsOn } from '../packs/phases';
import { isEmpty } from '../parts/fields';
import { dropDraft, keepDraft, lastRole, newKey, readDraft } from './draft';
import type { VisitKit } from './kit';
import type { VisitBody } from './outbox';

// The visit form as its workflow defines it, without the page around it: which fields come first, what
// they begin with, what is still missing, and what is sent.

const quick = [
  'mode',
  'lead_role',
  'date',
  'companions',
  'posts',
  'topics',
  'invited',
  'gist',
  'lead',
];

export function useVisitForm() {
  const kit = shallowRef<VisitKit | null>(null);
  const values = reactive<FieldValues>({});
  const chosen = ref<Employer | null>(null);
  const typed = ref('');
  const key = ref(newKey());
  const dayChosen = ref(false);
  const keeping = ref(false);

  const act = computed(
    () =>
      kit.value?.workflow.acts.find((one) => one.from.length === 0 && one.to === 'visited') ?? null,
  );
  const form = computed<Form | null>(
    () => kit.value?.workflow.forms.find((one) => one.id === act.value?.form) ?? null,
  );
  const firmField = computed(() => form.value?.fields.find((one) => one.type === 'employer'));
  const typedField = computed(() => form.value?.fields.find((one) => one.id === 'employer_typed'));
  const shown = (field: Field): boolean =>
    field !== firmField.value && field !== typedField.value && field.type !== 'case_ref';
  const rank = (field: Field): number => {
    const at = quick.indexOf(field.id);
    return at < 0 ? quick.length : at;
  };
  const first = computed(
    () =>
      form.value?.fields
        .filter((field) => shown(field) && (field.required || quick.includes(field.id)))
        .sort((a, b) => rank(a) - rank(b)) ?? [],
  );
  const later = computed(
    () => form.value?.fields.filter((field) => shown(field) && !first.value.includes(field)) ?? [],
  );
  const missing = computed(() =>
    (form.value?.fields ?? []).filter((field) => field.required && isEmpty(values[field.id])),
  );
  const named = computed(() => chosen.value !== null || typed.value.trim() !== '');
  const firmName = computed(() => chosen.value?.name ?? typed.value.trim());

  /** An empty form of today. */
  function fresh(): void {
    for (const name of Object.keys(values)) delete values[name];
    for (const field of form.value?.fields ?? []) {
      if (field.type === 'date' && field.required) values[field.id] = todayByServer();
      else if (field.fallback !== undefined && field.fallback !== null && field.id !== 'title')
        values[field.id] = field.fallback;
      else if (field.id === 'lead_role') values[field.id] = lastRole() || null;
      else if (field.id === 'lead' && session.value?.roles.includes('school_leader'))
        values[field.id] = session.value.person?.id ?? null;
    }
    chosen.value = null;
    typed.value = '';
    dayChosen.value = false;
    key.value = newKey();
  }

  /** Takes the form over; what was typed before stays. */
  function begin(from: VisitKit): void {
    const again = kit.value !== null;
    kit.value = from;
    if (again) return;
    fresh();
    const draft = readDraft();
    if (draft) {
      Object.assign(values, draft.values);
      if (!draft.dayChosen) values.date = todayByServer(); // a draft of yesterday evening
      chosen.value = draft.employer;
      typed.value = draft.q;
      dayChosen.value = draft.dayChosen;
      key.value = draft.key;
    }
    keeping.value = true;
  }

  /** On a new phone: the post that this person was entered with last. */
  async function guessRole(): Promise<void> {
    if (values.lead_role) return;
    const mine = await take(
      api.GET('/api/v1/cases', {
        params: { query: { workflow: 'visit', mine: true, limit: 1 } },
      }),
    );
    const number = mine.items[0]?.number;
    if (!number) return;
    const before = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }));
    const role = before.data.visit?.lead_role;
    if (!values.lead_role && typeof role === 'string') values.lead_role = role;
  }

  /** Opens a visit that was written down before, to be changed and submitted again. */
  function reopen(body: VisitBody, firm: Employer | null): void {
    fresh();
    const data = { ...body.data };
    typed.value = String(data.employer_typed ?? '');
    chosen.value = firm;
    for (const name of ['employer', 'employer_typed', 'title']) delete data[name];
    Object.assign(values, data);
    dayChosen.value = true;
  }

  function body(titleOf: (firm: string) => string): VisitBody | null {
    if (!form.value || !act.value || !session.value || !kit.value) return null;
    const data: FieldValues = {};
    // Copied: what waits in the outbox must not change with the form, nor be a proxy of it.
    for (const [name, value] of Object.entries(values))
      if (!isEmpty(value)) data[name] = JSON.parse(JSON.stringify(value));
    if (chosen.value && firmField.value) data[firmField.value.id] = chosen.value.id;
    else if (typedField.value) data[typedField.value.id] = firmName.value;
    const title = form.value.fields.find((field) => field.id === 'title');
    if (title && !data.title) data.title = cut(titleOf(firmName.value), title.max);
    return {
      workflow: 'visit',
      act: act.value.id,
      organisation: session.value.organisation.id,
      circulars: packsOn(String(data.date ?? todayByServer()), kit.value.packs),
      data,
    };
  }

  // The form may be open before the server was heard: until somebody chooses a day, it is today's.
  watch(clockOff, () => {
    if (form.value && keeping.value && !dayChosen.value) values.date = todayByServer();
  });
  watch([values, chosen, typed, dayChosen], () => {
    if (!keeping.value || !session.value) return;
    keepDraft({
      account: session.value.account,
      key: key.value,
      values: { ...values },
      employer: chosen.value,
      q: typed.value,
      dayChosen: dayChosen.value,
    });
  });

  /** It was submitted: the draft is no draft any more. */
  function spent(): void {
    keeping.value = false;
    dropDraft();
  }
  function another(): void {
    fresh();
    keeping.value = true;
  }

  return {
    kit,
    act,
    form,
    values,
    chosen,
    typed,
    key,
    dayChosen,
    first,
    later,
    missing,
    named,
    firmName,
    typedField,
    begin,
    guessRole,
    reopen,
    body,
    spent,
    another,
  };
}

/** A name longer than the title may be is cut by characters, never through one. */
function cut(text: string, most: number | null): string {
  const signs = [...text];
  return most !== null && signs.length > most ? `${signs.slice(0, most - 1).join('')}…` : text;
}
