import { createContext, useContext } from 'react';
import type { Client } from '../../client/client.ts';
import type { Following } from '../engine/follow.ts';
import type { KillSender } from '../engine/kill-sender.ts';

/** What every part of the page may use; made once in `main.tsx`. */
export interface PageTools {
  client: Client;
  following: Following;
  killSender: KillSender;
}

export const ToolsContext = createContext<PageTools | null>(null);

export function useTools(): PageTools {
  const tools = useContext(ToolsContext);
  if (tools === null) throw new Error('a part of the page stands outside of ToolsContext');
  return tools;
}
