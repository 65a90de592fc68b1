interface Warmth {
  warmSocketsMin: number;
  warmSocketsMax: number;
  warmIntervalMs: number;
}

/**
 * Keeps connections open by asking something cheap on all of them at once: when they are first wanted, when more are wanted, after
 * one was lost, and before the server would close them. `ask` never rejects.
 */
export function keepWarm({ warmSocketsMin, warmSocketsMax, warmIntervalMs }: Warmth, ask: () => Promise<unknown>) {
  let wanted = 0;
  let warm = 0;
  let timer: NodeJS.Timeout | undefined;
  const fill = async () => {
    warm = wanted;
    await Promise.all(Array.from({ length: wanted }, ask));
  };
  return {
    async warm(connections: number) {
      wanted = Math.min(Math.max(connections, warmSocketsMin), warmSocketsMax);
      timer ??= setInterval(() => void fill(), warmIntervalMs).unref();
      if (wanted > warm) await fill();
    },
    lost() {
      warm = 0;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
