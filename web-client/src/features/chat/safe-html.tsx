import { useEffect, useMemo, useState } from 'react';
import { MessageText } from './message-text.tsx';
import { allowedLink, ATTRIBUTES, TAGS } from './html-rules.ts';
import css from './chat.module.css';

type Purify = (html: string) => string;
let purify: Purify | null = null;
let loading: Promise<void> | null = null;

/** Loaded with the first message that needs it: most people's messages are plain text. */
function load(): Promise<void> {
  return (loading ??= import('dompurify').then(({ default: dompurify }) => {
    const own = dompurify(window);
    own.addHook('afterSanitizeAttributes', (node) => {
      if (node.tagName === 'A') {
        const href = allowedLink(node.getAttribute('href') ?? '');
        if (href === null) node.removeAttribute('href');
        else {
          node.setAttribute('href', href);
          node.setAttribute('target', '_blank');
          node.setAttribute('rel', 'noopener noreferrer nofollow');
        }
      }
    });
    purify = (html) => {
      const clean = own.sanitize(html, {
        ALLOWED_TAGS: [...TAGS, 'img'],
        ALLOWED_ATTR: [...ATTRIBUTES, 'alt'],
        ALLOW_DATA_ATTR: false,
        ALLOW_ARIA_ATTR: false,
        ADD_FORBID_CONTENTS: ['mx-reply'],
        RETURN_DOM: true,
      }) as HTMLElement;
      // Pictures in a text are emoji of other clients; what they mean is in `alt`, and nothing is fetched for them.
      for (const image of clean.querySelectorAll('img')) image.replaceWith(image.getAttribute('alt') ?? '');
      return clean.innerHTML;
    };
  }));
}

/** HTML of any client, reduced to what the Matrix specification allows; the plain text until that is ready. */
export function SafeHtml({ html, text }: { html: string; text: string }) {
  const [ready, setReady] = useState(purify !== null);
  useEffect(() => {
    let gone = false;
    void load().then(
      () => {
        if (!gone) setReady(true);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, []);
  const clean = useMemo(() => (ready && purify !== null ? purify(html) : null), [ready, html]);
  if (clean === null) return <MessageText text={text} />;
  return <div className={css.html} dir="auto" dangerouslySetInnerHTML={{ __html: clean }} />;
}
