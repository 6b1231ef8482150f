import { useState } from 'react';
import type { Case } from '../../api/desk.ts';
import type { Me } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Avatar, Chip, Empty } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { Filter } from '../desk/parts.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { belongs, FILTERS, isOpen, isOverdue, sayDistance, type CaseFilter } from './case-model.ts';
import { keptBy, sayPlace } from './places.ts';

/** The cases of those who handle reports, and the chats in which they keep order. */
export function CasesPage() {
  const { api } = useServices();
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const answer = useAnswer('cases', () => api.cases());
  return (
    <Page title={d('cases.title')}>
      <Answered answer={answer}>
        {({ cases, people }) => <Cases cases={cases} people={people} me={me} />}
      </Answered>
      {me !== null && <Chats me={me} />}
    </Page>
  );
}

interface CasesProps {
  readonly cases: readonly Case[];
  readonly people: Readonly<Record<string, string>>;
  readonly me: Me | null;
}

function Cases({ cases, people, me }: CasesProps) {
  const { d } = useDeskTexts();
  const now = useNow();
  const [filter, setFilter] = useState<CaseFilter>('open');
  const under = (its: CaseFilter): Case[] =>
    cases.filter((one) => belongs(one, its, me?.person_id ?? '', now));
  const shown = under(filter);
  return (
    <>
      <Filter
        legend={d('cases.filter')}
        value={filter}
        onChange={setFilter}
        options={FILTERS.map((value) => ({ value, label: d(`cases.${value}`), count: under(value).length }))}
      />
      {shown.length === 0 ? (
        <Empty icon="check" title={d(`cases.none.${filter}`)}>
          <p>{d('cases.none.text')}</p>
        </Empty>
      ) : (
        <ul className={css.list} aria-label={d(`cases.${filter}`)}>
          {shown.map((one) => (
            <li key={one.case_id}>
              <CaseLink one={one} people={people} me={me} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function CaseLink({ one, people, me }: { one: Case } & Omit<CasesProps, 'cases'>) {
  const { d } = useDeskTexts();
  const who = one.person_id === null ? one.user_id : people[one.person_id];
  return (
    <Link to={{ name: 'desk', page: 'case', id: one.case_id }} className={css.item}>
      <span className={`${css.line} ${css.spread}`}>
        <span className={css.strong}>{d(`case.about.${one.kind}`, { who: who ?? d('case.nobody') })}</span>
        <StateChip one={one} />
      </span>
      <span className={`${css.line} small`}>
        {one.class_title !== null && <span className="soft">{one.class_title}</span>}
        <Due one={one} />
        <span className="soft">
          {one.assignee_id === null
            ? d('case.unassigned')
            : one.assignee_id === me?.person_id
              ? d('case.assigned.me')
              : d('case.assigned', { who: people[one.assignee_id] ?? '' })}
        </span>
      </span>
    </Link>
  );
}

export function StateChip({ one }: { one: Case }) {
  const { d } = useDeskTexts();
  const text =
    one.state === 'decided' && one.upheld !== null
      ? d(one.upheld ? 'case.state.upheld' : 'case.state.dismissed')
      : d(`case.state.${one.state}`);
  return <Chip {...(isOpen(one) ? { tone: 'warm' as const } : { tone: 'good' as const })}>{text}</Chip>;
}

/** The deadline in words. */
export function Due({ one }: { one: Case }) {
  const { d, translator } = useDeskTexts();
  const now = useNow();
  const at = Date.parse(one.deadline_at);
  if (one.state !== 'open') return null;
  const distance = sayDistance(translator.locale, at, now);
  return (
    <span className={isOverdue(one, now) ? css.late : 'soft'} title={translator.dateTime(at)}>
      {d(isOverdue(one, now) ? 'case.overdue' : 'case.due', { distance })}
    </span>
  );
}

function Chats({ me }: { me: Me }) {
  const { d, translator } = useDeskTexts();
  const places = keptBy(me);
  if (places.length === 0) return null;
  return (
    <section className={pageCss.card} aria-label={d('order.chats')}>
      <h2>{d('order.chats')}</h2>
      <p className="soft small">{d('order.chats.text')}</p>
      <ul className={css.rows}>
        {places.map((place) => (
          <li key={place.roomId}>
            <Link to={{ name: 'desk', page: 'order', id: place.roomId }} className={css.line}>
              <Avatar name={place.classTitle ?? translator.t(`room.${place.kind}`)} tile size={32} />
              {sayPlace(translator.t, place)}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
