import { useEffect, useState } from 'react';
import type { MyDirectRoom } from '../../api/people.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, Field, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './people.module.css';
import { usePeopleTexts } from './texts.ts';
import { useContacts } from './use-contacts.ts';

/** For administrators: chats in which nobody can write until somebody is named. */
export function LackingSecond() {
  const { directRooms } = useAccount();
  const { p, translator } = usePeopleTexts();
  const rooms = useStore(directRooms).value ?? [];
  const [open, setOpen] = useState<MyDirectRoom | null>(null);
  useEffect(() => void directRooms.refresh(), [directRooms]);
  const lacking = rooms.filter(({ as }) => as === 'administrator');
  if (lacking.length === 0) return null;
  const namesOf = ({ people }: MyDirectRoom): string =>
    translator.list(people.map(({ display_name: name }) => name));
  return (
    <section className={pageCss.card} aria-label={p('second.title')}>
      <div>
        <h2>{p('second.title')}</h2>
        <p className="soft small">{p('second.text')}</p>
      </div>
      <ul className={css.plain}>
        {lacking.map((room) => (
          <li key={room.room_id} className={css.person}>
            <span className={css.name}>{namesOf(room)}</span>
            <Button aria-label={p('second.name', { names: namesOf(room) })} onClick={() => setOpen(room)}>
              {p('second.short')}
            </Button>
          </li>
        ))}
      </ul>
      {open !== null && <NameSecond room={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function NameSecond({ room, onClose }: { room: MyDirectRoom; onClose: () => void }) {
  const { api } = useServices();
  const account = useAccount();
  const { p, translator } = usePeopleTexts();
  const [search, setSearch] = useState('');
  const { found, failure } = useContacts(search.trim());
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const both = new Set(room.people.map(({ person_id: id }) => id));
  const choose = async (personId: string): Promise<void> => {
    setBusy(personId);
    setProblem(null);
    try {
      await api.nameSecondAdult(room.room_id, { person_id: personId });
      await account.directRooms.renew();
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(null);
    }
  };
  return (
    <Dialog title={p('second.who')} onClose={onClose}>
      <Field
        label={p('contacts.search')}
        hint={p('second.hint')}
        type="search"
        value={search}
        autoComplete="off"
        maxLength={100}
        onChange={(event) => setSearch(event.target.value)}
      />
      {(problem ?? failure) !== null && <Problem>{explain(translator, problem ?? failure)}</Problem>}
      {found === null && failure === null && <Loading rows={4} />}
      <ul className={css.plain}>
        {(found?.people ?? [])
          .filter((one) => one.outcome === 'allow' && !both.has(one.person_id))
          .map((one) => (
            <li key={one.person_id} className={css.person}>
              <Avatar name={one.display_name} id={one.user_id} size={40} />
              <span className={css.who}>
                <span className={css.whoName}>{one.display_name}</span>
                <span className={css.relation}>{one.relation}</span>
              </span>
              <Button
                aria-label={p('second.name', { names: one.display_name })}
                busy={busy === one.person_id}
                disabled={busy !== null}
                onClick={() => void choose(one.person_id)}
              >
                {p('second.short')}
              </Button>
            </li>
          ))}
      </ul>
    </Dialog>
  );
}
