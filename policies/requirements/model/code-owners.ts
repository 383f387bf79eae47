/**
 * The owners of a path in a CODEOWNERS file, without their organisation: the last pattern that matches decides. In the form of Gitea,
 * which a line with `!` shows, lines are regular expressions, and all that match count.
 */
export function ownersOf(codeOwners: string, path: string): readonly string[] {
  const entries = codeOwners.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  if (entries.some(([pattern = '']) => pattern.startsWith('!'))) {
    const asked = entries.filter(([expression = '']) => expression !== '' && matchesExpression(expression, path));
    return [...new Set(asked.flatMap(named))];
  }
  const entry = entries.findLast(([pattern = '']) => pattern !== '' && covers(pattern, path));
  return named(entry ?? []);
}

function named(entry: readonly string[]): readonly string[] {
  return entry.slice(1).map((owner) => owner.replace(/^@(?:.*\/)?/, ''));
}

function matchesExpression(written: string, path: string): boolean {
  const expression = written.replaceAll(/\\(.)/g, '$1');
  return new RegExp(`^${expression.replace(/^!/, '')}$`).test(path) !== expression.startsWith('!');
}

/** Patterns of CODEOWNERS are those of .gitignore: anchored where they have a slash before the end, and open to what is below. */
function covers(pattern: string, path: string): boolean {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const expression = body
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  const end = pattern.endsWith('/') ? '/' : '(?:/|$)';
  return new RegExp(`${isAnchored ? '^' : '(?:^|/)'}${expression}${end}`).test(path);
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
