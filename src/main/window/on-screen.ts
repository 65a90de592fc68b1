interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** As much of a window as somebody needs to see it and to drag it, in each direction. */
const leastPx = 100;

/** Whether a window at `bounds` can be found on one of the screens that there are now: the one that it was on may be unplugged. */
export function isOnScreen(bounds: Box, workAreas: readonly Box[]): boolean {
  const shared = (from: number, length: number, otherFrom: number, otherLength: number): number =>
    Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);
  return workAreas.some(
    ({ x, y, width, height }) =>
      shared(bounds.x, bounds.width, x, width) >= leastPx && shared(bounds.y, bounds.height, y, height) >= leastPx,
  );
}
