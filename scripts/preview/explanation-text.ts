import type { FieldOrigin } from '../kustomize/provenance.ts';
import { exceptionText } from './exceptions.ts';
import type { Edit, Explanation } from './explain.ts';

/** The explanation for people: one block for a single field, one line each for several. */
export function explanationText(explanations: readonly Explanation[]): string {
  const [first] = explanations;
  if (first !== undefined && explanations.length === 1) return blockOf(first);
  const objects = Map.groupBy(explanations, ({ object }) => object);
  return [...objects]
    .map(
      ([object, own]) =>
        `${object}\n${ownerText(own[0])}${linesOf(own)}${own.map(({ path, value, origins }) => `  ${path} = ${shown(value)}  ${placeText(origins[0])}\n`).join('')}${editsText(own)}`,
    )
    .join('\n');
}

function ownerText(explanation: Explanation | undefined): string {
  return explanation?.owner === undefined ? '' : `  owner  ${explanation.owner}\n`;
}

/** What objects have beyond the catalog, each once. */
function linesOf(explanations: readonly Explanation[]): string {
  const texts = new Set(explanations.flatMap(({ exceptions }) => exceptions.map(exceptionText)));
  return [...texts].map((text) => `  beyond the catalog  ${text}\n`).join('');
}

/** Which file to edit for which fields: those that have a place of their own, and how many a file decides beside them. */
function editsText(explanations: readonly Explanation[]): string {
  const byFile = Map.groupBy(
    explanations.filter(({ edit }) => edit !== undefined),
    ({ edit }) => edit?.file ?? '',
  );
  return [...byFile]
    .flatMap(([file, own]) => {
      const placed = own.filter(({ edit }) => edit !== undefined && edit.line > 0);
      const others = own.length - placed.length;
      return [
        ...placed.map(({ edit, path }) => `  edit   ${editText(edit)}  ${path}\n`),
        ...(others === 0
          ? []
          : [`  edit   ${file}  ${others} field${others === 1 ? '' : 's'} without a line of ${others === 1 ? 'its' : 'their'} own\n`]),
      ];
    })
    .join('');
}

function editText(edit: Edit | undefined): string {
  return edit === undefined ? '' : `${edit.file}${edit.line === 0 ? '' : `:${edit.line}:${edit.column}`}`;
}

function blockOf(explanation: Explanation): string {
  const { object, path, value, origins, edit, exceptions, owner } = explanation;
  const [winner, ...others] = origins;
  return [
    `${object}  ${path}`,
    `  value  ${shown(value)}`,
    `  set    ${placeText(winner)}${winner === undefined ? '' : ` (${winner.role})`}`,
    ...others.map((origin) => `  over   ${placeText(origin)} (${origin.role})`),
    ...exceptions.map((exception) => `  beyond ${exceptionText(exception)}`),
    ...(edit === undefined ? [] : [`  edit   ${editText(edit)}`]),
    ...(owner === undefined ? [] : [`  owner  ${owner}`]),
    '',
  ].join('\n');
}

function placeText(origin: FieldOrigin | undefined): string {
  if (origin === undefined) return '(unknown)';
  return origin.line === 0 ? origin.file : `${origin.file}:${origin.line}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
