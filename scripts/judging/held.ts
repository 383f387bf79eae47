import type { Generated } from '../../generators/generate.ts';
import { asFields, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';

/** Something whose end, or change of hands, would cost data. */
export interface Held {
  readonly environment: string;
  readonly what: 'topic' | 'database' | 'volume' | 'store' | 'namespace' | 'Application';
  readonly name: string;
  /** The application that makes it; of a database its role and the cluster that it is in. */
  readonly holder: string;
}

/** An object as far as it matters here. */
export interface Holder {
  readonly kind: string;
  readonly name: string;
  readonly fields: unknown;
}

/** Kinds that hold data, or names of it. */
export const holdingKinds = ['KafkaTopic', 'postgresql', 'Kafka', 'KafkaNodePool', 'StatefulSet', 'PersistentVolumeClaim', 'Namespace'];

/** What of the objects of an application keeps its place in an environment. */
export function heldIn(environment: string, application: string, objects: readonly Holder[]): readonly Held[] {
  return objects.flatMap(({ kind, name, fields }): readonly Held[] => {
    const held = (what: Held['what'], own: string, holder = application): Held => ({ environment, what, name: own, holder });
    switch (kind) {
      case 'KafkaTopic':
        return [held('topic', textAt(fields, 'spec', 'topicName') ?? name)];
      case 'postgresql':
        return [
          held('store', `${kind}/${name}`),
          ...Object.entries(asFields(at(fields, 'spec', 'databases')) ?? {}).map(([database, role]) =>
            held('database', database, `${String(role)} of ${name}`),
          ),
        ];
      case 'Kafka':
      case 'KafkaNodePool':
        return [held('store', `${kind}/${name}`)];
      case 'StatefulSet':
        return listAt(fields, 'spec', 'volumeClaimTemplates').map((claim) =>
          held('volume', `${textAt(claim, 'metadata', 'name') ?? ''}-${name}`),
        );
      case 'PersistentVolumeClaim':
        return [held('volume', name)];
      case 'Namespace':
        return [held('namespace', name)];
      default:
        return [];
    }
  });
}

/** What a generated tree holds: its objects, and the Applications themselves. */
export function heldOf({ applications, files }: Generated): readonly Held[] {
  return [
    ...applications.flatMap(({ name, variants }) =>
      variants.flatMap(({ environment, objects }) =>
        heldIn(
          environment,
          name,
          objects.map((object) => ({ kind: object.kind, name: object.metadata.name, fields: object })),
        ),
      ),
    ),
    ...files.flatMap(({ path: file, text }) => {
      const [, environment] = argoFile.exec(file) ?? [];
      return environment === undefined ? [] : applicationHeld(environment, /^ {2}name: (.+)$/m.exec(text)?.[1]);
    }),
  ];
}

/** The files of Applications, with their environment. */
export const argoFile = /^argocd\/([^/]+)\/applications\/(?:[^/]+\/)*[^/]+\.yaml$/;

/** An Application, which holds itself. */
export function applicationHeld(environment: string, name: string | undefined): readonly Held[] {
  return name === undefined ? [] : [{ environment, what: 'Application', name, holder: name }];
}

/** What the catalog declares. */
export interface Declared {
  /** What may end, or change hands, each as `environment/what name`. */
  readonly ends: ReadonlySet<string>;
  /** Services with the names that they had before. */
  readonly renamed: readonly { readonly name: string; readonly formerly: readonly string[] }[];
}

/** Something that does not keep its place although nobody declared it. */
export interface Lost extends Held {
  /** Who has it afterwards; absent: nobody, it is gone. */
  readonly to?: string;
}

/** What does not keep its place, by environment and name. */
export function lostBetween(before: readonly Held[], after: readonly Held[], { ends, renamed }: Declared): readonly Lost[] {
  const holders = Map.groupBy(after, keyOf);
  const others = new Map(renamed.flatMap(({ name, formerly }) => formerly.map((old) => [old, name] as const)));
  return before
    .flatMap((held): readonly Lost[] => {
      if (ends.has(keyOf(held))) return [];
      const now = holders.get(keyOf(held)) ?? [];
      if (now.some(({ holder }) => holder === held.holder || holder === renamedFrom(held.holder, others))) return [];
      const [first] = now;
      if (first !== undefined) return [{ ...held, to: first.holder }];
      return held.what === 'Application' && isRenamed(held, after, others) ? [] : [held];
    })
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** How a declaration says it. */
export function keyOf({ environment, what, name }: Pick<Held, 'environment' | 'what' | 'name'>): string {
  return `${environment}/${what} ${name}`;
}

/** The application of the new name; that of its data goes by the same name with `-data`. */
function renamedFrom(application: string, others: ReadonlyMap<string, string>): string | undefined {
  const stem = application.replace(/-data$/, '');
  const name = others.get(stem);
  return name === undefined ? undefined : `${name}${application.slice(stem.length)}`;
}

/** Whether an Application is there under the name that its service has now. */
function isRenamed({ environment, name }: Held, after: readonly Held[], others: ReadonlyMap<string, string>): boolean {
  return [...others].some(([old, own]) => {
    if (!name.startsWith(`${old}-`)) return false;
    const wanted = `${own}${name.slice(old.length)}`;
    return after.some((held) => held.what === 'Application' && held.environment === environment && held.name === wanted);
  });
}
