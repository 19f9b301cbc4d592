import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { foldGutter } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';

/** What may stand between quotes or behind `clause:`. */
export type Names = () => { label: string; detail: string }[];

/** What helps whoever types: undo, names to choose from, brackets closed, find. */
export function typing(names: Names): Extension {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const quoted = context.matchBefore(/["'][^"'\n]*/);
    const word = quoted ?? context.matchBefore(/(?:clause|interpretation): *[^\s,}]*/);
    if (!word) return null;
    const lead = quoted ? 1 : /^\w+: */.exec(word.text)![0].length;
    return { from: word.from + lead, options: names(), validFor: /^[^"'\n]*$/ };
  };
  return [
    history(),
    foldGutter(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    autocompletion({ override: [complete] }),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      indentWithTab,
    ]),
  ];
}
