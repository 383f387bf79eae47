import type { Manifest, Problem, World } from '../../model.ts';
import { titleOf } from '../objects.ts';
import { perWorld } from '../per-world.ts';
import { subjectsOf } from './access.ts';
import { isProgram } from './holders.ts';

/** People outside of the groups of production. Which groups there are is known where one of them has a right. */
export function strangersIn(binding: Manifest, world: World): readonly Problem[] {
  const { productionGroups, breakGlassGroup } = world.company;
  const expected = [...productionGroups, breakGlassGroup];
  return subjectsOf(binding).flatMap((subject): readonly Problem[] => {
    const { kind, name, path } = subject;
    if (isProgram(subject) || name.startsWith('system:') || name.endsWith('.gserviceaccount.com')) return [];
    if (kind === 'User') return [{ message: `${titleOf(binding)} names the person "${name}", not a group.`, path: `${path}.kind` }];
    if (kind !== 'Group' || expected.includes(name) || !knowsGroups(world)) return [];
    const others = expected.join(', ');
    return [{ message: `${titleOf(binding)} lets the group "${name}" into production, expected only ${others}.`, path: `${path}.name` }];
  });
}

const knowsGroups = perWorld((world) =>
  [...world.ofKind('RoleBinding'), ...world.ofKind('ClusterRoleBinding')].some((binding) =>
    subjectsOf(binding).some(({ kind, name }) => kind === 'Group' && world.company.productionGroups.includes(name)),
  ),
);
