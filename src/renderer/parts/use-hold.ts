import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** Everything that can press and release: mouse, finger, pen, Space and Enter. */
export interface HoldHandlers {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onLostPointerCapture(): void;
  onContextMenu(event: { preventDefault(): void }): void;
  onKeyDown(event: KeyboardEvent): void;
  onKeyUp(event: KeyboardEvent): void;
  onBlur(): void;
}

/** Calls `onHeld` when something is held for `holdMs` without a break, once a press; `bar` shows how far it is. */
export function useHold(
  holdMs: number,
  bar: RefObject<HTMLProgressElement | null>,
  onHeld: () => void,
): { isHeld: boolean; handlers: HoldHandlers } {
  const [isHeld, setIsHeld] = useState(false);
  const release = useRef(() => {});
  const latestOnHeld = useRef(onHeld);
  latestOnHeld.current = onHeld;

  const press = useCallback(() => {
    release.current();
    const startedMs = performance.now();
    let frame = 0;
    const paint = (): void => {
      if (bar.current) bar.current.value = Math.min(1, (performance.now() - startedMs) / holdMs);
      frame = requestAnimationFrame(paint);
    };
    const end = (): void => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      if (bar.current) bar.current.value = 0;
      setIsHeld(false);
      release.current = () => {};
    };
    // A timer and not the painting decides, because a browser paints when it likes.
    const timer = setTimeout(() => {
      end();
      latestOnHeld.current();
    }, holdMs);
    release.current = end;
    setIsHeld(true);
    paint();
  }, [bar, holdMs]);

  useEffect(() => {
    const onHidden = (): void => release.current();
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      document.removeEventListener('visibilitychange', onHidden);
      release.current();
    };
  }, []);

  const letGo = (): void => release.current();
  return {
    isHeld,
    handlers: {
      onPointerDown(event) {
        if (!event.isPrimary || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        press();
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
      onLostPointerCapture: letGo,
      onContextMenu: (event) => event.preventDefault(),
      onKeyDown(event) {
        if (!isHoldKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) press();
      },
      onKeyUp(event) {
        if (isHoldKey(event.key)) letGo();
      },
      onBlur: letGo,
    },
  };
}

function isHoldKey(key: string): boolean {
  return key === ' ' || key === 'Enter';
}
