/** The bot commands about invites: `join` for those who come, `invite` and its management for those who let them in. */
import { cleanProfileName } from '../accounts/names.ts';
import type { Command, CommandCall, Reply } from '../bot/command.ts';
import { UsageError } from '../bot/command.ts';
import type { FailureLimiter } from '../http/limits.ts';
import type { StateReader } from '../matrix/homeserver.ts';
import type { ClassId, Locale, PersonId, UserId } from '../school/model.ts';
import { invitableClasses, sameTitle, type InvitableClass } from './class-choice.ts';
import { DEFAULT_TERMS, USES_OF_CHILD, type Invites } from './invites.ts';
import { manageCommands } from './manage-commands.ts';
import { inviteText } from './messages.ts';
import type { Redeemed } from './redemption.ts';
import { readTerms } from './terms.ts';

export interface InviteCommandsDependencies {
  readonly invites: Invites;
  readonly homeserver: Pick<StateReader, 'readStateEvent'> & {
    readonly botUserId: UserId;
    isOwnUser(userId: UserId): boolean;
  };
  /** Counts wrong codes by Matrix ID. */
  readonly failures: FailureLimiter;
  readonly now?: () => Date;
}

export function inviteCommands(dependencies: InviteCommandsDependencies): Command[] {
  const { invites, homeserver, failures, now = () => new Date() } = dependencies;

  async function join({ asker, place, line, eventId }: CommandCall): Promise<Reply> {
    const { locale, userId } = asker;
    if (!place.direct) return { text: inviteText(locale, 'join_in_public', { bot: homeserver.botUserId }) };
    // Read out or copied, a code may come in groups.
    const code = line.words.join('');
    if (code === '') throw new UsageError((to) => inviteText(to, 'code_missing'));
    const member = await homeserver.readStateEvent(place.roomId, 'm.room.member', userId);
    const name = cleanProfileName(member?.content.displayname) ?? nameFromId(userId);
    const redeemed = await failures.attempt(userId, () =>
      invites.redeemFor({ userId, name, locale: null }, code, eventId),
    );
    return { text: welcomeText(redeemed, locale) };
  }

  function welcomeText({ destination, status, already, userId }: Redeemed, locale: Locale): string {
    const { schoolName: school, classTitle: title, role } = destination;
    if (status === 'waiting') return inviteText(locale, 'waiting', { school, title });
    if (already) return inviteText(locale, 'already_in', { school, title });
    const next = homeserver.isOwnUser(userId) ? 'joined_created' : 'joined_accept';
    return `${inviteText(locale, 'joined', { school, title, role })}\n${inviteText(locale, next, { role })}`;
  }

  async function invite({ asker, place, line, eventId }: CommandCall): Promise<Reply> {
    const { locale } = asker;
    const personId = asker.personId!;
    const terms = readTerms(line);
    const choices = invitableClasses(await asker.school(), personId, now()).filter(({ roles }) =>
      roles.includes(terms.role),
    );
    const { childName } = terms;
    const child =
      childName === null ? null : await chooseChild(personId, choices, terms.classTitle, childName);
    const chosen = child?.of ?? chooseClass(choices, terms.classTitle, place.classId);
    const { id, title, school } = chosen;
    const { invite: made, link } = await invites.create(
      personId,
      {
        classId: id,
        role: terms.role,
        childId: child?.id ?? null,
        maxUses: terms.maxUses ?? (child === null ? DEFAULT_TERMS.maxUses : USES_OF_CHILD),
        expiresInSeconds: terms.expiresInSeconds ?? DEFAULT_TERMS.expiresInSeconds,
        needsApproval: terms.needsApproval,
      },
      eventId,
    );
    const until = new Intl.DateTimeFormat(locale, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: school.timeZone,
    }).format(new Date(made.expires_at));
    const { url, code } = link;
    const values = { school: school.name, title, role: made.role, url, code };
    return {
      text: inviteText(locale, 'invite_ready', { title, role: made.role }),
      privately: [
        child === null
          ? inviteText(locale, 'invite_made', values)
          : inviteText(locale, 'invite_made_child', values),
        inviteText(locale, 'invite_made_terms', { until, uses: made.max_uses }),
        ...(made.needs_approval ? [inviteText(locale, 'invite_made_approval')] : []),
        inviteText(locale, 'invite_made_how', { bot: homeserver.botUserId, code }),
      ].join('\n'),
    };
  }

  /** The one pupil of the classes to which the asker invites, or of the one that was named, whom a name fits. Throws UsageError. */
  async function chooseChild(
    askerId: PersonId,
    choices: readonly InvitableClass[],
    classTitle: string | null,
    name: string,
  ): Promise<{ id: PersonId; of: InvitableClass }> {
    const found: { id: PersonId; of: InvitableClass }[] = [];
    for (const of of choices) {
      if (classTitle !== null && !sameTitle(of.title, classTitle)) continue;
      for (const id of await invites.pupilsNamed(askerId, of.id, name)) found.push({ id, of });
    }
    if (found.length === 1) return found[0]!;
    const key = found.length === 0 ? 'child_not_here' : 'child_several';
    throw new UsageError((locale) => inviteText(locale, key, { name: name.slice(0, 50) }));
  }

  return [
    {
      name: 'join',
      help: (locale) => inviteText(locale, 'join_help'),
      usage: (locale) => inviteText(locale, 'join_usage'),
      allowed: () => true,
      run: join,
    },
    {
      name: 'invite',
      help: (locale) => inviteText(locale, 'invite_help'),
      usage: (locale) => inviteText(locale, 'invite_usage'),
      allowed: async (asker) =>
        asker.personId !== null && invitableClasses(await asker.school(), asker.personId, now()).length > 0,
      run: invite,
    },
    ...manageCommands({ invites, now }),
  ];
}

/** The class that was named, else the one of the room, else the only one there is. Throws UsageError. */
function chooseClass(
  choices: readonly InvitableClass[],
  named: string | null,
  here: ClassId | null,
): InvitableClass {
  const classes = choices.map(({ title }) => title).join(', ');
  const found =
    named === null
      ? choices.filter(({ id }) => here === null || id === here)
      : choices.filter(({ title }) => sameTitle(title, named));
  const ofRoom = found.find(({ id }) => id === here);
  if (ofRoom !== undefined) return ofRoom;
  if (found.length === 1) return found[0]!;
  const title = (named ?? '').slice(0, 50);
  throw new UsageError((locale) => {
    if (named === null) return inviteText(locale, 'class_missing', { classes });
    if (found.length === 0) return inviteText(locale, 'class_unknown', { title, classes });
    return inviteText(locale, 'class_ambiguous', { title, classes: found.map(describeClass).join(', ') });
  });
}

function describeClass({ title, school }: InvitableClass): string {
  return `${title} (${school.name})`;
}

/** For accounts without a readable profile name: the localpart, cut to a sensible length. */
function nameFromId(userId: UserId): string {
  return cleanProfileName(userId.slice(1, userId.indexOf(':'))) ?? 'Matrix';
}
