import type * as z from 'zod';
import type { Venue } from './venue.ts';

/**
 * `Venue.isWhole` by a table: the first pattern that a path matches says which shape its answer has, unless it is a `refusal`, which
 * ccxt throws as what it is. Answers of other calls are not judged.
 */
export function answerShapes(
  shapes: readonly (readonly [path: RegExp, shape: z.ZodType])[],
  refusal?: z.ZodType,
): Venue['isWhole'] {
  return (path, answer) => {
    const shape = shapes.find(([pattern]) => pattern.test(path))?.[1];
    if (shape === undefined || shape.safeParse(answer).success) return true;
    return refusal?.safeParse(answer).success === true;
  };
}
