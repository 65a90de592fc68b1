import { assertNever } from '../../shared/assert-never.ts';
import type { LinkEvent } from '../journal/events.ts';
import type { DeviceNews, DeviceSetup } from './device.ts';

/** The journal's row for a device's news; null for what has its own way into the record. */
export function rowOf({ id, name }: DeviceSetup, news: DeviceNews): LinkEvent | null {
  const common = { device: id, name };
  switch (news.news) {
    case 'level':
      return { kind: 'SWITCH_MOVED', source: news.path, data: { ...common, level: news.level } };
    case 'boot': {
      const { resetReason, version } = news;
      return { kind: 'DEVICE_BOOTED', source: news.path, data: { ...common, resetReason, version } };
    }
    case 'link_lost':
      return { kind: 'LINK_LOST', source: news.path, data: { ...common, silentMs: news.silentMs } };
    case 'link_restored':
      return { kind: 'LINK_RESTORED', source: news.path, data: { ...common, outageMs: news.outageMs } };
    case 'silent':
      return null;
    default:
      return assertNever(news);
  }
}
