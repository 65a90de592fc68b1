import type { ResetAnswer, ResetRequest } from '../../shared/api/commands.ts';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { ConfigStore } from '../config-store.ts';
import type { ResetAsked } from '../kill/kill-switch.ts';
import type { Secrets } from '../secrets.ts';
import type { SwitchState } from '../switch/latch.ts';
import { addressesNow } from './addresses.ts';
import { Announcer } from './announcer.ts';
import { CounterStore } from './counter-store.ts';
import { DeviceDesk, type LinkedEngine } from './device-desk.ts';
import { linkKeys } from './keys.ts';
import { linkLimits } from './limits.ts';
import { Pairing } from './pairing.ts';
import { openEngineId } from './peers/engine-id.ts';
import type { OwnCheckIn } from './peers/peer.ts';
import { PeerDesk } from './peers/peer-desk.ts';
import { PeerMemory } from './peers/peer-memory.ts';
import { deviceSetup } from './setup.ts';
import { UsbDesk } from './usb/usb-desk.ts';

export interface LinksOptions {
  dataDir: string;
  config: ConfigStore;
  secrets: Secrets;
  clock: Clock;
  /** What the journal knows: presses that have been heard, whatever the file of counters says. */
  remembered: SwitchState;
  engine: LinkedEngine & {
    switchState(): SwitchState;
    reset(request: ResetRequest, asked: ResetAsked): Promise<Result<ResetAnswer>>;
    ownCheckIn(): OwnCheckIn | null;
    hearCheckIn(peer: string, ageMs: number): void;
  };
  reportBug: (error: unknown) => void;
}

/** The links to devices, open. */
export interface Links {
  devices: DeviceDesk;
  usb: UsbDesk;
  peers: PeerDesk;
  /** Peers that can't be spoken with because their secret is missing, and where it should be. */
  unkeyedPeers: readonly { name: string; place: string }[];
  pairing: Pairing;
  /** To be told where the device listener is, once it is open. */
  announcer: Announcer;
  /** Tokens that kill as they are, from the configuration. */
  staticTokens: readonly string[];
  stop(): Promise<void>;
}

/** Opens the links of a configuration. Every part of it fails on its own: a missing secret costs one device, never the engine. */
export async function openLinks(options: LinksOptions): Promise<Links> {
  const { dataDir, secrets, clock, engine, reportBug } = options;
  const config = options.config.config();
  const counters = new CounterStore(dataDir, reportBug);
  const memory = new PeerMemory(dataDir, reportBug);
  await Promise.all([counters.load(), memory.load(Object.keys(config.peers))]);
  raiseToPresses(counters, options.remembered);
  const devices = new DeviceDesk(engine, clock, counters);
  for (const [id, device] of Object.entries(config.devices)) devices.put(deviceSetup(id, device, secrets));
  const usb = new UsbDesk({
    clock,
    devices,
    record: engine.record,
    onChange: engine.onChange,
    loadPorts: async () => (await import('./usb/serial.ts')).machinePorts,
  });
  // Not waited for: an engine must be there before a native library has been found and loaded.
  if (config.links.usb) void usb.listen(config.links.usb);
  const announcer = new Announcer({
    enabled: config.links.wifi.announce,
    isWanted: () =>
      Object.values(options.config.config().devices).some(({ paths, retired }) => paths.includes('wifi') && !retired),
    addresses: addressesNow,
    announce: async (port) => (await import('./mdns.ts')).announceByMdns(port, reportBug),
    reportBug,
  });
  const unkeyedPeers: { name: string; place: string }[] = [];
  const keyedPeers = Object.entries(config.peers).flatMap(([name, { url, key }]) => {
    const keys = linkKeys(secrets.of(key) ?? '');
    if (keys) return [{ name, url, keys }];
    unkeyedPeers.push({ name, place: secrets.placeOf(key) });
    return [];
  });
  const peers = new PeerDesk({
    peers: keyedPeers,
    unkeyed: unkeyedPeers.map(({ name }) => name),
    memory,
    from: await openEngineId(dataDir, reportBug),
    clock,
    counters,
    switchState: engine.switchState,
    kill: engine.kill,
    reset: engine.reset,
    ownCheckIn: engine.ownCheckIn,
    hearCheckIn: engine.hearCheckIn,
    record: engine.record,
    onChange: engine.onChange,
  });
  peers.start();
  let lookedMs = clock.monotonicMs();
  const silence = setInterval(() => {
    const sinceMs = clock.monotonicMs() - lookedMs;
    lookedMs += sinceMs;
    // A machine that slept, or was stopped, has heard nothing meanwhile: that time is nobody's silence.
    const awayMs = sinceMs > 2 * linkLimits.silenceCheckMs ? sinceMs : 0;
    devices.look(awayMs);
    peers.look(awayMs);
  }, linkLimits.silenceCheckMs);
  return {
    devices,
    usb,
    peers,
    unkeyedPeers,
    announcer,
    pairing: new Pairing({
      config: options.config,
      secrets,
      devices,
      usb,
      record: engine.record,
      onChange: () => announcer.review(),
    }),
    staticTokens: config.links.wifi.staticTokens.flatMap((reference) => secrets.of(reference) ?? []),
    async stop() {
      clearInterval(silence);
      peers.stop();
      await Promise.all([usb.stop(), announcer.stop()]);
      await Promise.all([counters.store(), memory.settled()]);
    },
  };
}

const pressPattern = /^([0-9a-f]{8})-([0-9a-f]{16})$/;

function raiseToPresses(counters: CounterStore, { knownKillIds, joinedPresses }: SwitchState): void {
  for (const press of [...knownKillIds, ...joinedPresses.map((joined) => joined.press)]) {
    const [, device, counter] = pressPattern.exec(press) ?? [];
    if (device !== undefined && counter !== undefined) counters.raise(device, BigInt(`0x${counter}`));
  }
}
