import type { Tier } from '../../../policies/environments.ts';
import type { World } from '../../../policies/model.ts';
import type { FieldChange } from '../diff/field-changes.ts';
import type { ObjectPair } from '../diff/pairs.ts';
import type { Sentence } from './sentence.ts';

/** What a change does, the worst first. */
export const impactClasses = [
  'data',
  'migrations',
  'immutable',
  'network',
  'access',
  'secrets',
  'restarts',
  'images',
  'scaling',
  'resources',
] as const;

export type ImpactClass = (typeof impactClasses)[number];

/** What each class is called. */
export const impactTitles: Readonly<Record<ImpactClass, string>> = {
  data: 'Deletes data or a namespace',
  migrations: 'Changes a database for good, or goes back past that',
  immutable: 'Changes an immutable field',
  network: 'Opens or closes a network flow',
  access: 'Changes who may do what',
  secrets: 'Changes a Secret, a reference to one, or a store',
  restarts: 'Restarts pods',
  images: 'Image versions',
  scaling: 'Replicas and bounds of autoscalers',
  resources: 'Requests and limits',
};

/** A connection that is open now, or closed. */
export interface ChangedFlow {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

/** One thing that a change does to one object. */
export interface Impact {
  readonly class: ImpactClass;
  readonly environment: string;
  /** Of the environment, by the label of its Namespaces, the stricter of before and after; absent: as its name says. */
  readonly tier?: Tier;
  readonly application: string;
  /** `Deployment erp-prod/sales-service`, or the file. */
  readonly object: string;
  readonly text: Sentence;
  /** Whether it takes something away from nobody: a flow or a right that is closed. */
  readonly harmless?: true;
  /** Of the class `network`: the connection. */
  readonly flow?: ChangedFlow;
}

/** An object that changed, with what changed in it. */
export interface ChangedObject {
  readonly pair: ObjectPair;
  /** Hashes of generated names do not count as changes here. Empty: only such a hash changed, of what the object mentions. */
  readonly changes: readonly FieldChange[];
  /** Generated ConfigMaps and Secrets that the object mentions and whose content changed. */
  readonly contents: readonly string[];
}

/** What a classifier says of an object. */
export type Remark = Pick<Impact, 'text' | 'harmless'>;

/** Says what the change of one object does, of one class. */
export type Classifier = (changed: ChangedObject) => readonly Remark[];

/** Says what the change of an environment does, which no object alone shows. */
export interface EnvironmentChange {
  readonly environment: string;
  readonly before: World;
  readonly after: World;
  readonly changed: readonly ChangedObject[];
}
