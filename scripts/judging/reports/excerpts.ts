import { credentialIn } from '../../../policies/kubernetes/credentials/credentials.ts';
import type { Finding } from '../../../policies/model.ts';
import type { Excerpt } from '../../../policies/reporters/told.ts';
import { createSources } from '../../repository/sources.ts';

/** Longer lines are cut: they are data. */
const longest = 160;

/**
 * Shows the lines that findings are about, from the files of the working directory.
 * @param input what standard input held
 * @param isSecret whether what a rule finds must not be repeated: of its lines only the key is shown
 */
export function excerpts(input: string, isSecret: (rule: string) => boolean): (finding: Finding) => Excerpt | undefined {
  const sources = createSources('', new Map([['-', input]]));
  const files = new Map<string, readonly string[]>();
  return ({ file, line, rule }) => {
    if (line === 0 || file === '') return undefined;
    const lines = files.get(file) ?? (sources.text(file) ?? '').split(/\r\n|\n|\r/);
    files.set(file, lines);
    const whole = lines[line - 1];
    if (whole === undefined || whole.trim() === '') return undefined;
    // Whatever another rule says of a line with a credential, it is not for every log.
    const text = isSecret(rule) || credentialIn('', whole) !== undefined ? keyOf(whole) : shortened(shown(whole));
    const from = text.length - text.trimStart().length;
    return { line, text, from, to: endOf(text) };
  };
}

/** Up to where the value begins. */
function keyOf(line: string): string {
  const key = /^\s*(?:- )*["']?[\w./-]+["']?\s*:/.exec(line)?.[0];
  return key === undefined ? `${/^\s*/.exec(line)?.[0] ?? ''}...` : `${shown(key)} ...`;
}

/** Other control characters than tabs are no text, and some command the terminal. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? character : '\uFFFD'));
}

function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}...`;
}

/** A comment at the end is not meant. */
function endOf(text: string): number {
  const comment = /^[^"']*?(?=\s+#\s)/.exec(text)?.[0];
  return (comment === undefined || comment.trim() === '' ? text : comment).trimEnd().length;
}
