import { type ParseResult, type ParserOptions, parse } from '@babel/parser';
import { type Definition, definitionIn } from './module.ts';
import { offsetOf, type Path, type Place, placer, type Written } from './places.ts';
import { unreadable } from './raw-text.ts';
import type { Refusal } from './refusals.ts';

/** A mistake in a data file: what, where, and how to put it right. */
export interface LiteralProblem extends Place, Refusal {}

/** A value that was read out of a data file. */
export interface Literal {
  /** Plain data; undefined where there are problems. */
  readonly value: unknown;
  /** The value as it is written; undefined where there are problems. */
  readonly written: Written | undefined;
  /** All of them, in the order of the text. */
  readonly problems: readonly LiteralProblem[];
  /** Where the value at a path stands, or its key; of the deepest that is written where the path leads further. */
  placeOf(path: Path, part?: 'key' | 'value'): Place;
  /** Where an offset of `written` is. */
  place(offset: number): Place;
}

/** With every syntax that TypeScript has, so that each can be refused by its name. */
const syntax: ParserOptions = {
  sourceType: 'module',
  plugins: ['typescript', 'jsx', 'decorators', 'deferredImportEvaluation', 'sourcePhaseImports'],
  errorRecovery: true,
  attachComment: false,
  createParenthesizedExpressions: true,
};

/**
 * Reads the value of a file that holds `import { define } from 'module'` and `export default define(value)`. The text is parsed and
 * never run: whatever else it holds is refused.
 */
export function readLiteral(text: string, definition: Definition): Literal {
  const place = placer(text);
  const problems: (Refusal & { readonly offset: number })[] = [];
  const refuse = (offset: number, { message, fix }: Refusal) => problems.push({ offset, message, fix });
  unreadable(text, refuse);
  const tree = problems.length > 0 ? undefined : treeOf(text, refuse);
  const written = tree === undefined ? undefined : definitionIn(tree, text, definition, refuse);
  const refused = new Set(problems.map(({ offset }) => offset));
  for (const { message, offset } of tree?.errors.map(syntaxError) ?? []) {
    // What is refused by its name is not said again in the words of the parser.
    if (!refused.has(offset)) refuse(offset, { message, fix: 'Mend the syntax.' });
  }
  const sound = problems.length === 0 ? written : undefined;
  return {
    value: sound?.value,
    written: sound,
    problems: problems.sort((a, b) => a.offset - b.offset).map(({ offset, message, fix }) => ({ message, fix, ...place(offset) })),
    placeOf: (path, part) => place(sound === undefined ? 0 : offsetOf(sound, path, part)),
    place,
  };
}

function treeOf(text: string, refuse: (offset: number, refusal: Refusal) => void): ParseResult | undefined {
  try {
    return parse(text, syntax);
  } catch (cause) {
    if (cause instanceof RangeError)
      refuse(0, { message: 'The file is nested too deeply to be read.', fix: 'Write it with fewer levels.' });
    else if (cause instanceof SyntaxError) {
      const { message, offset } = syntaxError(cause);
      refuse(offset, { message, fix: 'Mend the syntax.' });
    } else throw cause;
    return undefined;
  }
}

/** What the parser says, without its own line and column, which count from another first. */
function syntaxError(error: unknown): { readonly message: string; readonly offset: number } {
  const { message, loc } = error as { readonly message: string; readonly loc?: { readonly index: number } };
  const said = message
    .replace(/ \(\d+:\d+\)$/, '')
    .replace(/^This experimental syntax requires enabling .*/s, 'TypeScript has no such syntax')
    .replace(/\n.*/s, '');
  return { message: `The syntax is wrong: ${said.replace(/\.?$/, '.')}`, offset: loc?.index ?? 0 };
}
