import { createContext, use, type ReactNode } from 'react';

/** How deep the headings of cards stand: the day is the page on a wide screen, and a part of it on a phone. */
export const CardLevel = createContext<2 | 3>(3);

export function CardHeading({
  className,
  children,
}: {
  className?: string | undefined;
  children: ReactNode;
}) {
  const Heading = use(CardLevel) === 2 ? 'h2' : 'h3';
  return <Heading className={className}>{children}</Heading>;
}
