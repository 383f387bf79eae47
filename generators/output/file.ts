import { yamlText } from './yaml.ts';

/** One file that the generators own. */
export interface GeneratedFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Where a Git host looks for the owners of files, by its software. */
export const codeOwnersFiles = { github: '.github/CODEOWNERS', gitlab: '.gitlab/CODEOWNERS', gitea: '.gitea/CODEOWNERS' } as const;

/** First words of every generated file: what lacks them is not ours to touch. */
const headerStart = '# Generated from ';

/** The first line of a generated file: which file to edit, and what to run. */
export function header(source: string): string {
  return `${headerStart}${source}. Do not edit: change that file and run "npm run generate".\n`;
}

const generatedStart = new RegExp(`^(?:(?:#![^\\n]*\\n)?${headerStart}|\\{\\n  "description": "${headerStart.slice('# '.length)})`);

/**
 * Whether a text is a file that the generators wrote: the header is its first line, follows the interpreter of a script, or is
 * the description of a JSON object.
 */
export function isGenerated(text: string): boolean {
  return generatedStart.test(text);
}

/** A text with the header as its first line; in a script, after the line that names the interpreter. */
export function headed(source: string, text: string): string {
  const interpreter = /^#![^\n]*\n/.exec(text)?.[0] ?? '';
  return `${interpreter}${header(source)}${text.slice(interpreter.length)}`;
}

/** A JSON object that says first of all what it was made from, in a field of its own because JSON has no comments. */
export function jsonText(source: string, value: object): string {
  const description = header(source).slice('# '.length).trimEnd();
  return `${JSON.stringify({ description, ...value }, null, 2)}\n`;
}

/** A YAML file of one document, keys in the order of the value but for the usual head of a Kubernetes object. */
export function yamlFile(path: string, source: string, value: object): GeneratedFile {
  return { path, text: header(source) + yamlText(canonical(value)) };
}

const head = ['apiVersion', 'kind', 'metadata'];

function canonical(value: object): object {
  const fields = value as Record<string, unknown>;
  const first = head.filter((key) => key in fields).map((key) => [key, fields[key]]);
  const rest = Object.entries(fields).filter(([key]) => !head.includes(key));
  return Object.fromEntries([...first, ...rest]);
}
