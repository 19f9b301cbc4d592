import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  HighlightStyle,
  indentUnit,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { lua } from '@codemirror/legacy-modes/mode/lua';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import {
  Compartment,
  EditorState,
  Prec,
  StateEffect,
  StateField,
  type Extension,
} from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

// CodeMirror lives in a shadow tree: there it adopts its style sheets, where in the page it would add
// a style element, which the policy of the pages forbids.

export const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--surface)', fontSize: '14px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily:
      "ui-monospace, 'SFMono-Regular', 'Cascadia Mono', 'DejaVu Sans Mono', 'Noto Sans CJK SC', monospace",
    lineHeight: '1.65',
  },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-2)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sunken)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection': {
    backgroundColor: 'var(--accent-line) !important',
  },
  '.cm-lit': { backgroundColor: 'var(--accent-soft)', boxShadow: 'inset 3px 0 var(--accent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line-2)',
    maxWidth: '34rem',
  },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', fontFamily: 'var(--sans)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
  '.cm-textfield, .cm-button': {
    backgroundColor: 'var(--surface)',
    backgroundImage: 'none',
    color: 'var(--ink)',
    border: '1px solid var(--line-2)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--accent-ink)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft) !important' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--accent)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--ink-2)' },
  { tag: tags.standard(tags.variableName), color: 'var(--warn)' },
  { tag: tags.invalid, color: 'var(--bad)' },
]);

/** Lines that rest on the chosen clause. */
const light = StateEffect.define<[number, number][]>();
const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(light)) {
        const doc = transaction.state.doc;
        const lines = effect.value.flatMap(([from, to]) =>
          Array.from({ length: Math.max(0, Math.min(to, doc.lines) - from + 1) }, (_, i) =>
            doc.line(from + i),
          ),
        );
        now = Decoration.set(
          lines.map((line) => Decoration.line({ class: 'cm-lit' }).range(line.from)),
          true,
        );
      }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface EditorFault {
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
  source: string;
}

interface Wishes {
  parent: ShadowRoot;
  label: string;
  /** What may stand between quotes: ids of clauses, keys of parameters. */
  names: () => { label: string; detail: string }[];
  phrases: Record<string, string>;
  onText: (text: string) => void;
  onLine: (line: number) => void;
  onRun: () => void;
}

function languageOf(path: string): Extension {
  if (path.endsWith('.lua')) return [StreamLanguage.define(lua), indentUnit.of('    ')];
  if (path.endsWith('.yaml')) return [yaml(), indentUnit.of('  ')];
  return [];
}

/** Colours of the words of a file. */
export function coloured(path: string): Extension {
  return [syntaxHighlighting(colours), languageOf(path)];
}

export function makeEditor(wishes: Wishes) {
  const more = new Compartment();
  let withMore: Extension = [];
  const shared = (path: string, readOnly: boolean): Extension => [
    theme,
    coloured(path),
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    drawSelection(),
    highlightActiveLine(),
    bracketMatching(),
    EditorView.lineWrapping,
    more.of(withMore),
    EditorState.phrases.of(wishes.phrases),
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ 'aria-label': `${wishes.label} ${path}`, tabindex: '0' }),
    lit,
    // Before the keys of typing, where it would begin a line.
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (wishes.onRun(), true) }])),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) wishes.onText(update.state.doc.toString());
      if (update.selectionSet || update.docChanged)
        wishes.onLine(update.state.doc.lineAt(update.state.selection.main.head).number);
    }),
  ];
  const host = document.createElement('div');
  host.className = 'host';
  wishes.parent.append(host);
  const view = new EditorView({ parent: host, root: wishes.parent });
  // Undoing, finding and being offered names is only of use to whoever types.
  host.addEventListener(
    'focusin',
    () =>
      void import('./typing').then(({ typing }) => {
        withMore = typing(wishes.names);
        for (const [path, state] of states)
          states.set(path, state.update({ effects: more.reconfigure(withMore) }).state);
        view.dispatch({ effects: more.reconfigure(withMore) });
      }),
    { once: true },
  );
  // Each file keeps its own undo history and place.
  const states = new Map<string, EditorState>();
  let shown = '';

  return {
    open(path: string, text: string, readOnly: boolean): void {
      if (shown !== '') states.set(shown, view.state);
      shown = path;
      const kept = states.get(path);
      const same = kept && kept.doc.toString() === text && kept.readOnly === readOnly;
      view.setState(
        same ? kept : EditorState.create({ doc: text, extensions: shared(path, readOnly) }),
      );
    },
    /** The text came from elsewhere: a form, the formatter, another window. */
    replace(text: string): void {
      const now = view.state.doc.toString();
      if (now === text) return;
      let start = 0;
      while (start < now.length && start < text.length && now[start] === text[start]) start += 1;
      let end = 0;
      while (
        end < Math.min(now.length, text.length) - start &&
        now[now.length - 1 - end] === text[text.length - 1 - end]
      )
        end += 1;
      view.dispatch({
        changes: {
          from: start,
          to: now.length - end,
          insert: text.slice(start, text.length - end),
        },
      });
    },
    show(faults: EditorFault[]): void {
      const doc = view.state.doc;
      const marks: Diagnostic[] = faults.map((one) => {
        const line = doc.line(Math.min(Math.max(one.line, 1), doc.lines));
        const from = Math.min(line.from + Math.max(one.column - 1, 0), line.to);
        const word = /^[^\s,{}[\]]+/.exec(doc.sliceString(from, line.to))?.[0].length ?? 0;
        return {
          from: word > 0 ? from : line.from,
          to: word > 0 ? from + word : line.to,
          severity: one.severity,
          message: one.message,
          source: one.source,
        };
      });
      view.dispatch(setDiagnostics(view.state, marks));
    },
    light(spans: [number, number][]): void {
      view.dispatch({ effects: light.of(spans) });
    },
    goTo(line: number, focus = false): void {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({
        selection: { anchor: at.from },
        effects: EditorView.scrollIntoView(at.from, { y: 'start', yMargin: 60 }),
      });
      if (focus) view.focus();
    },
    close(): void {
      view.destroy();
      host.remove();
    },
  };
}

export type Editor = ReturnType<typeof makeEditor>;
