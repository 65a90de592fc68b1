import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks on the terminal (on stderr, so that stdout stays what it is); `interrupted` on Ctrl-C and at the end of input. */
export async function askWord(stdin: NodeJS.ReadStream, question: string): Promise<string> {
  return (await ask(stdin, question, true)) ?? 'interrupted';
}

/** Asks for what must not be seen on the screen; null on Ctrl-C and at the end of input. */
export function askSecret(stdin: NodeJS.ReadStream, question: string): Promise<string | null> {
  return ask(stdin, question, false);
}

function ask(stdin: NodeJS.ReadStream, question: string, isShown: boolean): Promise<string | null> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve) => {
    const asked = createInterface(
      isShown ? { input: stdin, output: process.stderr } : { input: stdin, output: nowhere, terminal: true },
    );
    const interrupt = (): void => {
      process.stderr.write('\n');
      resolve(null);
      asked.close();
    };
    asked.on('SIGINT', interrupt);
    asked.once('close', () => resolve(null));
    asked.question(question, (answer) => {
      if (!isShown) process.stderr.write('\n');
      resolve(answer.trim());
      asked.close();
    });
    // Only now does the terminal not show by itself what is typed.
    if (!isShown) process.stderr.write(question);
  });
}
