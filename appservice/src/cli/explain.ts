/** `parta explain` */
import { parseArgs } from 'node:util';
import type { Locale } from '../school/model.ts';
import { UsageError, type Command } from './command.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'says why people can or cannot reach each other, a room or a lesson',
  help: `parta explain: says why two people can or cannot reach each other, or why somebody is or is not in a room,
and may or may not enter the lesson that is held there

  parta explain @ONE:SERVER @OTHER:SERVER [--at TIME] [--lang en|ru]
  parta explain @ONE:SERVER !ROOM [--at TIME] [--lang en|ru]

The answer is that of the very policy that decides, with the rule that decided and what would change it. The first
is the one who writes.

  --at TIME      as it will be then, for example 2026-12-01T22:00:00+03:00; default: now
  --lang LANG    default: the language of the district`,

  async run({ args, configPath, env, debug, print }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { at: { type: 'string' }, lang: { type: 'string' } },
    });
    const [one, target, ...more] = positionals;
    if (one === undefined || target === undefined || more.length > 0)
      throw new UsageError('Name two people, or a person and a room.');
    if (!/^@[^:]+:.+$/.test(one) || !/^(@[^:]+:.+|!.+)$/.test(target))
      throw new UsageError('A person is written @NAME:SERVER, a room !ID.');
    const at = values.at === undefined ? new Date() : new Date(values.at);
    if (Number.isNaN(at.getTime()))
      throw new UsageError('--at must be a time such as 2026-12-01T22:00:00+03:00.');
    if (values.lang !== undefined && values.lang !== 'en' && values.lang !== 'ru')
      throw new UsageError('--lang must be en or ru.');

    const [{ openCore }, { createFeatures }, { sayPair, sayRoom }] = await Promise.all([
      import('./core.ts'),
      import('../features.ts'),
      import('../policy/inquiry.ts'),
    ]);
    const core = await openCore({ configPath, env, debug });
    try {
      const locale: Locale = values.lang ?? core.config.district.default_locale;
      const { inquiry } = createFeatures(core);
      print(
        target.startsWith('!')
          ? sayRoom(locale, await inquiry.room(null, one, target, at))
          : sayPair(locale, await inquiry.pair(null, one, target, at)),
      );
      return 0;
    } finally {
      await core.close();
    }
  },
};
