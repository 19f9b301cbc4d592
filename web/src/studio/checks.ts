import {
  computed,
  inject,
  onScopeDispose,
  provide,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
} from 'vue';
import { insidePack } from '../drafts/files';
import { keepRun, readRun, type Kept } from '../drafts/store';
import * as tools from '../drafts/tools';
import type { Studio } from './studio';

/** How long nobody types before the server is asked. */
const lintAfter = 250;

/** The key under which a run stands in the browser: the same files give the same answer. */
export const runKey = (tool: string, pack: string, mark: string): string =>
  `${tool} ${pack} ${mark}`;

/** What the server says about the files on the desk; says also whether it is about these very ones. */
export function makeChecks(studio: Studio) {
  const faults = shallowRef<tools.PackFault[]>([]);
  const linted = ref(''); // the mark of the files that the faults are about
  const lintFailure = shallowRef<unknown>(null);
  const tests = shallowRef<Kept<tools.TestReport> | null>(null);
  const cover = shallowRef<Kept<tools.CoverReport> | null>(null);
  const running = ref<'' | 'test' | 'cover' | 'format'>('');
  const failure = shallowRef<unknown>(null);
  let timer = 0;
  let asked: AbortController | null = null;

  async function lintNow(): Promise<void> {
    asked?.abort();
    const mine = (asked = new AbortController());
    const mark = studio.mark.value;
    try {
      const report = await tools.lint(studio.pack, studio.files.value, mine.signal);
      if (mine.signal.aborted) return;
      faults.value = [...report.errors, ...(report.warnings ?? [])].map((one) => ({
        ...one,
        file: insidePack(studio.pack, one.file),
      }));
      errors.value = report.errors.length;
      linted.value = mark;
      lintFailure.value = null;
    } catch (problem) {
      if (!mine.signal.aborted) lintFailure.value = problem;
    }
  }
  const errors = ref(0);
  const stop = watch(
    studio.mark,
    () => {
      window.clearTimeout(timer);
      if (Object.keys(studio.files.value).length > 0)
        timer = window.setTimeout(() => void lintNow(), lintAfter);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    stop();
    window.clearTimeout(timer);
    asked?.abort();
  });

  async function run<Answer>(
    tool: 'test' | 'cover',
    ask: () => Promise<Answer>,
    keep: (run: Kept<Answer>) => void,
  ): Promise<void> {
    if (running.value !== '') return;
    running.value = tool;
    failure.value = null;
    const mark = studio.mark.value;
    try {
      const done = { mark, at: new Date().toISOString(), answer: await ask() };
      keep(done);
      void keepRun(runKey(tool, studio.pack, mark), done).catch(() => undefined);
    } catch (problem) {
      failure.value = problem;
    } finally {
      running.value = '';
    }
  }
  const runTests = (): Promise<void> =>
    run(
      'test',
      () => tools.test(studio.pack, studio.files.value),
      (done) => (tests.value = done),
    );
  const runCover = (): Promise<void> =>
    run(
      'cover',
      () => tools.cover(studio.pack, studio.files.value),
      (done) => (cover.value = done),
    );

  /** What was run earlier on these very files. */
  async function recall(): Promise<void> {
    const mark = studio.mark.value;
    tests.value ??= await readRun<tools.TestReport>(runKey('test', studio.pack, mark)).catch(
      () => null,
    );
    cover.value ??= await readRun<tools.CoverReport>(runKey('cover', studio.pack, mark)).catch(
      () => null,
    );
  }

  const isFresh = (run: Kept<unknown> | null): boolean => run?.mark === studio.mark.value;
  const scenarios = computed(() => tests.value?.answer.scenarios ?? []);
  const passed = computed(() => scenarios.value.filter((one) => one.passed).length);

  return {
    faults,
    errors,
    linted,
    lintFailure,
    tests,
    cover,
    scenarios,
    passed,
    running,
    failure,
    runTests,
    runCover,
    recall,
    testsFresh: computed(() => isFresh(tests.value)),
    coverFresh: computed(() => isFresh(cover.value)),
  };
}

export type Checks = ReturnType<typeof makeChecks>;
const key: InjectionKey<Checks> = Symbol('checks');

export function provideChecks(checks: Checks): void {
  provide(key, checks);
}
export function useChecks(): Checks {
  const checks = inject(key);
  if (!checks) throw new Error('outside the studio');
  return checks;
}
