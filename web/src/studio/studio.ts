import { useQuery } from '@tanstack/vue-query';
import {
  computed,
  inject,
  onScopeDispose,
  provide,
  ref,
  shallowRef,
  toRaw,
  watch,
  type InjectionKey,
} from 'vue';
import { session } from '../account/session';
import { api, take } from '../api/client';
import { usePacks } from '../api/queries';
import { decodeFiles, markOf, type Files } from '../drafts/files';
import { clausesOf, piecesOf } from '../drafts/links';
import { readManifest } from '../drafts/manifest';
import * as spill from '../drafts/spill';
import { DraftConflict, keepDraft, readDraft, type StoredDraft } from '../drafts/store';

export type Keeping = 'kept' | 'waiting' | 'failed' | 'conflict';

/** How long after a change the draft is kept at the latest. */
const keepAfter = 2000;

/** The files of a pack in force; nothing is asked about one that is not. */
export function useFilesInForce(pack: () => string) {
  const packs = usePacks();
  return useQuery({
    queryKey: ['pack-files', computed(pack)],
    queryFn: async () => {
      const answer = await take(
        api.GET('/api/v1/packs/{id}/files', { params: { path: { id: pack() } } }),
      );
      return decodeFiles(answer.files ?? {});
    },
    enabled: computed(() => packs.data.value?.some((one) => one.pack === pack()) ?? false),
    staleTime: 10 * 60_000,
    retry: false,
  });
}

/**
 * One pack on the desk: the draft of it in this browser, or, when there is none, the files in force,
 * to be read. A change is kept within two seconds, and when the page is left.
 */
export function makeStudio(pack: string) {
  const account = session.value?.account ?? '';
  const draft = shallowRef<StoredDraft | null>(null);
  const loaded = ref(false);
  const storeFailed = ref(false);
  const packs = usePacks();
  const live = useFilesInForce(() => pack);
  const inForce = computed(() => packs.data.value?.some((one) => one.pack === pack) ?? false);
  const keeping = ref<Keeping>('kept');
  const theirs = shallowRef<StoredDraft | null>(null);
  const files = computed<Files>(() => draft.value?.files ?? live.data.value ?? {});
  const isDraft = computed(() => draft.value !== null);
  let timer = 0;
  let last: Files = {}; // as they were kept last
  let saving: Promise<void> = Promise.resolve();

  async function load(): Promise<void> {
    try {
      const stored = await readDraft(account, pack);
      draft.value = stored;
      last = stored?.files ?? {};
      const left = stored ? spill.takeUp(account, pack, stored.changedAt) : null;
      if (left) change({ files: { ...stored!.files, ...left } });
    } catch {
      storeFailed.value = true;
    }
    loaded.value = true;
  }

  async function saveNow(anyway: boolean): Promise<void> {
    window.clearTimeout(timer);
    timer = 0;
    const mine = draft.value;
    if (!mine || (keeping.value === 'conflict' && !anyway)) return;
    try {
      const stored = await keepDraft(toRaw(mine), anyway);
      last = stored.files;
      if (draft.value?.files === mine.files) spill.clear(account, pack);
      // Somebody may have typed meanwhile: only the number of the version is taken over.
      draft.value = { ...draft.value!, version: stored.version };
      theirs.value = null;
      if (timer === 0) keeping.value = 'kept';
    } catch (failure) {
      if (failure instanceof DraftConflict) {
        theirs.value = failure.stored;
        keeping.value = 'conflict';
      } else keeping.value = 'failed';
    }
  }
  /** Saves one after the other, so that a quick second one is no conflict with the first. */
  function save(anyway = false): Promise<void> {
    saving = saving.then(() => saveNow(anyway));
    return saving;
  }

  function change(next: Partial<StoredDraft>): void {
    if (!draft.value) return;
    draft.value = { ...draft.value, ...next, changedAt: new Date().toISOString() };
    if (keeping.value !== 'conflict') keeping.value = 'waiting';
    if (timer === 0) timer = window.setTimeout(() => void save(), keepAfter);
  }
  function write(path: string, text: string): void {
    if (files.value[path] === text) return;
    change({ files: { ...files.value, [path]: text } });
  }
  /** Begins a draft of this pack. */
  async function begin(start: Pick<StoredDraft, 'files' | 'from' | 'toDecide'>): Promise<void> {
    draft.value = newDraft(account, pack, start);
    await save(true);
  }
  /** Takes what the other window has kept; what stood here is gone. */
  function takeTheirs(): void {
    if (!theirs.value) return;
    draft.value = theirs.value;
    theirs.value = null;
    keeping.value = 'kept';
  }

  const onHide = (): void => {
    if (timer === 0 || !draft.value) return;
    const { files: now, changedAt } = draft.value;
    const changed = Object.entries(now).filter(([path, text]) => last[path] !== text);
    spill.setDown(account, pack, changedAt, Object.fromEntries(changed));
    void save();
  };
  document.addEventListener('visibilitychange', onHide);
  window.addEventListener('pagehide', onHide);
  onScopeDispose(() => {
    onHide();
    document.removeEventListener('visibilitychange', onHide);
    window.removeEventListener('pagehide', onHide);
  });

  const mark = computed(() => markOf(files.value));
  const manifest = computed(() => readManifest(files.value));
  /** The last one that could be read: a half-typed manifest must not change the whole page. */
  const lastManifest = shallowRef(manifest.value);
  watch(
    manifest,
    (now) => {
      if (now) lastManifest.value = now;
    },
    { immediate: true },
  );
  const clauses = computed(() => clausesOf(files.value));
  const pieces = computed(() => piecesOf(files.value));

  return {
    pack,
    account,
    draft,
    packs,
    live,
    inForce,
    loaded,
    storeFailed,
    isDraft,
    files,
    mark,
    manifest: lastManifest,
    clauses,
    pieces,
    keeping,
    theirs,
    load,
    save,
    change,
    write,
    begin,
    takeTheirs,
  };
}

export function newDraft(
  account: string,
  pack: string,
  start: Pick<StoredDraft, 'files' | 'from' | 'toDecide'>,
): StoredDraft {
  return {
    account,
    pack,
    ...start,
    version: 0,
    changedAt: new Date().toISOString(),
    decided: [],
    seen: [],
    whatIf: null,
    signature: null,
  };
}

export type Studio = ReturnType<typeof makeStudio>;
const key: InjectionKey<Studio> = Symbol('studio');

export function provideStudio(studio: Studio): void {
  provide(key, studio);
}
export function useStudio(): Studio {
  const studio = inject(key);
  if (!studio) throw new Error('outside the studio');
  return studio;
}
