import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { coloured, theme } from './editor';

/** Two texts side by side, in the shadow tree for the same reason as the editor. */
export function makeMerge(
  parent: ShadowRoot,
  path: string,
  before: string,
  after: string,
  labels: [string, string],
): () => void {
  const shown = (label: string) => [
    theme,
    coloured(path),
    lineNumbers(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.contentAttributes.of({ 'aria-label': `${label} ${path}`, 'aria-readonly': 'true' }),
  ];
  const view = new MergeView({
    a: { doc: before, extensions: shown(labels[0]) },
    b: { doc: after, extensions: shown(labels[1]) },
    parent,
    root: parent,
    collapseUnchanged: { margin: 3, minSize: 6 },
  });
  return () => {
    view.destroy();
    view.dom.remove();
  };
}
