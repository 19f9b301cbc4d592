import { watch } from 'vue';
import { askSession, session } from '../account/session';
import type { Session } from '../api/shapes';
import { clear } from './kept';

// Who was signed in on this phone, so that the visit form opens where there is no network. It opens a
// form, never data: whatever the server holds it still gives only to a session of its own.

const kept = 'beihui.who';

function keep(who: Session): void {
  try {
    localStorage.setItem(kept, JSON.stringify(who));
  } catch {
    // the form then opens with a network only
  }
}

function read(): Session | null {
  try {
    const text = localStorage.getItem(kept);
    return text ? (JSON.parse(text) as Session) : null;
  } catch {
    return null;
  }
}

/** Nothing that was fetched for one person stays for the next; what was not sent yet does. */
function forget(): void {
  try {
    localStorage.removeItem(kept);
  } catch {
    // nothing was kept
  }
  if (typeof indexedDB !== 'undefined') void clear('kit').catch(() => undefined);
}

watch(session, (now) => {
  if (now) keep(now);
  else if (now === null) forget();
});

/** Who is here: as the server says, or as it said last while it cannot be reached. */
export async function whoIsHere(): Promise<Session | null> {
  try {
    return await askSession();
  } catch {
    const before = read();
    if (before) session.value = before;
    return before;
  }
}
