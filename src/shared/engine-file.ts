import * as z from 'zod';

const Port = z.number().int().min(1).max(65_535);

/** `DIR/engine.json`: written by the engine when it listens, read by every client on the same machine. */
export const EngineFile = z.object({
  pid: z.number().int().positive(),
  devicePort: Port,
  controlPort: Port,
  version: z.string(),
  startedAt: z.iso.datetime(),
});
export type EngineFile = z.infer<typeof EngineFile>;
