/** A class in which something is going on, for pictures and for axe. All people and words are made up. */
import type { Page } from 'playwright-core';
import { sessionOf } from './people.ts';
import type { SmallSchool } from './school.ts';

export interface LivelyClass {
  readonly classId: string;
  readonly chatId: string;
  readonly announcementsId: string;
}

interface Me {
  schools: {
    rooms: { room_id: string; kind: string }[];
    classes: { class_id: string; rooms: { room_id: string; kind: string }[] }[];
  }[];
}
interface People {
  people: { display_name: string; user_ids: string[] }[];
}

/** Fills the class chat and the announcements. `teacher` is a page on which the class teacher is logged in. */
export async function livelyClass(school: SmallSchool, teacher: Page): Promise<LivelyClass> {
  const api = <T>(path: string): Promise<T> =>
    teacher.evaluate(async (where) => {
      const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
      const answer = await fetch(`/api/v1${where}`, { headers: { authorization: `Bearer ${apiToken}` } });
      return (await answer.json()) as unknown;
    }, path) as Promise<T>;
  const me = await api<Me>('/me');
  const { rooms, classes } = me.schools[0]!;
  const one = classes[0]!;
  const room = (list: Me['schools'][0]['rooms'], kind: string): string =>
    list.find((found) => found.kind === kind)!.room_id;
  const chatId = room(one.rooms, 'class_chat');
  const announcementsId = room(rooms, 'announcements');
  const { people } = await api<People>(`/classes/${one.class_id}/people`);
  const idOf = (name: string): string => people.find((found) => found.display_name === name)!.user_ids[0]!;
  const [vera, alisa, borya, varya] = [
    (await sessionOf(teacher)).userId,
    idOf('Алиса Тестова'),
    idOf('Боря Выдумкин'),
    idOf('Варя Пеналова'),
  ];
  const say = (who: string, content: string | object): Promise<string> => school.say(who, chatId, content);
  const text = (body: string, more: object = {}): object => ({ msgtype: 'm.text', body, ...more });
  const replyTo = (eventId: string): object => ({
    'm.relates_to': { 'm.in_reply_to': { event_id: eventId } },
  });

  await school.say(vera, announcementsId, 'В пятницу уроки начинаются в 9:00. Вход через двор.');
  await school.say(vera, announcementsId, 'Родительское собрание в среду в 18:30, кабинет 214.');
  await say(vera, 'Добрый день! Завтра идём в музей, встречаемся у входа в 10:00.');
  const question = await say(alisa, 'А что взять с собой?');
  await say(vera, text('Тетрадь, ручку и бутерброд. План: https://museum.example/plan', replyTo(question)));
  await say(borya, 'Я опоздаю на пять минут, автобус');
  await say(borya, 'Но приду!');
  const photo = await school.upload(varya, await drawing(teacher), 'image/png');
  await say(varya, {
    msgtype: 'm.image',
    body: 'Вид из окна кабинета',
    filename: 'окно.png',
    url: photo,
    info: { w: 1200, h: 800, mimetype: 'image/png', size: 40_000 },
  });
  const plan = await school.upload(vera, Buffer.alloc(182_400, 'x'), 'application/pdf');
  await say(vera, {
    msgtype: 'm.file',
    body: 'План экскурсии.pdf',
    filename: 'План экскурсии.pdf',
    url: plan,
    info: { mimetype: 'application/pdf', size: 182_400 },
  });
  await say(alisa, '👍🎉');
  await say(vera, {
    ...text('Не забудьте: сменная обувь, хорошее настроение'),
    format: 'org.matrix.custom.html',
    formatted_body: 'Не забудьте:<ul><li>сменная обувь</li><li><strong>хорошее настроение</strong></li></ul>',
  });
  return { classId: one.class_id, chatId, announcementsId };
}

/** A picture with some colours, 1200 by 800. */
async function drawing(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(1200, 800);
    const paint = canvas.getContext('2d')!;
    const sky = paint.createLinearGradient(0, 0, 0, 800);
    sky.addColorStop(0, '#8ec5e8');
    sky.addColorStop(1, '#f6e7c8');
    paint.fillStyle = sky;
    paint.fillRect(0, 0, 1200, 800);
    paint.fillStyle = '#f0b429';
    paint.beginPath();
    paint.arc(930, 190, 80, 0, 2 * Math.PI);
    paint.fill();
    for (const [colour, from] of [
      ['#6d9a7a', 480],
      ['#3f7a5f', 590],
      ['#1f6b54', 690],
    ] as const) {
      paint.fillStyle = colour;
      paint.beginPath();
      paint.moveTo(0, 800);
      for (let x = 0; x <= 1200; x += 20) paint.lineTo(x, from + 60 * Math.sin(x / 170 + from));
      paint.lineTo(1200, 800);
      paint.fill();
    }
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return Buffer.from(bytes);
}
