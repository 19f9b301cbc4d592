/** A run of the circular's text: a clause's own words, or what stands between. */
export interface Sentence {
  text: string;
  /** Ids of the clauses whose words these are. */
  clauses: string[];
  /** Begins a new paragraph. */
  opens: boolean;
}

interface Quoted {
  id: string;
  text: string;
}

/** The text without blanks, and where each of its characters stood. */
function withoutBlanks(text: string): { text: string; at: number[] } {
  const at: number[] = [];
  let plain = '';
  for (let i = 0; i < text.length; i += 1)
    if (!/\s|　/.test(text[i]!)) {
      plain += text[i]!;
      at.push(i);
    }
  return { text: plain, at };
}

/**
 * The circular cut at the ends of sentences and at the borders of clauses. Clauses quote it word by
 * word, blanks aside.
 */
export function cutIntoSentences(source: string, clauses: Quoted[]): Sentence[] {
  const plain = withoutBlanks(source);
  const owners: string[][] = Array.from({ length: source.length }, () => []);
  for (const clause of clauses) {
    const quote = withoutBlanks(clause.text).text;
    const start = quote === '' ? -1 : plain.text.indexOf(quote);
    if (start < 0) continue;
    const last = plain.at[start + quote.length - 1]!;
    for (let i = plain.at[start]!; i <= last; i += 1) owners[i]!.push(clause.id);
  }
  const sentences: Sentence[] = [];
  let text = '';
  let of: string[] = [];
  let opens = true;
  const close = (): void => {
    if (text.trim() !== '') {
      sentences.push({ text: text.replace(/\s*\n\s*/g, ''), clauses: of, opens });
      opens = false;
    }
    text = '';
  };
  for (let i = 0; i < source.length; i += 1) {
    const mine = owners[i]!;
    if (mine.join() !== of.join()) {
      close();
      of = mine;
    }
    // A blank line ends a paragraph; inside a clause it is only the layout of the page.
    if (source[i] === '\n' && source[i + 1] === '\n' && mine.length === 0) {
      close();
      opens = true;
    }
    text += source[i]!;
    if (mine.length === 0 && /[。！？]/.test(source[i]!)) close();
  }
  close();
  return sentences;
}
