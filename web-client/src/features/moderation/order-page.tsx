import { useState } from 'react';
import type { Restriction } from '../../api/desk.ts';
import type { ClassPerson } from '../../api/types.ts';
import { randomId } from '../../app/ids.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button } from '../../ui/ui.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useStore } from '../../ui/use-store.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { Choice } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { DURATIONS, secondsOf, type Duration } from './case-model.ts';
import { placesOf, sayPlace } from './places.ts';

type Kind = Exclude<Restriction['kind'], 'removal'>;
const PACES = ['10', '30', '60', '300'] as const;

/** What holds in a chat, by whom and until when; beginning and lifting it. */
export function OrderPage({ roomId }: { roomId: string }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  const place = me === null ? undefined : placesOf(me).find((one) => one.roomId === roomId);
  const answer = useAnswer(roomId, () => api.restrictions(roomId));
  const again = (): void => void answer.again();
  const kind = answer.value?.kind;
  const [lifting, setLifting] = useState<Restriction | null>(null);
  return (
    <Page
      title={d('order.title')}
      subtitle={
        place !== undefined
          ? sayPlace(translator.t, place)
          : kind && translator.t(`room.${kind}` as 'room.class_chat')
      }
      parent={{ name: 'desk', page: 'cases' }}
    >
      <Answered answer={answer}>
        {({ class_id: classId, restrictions: held }) => (
          <>
            <section className={pageCss.card} aria-label={d('order.now')}>
              <h2>{d('order.now')}</h2>
              {held.length === 0 && <p className="soft">{d('order.none')}</p>}
              <ul className={css.rows}>
                {held.map((one) => (
                  <li key={`${one.kind} ${one.person_id}`}>
                    <p className={css.strong}>
                      {d(`holds.${one.kind}`, { who: one.name ?? '', seconds: one.seconds ?? 0 })}
                    </p>
                    <p className="soft small">
                      {d(one.until === null ? 'order.by.ended' : 'order.by', {
                        who: one.created_by ?? '',
                        until: one.until === null ? '' : translator.dateTime(Date.parse(one.until)),
                      })}
                    </p>
                    <div className={css.tools}>
                      <Button onClick={() => setLifting(one)}>{d('order.lift')}</Button>
                    </div>
                  </li>
                ))}
              </ul>
            </section>
            <Begin roomId={roomId} classId={classId} onDone={again} />
          </>
        )}
      </Answered>
      {lifting !== null && (
        <Confirm
          title={d('order.lift')}
          text={d(`lifts.${lifting.kind}`, { who: lifting.name ?? '' })}
          action={d('order.lift')}
          explain={(error) => explain(translator, error)}
          onClose={() => setLifting(null)}
          onConfirm={async () => {
            await api.lift(roomId, lifting);
            void answer.again();
          }}
        />
      )}
    </Page>
  );
}

function Begin({ roomId, classId, onDone }: { roomId: string; classId: string | null; onDone: () => void }) {
  const { d } = useDeskTexts();
  const [open, setOpen] = useState<Kind | null>(null);
  // People are chosen from the class, and invites are those of a class.
  const kinds: readonly Kind[] = classId === null ? ['lock', 'slow'] : ['lock', 'slow', 'mute', 'join_pause'];
  return (
    <section className={pageCss.card} aria-label={d('order.begin')}>
      <h2>{d('order.begin')}</h2>
      <p className="soft small">{d('order.begin.text')}</p>
      <div className={css.tools}>
        {kinds.map((kind) => (
          <Button key={kind} onClick={() => setOpen(kind)}>
            {d(`begin.${kind}`)}
          </Button>
        ))}
      </div>
      {open !== null && (
        <BeginDialog
          kind={open}
          roomId={roomId}
          classId={classId}
          onDone={onDone}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}

interface DialogProps {
  readonly kind: Kind;
  readonly roomId: string;
  readonly classId: string | null;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function BeginDialog({ kind, roomId, classId, onDone, onClose }: DialogProps) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [key] = useState(randomId);
  const [duration, setDuration] = useState<Duration>('3600');
  const [pace, setPace] = useState<(typeof PACES)[number]>('30');
  const [userId, setUserId] = useState('');
  const begin = async (): Promise<void> => {
    if (kind === 'mute' && userId === '') throw new TypeError('empty');
    const seconds = secondsOf(duration);
    await api.restrict(roomId, {
      kind,
      idempotency_key: key,
      ...(seconds !== undefined && { for_seconds: seconds }),
      ...(kind === 'slow' && { seconds: Number(pace) }),
      ...(kind === 'mute' && { user_id: userId }),
    });
    onDone();
  };
  return (
    <Confirm
      title={d(`begin.${kind}`)}
      text={
        <div className={css.list}>
          <p>{d(`begins.${kind}`)}</p>
          {kind === 'mute' && classId !== null && (
            <WhoOfClass classId={classId} value={userId} onChange={setUserId} />
          )}
          {kind === 'slow' && (
            <Choice
              label={d('order.pace')}
              value={pace}
              onChange={setPace}
              options={PACES.map((value) => ({
                value,
                label: d('order.pace.each', { seconds: Number(value) }),
              }))}
            />
          )}
          <Choice
            label={d('how.long')}
            value={duration}
            onChange={setDuration}
            options={DURATIONS.map((value) => ({ value, label: d(`for.${value}`) }))}
          />
        </div>
      }
      action={d(`begin.${kind}`)}
      explain={(error) => (error instanceof TypeError ? d('order.whom') : explain(translator, error))}
      onConfirm={begin}
      onClose={onClose}
    />
  );
}

function WhoOfClass({
  classId,
  value,
  onChange,
}: {
  classId: string;
  value: string;
  onChange: (userId: string) => void;
}) {
  const { d } = useDeskTexts();
  const { value: people } = useStore(useAccount().people(classId));
  const withAccount = (people ?? []).flatMap((one: ClassPerson) =>
    one.user_ids[0] === undefined ? [] : [{ value: one.user_ids[0], label: one.display_name }],
  );
  return (
    <Choice
      label={d('order.who')}
      value={value}
      onChange={onChange}
      options={[{ value: '', label: d('order.whom') }, ...withAccount]}
    />
  );
}
