/** Splits a list into equal parts of about a size. */
export function groupsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length === 0) return [];
  const count = Math.max(1, Math.round(items.length / size));
  const cut = (index: number) => Math.round((index * items.length) / count);
  return Array.from({ length: count }, (_, index) => items.slice(cut(index), cut(index + 1)));
}

/** Runs tasks in the order they are given, at most so many at once. */
export function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    // Who waits takes over the place of the one that ends.
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
