/**
 * One call for all that ask in the same turn of the event loop, as the sections of one reading do. Whoever asks later gets a call of
 * its own: what it is told must not be older than its question.
 */
export function sharedInTurn<Key extends object, T>(call: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const running = new WeakMap<Key, Promise<T>>();
  return (key) => {
    const known = running.get(key);
    if (known) return known;
    const started = call(key);
    running.set(key, started);
    setImmediate(() => running.delete(key));
    return started;
  };
}
