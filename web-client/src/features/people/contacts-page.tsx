import { useState } from 'react';
import type { Contact } from '../../api/people.ts';
import { navigate } from '../../app/router.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, Chip, Empty, Field, Loading } from '../../ui/ui.tsx';
import css from './people.module.css';
import { LackingSecond } from './lacking-second.tsx';
import { usePeopleTexts } from './texts.ts';
import { useContacts } from './use-contacts.ts';
import { WriteDialog, type Addressee } from './write-dialog.tsx';

/** As people copy it from another client, also with the colon and server only. */
const MATRIX_ID = /^@[^\s:]+:\S+$/;

/** The people whom one may write to: found by name, written to with one tap. */
export function ContactsPage() {
  const { p } = usePeopleTexts();
  const [typed, setTyped] = useState('');
  const search = typed.trim();
  const isId = MATRIX_ID.test(search);
  const contacts = useContacts(isId ? '' : search);
  const [addressee, setAddressee] = useState<Addressee | null>(null);
  const { found, failure, loading } = contacts;
  const people = isId ? [] : (found?.people ?? []);
  const isNobody = !isId && !loading && failure === null && people.length === 0;
  return (
    <Page title={p('contacts.title')}>
      <Field
        label={p('contacts.search')}
        hint={p('contacts.hint')}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={255}
      />
      {isId && (
        <Button
          look="primary"
          icon="chat"
          wide
          onClick={() => setAddressee({ name: search, userId: search, roomId: null })}
        >
          {p('contacts.byId', { id: search })}
        </Button>
      )}
      {search === '' && <LackingSecond />}
      {found === null && failure === null && <Loading rows={8} />}
      {failure !== null && <Failed what={p('contacts.failed')} failure={failure} onRetry={contacts.again} />}
      {isNobody && (
        <Empty icon="people" title={p(search === '' ? 'contacts.none.title' : 'contacts.notFound.title')}>
          <p>{p(search === '' ? 'contacts.none.text' : 'contacts.notFound.text')}</p>
        </Empty>
      )}
      {people.length > 0 && (
        <section aria-label={p('contacts.list')}>
          <ul className={pageCss.card} style={{ gap: 0, padding: '0.3rem' }}>
            {people.map((one) => (
              <ContactRow key={one.person_id} one={one} onWrite={setAddressee} />
            ))}
          </ul>
        </section>
      )}
      {people.length > 0 && found?.next != null && (
        <Button busy={loading} onClick={contacts.more}>
          {p('contacts.more')}
        </Button>
      )}
      {addressee !== null && <WriteDialog to={addressee} onClose={() => setAddressee(null)} />}
    </Page>
  );
}

function ContactRow({ one, onWrite }: { one: Contact; onWrite: (to: Addressee) => void }) {
  const { p } = usePeopleTexts();
  const { display_name: name, room_id: roomId } = one;
  const write = (): void => {
    if (roomId !== null) navigate({ name: 'room', roomId });
    else onWrite({ name, userId: one.user_id, roomId });
  };
  return (
    <li>
      <button type="button" className={css.contact} onClick={write}>
        <Avatar name={name} id={one.user_id} size={44} />
        <span className={css.who}>
          <span className={css.whoName}>{name}</span>
          <span className={css.relation}>{one.relation}</span>
          {one.outcome !== 'allow' && (
            <span>
              <Chip tone="warm">
                {p(one.outcome === 'second_adult' ? 'contacts.second' : 'contacts.first')}
              </Chip>
            </span>
          )}
        </span>
        <span className="visually-hidden">{p('contacts.write')}</span>
        <Icon name={one.outcome === 'teacher_first' && roomId === null ? 'clock' : 'chat'} />
      </button>
    </li>
  );
}
