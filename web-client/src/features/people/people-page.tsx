import { useEffect, useState } from 'react';
import type { ClassPerson } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Page } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { Avatar, Button, buttonClass, Chip, Empty, IconButton, Loading } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { classById } from '../home/home-model.ts';
import { ClassGuardians } from '../guardians/class-guardians.tsx';
import { ManyCards } from './many-cards.tsx';
import { OneCard, ParentLink } from './one-card.tsx';
import css from './people.module.css';
import { absent, groupByRole } from './people-model.ts';
import { WriteDialog, type Addressee } from './write-dialog.tsx';

export function PeoplePage({ classId }: { classId: string }) {
  const account = useAccount();
  const translator = useTranslator();
  const { t, locale } = translator;
  const resource = account.people(classId);
  const { value: people, failure } = useStore(resource);
  const place = classById(useStore(account.me).value, classId);
  const [card, setCard] = useState<ClassPerson | null>(null);
  const [child, setChild] = useState<ClassPerson | null>(null);
  const [many, setMany] = useState(false);
  const [addressee, setAddressee] = useState<Addressee | null>(null);
  useEffect(() => void resource.refresh(), [resource]);

  const mayInvite = (place?.class.may_invite.length ?? 0) > 0;
  const missing = mayInvite ? absent(people ?? []) : [];
  const title = place?.class.title ?? '';
  return (
    <Page
      title={t('people.title')}
      subtitle={place === null ? undefined : `${title} · ${place.school.name}`}
      lead={place !== null && <Avatar name={title} tile size={40} />}
    >
      {people === null && failure === null && <Loading rows={8} />}
      {people === null && failure !== null && (
        <Failed what={t('people.failed')} failure={failure} onRetry={() => resource.refresh()} />
      )}
      {mayInvite && (
        <div className={css.tools}>
          <Link to={{ name: 'invites', classId }} className={buttonClass('primary')}>
            <Icon name="invite" size={20} />
            {t('people.invite')}
          </Link>
          <Link to={{ name: 'attendance', classId }} className={buttonClass('secondary')}>
            <Icon name="clock" size={20} />
            {t('lesson.attendance')}
          </Link>
          {missing.length > 1 && (
            <Button icon="print" onClick={() => setMany(true)}>
              {t('people.cards')}
            </Button>
          )}
        </div>
      )}
      {people?.length === 0 && (
        <Empty icon="people" title={t('people.empty.title')}>
          {mayInvite && <p>{t('people.empty.text')}</p>}
        </Empty>
      )}
      {groupByRole(people ?? [], locale).map(({ role, people: group }) => (
        <section key={role} className={css.group} aria-label={t(`roles.${role}`, { count: group.length })}>
          <h2 className={css.heading}>
            {t(`roles.${role}`, { count: group.length })} <span className="soft">{group.length}</span>
          </h2>
          <ul className={pageCss.card} style={{ gap: 0, padding: '0.3rem' }}>
            {group.map((person) => (
              <Person
                key={person.person_id}
                person={person}
                isMe={person.user_ids.includes(account.session.userId)}
                onCard={mayInvite && (role === 'pupil' || role === 'parent') ? () => setCard(person) : null}
                onParent={mayInvite && role === 'pupil' ? () => setChild(person) : null}
                onWrite={setAddressee}
              />
            ))}
          </ul>
        </section>
      ))}
      {mayInvite && <ClassGuardians classId={classId} />}
      {addressee !== null && <WriteDialog to={addressee} onClose={() => setAddressee(null)} />}
      {card !== null && <OneCard person={card} classTitle={title} onClose={() => setCard(null)} />}
      {child !== null && (
        <ParentLink classId={classId} person={child} classTitle={title} onClose={() => setChild(null)} />
      )}
      {many && <ManyCards people={missing} classTitle={title} onClose={() => setMany(false)} />}
    </Page>
  );
}

function Person({
  person,
  isMe,
  onCard,
  onParent,
  onWrite,
}: {
  person: ClassPerson;
  isMe: boolean;
  onCard: (() => void) | null;
  onParent: (() => void) | null;
  onWrite: (to: Addressee) => void;
}) {
  const { t } = useTranslator();
  const [userId] = person.user_ids;
  return (
    <li className={css.person}>
      <Avatar name={person.display_name} id={person.user_ids[0] ?? person.person_id} size={42} />
      <span className={css.name}>
        {person.display_name} {isMe && <Chip tone="good">{t('people.you')}</Chip>}
        {!person.arrived && <Chip tone="warm">{t('people.absent')}</Chip>}
      </span>
      <span className={css.acts}>
        {userId !== undefined && !isMe && (
          <IconButton
            icon="chat"
            label={t('people.write.to', { name: person.display_name })}
            onClick={() => onWrite({ name: person.display_name, userId, roomId: null })}
          />
        )}
        {onParent !== null && (
          <IconButton
            icon="invite"
            label={t('people.parent.of', { name: person.display_name })}
            onClick={onParent}
          />
        )}
        {onCard !== null && !isMe && (
          <IconButton
            icon="card"
            label={t('people.card.of', { name: person.display_name })}
            onClick={onCard}
          />
        )}
      </span>
    </li>
  );
}
