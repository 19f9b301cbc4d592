import { expect, test } from 'vitest';
import { saidOnce, withoutTitle } from './text';

test('a title that the rule and the server both say is read once', () => {
  expect(saidOnce('场地与展位：场地与展位：处理中')).toBe('场地与展位：处理中');
  expect(saidOnce('三张清单发放：甲公司：未发放')).toBe('三张清单发放：甲公司：未发放');
  expect(withoutTitle('场地与展位：处理中', '场地与展位')).toBe('处理中');
});
