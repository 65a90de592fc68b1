import type { PreflightCheck } from '../../../shared/api/commands.ts';

const rank = { fail: 0, warn: 1, pass: 2 } as const satisfies Record<PreflightCheck['status'], number>;

/** What is wrong before what is unproven before what is well; within each as the engine gave them. */
export function gravestFirst(checks: readonly PreflightCheck[]): PreflightCheck[] {
  return checks.toSorted((a, b) => rank[a.status] - rank[b.status]);
}

/** All checks in a sentence; nothing is called ready that is not. */
export function readySentence(checks: readonly PreflightCheck[]): string {
  const failed = checks.filter(({ status }) => status === 'fail').length;
  const unsure = checks.filter(({ status }) => status === 'warn').length;
  const well = checks.length - failed - unsure;
  if (failed + unsure === 0) return `Ready: all ${checks.length} checks are well.`;
  const parts = [
    ...(failed > 0 ? [`${failed} wrong`] : []),
    ...(unsure > 0 ? [`${unsure} to look at`] : []),
    `${well} well`,
  ];
  return `${failed > 0 ? 'Not ready' : 'Ready as far as is known'}: ${parts.join(', ')}.`;
}

/** The alert channel that a check is about; null for any other. */
export function channelOf({ id }: PreflightCheck): string | null {
  return id.startsWith('alerts:') ? id.slice('alerts:'.length) : null;
}
