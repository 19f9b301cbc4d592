import { beforeEach, expect, test } from 'vitest';
import { goChord, isTyping, linesOf, walk } from './keys';

// jsdom has no layout: everything that stands in the page counts as seen.
Element.prototype.getClientRects = () => [{}] as unknown as DOMRectList;
beforeEach(() => {
  document.body.innerHTML = `
    <ul>
      <li><a href="/1" id="a">1</a><button id="a2">more</button></li>
      <li><p>no link</p></li>
      <li><a href="/2" id="b">2</a><ul><li><a href="/3" id="c">3</a></li></ul></li>
    </ul>
    <table><tbody><tr><td><a href="/4" id="d">4</a></td></tr></tbody></table>
    <input id="field" /><input type="checkbox" id="check" />`;
});
const id = (one: Element | null) => one?.id;

test('j and k walk over the lines of lists and tables and stop at both ends', () => {
  expect(linesOf(document).map(id)).toEqual(['a', 'b', 'c', 'd']);
  const seen: (string | undefined)[] = [];
  for (const by of [1, 1, 1, 1, 1, -1, -1, -1, -1] as const) {
    const next = walk(document, by);
    next?.focus();
    seen.push(id(next));
  }
  expect(seen).toEqual(['a', 'b', 'c', 'd', 'd', 'c', 'b', 'a', 'a']);
});

test('from anything within a line the next line follows', () => {
  document.getElementById('a2')!.focus();
  expect(id(walk(document, 1))).toBe('b');
});

test('letters belong to a field that is typed in, not to a box that is ticked', () => {
  expect(isTyping(document.getElementById('field'))).toBe(true);
  expect(isTyping(document.getElementById('check'))).toBe(false);
  expect(isTyping(document.getElementById('a'))).toBe(false);
});

test('g and a letter go together when the letter comes in time', () => {
  const chord = goChord();
  expect([chord.press('g', 0), chord.press('b', 1000)]).toEqual([null, 'b']);
  expect([chord.press('g', 0), chord.press('b', 9000)]).toEqual([null, null]);
  expect([chord.press('b', 9100), chord.press('g', 9200), chord.press('g', 9300)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(chord.press('c', 9400)).toBe('c');
});
