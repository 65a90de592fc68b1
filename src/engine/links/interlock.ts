import type { Obstacle } from '../../shared/failure.ts';
import type { Device } from './device.ts';

/**
 * What the switches say against a reset: one that is open would fire again at the next press of nothing, one that is inconsistent
 * or unheard since the start, or since it came back from retirement, may be open for all we know. A retired device has no say.
 */
export function switchObstacles(devices: Iterable<Device>): Obstacle[] {
  const obstacles: Obstacle[] = [];
  for (const device of devices) {
    const message = device.setup.retired ? null : objection(device);
    if (message !== null) obstacles.push({ code: 'switch', message });
  }
  return obstacles;
}

function objection(device: Device): string | null {
  const { name, id } = device.setup;
  const which = name.includes(id) ? name : `${name} (${id})`;
  switch (device.switchLevel()) {
    case 'closed':
      return null;
    case 'open':
      return `The switch of ${which} is thrown: close it first.`;
    case 'inconsistent':
      return `The switch of ${which} is wired wrongly or broken: mend it, or retire the device.`;
    case null:
      return `${which} has not been heard yet: connect it, or retire it.`;
  }
}
