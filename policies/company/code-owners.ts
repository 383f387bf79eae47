/** A CODEOWNERS file, ready to be asked. */
export interface CodeOwners {
  /** Who approves a change of a path, as the file calls them; nobody where no line is about it. */
  approversOf(path: string): readonly string[];
  /** Whether one of those of one line is enough. Where every line counts that fits, those of all are asked. */
  readonly oneLineDecides: boolean;
}

interface Line {
  readonly owners: readonly string[];
  readonly matches: (path: string) => boolean;
  /** What the pattern is where it is a plain path: the path itself, or a folder with its slash. */
  readonly plain?: string;
}

/**
 * Reads a CODEOWNERS file. On GitHub and GitLab the last pattern that matches decides. In the form of Gitea, which a line with `!` shows,
 * lines are regular expressions, and all that match count (1.24, models/issues/pull.go).
 */
export function readCodeOwners(text: string): CodeOwners {
  const entries = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter(([pattern = '']) => pattern !== '');
  const areExpressions = entries.some(([pattern = '']) => pattern.startsWith('!'));
  const lines = entries.map(([pattern = '', ...owners]) =>
    areExpressions ? expressionLine(pattern, owners) : patternLine(pattern, owners),
  );
  const asked = linesBy(lines);
  return {
    oneLineDecides: !areExpressions,
    approversOf(path) {
      const found = asked(path);
      return areExpressions ? [...new Set(found.flatMap(({ owners }) => owners))] : (found.at(-1)?.owners ?? []);
    },
  };
}

/** The lines that match a path, in their order: plain ones are looked up, so that a file with a line for each service stays quick. */
function linesBy(lines: readonly Line[]): (path: string) => readonly Line[] {
  const plain = new Map<string, number[]>();
  const others: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.plain === undefined) others.push(index);
    else plain.set(line.plain, [...(plain.get(line.plain) ?? []), index]);
  }
  return (path) => {
    const parts = path.split('/');
    const prefixes = parts.flatMap((_, index) => {
      const own = parts.slice(0, index + 1).join('/');
      return index === parts.length - 1 ? [own] : [own, `${own}/`];
    });
    const candidates = [...prefixes.flatMap((prefix) => plain.get(prefix) ?? []), ...others];
    return candidates
      .filter((index) => lines[index]?.matches(path))
      .toSorted((a, b) => a - b)
      .flatMap((index) => lines[index] ?? []);
  };
}

function expressionLine(written: string, owners: readonly string[]): Line {
  const expression = written.replaceAll(/\\(.)/g, '$1');
  const bare = expression.replace(/^!/, '');
  const regular = new RegExp(`^${bare}$`);
  const body = bare.replace(/\.\*$/, '').replaceAll('\\.', '.');
  const isPlain = !expression.startsWith('!') && /^[\w./-]+$/.test(body) && (bare.endsWith('/.*') || !/(?<!\\)\./.test(bare));
  return {
    owners,
    matches: (path) => regular.test(path) !== expression.startsWith('!'),
    ...(isPlain && { plain: body }),
  };
}

/** Patterns of CODEOWNERS are those of .gitignore: anchored where they have a slash before the end, and open to what is below. */
function patternLine(pattern: string, owners: readonly string[]): Line {
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const body = pattern.replace(/^\//, '').replace(/\/$/, '');
  const expression = body
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => wildcards[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
    .join('');
  const end = pattern.endsWith('/') ? '/' : '(?:/|$)';
  const regular = new RegExp(`${isAnchored ? '^' : '(?:^|/)'}${expression}${end}`);
  return {
    owners,
    matches: (path) => regular.test(path),
    ...(isAnchored && !/[*?]/.test(body) && { plain: pattern.endsWith('/') ? `${body}/` : body }),
  };
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };
