import { spawn } from 'node:child_process';
import { findingOf } from '../../../policies/finding.ts';
import { asFields, asList, asText, at, below, textAt } from '../../../policies/kubernetes/fields.ts';
import { platformVersion } from '../../../policies/kubernetes/settings/platform-version.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';

/** Whether kubeconform had a say, and what it found. */
export interface KubeconformResult {
  readonly ran: boolean;
  /** One sentence: how many objects it judged, or why it did not. */
  readonly note: string;
  readonly findings: readonly Finding[];
}

const rule = { id: 'kubeconform', severity: 'error', manual: 'kubeconform', remediation: 'Correct the field.' } as const;
const options = [
  '-strict',
  '-verbose',
  '-output',
  'json',
  '-n',
  '1',
  '-ignore-missing-schemas',
  '-kubernetes-version',
  `${platformVersion}.0`,
  '-',
];

/** It fetches its schemas from the network; where there is none it would try for many minutes. */
const patienceSeconds = 30;

/**
 * Has kubeconform judge the objects beside our own schemas, when there is one on PATH. Kinds without a schema are skipped.
 * @param schemaLocation where it finds its schemas (its `-schema-location`); absent: its own default, on the network
 */
export async function runKubeconform(
  manifests: readonly Manifest[],
  environmentOf: (manifest: Manifest) => string,
  schemaLocation?: string,
): Promise<KubeconformResult> {
  const location = schemaLocation === undefined ? [] : ['-schema-location', schemaLocation];
  const outcome = await run([...location, ...options], manifests.map(({ fields }) => JSON.stringify(fields)).join('\n---\n'));
  if (outcome === undefined)
    return { ran: false, note: 'kubeconform is not on PATH and did not run; the embedded schemas did.', findings: [] };
  if (outcome.timedOut) {
    const note = `kubeconform did not finish within ${patienceSeconds} s (it fetches schemas from the network); the embedded schemas did.`;
    return { ran: false, note, findings: [] };
  }
  const resources = resourcesIn(outcome.stdout);
  if (resources === undefined) {
    const words = outcome.stderr.trim().split('\n')[0] ?? '';
    return { ran: false, note: `kubeconform did not work${words === '' ? '' : `: ${words}`}; the embedded schemas did.`, findings: [] };
  }
  const waiting = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const key = [manifest.apiVersion, manifest.kind, manifest.name].join('\n');
    waiting.set(key, [...(waiting.get(key) ?? []), manifest]);
  }
  const findings = resources.flatMap((resource) => {
    const key = ['version', 'kind', 'name'].map((name) => textAt(resource, name) ?? '').join('\n');
    // With one worker, objects of the same name come in the order in which they went in.
    const manifest = waiting.get(key)?.shift();
    return manifest === undefined ? [] : findingsOf(resource, manifest, environmentOf(manifest));
  });
  return { ran: true, note: noteOn(resources), findings };
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

function run(args: readonly string[], input: string): Promise<Outcome | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubeconform', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    // Not spawn's own timeout: it would keep the process waiting after a program that is not there.
    const patience = setTimeout(() => child.kill('SIGKILL'), patienceSeconds * 1000);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(patience);
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    child.on('close', (_, signal) => {
      clearTimeout(patience);
      resolve({
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        timedOut: signal === 'SIGKILL',
      });
    });
    // A program that ends early closes the pipe; its exit says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The verdicts in kubeconform's JSON output; undefined when it is none. */
function resourcesIn(output: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return asFields(value) === undefined ? undefined : asList(at(value, 'resources'));
  } catch {
    return undefined;
  }
}

function findingsOf(resource: unknown, manifest: Manifest, environment: string): readonly Finding[] {
  if (textAt(resource, 'status') !== 'statusInvalid') return [];
  const errors = asList(at(resource, 'validationErrors'));
  const found = errors.length > 0 ? errors : [{ path: '', msg: textAt(resource, 'msg') ?? 'invalid' }];
  return found.map((error) => {
    const path = pathOf(asText(at(error, 'path')) ?? '');
    const words = (asText(at(error, 'msg')) ?? '').replace(/\.$/, '');
    return findingOf(rule, manifest, { message: `kubeconform says: ${words}.`, path }, environment);
  });
}

/** `/spec/containers/0/image` as `spec.containers[0].image`. */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .filter((token) => token !== '')
    .reduce(
      (path, token) => (/^\d+$/.test(token) ? `${path}[${token}]` : below(path, token.replaceAll('~1', '/').replaceAll('~0', '~'))),
      '',
    );
}

function noteOn(resources: readonly unknown[]): string {
  const count = (status: string) => resources.filter((resource) => textAt(resource, 'status') === status);
  const failed = count('statusError');
  const judged = count('statusValid').length + count('statusInvalid').length;
  const parts = [
    `kubeconform judged ${judged} object${judged === 1 ? '' : 's'}`,
    `${count('statusSkipped').length} without a schema were left to the embedded schemas`,
    ...(failed.length === 0 ? [] : [`${failed.length} it could not judge: ${(textAt(failed[0], 'msg') ?? '').replace(/\.$/, '')}`]),
  ];
  return `${parts.join('; ')}.`;
}
