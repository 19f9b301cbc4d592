import { expect, test } from 'vitest';
import { bodyOf, emptyDraft, faultsOf, otherRoles } from './draft';

function filled() {
  const draft = emptyDraft();
  Object.assign(draft, {
    organisation: ' 东海理工大学 ',
    name: '钱一',
    login: 'qian',
    password: '四个不相干的词连起来最好记住它',
    again: '四个不相干的词连起来最好记住它',
  });
  draft.others.security_administrator = { name: '孙二', login: 'sun', later: false };
  draft.others.audit_administrator = { name: '李三', login: 'li', later: false };
  return draft;
}

test('a filled draft has no fault and is sent without blanks around', () => {
  const draft = filled();
  expect(faultsOf('organisation', draft).size).toBe(0);
  expect(faultsOf('administrators', draft).size).toBe(0);
  expect(bodyOf(draft, 'c')).toEqual({
    code: 'c',
    organisation: '东海理工大学',
    name: '钱一',
    login: 'qian',
    password: '四个不相干的词连起来最好记住它',
    security_administrator: { name: '孙二', login: 'sun' },
    audit_administrator: { name: '李三', login: 'li' },
  });
});

test('an empty draft names every field that is needed', () => {
  expect([...faultsOf('organisation', emptyDraft()).keys()]).toEqual(['organisation']);
  expect([...faultsOf('administrators', emptyDraft()).keys()]).toEqual([
    'name',
    'login',
    'password',
    ...otherRoles.flatMap((role) => [`${role}.name`, `${role}.login`]),
  ]);
});

test('one login is one person, however it is typed', () => {
  for (const login of ['qian', 'QIAN', ' ｑｉａｎ ']) {
    const draft = filled();
    draft.others.audit_administrator.login = login;
    expect(faultsOf('administrators', draft).get('audit_administrator.login')).toBe(
      'setup.administrators.same',
    );
  }
});

test('who is registered later is neither asked for nor sent', () => {
  const draft = filled();
  draft.others.audit_administrator = { name: '', login: 'qian', later: true };
  expect(faultsOf('administrators', draft).size).toBe(0);
  expect(bodyOf(draft, 'c')).not.toHaveProperty('audit_administrator');
});

test('a password is counted in characters and typed twice alike', () => {
  const draft = filled();
  draft.password = '𠮷'.repeat(14);
  expect(faultsOf('administrators', draft).get('password')).toBe('setup.administrators.short');
  draft.password = draft.again = '𠮷'.repeat(15);
  expect(faultsOf('administrators', draft).size).toBe(0);
  draft.again = '𠮷'.repeat(16);
  expect(faultsOf('administrators', draft).get('again')).toBe('setup.administrators.differs');
});
