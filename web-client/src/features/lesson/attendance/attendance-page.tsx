import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '../../../api/failure.ts';
import type {
  Attendance,
  AttendancePerson,
  AttendanceSession,
  AttendanceStatus,
} from '../../../api/types.ts';
import { asFailure } from '../../../app/account.ts';
import { useAccount, useServices } from '../../../app/services.ts';
import { saveFile } from '../../../ui/save-file.ts';
import { Failed } from '../../../ui/failed.tsx';
import { explain } from '../../../ui/explain.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Page } from '../../../ui/page.tsx';
import { Avatar, Button, Empty, IconButton, Loading, Problem } from '../../../ui/ui.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { useNow } from '../../../ui/use-now.ts';
import { classById } from '../../home/home-model.ts';
import { useLessonTexts } from '../texts.ts';
import css from './attendance.module.css';

const STATUSES: readonly AttendanceStatus[] = ['present', 'late', 'absent', 'excused'];

/** Who was in which lesson of a class, for its teachers: seen, corrected, taken away as a table. */
export function AttendancePage({ classId }: { classId: string }) {
  const { api } = useServices();
  const account = useAccount();
  const { l } = useLessonTexts();
  const { value: me } = useStore(account.me);
  const [sessions, setSessions] = useState<readonly AttendanceSession[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const load = useCallback(() => {
    api.attendance(classId).then(
      (found) => {
        setSessions(found);
        setFailure(null);
        setOpen((now) => now ?? found[0]?.id ?? null);
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  }, [api, classId]);
  useEffect(load, [load]);
  return (
    <Page title={l('attendance.title')} subtitle={classById(me, classId)?.class.title}>
      {failure !== null && <Failed what={l('attendance.failed')} failure={failure} onRetry={load} />}
      {sessions === null && failure === null && <Loading rows={4} height={72} />}
      {sessions?.length === 0 && (
        <Empty icon="lesson" title={l('attendance.empty.title')}>
          <p>{l('attendance.empty.text')}</p>
        </Empty>
      )}
      {sessions !== null && sessions.length > 0 && (
        <>
          <p className="small soft">{l('attendance.recorded')}</p>
          <ul className={css.sessions}>
            {sessions.map((session) => (
              <SessionCard
                key={session.id}
                session={session}
                open={open === session.id}
                onToggle={() => setOpen(open === session.id ? null : session.id)}
                onChanged={load}
              />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

interface CardProps {
  readonly session: AttendanceSession;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onChanged: () => void;
}

function SessionCard({ session, open, onToggle, onChanged }: CardProps) {
  const { l, translator } = useLessonTexts();
  const now = useNow();
  const begins = Date.parse(session.begins);
  return (
    <li className={css.card}>
      <h2 className={css.head}>
        <button type="button" className={css.toggle} aria-expanded={open} onClick={onToggle}>
          <span className={css.when}>
            {session.title || l('title')}
            <span className={css.date}>
              {translator.day(begins, now)}, {translator.time(begins)}–
              {translator.time(Date.parse(session.ends))}
            </span>
          </span>
          <span className={css.counts}>{l('attendance.counts', { ...session })}</span>
          <span className={css.arrow} data-open={open}>
            <Icon name="down" size={20} />
          </span>
        </button>
      </h2>
      {open && <People sessionId={session.id} title={session.title} onChanged={onChanged} />}
    </li>
  );
}

function People({
  sessionId,
  title,
  onChanged,
}: {
  sessionId: string;
  title: string;
  onChanged: () => void;
}) {
  const { api } = useServices();
  const { l, translator } = useLessonTexts();
  const [attendance, setAttendance] = useState<Attendance | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    api.attendanceOf(sessionId).then(
      (found) => {
        if (!gone) setAttendance(found);
      },
      (error: unknown) => {
        if (!gone) setProblem(explain(translator, error));
      },
    );
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another language is no reason to ask again
  }, [api, sessionId]);
  const correct = async (person: AttendancePerson, status: AttendanceStatus | null): Promise<void> => {
    setProblem(null);
    try {
      const changed = await api.correctAttendance(sessionId, person.person_id, { status });
      setAttendance(
        (now) =>
          now && {
            ...now,
            people: now.people.map((one) => (one.person_id === changed.person_id ? changed : one)),
          },
      );
      onChanged();
    } catch (error) {
      setProblem(explain(translator, error));
    }
  };
  const download = async (): Promise<void> => {
    try {
      const table = await api.attendanceTable(sessionId);
      saveFile(new Blob([table], { type: 'text/csv' }), `${title || l('attendance.title')}.csv`);
    } catch (error) {
      setProblem(explain(translator, error));
    }
  };
  if (attendance === null) return problem === null ? <Loading rows={3} /> : <Problem>{problem}</Problem>;
  const pupils = attendance.people.filter(({ role }) => role === 'pupil');
  const others = attendance.people.filter(({ role }) => role !== 'pupil');
  return (
    <div className={css.people}>
      {problem !== null && <Problem>{problem}</Problem>}
      <ul aria-label={l('attendance.pupils')}>
        {pupils.map((person) => (
          <Row key={person.person_id} person={person} onCorrect={(status) => void correct(person, status)} />
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3 className="small soft">{l('attendance.others')}</h3>
          <ul>
            {others.map((person) => (
              <Row key={person.person_id} person={person} onCorrect={null} />
            ))}
          </ul>
        </>
      )}
      <Button icon="download" onClick={() => void download()}>
        {l('attendance.csv')}
      </Button>
    </div>
  );
}

interface RowProps {
  readonly person: AttendancePerson;
  readonly onCorrect: ((status: AttendanceStatus | null) => void) | null;
}

function Row({ person, onCorrect }: RowProps) {
  const { l, translator } = useLessonTexts();
  const { display_name: name, first_joined: from, last_left: to } = person;
  return (
    <li className={css.row}>
      <Avatar name={name} size={36} />
      <span className={css.name}>
        {name}
        <span className={css.times}>
          {from !== null &&
            (to === null
              ? l('attendance.here', { from: translator.time(Date.parse(from)) })
              : l('attendance.came', {
                  from: translator.time(Date.parse(from)),
                  to: translator.time(Date.parse(to)),
                }))}
          {from !== null && ` · ${l('attendance.minutes', { minutes: person.minutes })}`}
          {person.corrected_by !== undefined && (
            <span>
              {from !== null && ' · '}
              {l('attendance.corrected', { name: person.corrected_by })}
            </span>
          )}
        </span>
      </span>
      {onCorrect !== null && (
        <>
          {person.corrected_by !== undefined && (
            <IconButton
              icon="refresh"
              label={l('attendance.restore.of', { name })}
              onClick={() => onCorrect(null)}
            />
          )}
          <select
            className={css.select}
            data-status={person.status}
            aria-label={l('attendance.status.of', { name })}
            value={person.status}
            onChange={(event) => onCorrect(event.target.value as AttendanceStatus)}
          >
            {STATUSES.map((status) => (
              <option key={status} value={status}>
                {l(`attendance.status.${status}`)}
              </option>
            ))}
          </select>
        </>
      )}
    </li>
  );
}
