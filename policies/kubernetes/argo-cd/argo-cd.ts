import type { Manifest, World } from '../../model.ts';
import { asText, listAt, textAt } from '../fields.ts';

/** One line of a policy, as Argo CD's RBAC reads it: `p, subject, resource, action, object, effect`. */
export interface ArgoPolicy {
  /** Such as `spec.roles[0].policies[1]`. */
  readonly path: string;
  readonly text: string;
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly object: string;
  readonly effect: string;
}

/** One role of an AppProject. */
export interface ProjectRole {
  /** Such as `spec.roles[0]`. */
  readonly path: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly policies: readonly ArgoPolicy[];
}

/** What an AppProject lets its Applications write to. */
export interface Destination {
  readonly path: string;
  /** Name of the cluster in Argo CD; undefined where the destination gives its address instead. */
  readonly cluster: string | undefined;
  readonly namespace: string;
}

/** All AppProjects of a world. */
export function argoProjects(world: World): readonly Manifest[] {
  return world.ofKind('AppProject');
}

/** The roles of an AppProject, in order. */
export function projectRoles({ fields }: Manifest): readonly ProjectRole[] {
  return listAt(fields, 'spec', 'roles').map((role, index) => {
    const path = `spec.roles[${index}]`;
    return {
      path,
      name: textAt(role, 'name') ?? '',
      groups: listAt(role, 'groups').flatMap((group) => asText(group) ?? []),
      policies: listAt(role, 'policies').map((line, position) => policyOf(asText(line) ?? '', `${path}.policies[${position}]`)),
    };
  });
}

/** Where the Applications of an AppProject may write, in order. */
export function destinationsOf({ fields }: Manifest): readonly Destination[] {
  return listAt(fields, 'spec', 'destinations').map((destination, index) => ({
    path: `spec.destinations[${index}]`,
    cluster: textAt(destination, 'name'),
    namespace: textAt(destination, 'namespace') ?? '',
  }));
}

/**
 * The environment that an AppProject is for: `erp-dev`, `erp-dev-services`, `erp-dev-platform` and `erp-dev-pull-requests` are for dev;
 * undefined for one of no environment.
 */
export function projectEnvironment(project: string, environments: readonly string[]): string | undefined {
  return environments.find((environment) =>
    ['', '-services', '-platform', '-pull-requests'].some((part) => project === `erp-${environment}${part}`),
  );
}

/** A line of a policy in its parts; what is missing is empty. */
export function policyOf(text: string, path: string): ArgoPolicy {
  const [kind = '', subject = '', resource = '', action = '', object = '', effect = ''] = text.split(',').map((part) => part.trim());
  return { path, text, subject: kind === 'p' ? subject : '', resource, action, object, effect };
}
