/** What one stage of a build has to say. */
export interface Stage {
  /** What it looked at, in a few words. */
  readonly summary: string;
  /** Everything that is wrong; empty when nothing is. */
  readonly details: string;
}

/** One line of a build: `judge      0.1 s  ok   108 rules over ...`. */
export function stageLine(name: string, summary: string, milliseconds: number, good: boolean): string {
  const seconds = (milliseconds / 1000).toFixed(1);
  return `${name.padEnd(9)} ${seconds.padStart(5)} s  ${good ? 'ok ' : 'BAD'}  ${summary}\n`;
}
