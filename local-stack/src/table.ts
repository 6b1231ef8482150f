/** What `npm start` ends with. Pure. */
import type { LessonsStatus } from './lessons.ts';

export const DEMO_ROLES = ['administrator', 'teacher', 'pupil', 'parent'] as const;
export type DemoRole = (typeof DEMO_ROLES)[number];

const RUSSIAN: Record<DemoRole, string> = {
  administrator: 'администратор',
  teacher: 'учитель',
  pupil: 'ученик',
  parent: 'родитель',
};

export interface TableOptions {
  webAddress: string;
  /** For other Matrix clients. */
  homeserverAddress: string;
  /** One-time log-in links; none without the demonstration school. */
  links: Partial<Record<DemoRole, string>>;
  home: string;
  lessons: LessonsStatus;
}

/** The table, in Russian and English: the web address and the log-in links, one a line. */
export function table(options: TableOptions): string {
  const rows: [string, string, string][] = [
    ['адрес', 'web address', options.webAddress],
    ['для других клиентов Matrix', 'homeserver', options.homeserverAddress],
    ['видеоуроки', 'lessons', lessonsLine(options.lessons)],
  ];
  const links: [string, string, string][] = DEMO_ROLES.flatMap((role) => {
    const link = options.links[role];
    return link ? [[RUSSIAN[role], role, link]] : [];
  });
  const widths = [0, 1].map((column) => Math.max(...[...rows, ...links].map((row) => row[column]!.length)));
  const line = ([russian, english, value]: [string, string, string]): string =>
    `  ${russian.padEnd(widths[0]!)}  ${english.padEnd(widths[1]!)}  ${value}`;
  return [
    'Парта работает. Parta is running.',
    '',
    ...rows.map(line),
    ...(links.length > 0
      ? [
          '',
          '  Ссылки для входа, каждая на один раз; новые даёт следующий npm start.',
          '  Log-in links, each for one use; the next npm start gives new ones.',
          '',
          ...links.map(line),
        ]
      : []),
    '',
    ...(typeof options.lessons === 'object' ? [`  Уроки · lessons: ${options.lessons.off}`, ''] : []),
    `  Данные и журналы · data and logs: ${options.home}`,
    '  Остановить · to stop: Ctrl-C',
  ].join('\n');
}

function lessonsLine(status: LessonsStatus): string {
  if (status === 'ready') return 'готовы · ready';
  if (status === 'preparing') return 'готовятся, минут пять · being prepared, about five minutes';
  return 'выключены, см. ниже · off, see below';
}
