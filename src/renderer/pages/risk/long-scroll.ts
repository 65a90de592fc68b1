/**
 * Scrolling through more than a browser can lay out: a million rows are taller than any element may be. The element is as tall as
 * is allowed, and its scroll position stands for a place in the whole. Small steps move by as much as they say; only what leaps
 * (the scrollbar's thumb, End) is a proportion. To make both possible, the whole is laid over the element in pages that overlap
 * (an idea of Michael Leibman's for SlickGrid).
 */
export interface LongScroll {
  /** Of all rows together, in px. */
  wholePx: number;
  /** Of the element: `wholePx`, or the most that is allowed. */
  laidOutPx: number;
  viewPx: number;
  /** What to add to the element's scroll position to get the place in the whole. */
  offsetPx: number;
  /** The element's scroll position when it was last looked at. */
  seenPx: number;
}

/**
 * A step in px that no wheel and no finger makes at once. One pixel of the scrollbar's thumb is more as soon as the whole is more than
 * can be laid out.
 */
const leapPx = 2_000;

export const unscrolled: LongScroll = { wholePx: 0, laidOutPx: 0, viewPx: 0, offsetPx: 0, seenPx: 0 };

/** Where the view begins in the whole. */
export function placePx({ seenPx, offsetPx }: LongScroll): number {
  return seenPx + offsetPx;
}

/** The same place, as far as there is one, after the number of rows or the size of the view has changed. */
export function resized(scroll: LongScroll, sizes: { wholePx: number; viewPx: number; mostPx: number }): LongScroll {
  const { wholePx, viewPx, mostPx } = sizes;
  const next = { ...scroll, wholePx, viewPx, laidOutPx: Math.min(wholePx, mostPx) };
  return scrolledTo(next, placePx(scroll));
}

/** A wish for a place in the whole. The caller sets the element's scroll position to `seenPx`. */
export function scrolledTo(scroll: LongScroll, wantedPx: number): LongScroll {
  const placed = Math.min(Math.max(0, wantedPx), lastPx(scroll));
  const offsetPx = offsetOfPage(scroll, Math.floor(placed / pagePx(scroll)));
  // Rounding at the seams may ask for a pixel that the element does not have.
  const seenPx = Math.min(Math.max(0, placed - offsetPx), Math.max(0, scroll.laidOutPx - scroll.viewPx));
  return { ...scroll, offsetPx: placed - seenPx, seenPx };
}

/** The element has been scrolled, by whatever means, to `toPx`. Its position is then to be `seenPx` again. */
export function scrolledBy(scroll: LongScroll, toPx: number): LongScroll {
  const stepPx = toPx - scroll.seenPx;
  const endPx = scroll.laidOutPx - scroll.viewPx;
  const isLeap = Math.abs(stepPx) >= Math.max(leapPx, scroll.viewPx) || toPx <= 0 || toPx >= endPx;
  if (!isLeap) return scrolledTo(scroll, placePx(scroll) + stepPx);
  return scrolledTo(scroll, endPx <= 0 ? 0 : (toPx / endPx) * lastPx(scroll));
}

function lastPx({ wholePx, viewPx }: LongScroll): number {
  return Math.max(0, wholePx - viewPx);
}

/** A hundredth of what is laid out: so many steps can be taken before the element's position is set anew. */
function pagePx({ laidOutPx }: LongScroll): number {
  return Math.max(1, laidOutPx / 100);
}

function offsetOfPage(scroll: LongScroll, page: number): number {
  const { wholePx, laidOutPx } = scroll;
  const lastPage = Math.ceil(wholePx / pagePx(scroll)) - 1;
  if (wholePx <= laidOutPx || lastPage <= 0) return 0;
  return Math.round((Math.min(page, lastPage) / lastPage) * (wholePx - laidOutPx));
}
