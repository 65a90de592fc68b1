import { randomBytes } from 'node:crypto';
import type { PairAnswer, PairRequest } from '../../shared/api/commands.ts';
import type { DeviceConfig } from '../../shared/config.ts';
import { messageOf } from '../../shared/errors.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { ConfigStore } from '../config-store.ts';
import type { LinkEvent } from '../journal/events.ts';
import type { Secrets } from '../secrets.ts';
import type { DeviceDesk } from './device-desk.ts';
import { linkLimits } from './limits.ts';
import { secretsHeader } from './secrets-header.ts';
import { deviceSetup } from './setup.ts';
import { giveSecret } from './usb/give-secret.ts';
import type { UsbDesk } from './usb/usb-desk.ts';

export interface PairingOptions {
  config: ConfigStore;
  secrets: Secrets;
  devices: DeviceDesk;
  usb: UsbDesk;
  record: (event: LinkEvent) => void;
  /** The devices of the configuration are others now. */
  onChange: () => void;
}

/** A device that has its secret. */
interface Entry {
  device: string;
  path: PairRequest['path'];
  name: string | undefined;
  /** The serial port that was named for it. */
  port: string | undefined;
  header: string | null;
}

/** Gives devices their secrets, names and standing. What it changes stands in the configuration and in `secrets.json`. */
export class Pairing {
  private readonly options: PairingOptions;
  private busy = false;

  constructor(options: PairingOptions) {
    this.options = options;
  }

  async pair(request: PairRequest): Promise<Result<PairAnswer>> {
    if (this.busy) return refuse(anotherPairing);
    this.busy = true;
    try {
      return request.path === 'usb' ? await this.overUsb(request) : await this.overWifi(request);
    } catch (error) {
      const message = `The secret could not be kept: ${messageOf(error)}.`;
      return refuse({ code: 'failed', message, hint: 'Check the data folder, then pair again.' });
    } finally {
      this.busy = false;
    }
  }

  /** No longer believed, no longer waited for. Pairing it again brings it back. */
  async retire(id: string, reason: string): Promise<Result<Record<string, never>>> {
    const device = this.options.config.config().devices[id];
    if (!device) return refuse(unknownDevice(id));
    const stored = await this.store(id, { ...device, retired: true });
    if (!stored.ok) return stored;
    this.options.record({ kind: 'DEVICE_RETIRED', source: 'api', reason, data: { device: id, name: device.name } });
    return ok({});
  }

  async rename(id: string, name: string): Promise<Result<Record<string, never>>> {
    const device = this.options.config.config().devices[id];
    if (!device) return refuse(unknownDevice(id));
    const stored = await this.store(id, { ...device, name });
    if (!stored.ok) return stored;
    this.options.record({ kind: 'DEVICE_RENAMED', source: 'api', data: { device: id, name } });
    return ok({});
  }

  private async overUsb({
    name,
    device: wanted,
    port: named,
  }: Extract<PairRequest, { path: 'usb' }>): Promise<Result<PairAnswer>> {
    const { usb, secrets, config } = this.options;
    const listening = config.config().links.usb ?? { discover: true, paths: [] };
    const paths = named === undefined ? listening.paths : [...new Set([...listening.paths, named])];
    await usb.listen({ ...listening, paths });
    const board = await usb.findBoard(wanted, linkLimits.pairingWaitMs);
    if (!board.ok) return board;
    const { device, port } = board.value;
    const secret = randomBytes(32).toString('hex');
    const secretName = secretNameOf(device);
    // Kept before the board has it: should the engine die in between, the secret is not lost with it.
    await secrets.keep({ [`${secretName}.offered`]: secret });
    const given = await giveSecret({ usb, device, port, secret });
    if (!given.ok) {
      await secrets.keep({ [`${secretName}.offered`]: null });
      return given;
    }
    await secrets.keep({ [secretName]: secret, [`${secretName}.offered`]: null });
    return this.enter({ device, path: 'usb', name, port: named, header: null });
  }

  private async overWifi({ name, device: wanted }: PairRequest): Promise<Result<PairAnswer>> {
    const { secrets, config } = this.options;
    const known = wanted === undefined ? undefined : config.config().devices[wanted];
    if (wanted !== undefined && !known) return refuse(unknownDevice(wanted));
    const device = wanted ?? randomBytes(4).toString('hex');
    let secret = known ? secrets.of(known.key) : null;
    if (secret === null) {
      secret = randomBytes(32).toString('hex');
      await secrets.keep({ [secretNameOf(device)]: secret });
    }
    return this.enter({ device, path: 'wifi', name, port: undefined, header: secretsHeader(device, secret) });
  }

  private async enter({ device, path, name, port, header }: Entry): Promise<Result<PairAnswer>> {
    const before = this.options.config.config().devices[device];
    const next: DeviceConfig = {
      name: name ?? before?.name ?? `button ${device}`,
      key: before && path === 'wifi' ? before.key : { secret: secretNameOf(device) },
      paths: [...new Set([...(before?.paths ?? []), path])],
      onSilence: before?.onSilence ?? 'alarm',
      retired: false,
    };
    const stored = await this.store(device, next, port);
    if (!stored.ok) return stored;
    this.options.record({ kind: 'DEVICE_PAIRED', source: path, data: { device, name: next.name } });
    return ok({ device, name: next.name, secretsHeader: header });
  }

  private async store(id: string, device: DeviceConfig, port?: string): Promise<Result<unknown>> {
    const { config, secrets, devices } = this.options;
    const changed = await config.change((json) => withDevice(json, id, device, port));
    if (!changed.ok) return changed;
    devices.put(deviceSetup(id, device, secrets));
    this.options.onChange();
    return changed;
  }
}

type Json = Record<string, unknown>;

/** The file with this device in it; a device over a cable also needs its port, or any, to be listened to. */
function withDevice(json: Json, id: string, device: DeviceConfig, port: string | undefined): Json {
  const devices = { ...objectAt(json, 'devices'), [id]: device };
  if (!device.paths.includes('usb') || device.retired) return { ...json, devices };
  const links = objectAt(json, 'links');
  const usb = objectAt(links, 'usb');
  const before = Array.isArray(usb.paths) ? usb.paths : [];
  const paths = port === undefined ? {} : { paths: [...new Set([...before, port])] };
  return { ...json, devices, links: { ...links, usb: { ...usb, ...paths } } };
}

function objectAt(json: Json, key: string): Json {
  const value = json[key];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function secretNameOf(device: string): string {
  return `device-${device}`;
}

function unknownDevice(id: string): Failure {
  const message = `There is no device "${id}".`;
  return { code: 'not_found', message, hint: '"scram status" lists them.', field: 'id' };
}

const anotherPairing: Failure = {
  code: 'not_now',
  message: 'Another pairing is at work.',
  hint: 'Wait until it has ended.',
};
