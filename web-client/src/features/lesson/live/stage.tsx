import { useLayoutEffect, useRef, useState, type CSSProperties } from 'react';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { LessonIcon } from '../lesson-icons.tsx';
import { fitGrid, pageSize } from '../model/grid.ts';
import { arrange, orderPeople, pageOf, type Layout, type Tile } from '../model/tiles.ts';
import { useLessonTexts } from '../texts.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';
import { TileView } from './tile-view.tsx';

const GAP = 8;
/** Beside what is large stands a strip of small tiles. CSS pixels. */
const STRIP = { width: 176, height: 104 } as const;

/** Everybody in sight: a grid, or one thing large and the others in a strip. */
export function Stage({ layout }: { layout: Layout }) {
  const { people: all, hands, state, session, isViewer } = useLive();
  const people = isViewer ? all.filter(({ isMe }) => !isMe) : all;
  const { locale } = useTranslator();
  const { l } = useLessonTexts();
  const reactions = useStore(session.reactions);
  const [box, size] = useSize();
  const [pinned, setPinned] = useState<string | null>(null);
  const [page, setPage] = useState(0);
  const { compare } = new Intl.Collator(locale);
  const ordered = orderPeople(people, hands, compare);
  const { main, rest } = arrange(ordered, {
    layout,
    spotlight: state.rules?.spotlight ?? null,
    pinned,
    hands,
  });
  const draw = (tile: Tile, place: 'main' | 'grid' | 'strip', style?: CSSProperties) => (
    <TileView
      key={tile.key}
      tile={tile}
      place={place}
      style={style}
      pinned={tile.key === pinned}
      hand={hands.indexOf(tile.person.userId) + 1}
      spotlight={state.rules?.spotlight === tile.person.userId}
      reactions={reactions.filter(({ userId }) => userId === tile.person.userId)}
      onPin={() => setPinned(tile.key === pinned ? null : tile.key)}
    />
  );
  const alone = ordered.length <= (isViewer ? 0 : 1) && state.phase !== 'connecting';
  return (
    <section ref={box} className={css.stage} aria-label={l('stage.label')}>
      {state.phase === 'connecting' && (
        <p className={css.connecting} role="status">
          <span className={css.pulse} />
          {l('connecting')}
        </p>
      )}
      {main === null ? (
        <GridOf tiles={rest} size={size} page={page} onPage={setPage} draw={draw} />
      ) : (
        <div className={css.split} data-wide={isWide(size)}>
          <div className={css.mainTile}>{draw(main, 'main')}</div>
          {rest.length > 0 && (
            <ul className={css.strip}>
              {rest.map((tile) => (
                <li key={tile.key} style={STRIP}>
                  {draw(tile, 'strip')}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {alone && (
        <div className={css.alone} role="status">
          <strong>{l('stage.alone')}</strong>
          <span>{l('stage.alone.text')}</span>
        </div>
      )}
    </section>
  );
}

interface GridProps {
  readonly tiles: readonly Tile[];
  readonly size: Size;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly draw: (tile: Tile, place: 'grid', style: CSSProperties) => React.ReactNode;
}

function GridOf({ tiles, size, page, onPage, draw }: GridProps) {
  const { l } = useLessonTexts();
  const room = { ...size, gap: GAP };
  const shown = pageOf(tiles, pageSize(room), page);
  const grid = fitGrid(shown.tiles.length, room);
  const style = { width: grid.width, height: grid.height };
  return (
    <>
      <ul className={css.grid} style={{ maxWidth: grid.columns * (grid.width + GAP) }}>
        {shown.tiles.map((tile) => (
          <li key={tile.key} style={style}>
            {draw(tile, 'grid', {})}
          </li>
        ))}
      </ul>
      {shown.pages > 1 && (
        <nav className={css.pages} aria-label={l('stage.page', { page: shown.page + 1, pages: shown.pages })}>
          <button
            type="button"
            className={css.pageButton}
            aria-label={l('stage.previous')}
            disabled={shown.page === 0}
            onClick={() => onPage(shown.page - 1)}
          >
            <LessonIcon name="left" />
          </button>
          <span aria-hidden="true">
            {shown.page + 1} / {shown.pages}
          </span>
          <button
            type="button"
            className={css.pageButton}
            aria-label={l('stage.more')}
            disabled={shown.page === shown.pages - 1}
            onClick={() => onPage(shown.page + 1)}
          >
            <LessonIcon name="right" />
          </button>
        </nav>
      )}
    </>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const isWide = ({ width, height }: Size): boolean => width > height * 1.15;

/** The inner size of an element, kept up to date. */
function useSize(): [ref: React.RefObject<HTMLElement | null>, size: Size] {
  const ref = useRef<HTMLElement>(null);
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = (): void => {
      const style = getComputedStyle(element);
      const across = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
      const along = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
      setSize({
        width: Math.max(0, element.clientWidth - across),
        height: Math.max(0, element.clientHeight - along),
      });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}
