import { access, constants, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HoldLevel } from '../../shared/api/bots.ts';
import { hasCode, messageOf } from '../../shared/errors.ts';
import { replaceFile } from '../replace-file.ts';
import type { BotAdapter, Seen } from './adapter.ts';

/**
 * A file that the bot looks for before it trades. It holds one word, `pause` or `halt`, and a newline; it is written whole and synced,
 * and removed by a resume alone. Whether the bot obeys can't be seen, so it is never reported as halted.
 */
export function flagFileBot(path: string): BotAdapter {
  const look = async (): Promise<Seen> => {
    try {
      const word = (await readFile(path, 'utf8')).trim();
      return told(path, word === 'pause' ? 'pause' : 'halt');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { is: 'free', words: `no flag file stands at ${path}` };
      return { is: 'unreadable', words: `${path} can't be read: ${messageOf(error)}` };
    }
  };
  return {
    look,
    async drive(to) {
      try {
        await mkdir(dirname(path), { recursive: true });
        // Readable by all: the bot may be another user's.
        await replaceFile(path, `${to}\n`, 0o644);
        return await look();
      } catch (error) {
        return { is: 'unreadable', words: `${path} can't be written: ${messageOf(error)}` };
      }
    },
    async resume() {
      try {
        await rm(path, { force: true });
        return await look();
      } catch (error) {
        return { is: 'unreadable', words: `${path} can't be removed: ${messageOf(error)}` };
      }
    },
    async preflight() {
      const folder = dirname(path);
      try {
        await access(folder, constants.W_OK);
        return { status: 'pass', sentence: `would be told by ${path}.`, nextAction: '' };
      } catch (error) {
        const sentence = `${folder} can't be written: ${messageOf(error)}.`;
        return { status: 'fail', sentence, nextAction: 'Create the folder and give the engine the right to write it.' };
      }
    },
  };
}

function told(path: string, to: HoldLevel): Seen {
  return { is: 'told', words: `${path} says ${to}` };
}
