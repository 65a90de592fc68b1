import { createInterface } from 'node:readline';

/** Asks on the terminal (on stderr, so that stdout stays what it is); `interrupted` on Ctrl-C and at the end of input. */
export function askWord(stdin: NodeJS.ReadStream, question: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = createInterface({ input: stdin, output: process.stderr });
    const interrupt = (): void => {
      process.stderr.write('\n');
      resolve('interrupted');
      asked.close();
    };
    asked.on('SIGINT', interrupt);
    asked.once('close', () => resolve('interrupted'));
    asked.question(question, (answer) => {
      resolve(answer.trim());
      asked.close();
    });
  });
}
