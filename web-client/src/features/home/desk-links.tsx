import type { MySchool } from '../../api/types.ts';
import type { DeskRoute } from '../../app/desk-route.ts';
import { pathOf } from '../../app/route.ts';
import { Link, useRoute } from '../../app/router.tsx';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { administers, teachesIn } from '../timetable/subject.ts';
import css from './home.module.css';

type DeskText = 'desk.cases' | 'desk.policy' | 'desk.quiet' | 'desk.why' | 'desk.log';

/** What somebody runs in a school: class teachers and administrators. */
export function DeskLinks({ school }: { school: MySchool }) {
  const { t } = useTranslator();
  const route = useRoute();
  const { school_id: id, classes } = school;
  const all = administers(school);
  const keeps = all || classes.some(({ roles }) => roles.includes('class_teacher'));
  const links: readonly (readonly [boolean, DeskText, IconName, DeskRoute])[] = [
    [keeps, 'desk.cases', 'alert', { name: 'desk', page: 'cases' }],
    [all, 'desk.policy', 'people', { name: 'desk', page: 'policy', id }],
    [all, 'desk.quiet', 'bell', { name: 'desk', page: 'quiet', id }],
    [all, 'desk.log', 'file', { name: 'desk', page: 'log', id }],
    [all || classes.some(teachesIn), 'desk.why', 'eye', { name: 'desk', page: 'why' }],
  ];
  const shown = links.filter(([may]) => may);
  if (shown.length === 0) return null;
  return (
    <ul className={css.card} aria-label={t('desk.title')}>
      {shown.map(([, text, icon, to]) => (
        <li key={text}>
          <Link to={to} className={css.row} current={pathOf(route) === pathOf(to)}>
            <span className={css.rowIcon}>
              <Icon name={icon} />
            </span>
            <span className={css.rowName}>{t(text)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
