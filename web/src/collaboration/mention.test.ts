import { expect, test } from 'vitest';
import { fitOf } from '../visits/initials';
import { called, mentionAt, withName } from './mention';
import { peopleFor } from './people';

const zhou = { id: 'z', name: '周杰' };
const wang = { id: 'w', name: '王敏' };

test('an @ at the caret is a mention, an address or a finished name is none', () => {
  expect(mentionAt('请 @zj', 5)).toEqual({ from: 2, typed: 'zj' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(mentionAt('写给 a@b', 6)).toBeNull();
  expect(mentionAt('@周杰 请看', 6)).toBeNull();
  expect(mentionAt('没有人', 3)).toBeNull();
});

test('a name takes the place of what was typed and the rest of the text stays', () => {
  const typed = '请@zj看一下';
  const mention = mentionAt(typed, 4)!;
  expect(withName(typed, mention, zhou)).toEqual({ text: '请@周杰 看一下', caret: 5 });
});

test('who was struck out of the text again is not called, and nobody twice', () => {
  expect(called('@周杰 看', [zhou, wang, zhou])).toEqual([zhou]);
});

test('people are found by the first letters of their pinyin, by characters, and all when nothing is typed', () => {
  expect(peopleFor('zj', [wang, zhou], 5, fitOf)).toEqual([zhou]);
  expect(peopleFor('王', [wang, zhou], 5, fitOf)).toEqual([wang]);
  expect(peopleFor('', [wang, zhou], 1, fitOf)).toEqual([wang]);
});
