import path from 'node:path';
import { asFields, at } from '../../policies/kubernetes/fields.ts';
import type { Fields } from '../../policies/model.ts';
import { kustomizationNames } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';

/** Files of other programs, by their names. */
const names: readonly RegExp[] = [
  /^(Chart|requirements|values([-.].*)?)\.(ya?ml|json)$/,
  /^(package|package-lock|tsconfig|composer|renovate)\.json$/,
  /^(docker-)?compose([-.].*)?\.ya?ml$/,
  /^(mkdocs|skaffold|Taskfile|codecov|cloudbuild|dependabot)\.ya?ml$/,
  /^\..*\.(ya?ml|json)$/,
];

/** Fields at the top of objects; a file that has none of them in any document holds none, however wrong. */
const objectKeys: readonly string[] = [
  ...['apiVersion', 'kind', 'metadata', 'spec', 'data', 'stringData', 'binaryData', 'items', 'rules', 'subjects', 'roleRef', 'webhooks'],
  ...['provisioner', 'resources', 'patches', 'images', 'namespace', 'components', 'configMapGenerator', 'secretGenerator'],
];

/** Whether a file holds something, and all of it can be read. */
function isRead(sources: Sources, file: string): boolean {
  const values = sources.documents(file).filter(({ value }) => value !== undefined && value !== null);
  return values.length > 0 && sources.problems(file).length === 0;
}

/**
 * Whether a file that was met in a folder is of another program: a chart's values, a pipeline, a dashboard, an API's description. It says so
 * by its name or its first fields, and holds no Kubernetes object.
 */
function isOfAnotherProgram(sources: Sources, file: string): boolean {
  if (file === '-' || kustomizationNames.includes(path.posix.basename(file))) return false;
  const documents = sources.documents(file).flatMap(({ value }): readonly Fields[] => {
    const fields = asFields(value);
    return fields === undefined ? [] : [fields];
  });
  if (documents.some((document) => typeof document['kind'] === 'string' && document['apiVersion'] !== undefined)) return false;
  // Nothing of it says that it was meant as an object.
  if (!documents.some((document) => Object.keys(document).some((key) => objectKeys.includes(key))) && isRead(sources, file)) return true;
  const parts = file.split('/');
  // Of a forge, a pipeline, an editor: no tool applies what lies there.
  if (parts.some((part) => /^\.[^.]/.test(part))) return true;
  if (isBelowChart(sources, parts)) return true;
  const name = path.posix.basename(file);
  // Beside a chart only: a file of Kubernetes may be called so too.
  const isOfChart = sources.isFile(path.posix.join(path.posix.dirname(file), 'Chart.yaml'));
  if (names.some((form, index) => form.test(name) && (index > 0 || isOfChart))) return true;
  return documents.some((document) => document['openapi'] !== undefined || document['swagger'] !== undefined || isDashboard(document));
}

/** Whether a file lies in a folder of a chart, which reads it by itself: `files/config.yaml`. */
function isBelowChart(sources: Sources, parts: readonly string[]): boolean {
  return parts.slice(1, -1).some((_, index) => sources.isFile([...parts.slice(0, index + 1), 'Chart.yaml'].join('/')));
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
