import type { ConfigChange } from '../../../shared/config-changes/changes.ts';

/** How much is changed and not saved; where nothing is, what was saved last. */
export function barSentence(changes: readonly ConfigChange[], savedTo: string | null): string {
  if (changes.length === 0) return savedTo === null ? 'Nothing is changed.' : `Saved in ${savedTo}.`;
  const looser = changes.filter(({ loosens }) => loosens).length;
  if (changes.length === 1) return looser === 1 ? '1 change, which loosens.' : '1 change.';
  return `${changes.length} changes${looser === 0 ? '' : `, ${looser} of which ${looser === 1 ? 'loosens' : 'loosen'}`}.`;
}
