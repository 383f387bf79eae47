import { asFields, below, fieldsAt, listAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { invalid, quoted, type SchemaProblem } from '../problem.ts';

/** What the API server asks of ConfigMaps, Secrets and role bindings beyond the types of their fields. */
export function configurationProblems({ fields, kind }: Manifest): readonly SchemaProblem[] {
  switch (kind) {
    case 'ConfigMap':
      return [...dataProblems(fields, 'data', 'binaryData'), ...sizeProblems(fields, ['data', 'binaryData'])];
    case 'Secret':
      return [...dataProblems(fields, 'data'), ...dataProblems(fields, 'stringData'), ...sizeProblems(fields, ['data', 'stringData'])];
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return subjectProblems(fields);
    default:
      return [];
  }
}

/** The keys of a block, and those that two blocks share. */
function dataProblems(fields: unknown, block: string, other?: string): readonly SchemaProblem[] {
  const own = Object.keys(fieldsAt(fields, block));
  const others = other === undefined ? [] : Object.keys(fieldsAt(fields, other));
  return [
    ...own.flatMap((key) => keyProblems(key, block)),
    ...(other === undefined ? [] : others.flatMap((key) => keyProblems(key, other))),
    ...others
      .filter((key) => own.includes(key))
      .map((key) => invalid(below(other ?? '', key), `The key ${quoted(key)} is in "${block}" and in "${other}".`, 'Keep one of the two.')),
  ];
}

function keyProblems(key: string, block: string): readonly SchemaProblem[] {
  if (/^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')) return [];
  return [invalid(below(block, key), `${quoted(key)} is no valid key.`, 'Write letters, digits, "-", "_" and ".", at most 253.')];
}

const mebibyte = 2 ** 20;

function sizeProblems(fields: unknown, blocks: readonly string[]): readonly SchemaProblem[] {
  const size = blocks
    .flatMap((block) => Object.entries(fieldsAt(fields, block)))
    .reduce((sum, [key, value]) => sum + key.length + (typeof value === 'string' ? value.length : 0), 0);
  return size <= mebibyte ? [] : [invalid('data', `The object holds ${size} characters, more than 1 MiB.`, 'Split the object.')];
}

function subjectProblems(fields: unknown): readonly SchemaProblem[] {
  return listAt(fields, 'subjects').flatMap((subject, index) => {
    const path = `subjects[${index}]`;
    const type = textAt(subject, 'kind');
    const group = textAt(subject, 'apiGroup');
    if (asFields(subject) === undefined) return [];
    if (type === 'ServiceAccount') {
      return textAt(subject, 'namespace') === undefined
        ? [
            invalid(
              `${path}.namespace`,
              `The ServiceAccount ${quoted(textAt(subject, 'name') ?? '')} has no namespace.`,
              'Set "namespace".',
            ),
          ]
        : [];
    }
    if ((type === 'User' || type === 'Group') && group !== undefined && group !== 'rbac.authorization.k8s.io') {
      return [invalid(`${path}.apiGroup`, `The ${type} has the API group ${quoted(group)}.`, 'Write apiGroup: rbac.authorization.k8s.io.')];
    }
    return [];
  });
}
