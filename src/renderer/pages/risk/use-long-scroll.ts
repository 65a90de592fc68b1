import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { riskLimits } from './limits.ts';
import { type LongScroll, placePx, resized, scrolledBy, scrolledTo, unscrolled } from './long-scroll.ts';

export interface ScrolledRows {
  scroller: RefObject<HTMLTableSectionElement | null>;
  onScroll: () => void;
  /** Of the element that stands for all rows. */
  heightPx: number;
  /** Rows to draw, and where in that element a row stands. */
  first: number;
  last: number;
  /** The first that can be seen whole. */
  firstSeen: number;
  topPxOf: (index: number) => number;
  isAtTop: boolean;
  /** Rows that fit into the view. */
  pageRows: number;
  /** Scrolls as little as it takes to see the row. */
  reveal: (index: number) => void;
  toTop: () => void;
}

/** Rows of one height, any number of them, of which only those in view are drawn. */
export function useLongScroll(count: number, rowPx: number): ScrolledRows {
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [scroll, setScroll] = useState(unscrolled);
  const now = useRef(scroll);
  const viewPx = useHeight(scroller);

  const set = useCallback((next: LongScroll): void => {
    now.current = next;
    setScroll(next);
  }, []);
  const place = useCallback(
    (next: LongScroll): void => {
      set(next);
      if (scroller.current) scroller.current.scrollTop = next.seenPx;
    },
    [set],
  );

  useLayoutEffect(
    () => set(resized(now.current, { wholePx: count * rowPx, viewPx, mostPx: riskLimits.scrollHeightPx })),
    [count, rowPx, viewPx, set],
  );
  // Only now is the element as tall as it must be to be scrolled there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the element's height that matters.
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = now.current.seenPx;
  }, [scroll.laidOutPx]);

  const toTop = useCallback((): void => place(scrolledTo(now.current, 0)), [place]);
  const topPx = placePx(scroll);
  const reveal = (index: number): void => {
    const rowTopPx = index * rowPx;
    const lowestPx = rowTopPx + rowPx - viewPx;
    if (rowTopPx < topPx) place(scrolledTo(now.current, rowTopPx));
    else if (lowestPx > topPx) place(scrolledTo(now.current, lowestPx));
  };
  return {
    scroller,
    onScroll() {
      const toPx = scroller.current?.scrollTop ?? 0;
      const next = scrolledBy(now.current, toPx);
      // Setting it when nothing has to be set would break a flick of the finger off.
      if (Math.abs(next.seenPx - toPx) >= 1) place(next);
      else set(next);
    },
    heightPx: scroll.laidOutPx,
    first: Math.max(0, Math.floor(topPx / rowPx) - riskLimits.overscanRows),
    last: Math.min(count - 1, Math.ceil((topPx + viewPx) / rowPx) + riskLimits.overscanRows),
    firstSeen: Math.ceil(topPx / rowPx),
    topPxOf: (index) => index * rowPx - scroll.offsetPx,
    isAtTop: topPx < 1,
    pageRows: Math.max(1, Math.floor(viewPx / rowPx) - 1),
    reveal,
    toTop,
  };
}

function useHeight(element: RefObject<HTMLElement | null>): number {
  const [heightPx, setHeightPx] = useState(0);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setHeightPx(Math.round(entry?.contentRect.height ?? 0)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return heightPx;
}
