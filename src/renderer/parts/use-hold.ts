import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { pageLimits } from '../limits.ts';

/**
 * `let-go`: too early, a moment ago, so that whoever taps in a hurry learns why nothing happens. `asked`: activated by something that
 * can't hold, such as a screen reader or a voice; once more is as good as a hold.
 */
export type HoldStage = 'idle' | 'held' | 'let-go' | 'asked';

/** Everything that can press and release: mouse, finger, pen, Space and Enter; and what activates without a press. */
export interface HoldHandlers {
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerUp(): void;
  onPointerCancel(): void;
  onLostPointerCapture(): void;
  onContextMenu(event: { preventDefault(): void }): void;
  onClick(event: { detail: number }): void;
  onKeyDown(event: KeyboardEvent): void;
  onKeyUp(event: KeyboardEvent): void;
  onBlur(): void;
}

/**
 * Calls `onHeld` when something is held for `holdMs` without a break, once a press, or is activated twice by what can't hold; `bar` shows
 * how far it is.
 */
export function useHold(
  holdMs: number,
  bar: RefObject<HTMLProgressElement | null>,
  onHeld: () => void,
): { stage: HoldStage; handlers: HoldHandlers } {
  const [stage, setStage] = useState<HoldStage>('idle');
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
    const end = (next: HoldStage): void => {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      if (bar.current) bar.current.value = 0;
      setStage(next);
      release.current = () => {};
    };
    // A timer and not the painting decides, because a browser paints when it likes.
    const timer = setTimeout(() => {
      end('idle');
      latestOnHeld.current();
    }, holdMs);
    release.current = () => end('let-go');
    setStage('held');
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

  // What is said of an attempt is said for a while; an activation that nobody repeats is forgotten.
  useEffect(() => {
    if (stage !== 'let-go' && stage !== 'asked') return;
    const timer = setTimeout(() => setStage('idle'), stage === 'asked' ? pageLimits.askedMs : pageLimits.letGoMs);
    return () => clearTimeout(timer);
  }, [stage]);

  const letGo = (): void => release.current();
  return {
    stage,
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
      onClick({ detail }) {
        // What a pointer has pressed counts its clicks, and a key's click is prevented: the rest has nothing to hold with.
        if (detail !== 0) return;
        if (stage === 'asked') latestOnHeld.current();
        setStage(stage === 'asked' ? 'idle' : 'asked');
      },
      onKeyDown(event) {
        if (!isHoldKey(event.key)) return;
        event.preventDefault();
        if (!event.repeat) press();
      },
      onKeyUp(event) {
        if (!isHoldKey(event.key)) return;
        // Firefox makes a click of it otherwise.
        event.preventDefault();
        letGo();
      },
      onBlur: letGo,
    },
  };
}

function isHoldKey(key: string): boolean {
  return key === ' ' || key === 'Enter';
}
