import { useState } from 'react';
import { useServices } from '../../../app/services.ts';
import { Confirm, Dialog } from '../../../ui/dialog.tsx';
import { explain } from '../../../ui/explain.ts';
import { Avatar, Button, IconButton } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { orderPeople } from '../model/tiles.ts';
import { useLessonTexts } from '../texts.ts';
import { useLive, type LessonPerson } from './lesson-context.ts';
import css from './live.module.css';

/** Who is here, who waits, whose hand is up; for a teacher also what to do about it. */
export function PeoplePanel() {
  const { api } = useServices();
  const { roomId, view, people, hands, isTeacher, nameOf, run } = useLive();
  const { l, translator } = useLessonTexts();
  const [chosen, setChosen] = useState<LessonPerson | null>(null);
  const { compare } = new Intl.Collator(translator.locale);
  const here = orderPeople(people, hands, compare);
  const waiting = isTeacher ? people.filter((person) => person.waiting) : [];
  const removed = (view.session?.seats ?? []).filter((seat) => seat.removed);
  const admit = (userIds: readonly string[]): void =>
    void run(() => Promise.all(userIds.map((id) => api.updateSeat(roomId, id, { admitted: true }))));
  return (
    <div className={css.panelBody} tabIndex={0}>
      {waiting.length > 0 && (
        <section className={css.group} aria-label={l('people.lobby')}>
          <h3>
            {l('people.lobby')} · {waiting.length}
          </h3>
          <ul>
            {waiting.map((person) => (
              <li key={person.identity} className={css.person}>
                <Avatar name={person.name} id={person.userId} size={38} />
                <span className={css.personName}>{person.name}</span>
                <Button
                  look="primary"
                  aria-label={l('people.admit.of', { name: person.name })}
                  onClick={() => admit([person.userId])}
                >
                  {l('people.admit')}
                </Button>
              </li>
            ))}
          </ul>
          {waiting.length > 1 && (
            <Button wide onClick={() => admit(waiting.map(({ userId }) => userId))}>
              {l('people.admit.all')}
            </Button>
          )}
        </section>
      )}
      {isTeacher && (
        <div className={css.groupActions}>
          <Button onClick={() => void run(() => api.muteInLesson(roomId, null, 'microphone'))}>
            <LessonIcon name="microphoneOff" size={20} />
            {l('people.mute.all')}
          </Button>
          {hands.length > 0 && (
            <Button onClick={() => void run(() => api.lowerHands(roomId, null))}>
              <LessonIcon name="hand" size={20} />
              {l('people.lower.all')}
            </Button>
          )}
        </div>
      )}
      <section className={css.group} aria-label={l('people.here')}>
        <h3>
          {l('people.here')} · {here.length}
        </h3>
        <ul>
          {here.map((person) => (
            <PersonRow
              key={person.identity}
              person={person as LessonPerson}
              hand={hands.indexOf(person.userId) + 1}
              onActions={isTeacher && !person.isMe ? () => setChosen(person as LessonPerson) : null}
            />
          ))}
        </ul>
      </section>
      {removed.length > 0 && (
        <section className={css.group} aria-label={l('people.removed')}>
          <h3>{l('people.removed')}</h3>
          <ul>
            {removed.map(({ user_id: userId }) => (
              <li key={userId} className={css.person}>
                <Avatar name={nameOf(userId)} id={userId} size={38} />
                <span className={css.personName}>{nameOf(userId)}</span>
                <Button
                  aria-label={l('people.back.of', { name: nameOf(userId) })}
                  onClick={() => void run(() => api.updateSeat(roomId, userId, { removed: false }))}
                >
                  {l('people.back')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {chosen !== null && (
        <PersonActions
          person={people.find(({ identity }) => identity === chosen.identity) ?? chosen}
          onClose={() => setChosen(null)}
        />
      )}
    </div>
  );
}

interface RowProps {
  readonly person: LessonPerson;
  readonly hand: number;
  readonly onActions: (() => void) | null;
}

function PersonRow({ person, hand, onActions }: RowProps) {
  const { l } = useLessonTexts();
  return (
    <li className={css.person}>
      <Avatar name={person.name} id={person.userId} size={38} />
      <span className={css.personName}>
        {person.isMe ? l('tile.you', { name: person.name }) : person.name}
        {person.isTeacher && <span className={css.personRole}>{l('teacher')}</span>}
      </span>
      {hand > 0 && (
        <span className={css.personHand}>
          <LessonIcon name="hand" size={18} />
          {hand}
          <span className="visually-hidden">{l('tile.hand')}</span>
        </span>
      )}
      <span className={css.personState} data-on={person.microphone}>
        <LessonIcon name={person.microphone ? 'microphone' : 'microphoneOff'} size={20} />
        {!person.microphone && <span className="visually-hidden">{l('tile.silent')}</span>}
      </span>
      {onActions !== null && (
        <IconButton icon="more" label={l('people.actions', { name: person.name })} onClick={onActions} />
      )}
    </li>
  );
}

function PersonActions({ person, onClose }: { person: LessonPerson; onClose: () => void }) {
  const { api } = useServices();
  const { roomId, state, hands, run } = useLive();
  const { l, translator } = useLessonTexts();
  const [removing, setRemoving] = useState(false);
  const { userId, name } = person;
  const isShown = state.rules?.spotlight === userId;
  const act = (command: () => Promise<unknown>): void => {
    onClose();
    void run(command);
  };
  if (removing) {
    return (
      <Confirm
        title={l('people.remove.title', { name })}
        text={<p>{l('people.remove.text')}</p>}
        action={l('people.remove')}
        danger
        onConfirm={async () => {
          await api.updateSeat(roomId, userId, { removed: true });
          void run(() => Promise.resolve());
        }}
        onClose={onClose}
        explain={(error) => explain(translator, error)}
      />
    );
  }
  return (
    <Dialog title={name} onClose={onClose}>
      <div className={css.actionList}>
        {person.microphone && (
          <Button look="quiet" onClick={() => act(() => api.muteInLesson(roomId, userId, 'microphone'))}>
            <LessonIcon name="microphoneOff" />
            {l('people.mute')}
          </Button>
        )}
        {person.camera && (
          <Button look="quiet" onClick={() => act(() => api.muteInLesson(roomId, userId, 'camera'))}>
            <LessonIcon name="cameraOff" />
            {l('people.camera.off')}
          </Button>
        )}
        {person.screen && (
          <Button look="quiet" onClick={() => act(() => api.muteInLesson(roomId, userId, 'screen_share'))}>
            <LessonIcon name="screenOff" />
            {l('people.screen.off')}
          </Button>
        )}
        {!person.isTeacher && (
          <>
            <Button
              look="quiet"
              onClick={() => act(() => api.updateSeat(roomId, userId, { may_speak: !person.maySpeak }))}
            >
              <LessonIcon name={person.maySpeak ? 'microphoneOff' : 'microphone'} />
              {l(person.maySpeak ? 'people.speak.not' : 'people.speak')}
            </Button>
            <Button
              look="quiet"
              onClick={() => act(() => api.updateSeat(roomId, userId, { may_show: !person.mayShow }))}
            >
              <LessonIcon name={person.mayShow ? 'cameraOff' : 'camera'} />
              {l(person.mayShow ? 'people.show.not' : 'people.show')}
            </Button>
          </>
        )}
        <Button
          look="quiet"
          onClick={() => act(() => api.updateLesson(roomId, { spotlight: isShown ? null : userId }))}
        >
          <LessonIcon name="star" />
          {l(isShown ? 'people.spotlight.not' : 'people.spotlight')}
        </Button>
        {hands.includes(userId) && (
          <Button look="quiet" onClick={() => act(() => api.lowerHands(roomId, userId))}>
            <LessonIcon name="hand" />
            {l('people.lower')}
          </Button>
        )}
        {!person.isTeacher && (
          <Button look="dangerQuiet" onClick={() => setRemoving(true)}>
            <LessonIcon name="door" />
            {l('people.remove')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
