import { messageOf } from '../shared/errors.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { isSecretName, secretNameHint } from '../shared/secret-ref.ts';
import type { EngineParts } from './assemble.ts';
import type { SignedIn } from './dead-man/dead-man.ts';
import type { Secrets } from './secrets.ts';

/**
 * Puts a secret into `secrets.json` under a name, in place of the one before it. What has taken the old one at the start keeps it until
 * the next. Its name is recorded; it stands in no row, no log and no answer.
 */
export async function keepSecret(
  { secrets, configStore, record }: Pick<EngineParts, 'configStore' | 'record'> & { secrets: Secrets },
  name: string,
  value: string,
  { source, from }: SignedIn,
): Promise<Result<Record<string, never>>> {
  if (!isSecretName(name)) {
    const message = 'This is not a name for a secret.';
    return refuse({ code: 'bad_request', message, hint: secretNameHint, field: 'name' });
  }
  const device = Object.values(configStore.config().devices).find(({ key }) => 'secret' in key && key.secret === name);
  if (device !== undefined) {
    // The button holds the same secret: another one here alone would silence it.
    const message = `"${name}" is what ${device.name} signs with.`;
    return refuse({ code: 'not_now', message, hint: 'Pair the button again to give it another.', field: 'name' });
  }
  try {
    await secrets.keep({ [name]: value });
  } catch (error) {
    const why = messageOf(error);
    return refuse({
      code: 'failed',
      message: `The secret could not be kept: ${why}.`,
      hint: 'Mend that and try again.',
    });
  }
  record({ kind: 'SECRET_KEPT', source, data: { from, name } });
  return ok({});
}
