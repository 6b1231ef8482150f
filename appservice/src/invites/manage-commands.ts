/** The bot commands with which teachers look after their invites from any client. */
import type { Asker, Command, CommandCall, Reply } from '../bot/command.ts';
import { UsageError } from '../bot/command.ts';
import type { Locale } from '../school/model.ts';
import { invitableClasses, sameTitle, type InvitableClass } from './class-choice.ts';
import type { Invite, Invites, InviteUse } from './invites.ts';
import { inviteText } from './messages.ts';

/** Ids are shown by their first characters; enough to tell the invites of one teacher apart. */
const SHORT = 8;

export function manageCommands({ invites, now }: { invites: Invites; now: () => Date }): Command[] {
  async function classesOf(asker: Asker): Promise<InvitableClass[]> {
    return asker.personId === null ? [] : invitableClasses(await asker.school(), asker.personId, now());
  }
  const allowed = async (asker: Asker): Promise<boolean> => (await classesOf(asker)).length > 0;

  async function list({ asker, place, line }: CommandCall): Promise<Reply> {
    const { locale, personId } = asker;
    const [named] = line.words;
    const classes = (await classesOf(asker)).filter(({ id, title }) =>
      named === undefined ? place.classId === null || id === place.classId : sameTitle(title, named),
    );
    const lines: string[] = [];
    for (const { id, title } of classes) {
      for (const invite of await invites.list(personId!, id)) {
        if (invite.status !== 'active' && invite.waiting === 0) continue;
        lines.push(describe(invite, title, locale));
        const uses = invite.waiting === 0 ? [] : await invites.uses(personId!, invite.invite_id);
        lines.push(
          ...uses.filter(({ status }) => status === 'waiting').map((use) => describeUse(use, locale)),
        );
      }
    }
    const text = lines.length === 0 ? inviteText(locale, 'invites_none') : lines.join('\n');
    return { text: inviteText(locale, 'invites_title'), privately: text };
  }

  async function revoke({ asker, line }: CommandCall): Promise<Reply> {
    const wanted = idIn(line.words);
    for (const { id } of await classesOf(asker)) {
      const found = (await invites.list(asker.personId!, id)).find((one) => one.invite_id.startsWith(wanted));
      if (found === undefined) continue;
      await invites.revoke(asker.personId!, found.invite_id);
      return { text: inviteText(asker.locale, 'invite_revoked', { id: wanted }) };
    }
    throw new UsageError((locale) => inviteText(locale, 'no_such_invite'));
  }

  async function decide({ asker, line }: CommandCall, decision: 'approved' | 'declined'): Promise<Reply> {
    const wanted = idIn(line.words);
    for (const { id } of await classesOf(asker)) {
      for (const invite of await invites.list(asker.personId!, id)) {
        const uses = await invites.uses(asker.personId!, invite.invite_id);
        const use = uses.find(({ use_id }) => use_id.startsWith(wanted));
        if (use === undefined) continue;
        await invites.decide(asker.personId!, invite.invite_id, use.use_id, decision);
        return { text: inviteText(asker.locale, decision === 'approved' ? 'use_approved' : 'use_declined') };
      }
    }
    throw new UsageError((locale) => inviteText(locale, 'no_such_use'));
  }

  return [
    {
      name: 'invites',
      help: (locale) => inviteText(locale, 'invites_help'),
      usage: (locale) => inviteText(locale, 'invites_usage'),
      allowed,
      run: list,
    },
    {
      name: 'revoke',
      help: (locale) => inviteText(locale, 'revoke_help'),
      usage: (locale) => inviteText(locale, 'revoke_usage'),
      allowed,
      run: revoke,
    },
    {
      name: 'approve',
      help: (locale) => inviteText(locale, 'approve_help'),
      usage: (locale) => inviteText(locale, 'approve_usage'),
      allowed,
      run: (call) => decide(call, 'approved'),
    },
    {
      name: 'decline',
      help: (locale) => inviteText(locale, 'decline_help'),
      usage: (locale) => inviteText(locale, 'decline_usage'),
      allowed,
      run: (call) => decide(call, 'declined'),
    },
  ];
}

function describe(
  { invite_id, role, uses, max_uses, status }: Invite,
  title: string,
  locale: Locale,
): string {
  return inviteText(locale, 'invites_line', {
    id: invite_id.slice(0, SHORT),
    title,
    role,
    uses,
    max: max_uses,
    status,
  });
}

function describeUse({ use_id, display_name, user_id }: InviteUse, locale: Locale): string {
  return inviteText(locale, 'invites_waiting', {
    id: use_id.slice(0, SHORT),
    name: display_name,
    userId: user_id,
  });
}

function idIn(words: readonly string[]): string {
  const id = words[0]?.toLowerCase() ?? '';
  if (!/^[0-9a-f]{8}/.test(id)) throw new UsageError((locale) => inviteText(locale, 'id_missing'));
  return id;
}
