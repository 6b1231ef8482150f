import { useState } from 'react';
import type { AuditEntry, AuditPage } from '../../api/desk.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { explain } from '../../ui/explain.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, Empty, Field, Problem } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { Choice } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { administers } from '../timetable/subject.ts';
import { ChainCard } from './chain-card.tsx';
import { NOBODY, queryOf, SUBJECTS, type LogFilter } from './log-model.ts';

/** What people in power did in a school: in words, filtered, verified, taken away. */
export function LogPage({ schoolId }: { schoolId: string }) {
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const school = me?.schools.find(({ school_id: id }) => id === schoolId);
  return (
    <Page title={d('log.title')} subtitle={school?.name}>
      {school !== undefined && !administers(school) && <Empty icon="file" title={d('policy.none')} />}
      {school !== undefined && administers(school) && (
        <>
          <ChainCard schoolId={schoolId} />
          <Entries schoolId={schoolId} timeZone={school.time_zone} />
        </>
      )}
    </Page>
  );
}

function Entries({ schoolId, timeZone }: { schoolId: string; timeZone: string }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [filter, setFilter] = useState<LogFilter>(NOBODY);
  const query = queryOf(schoolId, filter);
  const answer = useAnswer(`${translator.locale} ${JSON.stringify(query)}`, () => api.audit(query));
  return (
    <>
      <section className={pageCss.card} aria-label={d('log.filter')}>
        <div className={css.fields}>
          <Choice
            label={d('log.what')}
            value={filter.subject}
            onChange={(subject) => setFilter({ ...filter, subject })}
            options={[
              { value: '', label: d('log.what.all') },
              ...SUBJECTS.map((value) => ({ value, label: d(`log.what.${value}`) })),
            ]}
          />
          <Field
            label={d('log.from')}
            type="date"
            value={filter.from}
            onChange={({ target }) => setFilter({ ...filter, from: target.value })}
          />
          <Field
            label={d('log.until')}
            type="date"
            value={filter.until}
            onChange={({ target }) => setFilter({ ...filter, until: target.value })}
          />
        </div>
        {filter.person !== null && (
          <div className={css.line}>
            <span>{d('log.person', { who: filter.person.name })}</span>
            <Button icon="close" onClick={() => setFilter({ ...filter, person: null })}>
              {d('log.person.all')}
            </Button>
          </div>
        )}
      </section>
      <Answered answer={answer}>
        {(page) => (
          <Pages
            key={JSON.stringify(query)}
            first={page}
            query={query}
            timeZone={timeZone}
            onPerson={(person) => setFilter({ ...filter, person })}
          />
        )}
      </Answered>
    </>
  );
}

interface PagesProps {
  readonly first: AuditPage;
  readonly query: Record<string, string | undefined>;
  readonly timeZone: string;
  readonly onPerson: (person: { id: string; name: string }) => void;
}

function Pages({ first, query, timeZone, onPerson }: PagesProps) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [more, setMore] = useState<readonly AuditPage[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const pages = [first, ...more];
  const people = Object.assign({}, ...pages.map((page) => page.people)) as Record<string, string>;
  const before = pages.at(-1)!.next_before;
  const load = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await api.audit({ ...query, before: String(before) });
      setMore((now) => [...now, next]);
    } catch (error) {
      setProblem(explain(translator, error));
    } finally {
      setBusy(false);
    }
  };
  if (first.entries.length === 0) return <Empty icon="file" title={d('log.none')} />;
  return (
    <section className={pageCss.card} aria-label={d('log.entries')}>
      <ol className={css.rows}>
        {pages.flatMap(({ entries }) =>
          entries.map((entry) => (
            <li key={entry.seq}>
              <Entry entry={entry} people={people} timeZone={timeZone} onPerson={onPerson} />
            </li>
          )),
        )}
      </ol>
      {problem !== null && <Problem>{problem}</Problem>}
      {before !== null && (
        <Button busy={busy} onClick={() => void load()}>
          {d('log.older')}
        </Button>
      )}
    </section>
  );
}

interface EntryProps extends Pick<PagesProps, 'timeZone' | 'onPerson'> {
  readonly entry: AuditEntry;
  readonly people: Readonly<Record<string, string>>;
}

function Entry({ entry, people, timeZone, onPerson }: EntryProps) {
  const { d, translator } = useDeskTexts();
  const format = new Intl.DateTimeFormat(translator.region, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const { seq, at, text, actor_id: actor, details } = entry;
  const about = details['person_id'];
  const reason = details['reason'];
  const name = (id: string) => (
    <button
      type="button"
      className={css.name}
      title={d('log.person.only')}
      onClick={() => onPerson({ id, name: people[id] ?? id.slice(0, 8) })}
    >
      {people[id] ?? id.slice(0, 8)}
    </button>
  );
  return (
    <>
      <p className={css.strong}>{text}</p>
      <p className={`${css.line} small`}>
        <span>
          {d('log.by')} {actor === null ? d('log.parta') : name(actor)}
        </span>
        {typeof about === 'string' && about !== actor && (
          <span>
            {d('log.about')} {name(about)}
          </span>
        )}
      </p>
      {typeof reason === 'string' && reason !== '' && <blockquote className={css.quote}>{reason}</blockquote>}
      <p className="soft small">
        {format.format(Date.parse(at))} · № {seq}
      </p>
    </>
  );
}
