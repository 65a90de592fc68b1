import type { DeviceConfig } from '../../shared/config.ts';
import type { Secrets } from '../secrets.ts';
import type { DeviceSetup } from './device.ts';
import { linkKeys } from './keys.ts';

/** A device of the configuration with its keys, or with word of where its secret should be. */
export function deviceSetup(id: string, device: DeviceConfig, secrets: Secrets): DeviceSetup {
  const { name, key, paths, onSilence, retired } = device;
  const secret = secrets.of(key);
  return {
    id,
    name,
    keys: secret === null ? null : linkKeys(secret),
    keyPlace: secrets.placeOf(key),
    paths: [...new Set(paths)],
    onSilence,
    retired,
  };
}
