import { clearLine, cursorTo } from 'node:readline';

/** Takes back what `doing` has set; absent while no line stands. */
let takeAway: (() => void) | undefined;

/**
 * Says on one line of standard error what is being done, in the place of what was said before: `building what it changes`. Whatever is
 * printed next takes it away. Nothing in pipes, in CI and where the terminal is dumb. It is written before the work begins, since work
 * that computes lets no timer run; that, and a cursor that stays where it was when a signal ends the program, is why it is no spinner.
 */
export function doing(text: string): void {
  const { stderr } = process;
  if (stderr.isTTY !== true || process.env['CI'] !== undefined || process.env['TERM'] === 'dumb') return;
  done();
  stderr.write(`${text} ...`.slice(0, Math.max(1, (stderr.columns || 80) - 1)));
  const restored = [process.stdout, stderr].map((stream) => {
    const { write } = stream;
    stream.write = ((...args: Parameters<typeof write>) => {
      done();
      return write.apply(stream, args);
    }) as typeof write;
    return () => {
      stream.write = write;
    };
  });
  takeAway = () => {
    for (const restore of restored) restore();
    cursorTo(stderr, 0);
    clearLine(stderr, 0);
  };
}

/** Takes the line away, at the end. */
export function done(): void {
  const last = takeAway;
  takeAway = undefined;
  last?.();
}
