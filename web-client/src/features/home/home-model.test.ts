import { expect } from 'chai';
import type { Me, MyClass, MyRoom } from '../../api/types.ts';
import { byTitle, chatsOf, firstChatOfNewClass, placeOf, unreadOf } from './home-model.ts';

const room = (kind: MyRoom['kind'], room_id = `!${kind}`): MyRoom => ({ kind, room_id });

function aClass(title: string, rooms: MyRoom[], roles: MyClass['roles'] = ['pupil']): MyClass {
  return { class_id: title, title, school_year: '2026/27', roles, may_invite: [], rooms };
}

function me(classes: MyClass[], rooms: MyRoom[] = []): Me {
  return {
    person_id: 'p',
    user_id: '@p:x',
    display_name: 'Аня',
    locale: 'ru',
    has_own_account: true,
    reminder_minutes: null,
    waiting: [],
    children: [],
    schools: [
      { school_id: 's', name: 'Школа', time_zone: 'Europe/Moscow', roles: ['pupil'], rooms, classes },
    ],
  };
}

describe('the list of classes', () => {
  it('shows chats in a fixed order and no Spaces', () => {
    const rooms = [room('lesson_room'), room('class_space'), room('parents_chat'), room('class_chat')];
    expect(chatsOf(rooms).map(({ kind }) => kind)).to.deep.equal([
      'class_chat',
      'parents_chat',
      'lesson_room',
    ]);
  });

  it('counts classes as people do', () => {
    const titles = byTitle([{ title: '10А' }, { title: '7Б' }, { title: '7А' }], 'ru').map(
      ({ title }) => title,
    );
    expect(titles).to.deep.equal(['7А', '7Б', '10А']);
  });

  it('knows where a room is', () => {
    const mine = me([aClass('7Б', [room('class_chat')])], [room('announcements')]);
    expect(placeOf(mine, '!class_chat')?.class?.title).to.equal('7Б');
    expect(placeOf(mine, '!announcements')).to.deep.include({ kind: 'announcements', class: null });
    expect(placeOf(mine, '!elsewhere')).to.equal(null);
    expect(placeOf(null, '!class_chat')).to.equal(null);
  });

  it('adds up what is unread in its own chats only', () => {
    const summary = (roomId: string, unread: number) =>
      ({ roomId, unread, membership: 'join', last: null }) as const;
    const rooms = new Map([
      ['!class_chat', summary('!class_chat', 2)],
      ['!announcements', summary('!announcements', 1)],
      ['!other', summary('!other', 50)],
    ]);
    expect(unreadOf(me([aClass('7Б', [room('class_chat')])], [room('announcements')]), rooms)).to.equal(3);
  });

  it('opens the chat of the class that a person was let into', () => {
    const before = me([aClass('7А', [room('class_chat', '!a')])]);
    const pupil = aClass('7Б', [room('class_chat', '!b')]);
    const parent = aClass('7Б', [room('parents_chat', '!p'), room('lesson_room', '!l')], ['parent']);
    expect(firstChatOfNewClass(before, me([...(before.schools[0]?.classes ?? []), pupil]))).to.equal('!b');
    expect(firstChatOfNewClass(before, me([parent]))).to.equal('!p');
    expect(firstChatOfNewClass(before, before)).to.equal(null);
  });
});
