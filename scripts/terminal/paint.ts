import { createColors } from 'picocolors';
import type { Paint } from '../../policies/reporters/text.ts';

/** Whether standard output has colours: on a terminal, unless NO_COLOR asks for none. */
export function isColored(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'];
}

/** Colours of findings, where there are colours. */
export function paint(): Paint {
  const colors = createColors(isColored());
  return {
    severity: (word, severity) => (severity === 'error' ? colors.red(word) : colors.yellow(word)),
    rule: colors.bold,
    label: colors.dim,
  };
}
