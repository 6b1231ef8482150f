/** The HTTP API of accounts: sessions, `me`, passwords, log-in links, the people of a class. */
import express, { type Router } from 'express';
import { ApiError } from '../http/api-error.ts';
import { localeOf, requireCaller, requireSessionToken } from '../http/auth.ts';
import { addressOf, type FailureLimiter } from '../http/limits.ts';
import type { OpenIdToken } from '../matrix/homeserver.ts';
import type { Locale, PersonId } from '../school/model.ts';
import type { Accounts } from './accounts.ts';
import type { Arrivals } from './arrivals.ts';
import { loggedIn } from './logged-in.ts';
import { accountText } from './messages.ts';
import type { Profile } from './profile.ts';
import { loginLinkSchool } from './rules.ts';

export interface AccountRoutesDependencies {
  readonly accounts: Accounts;
  readonly arrivals: Arrivals;
  readonly profile: Profile;
  /** Reminders before lessons (schedule/). */
  readonly reminders: { set(personId: PersonId, minutes: number | null): Promise<void> };
  /** Shared with the routes of invites: guessing codes of either kind counts together. */
  readonly failures: FailureLimiter;
  readonly config: { readonly homeserver: { readonly public_url: string } };
}

const WEEK_SECONDS = 7 * 86_400;

/** Bodies are validated against protocol/openapi.yaml before they come here. */
export function accountRoutes({
  accounts,
  arrivals,
  profile,
  reminders,
  failures,
  config,
}: AccountRoutesDependencies): Router {
  const router = express.Router();

  router.post('/sessions', async (req, res) => {
    const { openid, device_key: deviceKey } = req.body as { openid: OpenIdToken; device_key?: string };
    const session = await accounts.exchangeOpenId(openid);
    const personId = await accounts.personOf(session.user_id);
    if (personId !== null) await accounts.devices.seen(personId, deviceKey);
    res.status(201).json(session);
  });

  router.delete('/sessions/current', async (_req, res) => {
    await accounts.sessions.end(requireSessionToken(res));
    res.status(204).end();
  });

  router.get('/me', async (_req, res) => {
    res.json(await profile.me(requireCaller(res)));
  });

  router.patch('/me', async (req, res) => {
    const caller = requireCaller(res);
    const { locale, reminder_minutes: minutes } = req.body as {
      locale?: Locale;
      reminder_minutes?: number | null;
    };
    if (locale !== undefined) await profile.setLocale(caller, locale);
    if (minutes !== undefined) await reminders.set(caller.personId, minutes);
    res.json(await profile.me(caller));
  });

  router.put('/me/password', async (req, res) => {
    await accounts.setPassword(requireCaller(res), (req.body as { password: string }).password);
    res.status(204).end();
  });

  router.get('/classes/:classId/people', async (req, res) => {
    res.json({ people: await profile.classPeople(requireCaller(res), req.params.classId, localeOf(res)) });
  });

  router.post('/people/:personId/login-links', async (req, res) => {
    const { personId: askerId } = requireCaller(res);
    const { personId } = req.params;
    const { expires_in_seconds: expires = WEEK_SECONDS } = req.body as { expires_in_seconds?: number };
    const state = await accounts.directory.aroundPair(askerId, personId);
    if (!state.persons.some(({ id }) => id === personId)) {
      throw new ApiError(404, 'M_NOT_FOUND', (locale) => accountText(locale, 'no_such_person'));
    }
    const schoolId = loginLinkSchool(state, askerId, personId, new Date());
    if (schoolId === null) {
      throw new ApiError(403, 'M_FORBIDDEN', (locale) => accountText(locale, 'may_not_make_link'));
    }
    res.status(201).json(await accounts.createLoginLink(personId, expires, { personId: askerId, schoolId }));
  });

  router.post('/login-links/redeem', async (req, res) => {
    const body = req.body as { code: string; idempotency_key: string; device_key?: string };
    const { code, idempotency_key: key, device_key: deviceKey } = body;
    const personId = await failures.attempt(addressOf(req), () => accounts.claimLoginLink(code, key));
    await accounts.devices.seen(personId, deviceKey);
    res.json(loggedIn(await arrivals.logIn(personId), config.homeserver.public_url));
  });

  return router;
}
