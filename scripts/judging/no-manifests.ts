import path from 'node:path';
import { asFields, at } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import type { Sources } from '../repository/sources.ts';

/** Files of other programs, by their names. */
const names: readonly RegExp[] = [
  /^(Chart|requirements|values([-.].*)?)\.(ya?ml|json)$/,
  /^(package|package-lock|tsconfig|composer|renovate)\.json$/,
  /^(docker-)?compose([-.].*)?\.ya?ml$/,
  /^(mkdocs|skaffold|Taskfile|codecov|cloudbuild|dependabot)\.ya?ml$/,
  /^\..*\.(ya?ml|json)$/,
];

/** Folders of other programs. */
const folders: readonly string[] = ['.github', '.gitlab', '.circleci', '.vscode', '.devcontainer'];

/**
 * Whether a file that was met in a folder is of another program: a chart's values, a pipeline, a dashboard, an API's description. It says so
 * by its name or its first fields, and holds no Kubernetes object.
 */
function isOfAnotherProgram(sources: Sources, file: string): boolean {
  if (file === '-') return false;
  const documents = sources.documents(file).flatMap(({ value }): readonly Fields[] => {
    const fields = asFields(value);
    return fields === undefined ? [] : [fields];
  });
  if (documents.some((document) => typeof document['kind'] === 'string' && document['apiVersion'] !== undefined)) return false;
  const parts = file.split('/');
  if (parts.some((part) => folders.includes(part))) return true;
  const name = path.posix.basename(file);
  // Beside a chart only: a file of Kubernetes may be called so too.
  const isOfChart = sources.isFile(path.posix.join(path.posix.dirname(file), 'Chart.yaml'));
  if (names.some((form, index) => form.test(name) && (index > 0 || isOfChart))) return true;
  return documents.some((document) => document['openapi'] !== undefined || document['swagger'] !== undefined || isDashboard(document));
}

function isDashboard(document: Fields): boolean {
  return Array.isArray(at(document, 'panels')) && at(document, 'schemaVersion') !== undefined;
}

/** The files that are of other programs, unless all are: then nothing would be judged, and nobody told. */
export function othersAmong(sources: Sources, files: readonly string[], met: ReadonlySet<string>): ReadonlySet<string> {
  const others = files.filter((file) => met.has(file) && isOfAnotherProgram(sources, file));
  return new Set(others.length === files.length ? [] : others);
}

/** What to tell of files of other programs: a sentence, or none. */
export function toldOfOthers(others: ReadonlySet<string>): readonly string[] {
  if (others.size === 0) return [];
  const shown = [...others].slice(0, 5).join(', ');
  const more = others.size > 5 ? `, and ${others.size - 5} more` : '';
  return [`No Kubernetes objects, and not judged: ${shown}${more}`];
}
