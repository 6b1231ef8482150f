import { expect } from 'chai';
import { rebase, withRealRooms, withRealUsers } from './room-content.ts';
import { aliasLocalpart } from './room-key.ts';

describe('A planned change of power levels', () => {
  const base = { users: { a: 50, b: 50 }, events: { x: 100 }, ban: 50 };

  it('is taken as it is when nothing happened meanwhile', () => {
    const planned = { users: { a: 60 }, events: { x: 100 }, ban: 0 };
    expect(rebase(base, planned, base)).to.deep.equal(planned);
  });

  it('keeps what somebody else changed meanwhile', () => {
    const planned = { ...base, users: { a: 60, b: 50 } };
    const now = { ...base, users: { a: 50, b: 50, c: 50 }, kick: 0 };
    expect(rebase(base, planned, now)).to.deep.equal({ ...base, users: { a: 60, b: 50, c: 50 }, kick: 0 });
  });

  it('takes away what it meant to take away', () => {
    const now = { ...base, users: { a: 50, b: 50, c: 50 } };
    expect(rebase(base, { ...base, users: { b: 50 } }, now).users).to.deep.equal({ b: 50, c: 50 });
  });

  it('wins where both changed the same', () => {
    expect(
      rebase(base, { ...base, users: { a: 60, b: 50 } }, { ...base, users: { a: 0, b: 50 } }).users,
    ).to.deep.equal({
      a: 60,
      b: 50,
    });
  });

  it('replaces what is no object any more', () => {
    expect(rebase({}, { users: { a: 50 } }, { users: 'nonsense' })).to.deep.equal({ users: { a: 50 } });
  });
});

describe('What stands for something that is still to be made', () => {
  it('is replaced by rooms wherever it is', () => {
    const event = {
      type: 'm.space.parent',
      state_key: 'pending-room:a/1',
      content: { allow: [{ room_id: 'pending-room:a/1', n: 1 }] },
    };
    expect(withRealRooms(event, (key) => `!${key}`)).to.deep.equal({
      type: 'm.space.parent',
      state_key: '!a/1',
      content: { allow: [{ room_id: '!a/1', n: 1 }] },
    });
  });

  it('is replaced by people, and left out where they got no account', () => {
    const content = { users: { '@a:x': 50, 'pending-user:1': 60, 'pending-user:2': 60 }, ban: 50 };
    const userOf = (user: string) => ({ '@a:x': '@a:x', 'pending-user:1': '@b:x' })[user];
    expect(withRealUsers(content, userOf)).to.deep.equal({ users: { '@a:x': 50, '@b:x': 60 }, ban: 50 });
  });
});

describe('The alias of a room', () => {
  it('is always the same for a key, differs between keys and deployments, and fits the namespace', () => {
    const alias = aliasLocalpart('one', 'class_chat/7b');
    expect(alias).to.equal(aliasLocalpart('one', 'class_chat/7b'));
    expect(alias).to.match(/^parta_[a-z2-7]{26}$/);
    expect(
      new Set([alias, aliasLocalpart('two', 'class_chat/7b'), aliasLocalpart('one', 'class_chat/7a')]).size,
    ).to.equal(3);
  });
});
