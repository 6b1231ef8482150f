/** Line icons on a 24-unit grid, drawn for Parta. Decoration: the text beside them or the button's label says what they mean. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  send: 'M4 12l16-7-6 16-3.2-6.2z M10.8 14.8L20 5',
  attach: 'M8 12.5l6.2-6.2a3 3 0 0 1 4.3 4.3l-8.1 8.1a5 5 0 0 1-7.1-7.1l7.8-7.8',
  more: 'M5.5 12h.01 M12 12h.01 M18.5 12h.01',
  close: 'M6 6l12 12 M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h10v11H9z M5 15V4h10',
  share: 'M12 15V4 M8 7.5L12 3.5l4 4 M5 12v8h14v-8',
  print: 'M7 9V4h10v5 M7 17H4V9h16v8h-3 M7 14h10v6H7z',
  reply: 'M10 6l-6 6 6 6 M4 12h10a6 6 0 0 1 6 6v1',
  edit: 'M4 20l1-4L16.5 4.5l3 3L8 19z',
  trash: 'M5 7h14 M10 7V4h4v3 M7 7l1 13h8l1-13 M10.5 11v5 M13.5 11v5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3 20c0-3.5 2.7-6 6-6s6 2.5 6 6 M16 4.5a3.5 3.5 0 0 1 0 6.3 M17.5 14.3c2 .8 3.5 2.9 3.5 5.7',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20.5c.5-4 3.6-6.5 7.5-6.5s7 2.5 7.5 6.5',
  invite:
    'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3.5 20c0-3.5 2.9-6 6.5-6 1.4 0 2.7.4 3.8 1 M18 13v7 M14.5 16.5h7',
  poll: 'M5 20V11 M12 20V4 M19 20v-6',
  megaphone: 'M4 10v4h3l8 4.5v-13L7 10z M7.5 14l1 5.5h2.5l-.8-4 M18.5 9.5a4 4 0 0 1 0 5',
  chat: 'M4 5h16v11H10l-4.5 4v-4H4z',
  home: 'M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z',
  parents:
    'M8 10.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z M16.5 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z M2.5 20c0-3.6 2.4-6 5.5-6s5.5 2.4 5.5 6 M15 15c3.2-.6 6.5 1 6.5 5',
  staff: 'M3 9l9-4.5L21 9l-9 4.5z M7 11.5V16c0 1.5 2.2 3 5 3s5-1.5 5-3v-4.5 M21 9v5.5',
  phone:
    'M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2',
  lesson: 'M3.5 5h17v11h-17z M8.5 20h7 M12 16v4',
  down: 'M6 9.5l6 6 6-6',
  file: 'M6 3.5h8l4 4v13H6z M14 3.5v4h4',
  download: 'M12 4v11 M7.5 11L12 15.5 16.5 11 M5 20h14',
  alert: 'M12 4l9 16H3z M12 10v4.5 M12 17.2h.01',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M12 7.5V12l3 2',
  offline:
    'M4 4l16 16 M6.3 9.5A12 12 0 0 1 9 8 M13 7.4c2 .3 3.6 1.1 5 2.2 M9 13.4a6 6 0 0 1 3-1 M12 17.5h.01',
  card: 'M3.5 6h17v12h-17z M7 10.5h4v4H7z M14 10.5h3.5 M14 14h3.5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1 M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3 M19.5 4v4.5H15',
  smile:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M8.5 14c.8 1.4 2 2.2 3.5 2.2s2.7-.8 3.5-2.2 M9 9.5h.01 M15 9.5h.01',
  plus: 'M12 5v14 M5 12h14',
  globe:
    'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17z M3.5 12h17 M12 3.5c2.5 2.4 3.6 5.2 3.6 8.5s-1.1 6.1-3.6 8.5c-2.5-2.4-3.6-5.2-3.6-8.5s1.1-6.1 3.6-8.5z',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z M12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  calendar: 'M4 6h16v14H4z M4 10.5h16 M8.5 3.5V8 M15.5 3.5V8',
  forward: 'M9 5l7 7-7 7',
  place:
    'M12 21c4.5-4.6 7-8 7-11a7 7 0 1 0-14 0c0 3 2.5 6.4 7 11z M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z M10 20.5h4',
  upload: 'M12 16V4.5 M7.5 9L12 4.5 16.5 9 M5 20h14',
  swap: 'M7 4v14 M3.5 14.5L7 18l3.5-3.5 M17 20V6 M13.5 9.5L17 6l3.5 3.5',
  logout: 'M14 4H5v16h9 M10 12h11 M17 8l4 4-4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return <Glyph path={PATHS[name]} size={size} bold={name === 'more'} />;
}

/** A line icon by its path, for views that bring icons of their own. */
export function Glyph({ path, size = 22, bold = false }: { path: string; size?: number; bold?: boolean }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={bold ? 3 : 1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}

/** The letter П as a desk with a pencil on it. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="15" fill="#1f6b54" />
      <rect x="22" y="14.5" width="21" height="5" rx="2.5" fill="#f0b429" />
      <path
        d="M13 22.5h38a2.5 2.5 0 0 1 2.5 2.5v3.5a2.5 2.5 0 0 1-2.5 2.5h-2.5v17a3 3 0 0 1-6 0V31h-21v17a3 3 0 0 1-6 0V31H13a2.5 2.5 0 0 1-2.5-2.5V25a2.5 2.5 0 0 1 2.5-2.5z"
        fill="#fff"
      />
    </svg>
  );
}
