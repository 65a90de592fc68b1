import * as z from 'zod';

/** The closed list of error codes and the HTTP status of each (docs/api.md); nothing else is ever answered. */
export const statusOfCode = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  not_now: 409,
  too_large: 413,
  too_many: 429,
  failed: 500,
  degraded: 503,
} as const;

export type FailureCode = keyof typeof statusOfCode;

/** One thing that stands against a reset, or the resume of a bot, with what to send to accept it where it can be accepted. */
export const Obstacle = z.object({
  code: z.enum([
    'killing',
    'residual',
    'signal',
    'unread',
    'not_latched',
    'switch',
    'trigger',
    'latched',
    'triggered',
    'config',
  ]),
  message: z.string(),
  /** The exact string for `acceptResiduals`, for a residual alone. */
  accept: z.string().optional(),
  /** The name for `acknowledgeTriggers`, for a trigger alone. */
  acknowledge: z.string().optional(),
});
export type Obstacle = z.infer<typeof Obstacle>;

export const Failure = z.object({
  code: z.enum(Object.keys(statusOfCode) as [FailureCode, ...FailureCode[]]),
  /** What is wrong, in one sentence. */
  message: z.string(),
  /** What to do about it, in one sentence. */
  hint: z.string(),
  /** The field of the request or of the configuration that is at fault, as a dotted path. */
  field: z.string().optional(),
  against: z.array(Obstacle).optional(),
});
export type Failure = z.infer<typeof Failure>;

/** The body of every answer that is not a success. */
export const FailureBody = z.object({ error: Failure });
