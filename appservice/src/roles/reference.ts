/**
 * docs/roles.md: what each role may do, by asking the rules themselves for one person of each role; which rooms each role is in; and who may
 * talk to whom by default.
 */
import { CELLS, defaultOutcome } from '../policy/matrix.ts';
import { HARD_OUTCOMES } from '../policy/decide.ts';
import { policyText } from '../policy/messages.ts';
import { CONTACT_ROLES, HARD_RULES, RELATIONS, type ContactRole, type Outcome } from '../policy/model.ts';
import { partyOf } from '../policy/party.ts';
import type { RoomTemplate, RoomTemplates } from '../reconcile/templates.ts';
import type { PersonId, Role, SchoolState } from '../school/model.ts';
import { today } from '../school/rules.ts';
import { ROLE_ACTIONS, type Asking, type RoleAction, type Target } from './actions.ts';

const NOW = new Date('2026-10-05T09:00:00Z');
const ZONE = 'Europe/Moscow';
const DAY = today(ZONE, NOW);

type Column = Exclude<ContactRole, 'stranger'> | 'nobody';
/** The roles of the table; `nobody` is in the register and nothing today. */
export const COLUMNS: readonly Column[] = [
  ...CONTACT_ROLES.filter((role): role is Exclude<ContactRole, 'stranger'> => role !== 'stranger'),
  'nobody',
];

const SCHOOLS = ['here', 'there'] as const;
const always = { beginsOn: null, endsOn: null };
const enrolled = (personId: PersonId, classId: string, role: 'pupil' | 'teacher' | 'class_teacher') => ({
  ...{ personId, classId, role },
  ...always,
});
const granted = (
  personId: PersonId,
  schoolId: string | null,
  role: 'staff' | 'school_admin' | 'district_admin',
) => ({
  ...{ personId, schoolId, role },
  ...always,
});

/** One person of each role around class 7A; others of the class, of 7B of the same school, and of another school. */
const STATE: SchoolState = {
  schools: SCHOOLS.map((id) => ({ id, name: id, locale: 'en', timeZone: ZONE })),
  years: SCHOOLS.map((id) => ({
    ...{ id: `year ${id}`, schoolId: id, title: '2026/27', beginsOn: '2026-09-01', endsOn: '2027-06-30' },
  })),
  classes: [
    { id: '7A', schoolId: 'here' },
    { id: '7B', schoolId: 'here' },
    { id: '7C', schoolId: 'there' },
  ].map((one) => ({
    ...one,
    ...{ schoolYearId: `year ${one.schoolId}`, title: one.id, kind: 'homeroom' as const, archived: false },
  })),
  persons: [
    ...COLUMNS,
    ...['7A', '7B', '7C'].flatMap((id) => [`pupil of ${id}`, `guardian in ${id}`]),
    ...SCHOOLS.map((id) => `clerk ${id}`),
  ].map((id) => ({
    ...{ id, givenName: id, familyName: '', middleName: '', locale: null, active: true },
  })),
  roles: [
    granted('staff', 'here', 'staff'),
    granted('school_admin', 'here', 'school_admin'),
    granted('district_admin', null, 'district_admin'),
    ...SCHOOLS.map((id) => granted(`clerk ${id}`, id, 'staff')),
  ],
  enrollments: [
    enrolled('pupil', '7A', 'pupil'),
    enrolled('teacher', '7A', 'teacher'),
    enrolled('class_teacher', '7A', 'class_teacher'),
    ...['7A', '7B', '7C'].map((id) => enrolled(`pupil of ${id}`, id, 'pupil')),
  ],
  guardianships: [
    { guardianId: 'parent', childId: 'pupil', relation: 'mother' },
    ...['7A', '7B', '7C'].map((id) => ({
      ...{ guardianId: `guardian in ${id}`, childId: `pupil of ${id}`, relation: 'mother' },
    })),
  ],
  accounts: [],
};

const inClass = (classId: string, schoolId: string): Target => ({
  ...{ schoolId, classId, pupilId: `pupil of ${classId}`, guardianId: `guardian in ${classId}` },
  staffId: `clerk ${schoolId}`,
});
const OWN: Target = { ...inClass('7A', 'here'), pupilId: 'pupil', guardianId: 'parent' };
/** From the closest to the widest, and what it is called when something is allowed up to there. */
const REACH: readonly (readonly [string, Target])[] = [
  ['own', OWN],
  ['class', inClass('7A', 'here')],
  ['school', inClass('7B', 'here')],
  ['district', inClass('7C', 'there')],
];

function asking(askerId: PersonId): Asking {
  const facts = {
    serverName: 'home',
    botUserId: '@parta:home',
    ofAgeFrom: new Map(),
    restricted: new Map(),
    leftQuiet: new Set<string>(),
  };
  return {
    ...{ state: STATE, askerId, now: NOW, day: DAY },
    partyOf: (personId) =>
      partyOf(STATE, { userId: `@${personId}:home`, personId, active: true }, facts, NOW),
  };
}

const NO = '–';

/** How far a role may do something: with themselves or their own child, in their class, in their school, everywhere; or not at all. */
export function reachOf(action: RoleAction, column: Column): string {
  const asker = asking(column);
  if (action.about === 'district') return action.may(asker, OWN) ? 'district' : NO;
  const steps = REACH.filter(
    ([name]) =>
      (name !== 'own' || action.about === 'person') && (name !== 'class' || action.about !== 'school'),
  );
  const allowed = steps.filter(([, target]) => action.may(asker, target)).map(([name]) => name);
  return allowed.at(-1) ?? NO;
}

const roleName = (role: Column): string => (role === 'nobody' ? 'no role' : policyText('en', `role_${role}`));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function actionsSection(): string[] {
  const groups = Map.groupBy(ROLE_ACTIONS, (action) => action.group);
  const rows = [...groups].flatMap(([group, actions]) => [
    [`**${group}**`, ...COLUMNS.map(() => '')],
    ...actions.map((action) => [action.title, ...COLUMNS.map((column) => reachOf(action, column))]),
  ]);
  return table(['', ...COLUMNS.map(roleName)], rows);
}

function roomCell(room: RoomTemplate, role: Role): string {
  if (!room.members.has(role)) return NO;
  const level = room.levels.get(role) ?? room.powerLevels.users_default;
  const toWrite = Number(room.powerLevels.events_default ?? 0);
  return room.space || level >= toWrite ? `in, ${level}` : `reads, ${level}`;
}

function roomsSection({ rooms }: RoomTemplates): string[] {
  const roles = COLUMNS.filter((role) => role !== 'nobody');
  return table(
    ['', ...roles.map(roleName)],
    rooms.map((room) => [
      `\`${room.kind}\``,
      // Who leads a class teaches in the school.
      ...roles.map((role) =>
        roomCell(room, room.of === 'school' && role === 'class_teacher' ? 'teacher' : role),
      ),
    ]),
  );
}

const OUTCOME_WORDS: { readonly [outcome in Outcome]: string } = {
  allow: 'yes',
  second_adult: 'second adult',
  teacher_first: 'school first',
  deny: NO,
};

function contactSection(): string[] {
  const lines: string[] = [];
  for (const relation of RELATIONS) {
    const cells = CELLS.filter((cell) => cell.relation === relation);
    if (cells.length === 0 || relation === 'own_child') continue;
    const across = CONTACT_ROLES.filter((role) => cells.some(({ roles }) => roles[1] === role));
    const down = CONTACT_ROLES.filter((role) => cells.some(({ roles }) => roles[0] === role));
    const word = (one: ContactRole, other: ContactRole): string => {
      const outcomes = cells
        .filter(({ roles }) => roles[0] === one && roles[1] === other)
        .map(({ age }) => OUTCOME_WORDS[defaultOutcome(one, other, relation, age)]);
      return [...new Set(outcomes)].join('; of age: ');
    };
    lines.push(
      `### ${policyText('en', `relation_${relation}`)}`,
      '',
      ...table(
        ['', ...across.map((role) => policyText('en', `role_${role}`))],
        down.map((one) => [policyText('en', `role_${one}`), ...across.map((other) => word(one, other))]),
      ),
      '',
    );
  }
  return lines;
}

/** The page, in Markdown. */
export function rolesReference(templates: RoomTemplates): string {
  return `${[
    '# Roles, and who may do what',
    '',
    '<!-- Made from the rules themselves (appservice/src/roles/reference.ts) by `npm run generate`: change them there. -->',
    '',
    'Every cell was asked of the function that decides when somebody does it (`appservice/src/roles/actions.ts` lists them). Somebody with several roles may do what any',
    'of them may; a pupil under age is a pupil and nothing else towards others. A role counts from its first day to the day before its last; who is not active may do nothing.',
    '',
    '`own`: for themselves, or as a parent for their own child. `class`: in a class that is theirs (as pupil, as parent, as one who teaches it). `school`: in every class of their school.',
    '`district`: in every school. `–`: not at all. “Teacher” is one who teaches the class; in classes that they do not teach, teachers are staff.',
    '',
    ...actionsSection(),
    '',
    'Everybody may write in the rooms they are in (or read, where the next table says so), ask about themselves, report what they see, appeal a decision about themselves, and end their own',
    'sessions.',
    'Imports of school information systems, the dead letters of the inbox and log-in links for the first administrator are the command line’s: whoever runs the server.',
    '',
    '## Who is in which room',
    '',
    'The power level stands beside it (`config/room-templates.yaml`). Administrators are in a class’s rooms only as one of its people.',
    '',
    ...roomsSection(templates),
    '',
    '## Who may talk to whom',
    '',
    'One function decides (`appservice/src/policy/decide.ts`), for direct chats and calls alike. It asks, in this order:',
    '',
    '1. **Fixed rules**: the first that applies decides, and no matrix changes it.',
    '',
    ...table(
      ['', 'rule', 'outcome'],
      HARD_RULES.map((rule, at) => [
        String(at + 1),
        policyText('en', `rule_${rule}`),
        OUTCOME_WORDS[HARD_OUTCOMES[rule]].replace(NO, 'no'),
      ]),
    ),
    '',
    '2. **The contact matrix**, for every role of the one with every role of the other, by what connects them in these roles: class before school before district.',
    '   The line of their school holds; if it has none, that of the district; if that has none, the default below. In two schools both are asked and the stricter holds.',
    '3. Of all pairs of roles the **widest** answer holds: a role is a right and takes none away. A pupil under age counts as a pupil only.',
    '',
    'From wide to strict: yes, second adult (only with one in the room), school first (the one who works at school writes first), – (not at all). Quiet hours deny nothing: they hold',
    'notifications back.',
    '',
    'The default matrix; two words where it matters whether somebody under age takes part:',
    '',
    ...contactSection(),
  ]
    .join('\n')
    .trimEnd()}\n`;
}
