import { useState } from 'react';
import type { Me, MySchool, TimetableFrame } from '../../../api/types.ts';
import { useAccount, useServices } from '../../../app/services.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Button, Field, Loading, Segments } from '../../../ui/ui.tsx';
import { addDays, mondayOf, termOf, weekdayOf, type Clock, type Day, type WeekLetter } from '../calendar.ts';
import { capitalised, datesOf } from '../dates.ts';
import { editableClasses, type Subject } from '../subject.ts';
import { useFrame } from '../use-timetable.ts';
import css from './editor.module.css';
import { Done, Hours, Note, Obstacles, Proposed, Teachers, TIMES_PROBLEMS } from './parts.tsx';
import { Choice } from '../../../ui/fields.tsx';
import { endOf, once, weekly } from './series-model.ts';
import { useSaving } from './use-saving.ts';

interface Props {
  readonly me: Me;
  /** Whose week is open: their class is proposed. */
  readonly subject: Subject;
  readonly day: Day;
  readonly onClose: () => void;
}

export function NewLesson({ me, subject, day, onClose }: Props) {
  const { t } = useTranslator();
  const choices = editableClasses(me);
  const { school } =
    choices.find(({ classes }) =>
      classes.some((one) => subject.of === 'class' && one.class_id === subject.id),
    ) ?? choices[0]!;
  const frame = useFrame(school.school_id)?.value ?? null;
  return (
    <Dialog title={t('timetable.new')} onClose={onClose}>
      {frame === null ? (
        <Loading rows={5} height={64} />
      ) : (
        <Form me={me} subject={subject} day={day} school={school} frame={frame} onClose={onClose} />
      )}
    </Dialog>
  );
}

const DEFAULT_LENGTH = 45;
/** Where no term says how long lessons repeat. Days. */
const DEFAULT_WEEKS = 16 * 7;

interface NewForm {
  readonly title: string;
  readonly classId: string;
  readonly repeat: 'once' | 'weekly';
  readonly day: Day;
  readonly begins: Clock;
  readonly ends: Clock;
  readonly weekdays: readonly number[];
  readonly week: WeekLetter | 'every';
  readonly until: Day;
  readonly place: string;
  readonly teacherIds: readonly string[];
  readonly note: string;
}

function Form({
  me,
  subject,
  day,
  school,
  frame,
  onClose,
}: Props & { school: MySchool; frame: TimetableFrame }) {
  const { api } = useServices();
  const { timetables } = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const classes = editableClasses(me).flatMap((one) => one.classes);
  const term = termOf(frame.terms, day);
  const teaches = frame.teachers.some(({ id }) => id === me.person_id);
  const [form, setForm] = useState<NewForm>(() => ({
    title: '',
    classId:
      subject.of === 'class' && classes.some(({ class_id: id }) => id === subject.id)
        ? subject.id
        : classes[0]!.class_id,
    repeat: 'once',
    day,
    begins: frame.periods[0]?.begins_at ?? '09:00',
    ends: frame.periods[0]?.ends_at ?? endOf('09:00', DEFAULT_LENGTH),
    weekdays: [weekdayOf(day)],
    week: 'every',
    until: term === null ? addDays(day, DEFAULT_WEEKS) : addDays(term.ends_on, -1),
    place: '',
    teacherIds: teaches ? [me.person_id] : [],
    note: '',
  }));
  const saving = useSaving();
  const change = (part: Partial<NewForm>): void => {
    setForm({ ...form, ...part });
    saving.setProblem(null);
  };
  const seen = timetables.week(subject, mondayOf(day)).get().value?.timetable.lessons ?? [];

  const save = (allow = false): void => {
    const title = form.title.trim();
    if (title === '') return saving.setProblem(t('lessonEdit.bad.title'));
    const times =
      form.repeat === 'once'
        ? once(form)
        : weekly({ ...form, from: form.day, week: form.week === 'every' ? null : form.week }, frame.terms);
    if (typeof times === 'string') return saving.setProblem(t(TIMES_PROBLEMS[times]));
    const place = form.place.trim();
    const note = form.note.trim();
    void saving.run(
      (allow_conflicts) =>
        api.createSeries({
          school_id: school.school_id,
          title,
          class_ids: [form.classId],
          teacher_ids: [...form.teacherIds],
          location: place === '' ? null : place,
          note: note === '' ? null : note,
          ...times,
          allow_conflicts,
        }),
      allow,
    );
  };

  if (saving.state === 'done') return <Done text={t('lessonEdit.made')} onClose={onClose} />;
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Proposed
        label={t('lessonEdit.title')}
        value={form.title}
        proposals={seen.map(({ title }) => title)}
        maxLength={200}
        onChange={(title) => change({ title })}
      />
      {classes.length > 1 && (
        <Choice
          label={t('timetable.lesson.classes')}
          value={form.classId}
          options={classes.map((one) => ({ value: one.class_id, label: one.title }))}
          onChange={(classId) => change({ classId })}
        />
      )}
      <Segments
        legend={t('lessonEdit.repeat')}
        value={form.repeat}
        onChange={(repeat) => change({ repeat })}
        options={[
          { value: 'once', label: t('lessonEdit.repeat.once') },
          { value: 'weekly', label: t('lessonEdit.repeat.weekly') },
        ]}
      />
      {form.repeat === 'weekly' && (
        <fieldset className={css.weekdays}>
          <legend className="visually-hidden">{t('timetable.days')}</legend>
          {[1, 2, 3, 4, 5, 6, 7].map((one) => (
            <label key={one} className={css.weekday}>
              <input
                type="checkbox"
                checked={form.weekdays.includes(one)}
                aria-label={dates.weekday(one)}
                onChange={({ target }) =>
                  change({
                    weekdays: target.checked
                      ? [...form.weekdays, one]
                      : form.weekdays.filter((other) => other !== one),
                  })
                }
              />
              <span aria-hidden="true">{capitalised(dates.weekday(one, 'short'))}</span>
            </label>
          ))}
        </fieldset>
      )}
      {form.repeat === 'weekly' && term?.week_cycle === 2 && (
        <Segments
          legend={t('lessonEdit.week')}
          value={form.week}
          onChange={(week) => change({ week })}
          options={[
            { value: 'every', label: t('lessonEdit.week.every') },
            { value: 'A', label: t('timetable.week.letter', { letter: 'A' }) },
            { value: 'B', label: t('timetable.week.letter', { letter: 'B' }) },
          ]}
        />
      )}
      <div className={form.repeat === 'weekly' ? css.pair : undefined}>
        <Field
          label={form.repeat === 'weekly' ? t('lessonEdit.from') : t('lessonEdit.day')}
          type="date"
          value={form.day}
          onChange={(event) => change({ day: event.target.value })}
        />
        {form.repeat === 'weekly' && (
          <Field
            label={t('lessonEdit.until')}
            type="date"
            value={form.until}
            onChange={(event) => change({ until: event.target.value })}
          />
        )}
      </div>
      {frame.periods.length > 0 && (
        <Choice
          label={t('lessonEdit.period')}
          value={String(
            frame.periods.find((one) => one.begins_at === form.begins && one.ends_at === form.ends)?.number ??
              '',
          )}
          options={[
            ...frame.periods.map((one) => ({
              value: String(one.number),
              label: `${t('timetable.period', { number: one.number })}, ${dates.clocks(one.begins_at, one.ends_at)}`,
            })),
            { value: '', label: t('lessonEdit.period.own') },
          ]}
          onChange={(number) => {
            const found = frame.periods.find((one) => String(one.number) === number);
            if (found !== undefined) change({ begins: found.begins_at, ends: found.ends_at });
          }}
        />
      )}
      <Hours begins={form.begins} ends={form.ends} onChange={change} />
      <Proposed
        label={t('lessonEdit.place')}
        value={form.place}
        proposals={frame.locations.map(({ title }) => title)}
        maxLength={100}
        onChange={(place) => change({ place })}
      />
      <Teachers
        known={frame.teachers}
        chosen={form.teacherIds}
        onChange={(teacherIds) => change({ teacherIds })}
      />
      <Note value={form.note} onChange={(note) => change({ note })} />
      <Obstacles saving={saving} onAnyway={() => save(true)} />
      <Button look="primary" type="submit" wide busy={saving.state === 'busy'}>
        {t('lessonEdit.make')}
      </Button>
    </form>
  );
}
