import type { Kind } from './form/schema.ts';

/** As the configuration's own names. */
const namePattern = /^[a-z0-9][a-z0-9_-]{0,31}$/i;

/** What is wrong with a name for something new; null when nothing is. */
export function nameTrouble(name: string, taken: readonly string[]): string | null {
  if (!namePattern.test(name))
    return 'A name is letters, digits, - and _, at most 32, and begins with a letter or a digit.';
  return taken.includes(name) ? `There is one named ${name} already.` : null;
}

/** A new member of a kind. Its secrets get names of their own at once, so that nothing but the secrets themselves is left to enter. */
export function newMember(name: string, kind: string, kinds: readonly Kind[]): Record<string, unknown> {
  const settings = kinds.find((each) => each.kind === kind)?.settings ?? [];
  const secrets = settings.filter(({ isRequired, input }) => isRequired && input.entry === 'secret');
  return {
    ...(kind !== '' && { kind }),
    ...Object.fromEntries(secrets.map(({ key }) => [key, { secret: secretName(name, key) }])),
  };
}

/** `main`, `keyId` → `main-key-id`. */
function secretName(member: string, key: string): string {
  return `${member}-${key.replaceAll(/([A-Z])/g, '-$1').toLowerCase()}`;
}
