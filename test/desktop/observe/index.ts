import * as electron from 'electron';
import { asksOf } from './asks.ts';
import { watch } from './watch.ts';
import { newWorld } from './world.ts';

// Loaded into the app's process before the app. Whoever drives it calls `answerScram`, or sends questions over the process's channel.
const world = newWorld();
watch(electron, world);
const asks = asksOf(electron, world) as Record<string, (argument: unknown) => unknown>;

async function answer(name: string, argument: unknown): Promise<unknown> {
  const ask = asks[name];
  if (!ask) throw new Error(`nothing is called ${name}`);
  return ask(argument);
}
Object.assign(globalThis, { answerScram: answer });

process.on('message', async ({ id, name, argument }: { id: number; name: string; argument: unknown }) => {
  try {
    process.send?.({ id, value: await answer(name, argument) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
