import { ownKey } from '../platform/own-keys.ts';
/** Where one of these counts, by the names of environments; absent: in all. */
export interface Somewhere {
  readonly in?: readonly string[];
}

/** One use of an adjustment: code in `generators/adjustments/<service>.ts`, found there by the same name. */
export interface AdjustmentUse extends Somewhere {
  /** Why the catalog cannot say it, in one line. */
  readonly because: string;
}

/** An object as Kubernetes knows it. Its namespace, and the labels of the service, are added. */
export interface RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    /** That of the service, or one that begins with it and a hyphen. */
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A further object of the service, of a kind that the platform file lists (`ownKinds`). */
export interface OwnObject extends Somewhere {
  /** Why the catalog cannot draw it, in one line. */
  readonly because: string;
  readonly object: RawObject;
}

/** A rule that objects of the service need not follow until a day. */
export interface Exemption extends Somewhere {
  /** Id of the rule, as policies/RULES.md lists it. */
  readonly rule: string;
  /** The object, as `Deployment/web-shop`; absent: every object of the service. */
  readonly on?: `${string}/${string}`;
  /** Why it must be so, in one line. */
  readonly because: string;
  /** Who sees to its end: a team or a person. */
  readonly owner: string;
  /** The last day on which it holds: `2027-03-01`. */
  readonly until: string;
}

/** What a service file says of exceptions, by its own names. */
interface ExceptionFields {
  readonly adjust?: Readonly<Record<string, AdjustmentUse>>;
  readonly objects?: readonly OwnObject[];
  readonly exempt?: readonly Exemption[];
}

/** Whether a service has any. */
export function isExcepted({ adjust = {}, objects = [], exempt = [] }: ExceptionFields): boolean {
  return Object.keys(adjust).length + objects.length + exempt.length > 0;
}

/** Whether one of these counts in an environment. */
export function isIn({ in: places }: Somewhere, environment: string): boolean {
  return places === undefined || places.includes(environment);
}

/** On an object that an adjustment has changed, before the name of the adjustment: why, and which fields. */
export const adjustedAnnotation = ownKey('adjusted.');

/** On an object that a service file gives as it is: why. */
export const ownObjectAnnotation = ownKey('own-object');

/** What rules read on objects, which only the generators and `exempt` may write. */
export const policiesPrefix = `policies.${ownKey('')}`;

/** Kinds that give rights or hold secrets, by group and kind; `*` is every kind of a group. No service brings one. */
export const forbiddenKinds: readonly string[] = [
  'Secret',
  'ServiceAccount',
  'Namespace',
  'Node',
  'PersistentVolume',
  'LimitRange',
  'ResourceQuota',
  'rbac.authorization.k8s.io/*',
  'admissionregistration.k8s.io/*',
  'apiextensions.k8s.io/*',
  'apiregistration.k8s.io/*',
  'argoproj.io/*',
  'bitnami.com/*',
  'certificates.k8s.io/*',
  'external-secrets.io/*',
  'flowcontrol.apiserver.k8s.io/*',
  'node.k8s.io/*',
  'policy.networking.k8s.io/*',
  'scheduling.k8s.io/*',
  'storage.k8s.io/*',
];

/** `apps/Deployment`; of the core group the kind alone. */
export function kindName({ apiVersion, kind }: Pick<RawObject, 'apiVersion' | 'kind'>): string {
  return apiVersion.includes('/') ? `${apiVersion.slice(0, apiVersion.indexOf('/'))}/${kind}` : kind;
}

/** Whether no service may bring a kind, whatever the platform file says. */
export function isForbiddenKind(name: string): boolean {
  return forbiddenKinds.some((forbidden) => name === forbidden || (forbidden.endsWith('/*') && name.startsWith(forbidden.slice(0, -1))));
}
