import css from './chat.module.css';
import { isEmojiOnly, withLinks } from './compose-model.ts';
import { classes } from '../../ui/ui.tsx';

/** Plain text with its line breaks and links. */
export function MessageText({ text }: { text: string }) {
  return (
    <p className={classes(css.text, isEmojiOnly(text) && css.large)} dir="auto">
      {withLinks(text).map(({ text: piece, href }, index) =>
        href === null ? (
          piece
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
          </a>
        ),
      )}
    </p>
  );
}
