import { useState, type FormEvent } from 'react';
import type { Me } from '../../api/types.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Button, Field, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from '../desk/desk.module.css';
import { Filter } from '../desk/parts.tsx';
import { Choice } from '../../ui/fields.tsx';
import { useDeskTexts } from '../desk/texts.ts';
import { placesOf, sayPlace } from '../moderation/places.ts';

type Target = 'person' | 'room';
interface Found {
  readonly good: boolean;
  readonly lines: readonly string[];
}

/** Why two people can or cannot reach each other, or why somebody is or is not in a room or its lesson. */
export function WhyPage() {
  const { d } = useDeskTexts();
  const { value: me } = useStore(useAccount().me);
  return (
    <Page title={d('why.title')}>
      <p className="soft">{d('why.text')}</p>
      {me === null ? <Loading rows={3} height={90} /> : <Question me={me} />}
    </Page>
  );
}

function Question({ me }: { me: Me }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const [target, setTarget] = useState<Target>('person');
  const [from, setFrom] = useState(me.user_id);
  const [to, setTo] = useState('');
  const [roomId, setRoomId] = useState('');
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const places = placesOf(me);
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setFound(null);
    const other = target === 'person' ? to : roomId;
    if (!/^@[^:]+:.+/.test(from) || other === '') return setProblem(d('why.incomplete'));
    setBusy(true);
    setProblem(null);
    try {
      const { contact, room } = await api.explain(
        target === 'person' ? { from, to } : { user_id: from, room_id: roomId },
      );
      const good = contact !== undefined ? contact.outcome !== 'deny' : room?.can === true;
      setFound({ good, lines: (contact ?? room)!.text.split('\n') });
    } catch (error) {
      setProblem(explain(translator, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <form className={pageCss.card} onSubmit={(event) => void ask(event)}>
        <Who me={me} label={d('why.who')} value={from} onChange={setFrom} />
        <Filter
          legend={d('why.about')}
          value={target}
          onChange={(next) => {
            setTarget(next);
            setFound(null);
          }}
          options={(['person', 'room'] as const).map((value) => ({ value, label: d(`why.about.${value}`) }))}
        />
        {target === 'person' ? (
          <Who me={me} label={d('why.whom')} value={to} onChange={setTo} />
        ) : (
          <Choice
            label={d('why.where')}
            value={roomId}
            onChange={setRoomId}
            options={[
              { value: '', label: d('why.choose') },
              ...places.map((place) => ({ value: place.roomId, label: sayPlace(translator.t, place) })),
            ]}
          />
        )}
        {problem !== null && <Problem>{problem}</Problem>}
        <Button look="primary" type="submit" busy={busy}>
          {d('why.ask')}
        </Button>
      </form>
      <div aria-live="polite">{found !== null && <Explanation {...found} />}</div>
    </>
  );
}

/** Words first, as the policy says them; what would change it as a list. */
function Explanation({ good, lines }: Found) {
  const { d } = useDeskTexts();
  const [first, ...rest] = lines;
  const said = rest.filter((line) => !line.startsWith('– '));
  const remedies = rest.filter((line) => line.startsWith('– '));
  return (
    <section className={pageCss.card} aria-label={d('why.answer')}>
      <h2 className={good ? css.yes : css.no}>
        <Icon name={good ? 'check' : 'close'} />
        {first}
      </h2>
      {said.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {remedies.length > 0 && (
        <ul className={css.rows}>
          {remedies.map((line) => (
            <li key={line}>{line.slice(2)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface WhoProps {
  readonly me: Me;
  readonly label: string;
  readonly value: string;
  readonly onChange: (userId: string) => void;
}

/** Somebody of a class, oneself, or whoever has a Matrix ID. */
function Who({ me, label, value, onChange }: WhoProps) {
  const { d } = useDeskTexts();
  const [way, setWay] = useState(value === me.user_id ? 'me' : '');
  const classes = me.schools.flatMap((school) => school.classes);
  return (
    <div className={css.fields}>
      <Choice
        label={label}
        value={way}
        onChange={(next) => {
          setWay(next);
          onChange(next === 'me' ? me.user_id : '');
        }}
        options={[
          { value: '', label: d('why.choose') },
          { value: 'me', label: d('why.me') },
          ...classes.map(({ class_id: id, title }) => ({ value: id, label: d('why.ofClass', { title }) })),
          { value: 'id', label: d('why.byId') },
        ]}
      />
      {way === 'id' && (
        <Field
          label={d('why.id')}
          value={value}
          placeholder="@name:server"
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ target }) => onChange(target.value.trim())}
        />
      )}
      {way !== '' && way !== 'me' && way !== 'id' && (
        <OfClass classId={way} value={value} onChange={onChange} />
      )}
    </div>
  );
}

function OfClass({ classId, value, onChange }: { classId: string } & Pick<WhoProps, 'value' | 'onChange'>) {
  const { d } = useDeskTexts();
  const { value: people } = useStore(useAccount().people(classId));
  return (
    <Choice
      label={d('why.person')}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: d('why.choose') },
        ...(people ?? []).flatMap((one) =>
          one.user_ids[0] === undefined ? [] : [{ value: one.user_ids[0], label: one.display_name }],
        ),
      ]}
    />
  );
}
