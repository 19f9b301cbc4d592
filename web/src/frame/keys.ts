// The keyboard of the desk. Keys never act while somebody types, and only where something is to be done.

/** Whether a key belongs to what is focused: letters in a field, a drawer that is open. */
export function isTyping(target: EventTarget | null): boolean {
  const at = target as HTMLElement | null;
  return Boolean(
    at?.closest?.(
      'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true], [role=textbox], [role=combobox]',
    ),
  );
}

/** A dialog or a drawer in front: keys of the page behind it rest. */
export function isCovered(): boolean {
  return [...document.querySelectorAll('dialog[open], [role=dialog][aria-modal=true]')].some(
    (one) => one.getClientRects().length > 0,
  );
}

function seen(one: HTMLElement): boolean {
  return one.getClientRects().length > 0 && !one.closest('[aria-hidden=true], [inert]');
}

/** What j and k walk over: the first link or button of each line of the lists and tables of the page. */
export function linesOf(page: ParentNode): HTMLElement[] {
  const lines = page.querySelectorAll<HTMLElement>('li, tbody tr');
  const found: HTMLElement[] = [];
  for (const line of lines) {
    const goal = line.querySelector<HTMLElement>('a[href], button:not(:disabled)');
    // A line within a line is walked over by itself.
    if (goal && goal.closest('li, tbody tr') === line && seen(goal)) found.push(goal);
  }
  return found;
}

/** The line that comes `by` after the focused one; the first when none is. */
export function walk(page: ParentNode, by: 1 | -1): HTMLElement | null {
  const lines = linesOf(page);
  const here = document.activeElement;
  const line = here?.closest('li, tbody tr');
  const at = lines.findIndex(
    (one) => one === here || (line && one.closest('li, tbody tr') === line),
  );
  if (at < 0) return lines[0] ?? null;
  return lines[Math.min(lines.length - 1, Math.max(0, at + by))] ?? null;
}

/** The search field of a page, when it has one. */
export function searchOf(page: ParentNode): HTMLInputElement | null {
  return [...page.querySelectorAll<HTMLInputElement>('input[type=search]')].find(seen) ?? null;
}

export interface Chord {
  press: (key: string, now: number) => string | null;
}

const patience = 1500; // milliseconds between g and the letter after it

/** g, then a letter: the letter, when it came in time. */
export function goChord(): Chord {
  let begun = -Infinity;
  return {
    press(key, now) {
      if (key === 'g') {
        begun = now;
        return null;
      }
      const second = now - begun <= patience ? key : null;
      begun = -Infinity;
      return second;
    },
  };
}
