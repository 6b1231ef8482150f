import { createContext, use } from 'react';
import type { Role } from '../../api/types.ts';
import type { RoomHandle, RoomView } from '../../matrix/types.ts';
import type { Message } from './timeline-model.ts';

/** What the parts of an open chat share. */
export interface Chat {
  readonly roomId: string;
  readonly me: string;
  readonly view: RoomView;
  readonly handle: RoomHandle;
  /** The person's name as the class knows it. */
  readonly nameOf: (userId: string) => string;
  /** Set for those whose role is worth showing beside their name. */
  readonly roleOf: (userId: string) => Role | null;
  /** Who somebody is in the register, where it is known; null for oneself. */
  readonly personIdOf: (userId: string) => string | null;
  readonly reply: (message: Message) => void;
  readonly edit: (message: Message) => void;
  /** Scrolls to a message if it is loaded. */
  readonly show: (eventId: string) => void;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = use(ChatContext);
  if (chat === null) throw new Error('useChat outside ChatContext');
  return chat;
}
