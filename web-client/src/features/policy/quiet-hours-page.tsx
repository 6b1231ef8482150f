import { useState } from 'react';
import type { QuietHours } from '../../api/desk.ts';
import type { MySchool } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { explain } from '../../ui/explain.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, Empty, Field, IconButton, Problem, Switch } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { Choice } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { administers } from '../timetable/subject.ts';

const ROLES = ['pupil', 'parent', 'teacher', 'class_teacher', 'staff', 'school_admin'] as const;
/** A Monday, for the names of the days. */
const MONDAY = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;

/** When notifications are held: of the school, a role, a class. */
export function QuietHoursPage({ schoolId }: { schoolId: string }) {
  const { api } = useServices();
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const school = me?.schools.find(({ school_id: id }) => id === schoolId);
  const answer = useAnswer(schoolId, async () => {
    const [lines, frame] = await Promise.all([api.quietHours(schoolId), api.timetableFrame(schoolId)]);
    return { lines, daysOff: frame.days_off };
  });
  return (
    <Page title={d('quiet.title')} subtitle={school?.name}>
      {school !== undefined && !administers(school) && <Empty icon="bell" title={d('policy.none')} />}
      {school !== undefined && administers(school) && (
        <Answered answer={answer}>
          {({ lines, daysOff }) => (
            <>
              <p className="soft small">{d('quiet.text')}</p>
              <Lines school={school} initial={lines} />
              <section className={pageCss.card} aria-label={d('quiet.daysOff')}>
                <h2>{d('quiet.daysOff')}</h2>
                {daysOff.length === 0 && <p className="soft">{d('quiet.daysOff.none')}</p>}
                <ul className={css.rows}>
                  {daysOff.map(({ title, begins_on: first, ends_on: last }) => (
                    <li key={`${title} ${first}`} className={`${css.line} ${css.spread}`}>
                      <span className={css.strong}>{title}</span>
                      <DaySpan first={first} last={last} />
                    </li>
                  ))}
                </ul>
                <Link to={{ name: 'frame', schoolId }}>{d('quiet.daysOff.change')}</Link>
              </section>
            </>
          )}
        </Answered>
      )}
    </Page>
  );
}

function DaySpan({ first, last }: { first: string; last: string }) {
  const { translator } = useDeskTexts();
  const format = new Intl.DateTimeFormat(translator.region, {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  // The calendar names the day after the last one.
  return (
    <span className="soft small">
      {format.formatRange(Date.parse(first), Math.max(Date.parse(first), Date.parse(last) - DAY_MS))}
    </span>
  );
}

function Lines({ school, initial }: { school: MySchool; initial: readonly QuietHours[] }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [rows, setRows] = useState(() => initial.map((line, key) => ({ line, key })));
  const [state, setState] = useState<'same' | 'changed' | 'busy' | 'saved'>('same');
  const [problem, setProblem] = useState<string | null>(null);
  const change = (next: typeof rows): void => {
    setRows(next);
    setState('changed');
    setProblem(null);
  };
  const save = async (): Promise<void> => {
    if (rows.some(({ line }) => line.weekdays.length === 0 || !line.begins_at || !line.ends_at))
      return setProblem(d('quiet.bad'));
    setState('busy');
    try {
      await api.setQuietHours(
        school.school_id,
        rows.map(({ line }) => line),
      );
      setState('saved');
    } catch (error) {
      setProblem(explain(translator, error));
      setState('changed');
    }
  };
  const fresh = (): QuietHours => ({
    ...{
      role: null,
      class_id: null,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      begins_at: '21:00',
      ends_at: '07:00',
      days_off: true,
    },
  });
  return (
    <>
      {rows.length === 0 && (
        <Empty icon="bell" title={d('quiet.none')}>
          <p>{d('quiet.none.text')}</p>
        </Empty>
      )}
      {rows.map(({ line, key }, index) => (
        <LineCard
          key={key}
          number={index + 1}
          line={line}
          school={school}
          onChange={(next) => change(rows.map((one) => (one.key === key ? { line: next, key } : one)))}
          onRemove={() => change(rows.filter((one) => one.key !== key))}
        />
      ))}
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={css.tools}>
        <Button
          icon="plus"
          onClick={() =>
            change([...rows, { line: fresh(), key: 1 + Math.max(-1, ...rows.map((one) => one.key)) }])
          }
        >
          {d('quiet.add')}
        </Button>
        {(state === 'changed' || state === 'busy') && (
          <Button look="primary" busy={state === 'busy'} onClick={() => void save()}>
            {translator.t('do.save')}
          </Button>
        )}
      </div>
      <p role="status" className="small">
        {state === 'saved' && d('quiet.saved')}
      </p>
    </>
  );
}

interface LineProps {
  readonly number: number;
  readonly line: QuietHours;
  readonly school: MySchool;
  readonly onChange: (line: QuietHours) => void;
  readonly onRemove: () => void;
}

function LineCard({ number, line, school, onChange, onRemove }: LineProps) {
  const { d, translator } = useDeskTexts();
  const dayName = new Intl.DateTimeFormat(translator.locale, { weekday: 'short', timeZone: 'UTC' });
  const toggle = (day: number): number[] =>
    line.weekdays.includes(day) ? line.weekdays.filter((one) => one !== day) : [...line.weekdays, day].sort();
  return (
    <section className={pageCss.card} aria-label={d('quiet.line', { number })}>
      <div className={`${css.line} ${css.spread}`}>
        <h2>{d('quiet.line', { number })}</h2>
        <IconButton
          icon="trash"
          look="dangerQuiet"
          label={d('quiet.remove', { number })}
          onClick={onRemove}
        />
      </div>
      <div className={css.fields}>
        <Choice
          label={d('quiet.role')}
          value={line.role ?? ''}
          onChange={(role) => onChange({ ...line, role: role === '' ? null : role })}
          options={[
            { value: '', label: d('quiet.role.all') },
            ...ROLES.map((value) => ({ value, label: translator.t(`role.${value}`) })),
          ]}
        />
        <Choice
          label={d('quiet.class')}
          value={line.class_id ?? ''}
          onChange={(id) => onChange({ ...line, class_id: id === '' ? null : id })}
          options={[
            { value: '', label: d('quiet.class.all') },
            ...school.classes.map(({ class_id: value, title }) => ({ value, label: title })),
          ]}
        />
        <Field
          label={d('quiet.begins')}
          type="time"
          value={line.begins_at}
          onChange={({ target }) => onChange({ ...line, begins_at: target.value })}
        />
        <Field
          label={d('quiet.ends')}
          type="time"
          value={line.ends_at}
          onChange={({ target }) => onChange({ ...line, ends_at: target.value })}
        />
      </div>
      <fieldset className={css.days}>
        <legend className="small">{d('quiet.days')}</legend>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <label key={day} className={css.pill}>
            <input
              type="checkbox"
              checked={line.weekdays.includes(day)}
              onChange={() => onChange({ ...line, weekdays: toggle(day) })}
            />
            {dayName.format(MONDAY + (day - 1) * DAY_MS)}
          </label>
        ))}
      </fieldset>
      <Switch
        label={d('quiet.holidays')}
        checked={line.days_off}
        onChange={(on) => onChange({ ...line, days_off: on })}
      />
    </section>
  );
}
