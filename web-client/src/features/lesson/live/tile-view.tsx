import type { CSSProperties } from 'react';
import { Track, type LocalVideoTrack, type RemoteVideoTrack, type Room } from 'livekit-client';
import { Avatar, classes } from '../../../ui/ui.tsx';
import { LessonIcon } from '../lesson-icons.tsx';
import type { Shown } from '../lesson-session.ts';
import type { Tile } from '../model/tiles.ts';
import { useLessonTexts } from '../texts.ts';
import { useLive } from './lesson-context.ts';
import css from './live.module.css';
import { useTrack } from './use-track.ts';

interface Props {
  readonly tile: Tile;
  readonly place: 'main' | 'grid' | 'strip';
  readonly style: CSSProperties | undefined;
  readonly pinned: boolean;
  /** Place in the line of raised hands, from 1; 0 for no hand. */
  readonly hand: number;
  readonly spotlight: boolean;
  readonly reactions: readonly Shown[];
  readonly onPin: () => void;
}

type VideoTrack = LocalVideoTrack | RemoteVideoTrack;

function trackOf(room: Room, { kind, person }: Tile): VideoTrack | undefined {
  const participant = room.getParticipantByIdentity(person.identity);
  const source = kind === 'screen' ? Track.Source.ScreenShare : Track.Source.Camera;
  const publication = participant?.getTrackPublication(source);
  return publication?.isMuted === true ? undefined : publication?.videoTrack;
}

/** One person, or the screen of one. What is shown by colour is written too. */
export function TileView({ tile, place, style, pinned, hand, spotlight, reactions, onPin }: Props) {
  const { session, state } = useLive();
  const { l } = useLessonTexts();
  const { kind, person } = tile;
  const isScreen = kind === 'screen';
  const wanted = isScreen || person.camera;
  const received = person.isMe || state.level === 'all' || (isScreen && state.level === 'slides');
  const track = wanted ? trackOf(session.live.room, tile) : undefined;
  const label = isScreen
    ? person.isMe
      ? l('tile.screen.me')
      : l('tile.screen', { name: person.name })
    : person.isMe
      ? l('tile.you', { name: person.name })
      : person.name;
  const said = [
    label,
    person.isTeacher && l('teacher'),
    !isScreen && person.speaking && l('tile.speaking'),
    !isScreen && !person.microphone && l('tile.silent'),
    !isScreen && hand > 0 && l('tile.hand'),
    spotlight && l('tile.spotlight'),
    person.quality === 'poor' && l('tile.weak'),
    person.quality === 'lost' && l('tile.lost'),
  ].filter(Boolean);
  return (
    <article
      className={css.tile}
      style={style}
      data-place={place}
      data-speaking={!isScreen && person.speaking}
      data-kind={kind}
      aria-label={said.join(', ')}
    >
      {track !== undefined && received ? (
        <Picture track={track} mirrored={person.isMe && !isScreen} whole={isScreen} />
      ) : (
        <span className={css.letters}>
          <Avatar name={person.name} id={person.userId} size={place === 'strip' ? 44 : 84} />
        </span>
      )}
      <span className={css.marks}>
        {!isScreen && hand > 0 && (
          <span className={css.handMark}>
            <LessonIcon name="hand" size={18} />
            {place !== 'strip' && hand}
          </span>
        )}
        {spotlight && (
          <span className={css.mark}>
            <LessonIcon name="star" size={16} />
          </span>
        )}
        {(person.quality === 'poor' || person.quality === 'lost') && (
          <span className={classes(css.mark, css.markWarm)}>
            <LessonIcon name="weak" size={16} />
          </span>
        )}
      </span>
      <span className={css.plate}>
        {!isScreen && !person.microphone && <LessonIcon name="microphoneOff" size={16} />}
        {isScreen && <LessonIcon name="screen" size={16} />}
        <span className={css.plateName}>{label}</span>
        {person.isTeacher && !isScreen && place !== 'strip' && (
          <span className={css.plateRole}>{l('teacher')}</span>
        )}
      </span>
      {!isScreen &&
        reactions.map(({ id, emoji }, index) => (
          <span key={id} className={css.burst} style={{ left: `${30 + ((index * 23) % 50)}%` }}>
            {emoji}
          </span>
        ))}
      <button
        type="button"
        className={css.pin}
        aria-pressed={pinned}
        aria-label={l(pinned ? 'tile.unpin' : 'tile.pin', { name: label })}
        onClick={onPin}
      >
        <LessonIcon name="pin" size={18} />
      </button>
    </article>
  );
}

function Picture({ track, mirrored, whole }: { track: VideoTrack; mirrored: boolean; whole: boolean }) {
  const ref = useTrack<HTMLVideoElement>(track);
  return (
    <video
      ref={ref}
      className={css.picture}
      data-mirrored={mirrored}
      data-whole={whole}
      autoPlay
      playsInline
      muted
      aria-hidden="true"
    />
  );
}
