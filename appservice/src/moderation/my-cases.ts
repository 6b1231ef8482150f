/** What somebody sees of their own reports and of decisions about them; nothing of who reported, nor of what was done to others. */
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { CaseKind } from './case-store.ts';
import { appealUntil, type CaseState } from './rules.ts';
import type { Seal } from './seal.ts';

export interface MyReport {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly reason: string;
  readonly at: Date;
  readonly deadlineAt: Date;
  readonly outcome: 'waiting' | 'upheld' | 'dismissed';
  /** What was said about the outcome. */
  readonly text: string;
}

export interface DecisionAboutMe {
  readonly caseId: string;
  readonly at: Date;
  readonly state: 'decided' | 'appealed' | 'confirmed' | 'overturned';
  readonly text: string;
  readonly mayAppeal: boolean;
  readonly appealUntil: Date;
}

export interface MyCases {
  /** Newest first. */
  of(personId: PersonId): Promise<{ reports: MyReport[]; decisions: DecisionAboutMe[] }>;
}

interface ReportedRow {
  readonly caseId: string;
  readonly kind: CaseKind;
  readonly reason: Buffer | null;
  readonly at: Date;
  readonly deadlineAt: Date;
  readonly upheld: boolean | null;
  readonly said: Buffer | null;
}

interface DecidedRow {
  readonly caseId: string;
  readonly state: CaseState;
  readonly at: Date;
  readonly lastAction: string;
  readonly said: Buffer | null;
}

const MOST = 100;
/** What became of a decision by the last word about it, unless somebody has just appealed. */
const OUTCOMES: { readonly [action: string]: DecisionAboutMe['state'] } = {
  confirm: 'confirmed',
  overturn: 'overturned',
};

/** The words of the newest step of some kinds. */
const lastStep = (column: string, actions: string): string =>
  `(select s.${column} from moderation_step s where s.case_id = c.id and s.action in (${actions}) order by s.at desc, s.id limit 1)`;

export function createMyCases({
  database,
  seal,
  appealDays,
  now,
}: {
  readonly database: Sql;
  readonly seal: Seal;
  readonly appealDays: number;
  readonly now: () => Date;
}): MyCases {
  /** Nobody can do anything here about a seal that is broken: it shows nothing. */
  function opened(sealed: Buffer | null, caseId: string): string {
    try {
      return sealed === null ? '' : seal.open(sealed, caseId);
    } catch {
      return '';
    }
  }

  return {
    async of(personId) {
      const [reported, decided] = await Promise.all([
        database.query<ReportedRow>(
          `select c.id as "caseId", c.kind, r.reason, r.at, c.deadline_at as "deadlineAt", c.upheld,
             ${lastStep('text', "'uphold', 'dismiss'")} as said
             from moderation_report r join moderation_case c on c.id = r.case_id
            where r.reporter_id = $1 order by r.at desc, r.id limit ${MOST}`,
          [personId],
        ),
        database.query<DecidedRow>(
          `select c.id as "caseId", c.state, c.decided_at as at,
             ${lastStep('action', "'uphold', 'confirm', 'overturn'")} as "lastAction",
             ${lastStep('text', "'uphold', 'confirm', 'overturn'")} as said
             from moderation_case c where c.person_id = $1 and c.upheld order by c.decided_at desc, c.id limit ${MOST}`,
          [personId],
        ),
      ]);
      return {
        reports: reported.rows.map(({ upheld, reason, said, ...row }) => ({
          ...row,
          reason: opened(reason, row.caseId),
          outcome: upheld === null ? 'waiting' : upheld ? 'upheld' : 'dismissed',
          text: opened(said, row.caseId),
        })),
        decisions: decided.rows.map(({ caseId, state, at, lastAction, said }) => {
          const until = appealUntil(at, appealDays);
          return {
            ...{ caseId, at, appealUntil: until, text: opened(said, caseId) },
            mayAppeal: state === 'decided' && now() <= until,
            state: state === 'appealed' ? state : (OUTCOMES[lastAction] ?? 'decided'),
          };
        }),
      };
    },
  };
}
