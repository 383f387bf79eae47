import { asFields, listAt, numberAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Client } from '../../../scripts/cluster/client.ts';

/** What Argo CD says of an Application. */
export interface ApplicationState {
  readonly name: string;
  readonly environment: string | undefined;
  readonly wave: number;
  readonly sync: string;
  readonly health: string;
  /** Of its operation: `Running`, `Succeeded`, `Failed`, `Error`; empty when it has none. */
  readonly phase: string;
  readonly message: string;
  /** How often the operation was begun again. */
  readonly retries: number;
  readonly object: Fields;
}

/** Lines about one Application that a person still reads. */
const shown = 12;
const collection = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

/** All Applications, by name. */
export async function applicationStates(home: Client): Promise<ReadonlyMap<string, ApplicationState>> {
  const { body } = await home.ask('GET', collection);
  const states = listAt(body, 'items').map((item) => asFields(item) ?? {});
  return new Map(states.map((object) => [textAt(object, 'metadata', 'name') ?? '', stateOf(object)]));
}

function stateOf(object: Fields): ApplicationState {
  return {
    name: textAt(object, 'metadata', 'name') ?? '',
    environment: textAt(object, 'metadata', 'labels', 'environment'),
    wave: Number(textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave') ?? 0),
    sync: textAt(object, 'status', 'sync', 'status') ?? '',
    health: textAt(object, 'status', 'health', 'status') ?? '',
    phase: textAt(object, 'status', 'operationState', 'phase') ?? '',
    message: textAt(object, 'status', 'operationState', 'message') ?? '',
    retries: numberAt(object, 'status', 'operationState', 'retryCount') ?? 0,
    object,
  };
}

/** Whether all that the Application holds is as it is written, and works. */
export function isUp({ sync, health, phase }: ApplicationState): boolean {
  return sync === 'Synced' && health === 'Healthy' && phase !== 'Running';
}

/** The same of one that may not be there. */
export function isUpNow(state: ApplicationState | undefined): boolean {
  return state !== undefined && isUp(state);
}

/** One line that says what an Application waits for. */
export function describeState({ name, sync, health, phase, message, retries, object }: ApplicationState): string {
  const resources = listAt(object, 'status', 'resources')
    .filter((resource) => textAt(resource, 'status') !== 'Synced' || !['Healthy', undefined].includes(textAt(resource, 'health', 'status')))
    .map((resource) => {
      const health = [textAt(resource, 'health', 'status'), textAt(resource, 'health', 'message')]
        .filter((text) => text !== undefined)
        .join(' ');
      return `${textAt(resource, 'kind')} ${textAt(resource, 'name')}: ${textAt(resource, 'status')} ${health}`;
    });
  const conditions = listAt(object, 'status', 'conditions').map((entry) => textAt(entry, 'message') ?? '');
  const results = listAt(object, 'status', 'operationState', 'syncResult', 'resources')
    .filter((result) => textAt(result, 'status') === 'SyncFailed')
    .map((result) => `${textAt(result, 'kind')} ${textAt(result, 'name')}: ${textAt(result, 'message')}`);
  const lines = [...conditions, ...results, ...resources];
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : [];
  const details = [...lines.slice(0, shown), ...more].map((line) => `\n    ${line.slice(0, 300)}`).join('');
  return `${name}: ${sync}/${health}/${phase} retries ${retries} ${message.slice(0, 300)}${details}`;
}

/** Asks Argo CD to look at Git now, as the Git host's webhook would. */
export async function refresh(home: Client, names: Iterable<string>): Promise<void> {
  await Promise.all(
    [...names].map((name) =>
      home.ask('PATCH', `${collection}/${name}`, {
        body: { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } },
        type: 'application/merge-patch+json',
      }),
    ),
  );
}

/** Confirms what an Application wants to prune, as its button does. */
export async function confirmPrune(home: Client, name: string, now: Date): Promise<void> {
  await home.ask('PATCH', `${collection}/${name}`, {
    body: { metadata: { annotations: { 'argocd.argoproj.io/deletion-approved': now.toISOString().replace(/\.\d+/, '') } } },
    type: 'application/merge-patch+json',
  });
}

/** The windows of an AppProject, as the cluster has it. */
export async function windowsOf(home: Client, project: string): Promise<readonly Fields[]> {
  const { body } = await home.ask('GET', `/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/${project}`);
  return listAt(body, 'spec', 'syncWindows').map((window) => asFields(window) ?? {});
}
