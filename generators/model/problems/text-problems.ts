import type { Entry } from '../entry.ts';
import { at, type CatalogProblem, problem } from './problem.ts';

/** Line breaks that YAML 1.1 has beside those that everybody has. */
const changed = /[\u0085\u2028\u2029]/;

/** Wherever it stands in a file (Argo CD 3.4.7, reposerver/repository/repository.go, `skipFileRenderingMarker`). */
const leftOut = '+argocd:skip-file-rendering';

/**
 * Texts that would come out of kustomize as others (5.7.1, by its YAML writer): each that was tried with one of these characters was changed or
 * did not build, and none without.
 */
export function textProblems(entry: Entry<unknown>): CatalogProblem[] {
  return [...textsIn(entry.value)].flatMap(({ path, text }) => {
    if (text.includes(leftOut))
      return [
        problem(
          at(entry, ...path),
          `"${path.join('.')}" holds "${leftOut}", by which Argo CD leaves out the file that it comes into.`,
          'Write it otherwise.',
        ),
      ];
    const [character] = changed.exec(text) ?? [];
    if (character === undefined) return [];
    const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
    return [
      problem(
        at(entry, ...path),
        `"${path.join('.')}" holds the line break ${code}, which kustomize changes when it writes YAML.`,
        'Leave it out; where a program needs it, put the text into a file that "files" names by "from".',
      ),
    ];
  });
}

type Path = readonly (string | number)[];

function* textsIn(value: unknown, path: Path = []): Generator<{ readonly path: Path; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield { path: [...path, key], text: key };
      yield* textsIn(item, [...path, key]);
    }
  }
}
