/**
 * A function of an object and of what it is read with, that gives the same result again for the same object as long as the rest is
 * the same, too. Only the last result of each object is kept, and only for as long as the object lives.
 */
export function remembered<K extends object, Rest extends readonly unknown[], T>(
  compute: (key: K, ...rest: Rest) => T,
): (key: K, ...rest: Rest) => T {
  const last = new WeakMap<K, { readonly rest: Rest; readonly value: T }>();
  return (key, ...rest) => {
    const known = last.get(key);
    if (known?.rest.every((item, index) => item === rest[index])) return known.value;
    const value = compute(key, ...rest);
    last.set(key, { rest, value });
    return value;
  };
}
