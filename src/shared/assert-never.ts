/** Ends every `switch` over a union: a member added later is then a compile error here instead of a silent gap. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
