/** Redeeming against a real PostgreSQL, without a homeserver: what is counted, and what is never half done. */
import { expect } from 'chai';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { createDirectory } from '../../appservice/src/accounts/directory.ts';
import { createGuardians } from '../../appservice/src/guardians/guardians.ts';
import { newCode, hashCode } from '../../appservice/src/accounts/secret-code.ts';
import { createAccounts } from '../../appservice/src/accounts/accounts.ts';
import { createRedemption, type Redemption } from '../../appservice/src/invites/redemption.ts';
import { insertInvite } from '../../appservice/src/invites/store.ts';
import { ApiError } from '../../appservice/src/http/api-error.ts';
import { createLog } from '../../appservice/src/log.ts';
import type { Homeserver } from '../../appservice/src/matrix/homeserver.ts';
import type { Database, Sql } from '../../appservice/src/store/database.ts';
import { freshDatabase } from '../support/postgres.ts';
import { makeSchool, type TestSchool } from '../support/school.ts';

describe('counting the uses of an invite', function () {
  this.timeout(60_000);
  let database: Database;
  let school: TestSchool;
  let teacher: string;
  let redemption: Redemption;
  let queued: (tx: Sql) => Promise<void>;

  before(async () => {
    ({ database } = await freshDatabase());
    school = await makeSchool(database);
    teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
    const accounts = createAccounts({
      database,
      // Redeeming itself asks the homeserver nothing; whatever were asked would be missing here.
      homeserver: { serverName: 'example.org' } as Homeserver,
      log: createLog('silent'),
      config: { web: { public_url: 'https://school.example' }, accounts: { session_days: 30 } },
    });
    redemption = createRedemption({
      database,
      accounts,
      arrivals: { queue: (tx) => queued(tx) },
      devices: accounts.devices,
      guardians: createGuardians({
        database,
        directory: accounts.directory,
        devices: accounts.devices,
        onChange: () => Promise.resolve(),
        tell: () => Promise.resolve(),
        onDecided: () => Promise.resolve(),
      }),
      onWaiting: () => Promise.resolve(),
      now: () => new Date(),
    });
  });
  beforeEach(() => {
    queued = () => Promise.resolve();
  });

  async function invite(
    terms: { maxUses?: number; needsApproval?: boolean; role?: 'pupil' | 'parent' } = {},
  ): Promise<string> {
    const code = newCode('invite');
    await insertInvite(database, {
      secretHash: hashCode(code, 'invite'),
      classId: school.classId,
      role: terms.role ?? 'pupil',
      maxUses: terms.maxUses ?? 10,
      expiresInSeconds: 3600,
      needsApproval: terms.needsApproval ?? false,
      createdBy: teacher,
      childId: null,
    });
    return code;
  }

  const newcomer = { name: 'Оля Птичкина', locale: 'ru' as const };
  const key = (): string => randomUUID() + randomUUID();

  async function facts(
    code: string,
  ): Promise<{ counted: number; uses: number; people: number; enrolled: number; granted: number }> {
    const { rows } = await database.query<{
      counted: number;
      uses: number;
      people: number;
      enrolled: number;
      granted: number;
    }>(
      `select i.uses as counted, count(u.id)::integer as uses, count(distinct u.person_id)::integer as people,
              count(e.id)::integer as enrolled, count(r.id)::integer as granted
         from invite i left join invite_use u on u.invite_id = i.id
         left join enrollment e on e.person_id = u.person_id and e.class_id = i.class_id and e.role = i.role
         left join role_grant r on r.person_id = u.person_id and r.role = i.role
        where i.secret_hash = $1 group by i.id`,
      [hashCode(code, 'invite')],
    );
    return rows[0]!;
  }

  const people = async (): Promise<number> =>
    (await database.query<{ count: number }>('select count(*)::integer as count from person')).rows[0]!.count;

  async function outcome(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return 'in';
    } catch (error) {
      if (error instanceof ApiError) return error.errcode;
      throw error;
    }
  }

  it('lets exactly ten of fifty in who come at the same time to an invite of ten uses', async () => {
    const code = await invite({ maxUses: 10 });
    const before = await people();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => outcome(redemption.redeem(code, newcomer, key()))),
    );
    expect(outcomes.filter((one) => one === 'in')).to.have.length(10);
    expect(outcomes.filter((one) => one === 'ORG.PARTA.INVITE_USED_UP')).to.have.length(40);
    expect(await facts(code)).to.deep.equal({ counted: 10, uses: 10, people: 10, enrolled: 10, granted: 10 });
    expect((await people()) - before, 'people of the refused').to.equal(10);
  });

  it('makes one person of twenty requests with the same key, even when only one use is left', async () => {
    const code = await invite({ maxUses: 1 });
    const mine = key();
    const all = await Promise.all(Array.from({ length: 20 }, () => redemption.redeem(code, newcomer, mine)));
    expect(new Set(all.map(({ personId }) => personId)).size).to.equal(1);
    expect(new Set(all.map(({ userId }) => userId)).size).to.equal(1);
    expect(await facts(code)).to.deep.equal({ counted: 1, uses: 1, people: 1, enrolled: 1, granted: 1 });
    expect(await outcome(redemption.redeem(code, newcomer, key()))).to.equal('ORG.PARTA.INVITE_USED_UP');
  });

  it('counts two uses for one key on two invites', async () => {
    const [one, two] = [await invite(), await invite()];
    const mine = key();
    const first = await redemption.redeem(one, newcomer, mine);
    const second = await redemption.redeem(two, newcomer, mine);
    expect(first.personId).to.not.equal(second.personId);
  });

  it('holds for any number of people, repeats and uses, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 25 }),
        async (maxUses, attempts) => {
          const code = await invite({ maxUses });
          const keys = Array.from({ length: 10 }, key);
          const results = await Promise.all(
            attempts.map(async (who) => ({
              who,
              what: await outcome(redemption.redeem(code, newcomer, keys[who]!)),
            })),
          );
          const expected = Math.min(maxUses, new Set(attempts).size);
          const { counted, uses, people: made } = await facts(code);
          expect({ counted, uses, made }).to.deep.equal({
            counted: expected,
            uses: expected,
            made: expected,
          });
          // Whoever is in is in for every one of their requests.
          const inside = new Set(results.filter(({ what }) => what === 'in').map(({ who }) => who));
          expect(inside.size).to.equal(expected);
          for (const { who, what } of results) expect(what === 'in').to.equal(inside.has(who));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leaves nothing behind when the last step of the transaction fails', async () => {
    const code = await invite();
    const before = await people();
    queued = () => Promise.reject(new Error('the queue is away'));
    try {
      await redemption.redeem(code, newcomer, key());
      expect.fail('it must not succeed');
    } catch (error) {
      expect((error as Error).message).to.equal('the queue is away');
    }
    expect(await facts(code)).to.deep.equal({ counted: 0, uses: 0, people: 0, enrolled: 0, granted: 0 });
    expect(await people()).to.equal(before);
    const { rows } = await database.query(
      `select 1 from account_reservation where person_id is not null and person_id not in (select id from person)`,
    );
    expect(rows).to.be.empty;
  });

  it('gives no role to whoever waits for approval', async () => {
    const code = await invite({ needsApproval: true });
    const { status } = await redemption.redeem(code, newcomer, key());
    expect(status).to.equal('waiting');
    expect(await facts(code)).to.deep.equal({ counted: 1, uses: 1, people: 1, enrolled: 0, granted: 0 });
  });

  describe('of an invite that does not let anybody in', () => {
    const change = (what: string) => async (code: string) =>
      void (await database.query(`update invite set ${what} where secret_hash = $1`, [
        hashCode(code, 'invite'),
      ]));
    const cases: [what: string, spoil: (code: string) => Promise<void>, errcode: string][] = [
      ['expired', change(`expires_at = now() - interval '1 second'`), 'ORG.PARTA.INVITE_EXPIRED'],
      ['used up', change('uses = max_uses'), 'ORG.PARTA.INVITE_USED_UP'],
      ['revoked', change('revoked_at = now()'), 'ORG.PARTA.INVITE_REVOKED'],
      [
        'expired and used up',
        change(`expires_at = now() - interval '1 second', uses = max_uses`),
        'ORG.PARTA.INVITE_EXPIRED',
      ],
    ];
    for (const [what, spoil, errcode] of cases) {
      it(`says ${errcode} when it is ${what}, and no word of school or class`, async () => {
        const code = await invite();
        await spoil(code);
        const error = await redemption.redeem(code, newcomer, key()).then(
          () => expect.fail('it must not succeed'),
          (reason: unknown) => reason as ApiError,
        );
        expect(error.errcode).to.equal(errcode);
        for (const locale of ['ru', 'en'] as const) {
          expect(error.say(locale)).to.not.match(/7Б|Школа № 1/);
        }
      });
    }

    it('says ORG.PARTA.INVITE_UNKNOWN for a code that never was and for what is no code', async () => {
      for (const code of [newCode('invite'), 'nonsense', '']) {
        expect(await outcome(redemption.redeem(code, newcomer, key()))).to.equal('ORG.PARTA.INVITE_UNKNOWN');
      }
    });

    it('still answers the repeat of whoever came before', async () => {
      const code = await invite();
      const mine = key();
      const { personId } = await redemption.redeem(code, newcomer, mine);
      await change('revoked_at = now()')(code);
      expect((await redemption.redeem(code, newcomer, mine)).personId).to.equal(personId);
    });
  });

  describe('for people who have a Matrix account', () => {
    const account = (): { userId: string; name: string; locale: null } => ({
      userId: `@vera-${randomUUID()}:elsewhere.example`,
      name: 'Вера Тестова',
      locale: null,
    });

    it('makes one person of the same account, however often and from wherever it comes', async () => {
      const code = await invite();
      const vera = account();
      const first = await redemption.redeem(code, vera, 'event-1');
      const again = await redemption.redeem(code, vera, 'event-2');
      expect(first).to.include({ already: false, status: 'approved', userId: vera.userId });
      expect(again).to.include({ already: true, personId: first.personId });
      expect(await facts(code)).to.include({ counted: 1, uses: 1 });
    });

    it('gives the same answer to the same event', async () => {
      const code = await invite();
      const vera = account();
      await redemption.redeem(code, vera, 'event-1');
      expect(await redemption.redeem(code, vera, 'event-1')).to.include({ already: false });
    });

    it('adds a second role to the same person', async () => {
      const vera = account();
      const pupil = await redemption.redeem(await invite(), vera, 'event-1');
      const parent = await redemption.redeem(await invite({ role: 'parent' }), vera, 'event-2');
      expect(parent.personId).to.equal(pupil.personId);
      const state = await createDirectory({ database }).aroundPerson(pupil.personId);
      expect(state.enrollments.map(({ role }) => role)).to.have.members(['pupil', 'parent']);
      expect(state.accounts.map(({ userId }) => userId)).to.deep.equal([vera.userId]);
    });

    it('takes no use for somebody whom the roster has put into the class', async () => {
      const personId = await school.person('Пётр Тестов', { inClass: 'pupil' });
      const petr = account();
      await database.query(
        `insert into matrix_account (user_id, person_id, origin) values ($1, $2, 'linked')`,
        [petr.userId, personId],
      );
      const code = await invite();
      expect(await redemption.redeem(code, petr, 'event-1')).to.include({ personId, already: true });
      expect(await facts(code)).to.include({ counted: 0, uses: 0 });
    });

    it('refuses those whose access was closed', async () => {
      const code = await invite();
      const vera = account();
      const { personId } = await redemption.redeem(await invite(), vera, 'event-1');
      await database.query('update person set active = false where id = $1', [personId]);
      expect(await outcome(redemption.redeem(code, vera, 'event-2'))).to.equal('M_FORBIDDEN');
    });

    it('makes one person when two codes of one account come at the same time', async () => {
      const vera = account();
      const codes = [await invite(), await invite({ role: 'parent' })];
      const results = await Promise.allSettled(
        codes.map((code, at) => redemption.redeem(code, vera, `event-${at}`)),
      );
      // One may lose the race for the account; its event is then tried again.
      for (const [at, result] of results.entries()) {
        if (result.status === 'rejected') await redemption.redeem(codes[at]!, vera, `event-${at}`);
      }
      const { rows } = await database.query<{ people: number; uses: number }>(
        `select count(distinct person_id)::integer as people, count(*)::integer as uses from invite_use where user_id = $1`,
        [vera.userId],
      );
      expect(rows[0]).to.deep.equal({ people: 1, uses: 2 });
    });
  });

  it('writes an audit line for every use, which nobody can change or delete', async () => {
    const code = await invite();
    const { personId } = await redemption.redeem(code, newcomer, key());
    const { rows } = await database.query(
      `select action, school_id, details from audit_entry where actor_id = $1`,
      [personId],
    );
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ action: 'invite.redeem', school_id: school.schoolId });
    for (const statement of [
      `update audit_entry set action = 'x.y'`,
      'delete from audit_entry',
      'truncate audit_entry',
    ]) {
      const error = await database.query(statement).then(
        () => expect.fail(`${statement} must be refused`),
        (reason: unknown) => reason as Error,
      );
      expect(error.message).to.match(/append-only/);
    }
  });
});
