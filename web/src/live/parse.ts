/** One event of the stream of the server. */
export interface StreamEvent {
  id: string;
  event: string;
  data: string;
}

/** The whole events at the beginning of a text, and what is left of it. Comments are passed over. */
export function eventsIn(text: string): { events: StreamEvent[]; rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  const events: StreamEvent[] = [];
  for (const block of blocks) {
    const one: StreamEvent = { id: '', event: '', data: '' };
    for (const line of block.split('\n')) {
      const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      if (name === 'id' || name === 'event' || name === 'data') one[name] = value ?? '';
    }
    if (one.event) events.push(one);
  }
  return { events, rest };
}
