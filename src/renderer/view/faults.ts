/** In the order they came, but what is wrong stands first: it is what a person should read. */
export function faultsFirst<T>(list: readonly T[], isFault: (each: T) => boolean): T[] {
  return [...list.filter(isFault), ...list.filter((each) => !isFault(each))];
}
