export const shellLimits = {
  /** How long one word of the shell counts; it repeats it every `shellRepeatMs` (`shared/api/shell.ts`). */
  attachedMs: 12_000,
} as const;
