import { useEffect, useState } from 'react';
import type { PersonAttendance } from '../../api/people.ts';
import type { ClassPerson } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { Icon } from '../../ui/icons.tsx';
import { Avatar, Button, buttonClass, Chip, Skeleton } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { usePeopleTexts } from '../people/texts.ts';
import { WriteDialog, type Addressee } from '../people/write-dialog.tsx';
import css from './guardians.module.css';
import { missedIn, type ChildPlace } from './guardian-model.ts';

const MOST_MISSED = 5;

/** A child's classes with whom to write to and where to look, and the lessons that it missed. */
export function ChildAtSchool({ childId, places }: { childId: string; places: readonly ChildPlace[] }) {
  const { p } = usePeopleTexts();
  return (
    <>
      {places.map((place) => (
        <ClassOfChild key={place.class.class_id} place={place} />
      ))}
      <ul className={css.links}>
        <li>
          <Link
            to={{ name: 'timetable', subject: { of: 'person', id: childId }, day: null }}
            className={buttonClass('secondary')}
          >
            <Icon name="calendar" size={20} />
            {p('family.timetable')}
          </Link>
        </li>
        {places.slice(0, 1).map((place) => (
          <Rooms key={place.class.class_id} place={place} />
        ))}
      </ul>
      <Missed childId={childId} />
    </>
  );
}

function Rooms({ place }: { place: ChildPlace }) {
  const { p } = usePeopleTexts();
  const announcements = place.school.rooms.find(({ kind }) => kind === 'announcements');
  const parents = place.class.rooms.find(({ kind }) => kind === 'parents_chat');
  return (
    <>
      {announcements !== undefined && (
        <li>
          <Link to={{ name: 'room', roomId: announcements.room_id }} className={buttonClass('secondary')}>
            <Icon name="megaphone" size={20} />
            {p('family.announcements')}
          </Link>
        </li>
      )}
      {parents !== undefined && (
        <li>
          <Link to={{ name: 'room', roomId: parents.room_id }} className={buttonClass('secondary')}>
            <Icon name="parents" size={20} />
            {p('family.parentsChat')}
          </Link>
        </li>
      )}
    </>
  );
}

function ClassOfChild({ place }: { place: ChildPlace }) {
  const account = useAccount();
  const { p } = usePeopleTexts();
  const { value: people, failure } = useStore(account.people(place.class.class_id));
  const [addressee, setAddressee] = useState<Addressee | null>(null);
  const teachers = (people ?? []).filter(({ role }) => role === 'class_teacher');
  const write = ({ display_name: name, user_ids: ids }: ClassPerson): void => {
    if (ids[0] !== undefined) setAddressee({ name, userId: ids[0], roomId: null });
  };
  return (
    <section className={css.class} aria-label={place.class.title}>
      <div className={css.line}>
        <Avatar name={place.class.title} tile size={40} />
        <span className={css.grow}>
          <strong>{place.class.title}</strong>
          <span className="soft small">{place.school.name}</span>
        </span>
      </div>
      {people === null && failure === null && <Skeleton height={48} />}
      {people !== null && teachers.length === 0 && <p className="soft small">{p('family.teachers.none')}</p>}
      {teachers.map((one) => (
        <div key={one.person_id} className={css.line}>
          <span className={css.grow}>
            <span className="soft small">{p('family.teachers', { count: 1 })}</span>
            <span>{one.display_name}</span>
          </span>
          <Button
            icon="chat"
            aria-label={p('family.writeTo', { name: one.display_name })}
            onClick={() => write(one)}
          >
            {p('family.write')}
          </Button>
        </div>
      ))}
      {addressee !== null && <WriteDialog to={addressee} onClose={() => setAddressee(null)} />}
    </section>
  );
}

function Missed({ childId }: { childId: string }) {
  const { api } = useServices();
  const { p, translator } = usePeopleTexts();
  const [sessions, setSessions] = useState<readonly PersonAttendance[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let gone = false;
    api.attendanceOfPerson(childId).then(
      (found) => {
        if (!gone) setSessions(found);
      },
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
    };
  }, [api, childId]);
  const missed = missedIn(sessions ?? []);
  return (
    <section className={css.class} aria-label={p('family.missed')}>
      <h3 className={css.small}>{p('family.missed')}</h3>
      {failed && <p className="soft small">{p('family.missed.failed')}</p>}
      {sessions === null && !failed && <Skeleton height={28} />}
      {sessions !== null && missed.length === 0 && <p>{p('family.missed.none')}</p>}
      {missed.length > 0 && (
        <>
          <p>{p('family.missed.count', { count: missed.length, total: sessions!.length })}</p>
          <ul>
            {missed.slice(0, MOST_MISSED).map((one) => (
              <li key={one.id} className={css.line}>
                <span className={css.grow}>
                  <span>{one.title}</span>
                  <span className="soft small">{translator.dateTime(Date.parse(one.begins))}</span>
                </span>
                <Chip tone="warm">
                  {p(one.status === 'late' ? 'family.missed.late' : 'family.missed.absent')}
                </Chip>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
