import type { Manifest, World } from '../../model.ts';
import { at, listAt } from '../fields.ts';
import { labelSelector, matches } from '../selectors.ts';
import { bindingsOf, type Subject, subjectsOf } from './access.ts';

/** Who holds a role, as far as anybody can know. */
export interface Holders {
  readonly subjects: readonly Subject[];
  /** Whether it is a part of `view`, which people have. */
  readonly isPartOfView: boolean;
  /** Whether it is a part of `edit` or `admin`, or of a role that somebody wrote. */
  readonly isPart: boolean;
}

const aggregation = 'rbac.authorization.k8s.io/aggregate-to-';

/** Everybody whom a binding gives the role, or a ClusterRole that takes its rules over by label. */
export function holdersOf(role: Manifest, world: World): Holders {
  const wholes = role.kind === 'ClusterRole' ? aggregatesOf(role, world) : [];
  const into = (name: string) => role.kind === 'ClusterRole' && role.labels[`${aggregation}${name}`] === 'true';
  return {
    subjects: [role, ...wholes].flatMap((own) => bindingsOf(own, world)).flatMap(subjectsOf),
    isPartOfView: into('view'),
    isPart: wholes.length > 0 || into('view') || into('edit') || into('admin'),
  };
}

function aggregatesOf(role: Manifest, world: World): readonly Manifest[] {
  return world
    .ofKind('ClusterRole')
    .filter(({ fields }) =>
      listAt(fields, 'aggregationRule', 'clusterRoleSelectors').some((value) => {
        const selector = labelSelector(value);
        return selector !== undefined && matches(selector, role.labels);
      }),
    )
    .filter((other) => other !== role && at(other.fields, 'aggregationRule') !== undefined);
}

/** Whether a subject is a program: a ServiceAccount, or a part of Kubernetes by its own certificate. */
export function isProgram({ kind, name }: Subject): boolean {
  if (kind === 'ServiceAccount') return true;
  if (kind === 'Group') return name === 'system:nodes';
  return kind === 'User' && name.startsWith('system:') && name !== 'system:anonymous' && name !== 'system:admin';
}
