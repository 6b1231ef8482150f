import pageCss from '../../ui/page.module.css';
import { useMedia } from '../../ui/use-media.ts';
import css from '../desk/desk.module.css';
import { Choice } from '../../ui/fields.tsx';
import { useDeskTexts, type DeskKey } from '../desk/texts.ts';
import {
  rowsFor,
  wishesFor,
  wishOf,
  withWish,
  type Line,
  type Role,
  type Row,
  type Rule,
} from './policy-model.ts';

interface Props {
  readonly lines: readonly Line[];
  readonly rules: readonly Rule[];
  readonly writer: Role;
  readonly onChange: (rules: Rule[]) => void;
}

/** Whom a role may write to: a table where there is room for it, else a card for each other role. */
export function MatrixTable({ lines, writer, ...rest }: Props) {
  const { d, translator } = useDeskTexts();
  const isWide = useMedia('(min-width: 1100px)');
  const rows = rowsFor(lines, writer);
  const who = (role: Role): string =>
    role === 'stranger' ? d('policy.stranger') : translator.t(`role.${role}` as 'role.pupil');
  const nameOf = ({ to, relation }: Row): string => `${who(to)}, ${d(`relation.${relation}`)}`;
  const cell = (row: Row, line: Line | null, age: Line['age']) =>
    line === null ? null : <CellChoice line={line} label={`${nameOf(row)}, ${d(`age.${age}`)}`} {...rest} />;
  if (isWide) {
    return (
      <section className={pageCss.card}>
        <table className={css.table}>
          <caption className="visually-hidden">{d('policy.caption', { who: who(writer) })}</caption>
          <thead>
            <tr>
              <th scope="col">{d('policy.to')}</th>
              <th scope="col">{d('age.under_age')}</th>
              <th scope="col">{d('age.of_age')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.to} ${row.relation}`}>
                <th scope="row">
                  {who(row.to)}
                  <span className="soft small">, {d(`relation.${row.relation}`)}</span>
                </th>
                <td>{cell(row, row.underAge, 'under_age')}</td>
                <td>{cell(row, row.ofAge, 'of_age')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    );
  }
  return (
    <>
      {[...Map.groupBy(rows, ({ to }) => to)].map(([to, its]) => (
        <section key={to} className={pageCss.card} aria-label={who(to)}>
          <h2 className={css.capital}>{who(to)}</h2>
          <ul className={css.rows}>
            {its.map((row) => (
              <li key={row.relation}>
                <p className={`${css.strong} ${css.capital}`}>{d(`relation.${row.relation}`)}</p>
                <div className={css.fields}>
                  {row.underAge !== null && (
                    <div>
                      <p className="soft small" aria-hidden="true">
                        {d('age.under_age')}
                      </p>
                      {cell(row, row.underAge, 'under_age')}
                    </div>
                  )}
                  {row.ofAge !== null && (
                    <div>
                      <p className="soft small" aria-hidden="true">
                        {d('age.of_age')}
                      </p>
                      {cell(row, row.ofAge, 'of_age')}
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface CellProps extends Pick<Props, 'rules' | 'onChange'> {
  readonly line: Line;
  readonly label: string;
}

function CellChoice({ line, label, rules, onChange }: CellProps) {
  const { d } = useDeskTexts();
  const wish = wishOf(rules, line);
  // What holds without a line of one's own is known only where there is none now.
  const otherwise = line.source === 'school' ? line.by_default : line.outcome;
  return (
    <Choice
      bare
      label={label}
      value={wish}
      className={wish === 'inherit' ? undefined : css.marked}
      onChange={(next) => onChange(withWish(rules, line, next))}
      options={wishesFor(line.roles).map((value) => ({
        value,
        label:
          value === 'inherit'
            ? d('outcome.inherit', { otherwise: d(`outcome.${otherwise}`) })
            : d(`outcome.${value}` as DeskKey),
      }))}
    />
  );
}
