import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '@babel/parser';

/** A field of a service file, as its type says it. */
export interface Field {
  /** `route`, or `settings.scale`. */
  readonly name: string;
  readonly optional: boolean;
  /** The docstring in one line; empty where there is none. */
  readonly means: string;
}

/** A type that fields are made of: its text, as the model has it. */
export interface NamedType {
  readonly name: string;
  readonly text: string;
}

const folder = 'generators/model/service';

/** The fields of `ServiceDefinition` and of `ServiceSettings`, in the order of the model. */
export function serviceFields(root: string): readonly Field[] {
  const text = readFileSync(path.join(root, folder, 'service.ts'), 'utf8');
  return [...membersOf(text, 'ServiceDefinition', ''), ...membersOf(text, 'ServiceSettings', 'settings.')];
}

/** The types by which fields are written, with their docstrings. */
export function serviceTypes(root: string): readonly NamedType[] {
  return [
    ...typesIn(root, 'service.ts', ['BackingService', 'Use', 'Worker', 'Job']),
    ...typesIn(root, 'ports.ts', ['Protocol', 'Port', 'WorkerPort']),
    ...typesIn(root, 'routes.ts', ['Route']),
    ...typesIn(root, 'calls.ts', ['Call']),
    ...typesIn(root, 'topics.ts', ['OwnTopic']),
    ...typesIn(root, 'parts.ts', [
      'Occasion',
      'SecretShape',
      'Room',
      'Volume',
      'Saved',
      'Companion',
      'Identity',
      'PodFact',
      'Scale',
      'Trigger',
      'Reach',
    ]),
    ...typesIn(root, 'files/contents.ts', ['FileFrom']),
    ...typesIn(root, 'resources.ts', ['Resources', 'Compute']),
    ...typesIn(root, 'build.ts', ['Build']),
    ...typesIn(root, 'way-out.ts', ['Somewhere', 'AdjustmentUse', 'OwnObject', 'RawObject', 'Exemption']),
  ];
}

/** @throws Error where the model has no such interface: the document would say nothing of it */
function membersOf(text: string, name: string, prefix: string): readonly Field[] {
  const found = declarationsIn(text).find((declaration) => declaration.type === 'TSInterfaceDeclaration' && declaration.id.name === name);
  if (found?.type !== 'TSInterfaceDeclaration') throw new Error(`${folder}/service.ts has no interface ${name}.`);
  return found.body.body.flatMap((member) =>
    member.type === 'TSPropertySignature' && member.key.type === 'Identifier'
      ? [
          {
            name: `${prefix}${member.key.name}`,
            optional: member.optional === true,
            means: docstring(member.leadingComments?.at(-1)?.value),
          },
        ]
      : [],
  );
}

/** @throws Error where the file has no such type */
function typesIn(root: string, file: string, names: readonly string[]): readonly NamedType[] {
  const text = readFileSync(path.join(root, folder, file), 'utf8');
  const known = declarationsIn(text);
  return names.map((name) => {
    const found = known.find((declaration) => 'id' in declaration && (declaration.id as { name?: string } | null)?.name === name);
    if (found?.start == null || found.end == null) throw new Error(`${folder}/${file} has no type ${name}.`);
    return { name, text: text.slice(found.start, found.end) };
  });
}

function declarationsIn(text: string) {
  return parse(text, { sourceType: 'module', plugins: ['typescript'] }).program.body.flatMap((statement) =>
    statement.type === 'ExportNamedDeclaration' && statement.declaration != null ? [statement.declaration] : [],
  );
}

function docstring(comment: string | undefined): string {
  return (comment ?? '')
    .replaceAll(/^\s*\*+ ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
