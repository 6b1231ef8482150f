import { useState } from 'react';
import { useServices } from '../../../app/services.ts';
import { Button } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import { dealGroups, MOST_GROUPS, moveTo, shuffled, type GroupDraft } from '../model/groups.ts';
import { useLessonTexts } from '../texts.ts';
import type { Lesson } from '../use-lesson.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';

const COUNTS = Array.from({ length: MOST_GROUPS - 1 }, (_, index) => index + 2);

/** Breakout groups: divide, send, visit, call back. */
export function GroupsSection({ lesson }: { lesson: Lesson }) {
  const { view, state } = useLive();
  const groups = state.rules?.groups ?? view.session?.groups ?? [];
  return groups.length > 0 ? <RunningGroups lesson={lesson} /> : <NewGroups lesson={lesson} />;
}

function RunningGroups({ lesson }: { lesson: Lesson }) {
  const { api } = useServices();
  const { roomId, view, state, session, run } = useLive();
  const { l } = useLessonTexts();
  const groups = state.rules?.groups ?? view.session?.groups ?? [];
  return (
    <section className={css.group} aria-label={l('groups.title')}>
      <h3>{l('groups.title')}</h3>
      <ul>
        {[null, ...groups].map((group) => {
          const isHere = (group?.n ?? null) === state.group;
          const title = group?.title ?? l('groups.main');
          return (
            <li key={group?.n ?? 0} className={css.person}>
              <LessonIcon name={group === null ? 'grid' : 'groups'} />
              <span className={css.personName}>
                {title}
                {group !== null && (
                  <span className={css.personRole}>
                    {l('groups.people', { count: group.user_ids.length })}
                  </span>
                )}
              </span>
              {isHere ? (
                <span className="soft small">{l('groups.here')}</span>
              ) : (
                <Button aria-label={l('groups.visit.of', { title })} onClick={() => session.visit(group)}>
                  {l('groups.visit')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Button
        look="primary"
        wide
        onClick={() => {
          session.visit(null);
          void run(async () => lesson.set(await api.setLessonGroups(roomId, [])));
        }}
      >
        {l('groups.end')}
      </Button>
    </section>
  );
}

function NewGroups({ lesson }: { lesson: Lesson }) {
  const { api } = useServices();
  const { roomId, people, nameOf, run } = useLive();
  const { l } = useLessonTexts();
  const [count, setCount] = useState(2);
  const [draft, setDraft] = useState<readonly GroupDraft[] | null>(null);
  const pupils = [
    ...new Set(
      people
        .filter(({ isTeacher, isMe, waiting }) => !isTeacher && !isMe && !waiting)
        .map(({ userId }) => userId),
    ),
  ];
  const title = (n: number): string => l('groups.name', { n });
  const deal = (groups: number): void => {
    setCount(groups);
    setDraft(dealGroups(shuffled(pupils, Math.random), groups, title));
  };
  const indexOf = (userId: string): number =>
    draft?.findIndex(({ user_ids: ids }) => ids.includes(userId)) ?? -1;
  return (
    <section className={css.group} aria-label={l('groups.title')}>
      <h3>{l('groups.title')}</h3>
      {pupils.length === 0 ? (
        <p className="small soft">{l('groups.empty')}</p>
      ) : (
        <>
          <p className="small soft">{l('groups.text')}</p>
          <div className={css.groupActions}>
            <label className={css.inline}>
              {l('groups.count')}
              <select
                className={css.select}
                value={count}
                onChange={(event) => deal(Number(event.target.value))}
              >
                {COUNTS.map((n) => (
                  <option key={n} value={n}>
                    {n}
                  </option>
                ))}
              </select>
            </label>
            <Button onClick={() => deal(count)}>{l('groups.deal')}</Button>
          </div>
          {draft !== null && (
            <>
              <ul>
                {pupils.map((userId) => (
                  <li key={userId} className={css.person}>
                    <span className={css.personName}>{nameOf(userId)}</span>
                    <select
                      className={css.select}
                      aria-label={l('groups.of', { name: nameOf(userId) })}
                      value={indexOf(userId)}
                      onChange={(event) => setDraft(moveTo(draft, userId, Number(event.target.value)))}
                    >
                      <option value={-1}>{l('groups.none')}</option>
                      {draft.map((group, index) => (
                        <option key={group.title} value={index}>
                          {group.title}
                        </option>
                      ))}
                    </select>
                  </li>
                ))}
              </ul>
              <Button
                look="primary"
                wide
                onClick={() =>
                  void run(async () => {
                    lesson.set(await api.setLessonGroups(roomId, draft));
                    setDraft(null);
                  })
                }
              >
                {l('groups.send')}
              </Button>
            </>
          )}
        </>
      )}
    </section>
  );
}
