import { createColors } from 'picocolors';
import type { Paint } from '../../policies/reporters/text.ts';

/** Colours on a terminal, unless NO_COLOR asks for none. */
export function paint(): Paint {
  const colors = createColors(process.stdout.isTTY === true && !process.env['NO_COLOR']);
  return {
    severity: (word, severity) => (severity === 'error' ? colors.red(word) : colors.yellow(word)),
    rule: colors.bold,
    label: colors.dim,
  };
}
