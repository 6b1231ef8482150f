import { useEffect, useState } from 'react';
import type { MySchool, TimetableLesson } from '../../../api/types.ts';
import { useServices } from '../../../app/services.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { explain } from '../../../ui/explain.ts';
import { Button, Field, Loading, Problem, Segments } from '../../../ui/ui.tsx';
import { capitalised, datesOf } from '../dates.ts';
import { useFrame } from '../use-timetable.ts';
import {
  formOf,
  formOfSeries,
  losesChanges,
  overrideOf,
  patchOf,
  type LessonForm,
  type Patch,
  type Scope,
} from './edit-model.ts';
import css from './editor.module.css';
import { Done, Hours, Note, Obstacles, Proposed, Teachers, TIMES_PROBLEMS } from './parts.tsx';
import { Choice } from '../../../ui/fields.tsx';
import type { Lesson, TimesProblem } from './series-model.ts';
import { useSaving } from './use-saving.ts';

interface Props {
  readonly lesson: TimetableLesson;
  readonly school: MySchool;
  /** Of the school. */
  readonly zone: string;
  readonly onClose: () => void;
}

/** Changes one lesson, it and all after it, or all of its series. */
export function EditLesson({ lesson, school, zone, onClose }: Props) {
  const { api } = useServices();
  const translator = useTranslator();
  const dates = datesOf(translator);
  const frame = useFrame(school.school_id)?.value ?? null;
  const [series, setSeries] = useState<Lesson | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const lessonId = lesson.lesson_id;
  useEffect(() => {
    let isHere = true;
    api.series(lessonId).then(
      (found) => isHere && setSeries(found),
      (error: unknown) => isHere && setFailure(error),
    );
    return () => {
      isHere = false;
    };
  }, [api, lessonId]);
  const title = `${lesson.title}, ${dates.shortDay(lesson.day)}`;
  return (
    <Dialog title={title} onClose={onClose}>
      {failure !== null && <Problem>{explain(translator, failure)}</Problem>}
      {failure === null && (series === null || frame === null) && <Loading rows={4} height={64} />}
      {series !== null && frame !== null && (
        <EditForm
          lesson={lesson}
          series={series}
          zone={zone}
          frame={frame}
          onClose={onClose}
          dayText={dates.day(lesson.day)}
        />
      )}
    </Dialog>
  );
}

interface FormProps {
  readonly lesson: TimetableLesson;
  readonly series: Lesson;
  readonly zone: string;
  readonly frame: NonNullable<NonNullable<ReturnType<typeof useFrame>>['value']>;
  readonly dayText: string;
  readonly onClose: () => void;
}

function EditForm({ lesson: shown, series, zone, frame, dayText, onClose }: FormProps) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  // What is on the screen may be asked for again while somebody writes.
  const [lesson] = useState(shown);
  const [scope, setScope] = useState<Scope>('this');
  const formIn = (which: Scope): LessonForm =>
    which === 'all'
      ? formOfSeries(series, (id) => frame.locations.find((one) => one.id === id)?.title ?? '')
      : formOf(lesson);
  const before = formIn(scope);
  const [form, setForm] = useState<LessonForm>(before);
  const [done, setDone] = useState('');
  const saving = useSaving();
  const repeats = series.rrule !== null;
  const change = (part: Partial<LessonForm>): void => {
    setForm({ ...form, ...part });
    saving.setProblem(null);
  };
  const choose = (next: Scope): void => {
    setScope(next);
    saving.setProblem(null);
    // This lesson and it with all that follow are written in the same form.
    if (next === 'all' || scope === 'all') setForm(formIn(next));
  };
  const { lesson_id: id, recurrence_id: recurrenceId, sequence } = lesson;

  const save = (allow = false): void => {
    const wish: Patch | TimesProblem =
      scope === 'all'
        ? patchOf(series, before, form)
        : overrideOf(before, form, { school: zone, lesson: series.time_zone });
    if (typeof wish === 'string') return saving.setProblem(t(TIMES_PROBLEMS[wish]));
    if (Object.keys(wish).length === 0) return saving.setProblem(t('lessonEdit.bad.same'));
    setDone(t('lessonEdit.saved'));
    void saving.run(
      (allow_conflicts) =>
        scope === 'all'
          ? api.updateSeries(id, { ...wish, allow_conflicts, sequence: series.sequence })
          : api.changeOccurrence(id, recurrenceId, { ...wish, allow_conflicts, sequence, scope }),
      allow,
    );
  };
  const cancel = (): void => {
    setDone(t('lessonEdit.cancelled'));
    void saving.run(() =>
      scope === 'all'
        ? api.cancelSeries(id)
        : api.changeOccurrence(id, recurrenceId, { status: 'cancelled', sequence, scope }),
    );
  };
  const restore = (): void => {
    setDone(t('lessonEdit.restored'));
    void saving.run(() => api.restoreOccurrence(id, recurrenceId));
  };

  if (saving.state === 'done') return <Done text={done} onClose={onClose} />;
  const busy = saving.state === 'busy';
  const isGone = lesson.cancelled;
  const wholePatch = scope === 'all' && !isGone ? patchOf(series, before, form) : null;
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {repeats && !isGone && (
        <Segments
          legend={t('lessonEdit.scope')}
          value={scope}
          onChange={choose}
          options={[
            { value: 'this', label: t('lessonEdit.scope.this') },
            { value: 'following', label: t('lessonEdit.scope.following') },
            { value: 'all', label: t('lessonEdit.scope.all') },
          ]}
        />
      )}
      <p className={css.hint}>
        {scope === 'this'
          ? t('lessonEdit.scope.this.hint', { day: dayText })
          : scope === 'following'
            ? t('lessonEdit.scope.following.hint', { day: dayText })
            : t('lessonEdit.scope.all.hint')}
      </p>
      {isGone ? (
        <Obstacles saving={saving} onAnyway={restore} />
      ) : (
        <>
          {scope !== 'all' && (
            <Field
              label={t('lessonEdit.day')}
              type="date"
              value={form.day}
              onChange={(event) => change({ day: event.target.value })}
            />
          )}
          {scope === 'all' && form.weekday !== null && (
            <Choice
              label={t('lessonEdit.weekday')}
              value={String(form.weekday)}
              options={[1, 2, 3, 4, 5, 6, 7].map((one) => ({
                value: String(one),
                label: capitalised(dates.weekday(one)),
              }))}
              onChange={(weekday) => change({ weekday: Number(weekday) })}
            />
          )}
          <Hours begins={form.begins} ends={form.ends} onChange={change} />
          {scope === 'all' && series.time_zone !== zone && (
            <p className={css.hint}>{t('lessonEdit.zone', { zone: series.time_zone })}</p>
          )}
          <Proposed
            label={t('lessonEdit.place')}
            value={form.place}
            proposals={frame.locations.map((one) => one.title)}
            maxLength={100}
            onChange={(place) => change({ place })}
          />
          <Teachers
            known={frame.teachers}
            chosen={form.teacherIds}
            onChange={(teacherIds) => change({ teacherIds })}
          />
          <Note value={form.note} onChange={(note) => change({ note })} />
          {wholePatch !== null && typeof wholePatch !== 'string' && losesChanges(series, wholePatch) && (
            <p className={css.hint}>{t('lessonEdit.loses', { count: series.overrides.length })}</p>
          )}
          <Obstacles saving={saving} onAnyway={() => save(true)} />
          <Button look="primary" type="submit" wide busy={busy}>
            {t('do.save')}
          </Button>
        </>
      )}
      <div className={css.actions}>
        {(lesson.change !== null || isGone) && series.status === 'confirmed' && (
          <Button icon="refresh" busy={busy} onClick={restore}>
            {t('lessonEdit.restore')}
          </Button>
        )}
        {!isGone && (
          <Button look="dangerQuiet" icon="close" busy={busy} onClick={cancel}>
            {scope === 'this'
              ? t('lessonEdit.cancel.this')
              : scope === 'following'
                ? t('lessonEdit.cancel.following')
                : t('lessonEdit.cancel.all')}
          </Button>
        )}
      </div>
      {series.status === 'cancelled' && <p className={css.hint}>{t('lessonEdit.gone')}</p>}
    </form>
  );
}
