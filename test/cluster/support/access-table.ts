import { readFileSync } from 'node:fs';
import type { Right } from './rights.ts';

/** A row of the table of docs/access.md about Kubernetes, and who may do it where. */
export interface AccessRow {
  readonly title: string;
  /** What the row promises, in the namespaces of the services and of the data layer. */
  readonly rights: readonly Right[];
  /** Short names of groups (`dev`) by environment. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** What the words of docs/access.md mean to the API server. */
const meanings: Readonly<Record<string, readonly Right[]>> = {
  'a shell (exec, attach, debug)': ['create pods/exec', 'create pods/attach', 'patch pods/ephemeralcontainers'],
  'view, with logs and without secrets': ['list pods', 'get pods/log', 'watch deployments.apps', 'get configmaps', 'list services'],
  'delete pods, port forwarding': ['delete pods', 'create pods/portforward'],
  'restart, scale, configuration, jobs': [
    'patch deployments.apps',
    'update deployments.apps/scale',
    'update configmaps',
    'create jobs.batch',
  ],
};

/** The rows of docs/access.md about Kubernetes; throws for words that nobody explained. */
export function accessRows(): readonly AccessRow[] {
  const lines = readFileSync('docs/access.md', 'utf8').split('\n');
  const start = lines.findIndex((line) => /^\|\s*\|\s*dev\s*\|/.test(line));
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [, ...environments] = cells(lines[start] ?? '');
  const rows: AccessRow[] = [];
  for (let index = start + 2; lines[index]?.startsWith('|') === true; index += 1) {
    const [title = '', ...who] = cells(lines[index] ?? '');
    const match = /^(?:Argo CD and )?Kubernetes: (.*)$/.exec(title);
    if (match === null) continue;
    const rights = meanings[match[1] ?? ''];
    if (rights === undefined) throw new Error(`docs/access.md: "${title}" has no meaning here.`);
    const groups = Object.fromEntries(
      environments.map((name, column) => [
        name,
        who[column] === 'nobody' ? [] : (who[column] ?? '').split(', ').map((group) => group.toLowerCase()),
      ]),
    );
    rows.push({ title, rights, groups });
  }
  return rows;
}
