import { useServices } from '../../app/services.ts';
import pageCss from '../../ui/page.module.css';
import { useAnswer } from '../../ui/use-answer.ts';
import { Answered } from '../desk/answered.tsx';
import css from '../desk/desk.module.css';
import { useDeskTexts } from '../desk/texts.ts';
import { useCellWords } from './cell-words.ts';
import { readChanged } from './policy-model.ts';

/** Who changed the matrix of a school, when, why and how: from the audit log. */
export function PolicyHistory({ schoolId, version }: { schoolId: string; version: string }) {
  const { api } = useServices();
  const { d, translator } = useDeskTexts();
  const say = useCellWords();
  const answer = useAnswer(`history ${schoolId} ${version}`, () =>
    api.audit({ school_id: schoolId, action: 'policy.matrix', limit: '20' }),
  );
  return (
    <section className={pageCss.card} aria-label={d('policy.history')}>
      <h2>{d('policy.history')}</h2>
      <Answered answer={answer}>
        {({ entries, people }) =>
          entries.length === 0 ? (
            <p className="soft">{d('policy.history.none')}</p>
          ) : (
            <ol className={css.rows}>
              {entries.map(({ seq, at, actor_id: actor, details }) => (
                <li key={seq}>
                  <p className={`${css.line} ${css.spread}`}>
                    <span className={css.strong}>
                      {(actor === null ? undefined : people[actor]) ?? d('log.parta')}
                    </span>
                    <span className="soft small">{translator.dateTime(Date.parse(at))}</span>
                  </p>
                  {typeof details['reason'] === 'string' && details['reason'] !== '' && (
                    <blockquote className={css.quote}>{details['reason']}</blockquote>
                  )}
                  {readChanged(details['changed']).map((one) => (
                    <p key={say(one)} className="soft small">
                      {say(one)}: {d(`outcome.${one.before}`, { otherwise: '' })} →{' '}
                      {d(`outcome.${one.after}`, { otherwise: '' })}
                    </p>
                  ))}
                </li>
              ))}
            </ol>
          )
        }
      </Answered>
    </section>
  );
}
