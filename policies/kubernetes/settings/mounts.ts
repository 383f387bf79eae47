import type { Container, Pod, Problem, World } from '../../model.ts';
import { at, listAt, textAt, texts } from '../fields.ts';
import { volumesOf } from '../pods/volumes.ts';
import { configMapKeys, secretKeys } from '../references.ts';

/** A volume where a container has it. */
export interface Mount {
  readonly volume: string;
  /** Where, without a slash at the end. */
  readonly at: string;
  readonly subPath: string | undefined;
  /** Path in the manifest, such as `spec.template.spec.containers[0].volumeMounts[1]`. */
  readonly path: string;
  /** What its volume is: `configMap`, `secret`, `emptyDir`; undefined where no volume has the name. */
  readonly source: string | undefined;
  /** `Secret "sales-service-secrets"`, for messages; otherwise the volume's name. */
  readonly title: string;
  /** Names of the files that the volume holds, where the manifests tell them all. */
  readonly files: ReadonlySet<string> | undefined;
  /** The field that says what the volume is. */
  readonly volumePath: string;
}

/** What a container mounts, in order. */
export function mountsOf({ pod, fields, path }: Container, world: World): readonly Mount[] {
  const volumes = new Map(volumesOf(pod).map((volume) => [volume.name, volume]));
  return listAt(fields, 'volumeMounts').map((mount, index) => {
    const name = textAt(mount, 'name') ?? '';
    const volume = volumes.get(name);
    const source = volume?.sources[0];
    return {
      volume: name,
      at: (textAt(mount, 'mountPath') ?? '').replace(/(?<=.)\/+$/, ''),
      subPath: textAt(mount, 'subPath') ?? (at(mount, 'subPathExpr') === undefined ? undefined : '*'),
      path: `${path}.volumeMounts[${index}]`,
      source,
      ...filesOf(pod, volume?.fields, source, world),
      volumePath: source === undefined ? (volume?.path ?? '') : `${volume?.path}.${source}`,
    };
  });
}

function filesOf(pod: Pod, volume: unknown, source: string | undefined, world: World): Pick<Mount, 'title' | 'files'> {
  const title = `volume "${textAt(volume, 'name') ?? ''}"`;
  if (source !== 'configMap' && source !== 'secret') return { title, files: undefined };
  const name = textAt(volume, source, source === 'secret' ? 'secretName' : 'name') ?? '';
  const items = listAt(volume, source, 'items').flatMap((item) => textAt(item, 'path') ?? []);
  const keys = source === 'secret' ? secretKeys(world, pod.namespace, name) : configMapKeys(world, pod.namespace, name);
  return { title: `${source === 'secret' ? 'Secret' : 'ConfigMap'} "${name}"`, files: items.length > 0 ? new Set(items) : keys?.keys };
}

/** A file that a container is told to read. */
export interface Mention {
  /** `Variable "KAFKA_SSL_CA_LOCATION"`, `The command`. */
  readonly subject: string;
  readonly file: string;
  /** Where it is told; undefined where that is another object. */
  readonly path: string | undefined;
}

/** Absolute paths in the variables, the command and the arguments of a container. Of a shell script only its own file counts. */
export function filesToldTo({ pod, fields, path }: Container, world: World): readonly Mention[] {
  const own = listAt(fields, 'env').flatMap((variable, index) =>
    mention(textAt(variable, 'name'), textAt(variable, 'value'), `${path}.env[${index}].value`),
  );
  const names = new Set(own.map(({ subject }) => subject));
  const shared = listAt(fields, 'envFrom').flatMap((source) => {
    const from = world.find('ConfigMap', pod.namespace, textAt(source, 'configMapRef', 'name') ?? '');
    const prefix = textAt(source, 'prefix') ?? '';
    return Object.entries(texts(at(from?.fields, 'data'))).flatMap(([name, value]) => mention(`${prefix}${name}`, value, undefined));
  });
  const words = (['command', 'args'] as const).flatMap((list) =>
    listAt(fields, list).flatMap((word, index) => {
      const file = typeof word === 'string' ? pathOf(word.replace(/^--?[\w.-]+=/, '')) : undefined;
      return file === undefined ? [] : [{ subject: `The ${list}`, file, path: `${path}.${list}[${index}]` }];
    }),
  );
  return [...own, ...shared.filter(({ subject }) => !names.has(subject)), ...words];
}

function mention(name: string | undefined, value: string | undefined, path: string | undefined): readonly Mention[] {
  const file = value === undefined ? undefined : pathOf(value.replace(/^file:\/\//, ''));
  return file === undefined || name === undefined ? [] : [{ subject: `Variable "${name}"`, file, path }];
}

/** A path of a file below a folder; undefined where a text is something else. */
function pathOf(text: string): string | undefined {
  return /^(\/[\w.-]+)+\/[\w.-]+$/.test(text) ? text : undefined;
}

/** An emptyDir that is called after /tmp is at /tmp, where the root of the container takes no writes. */
export function unwritableTmp({ fields, name }: Container, mounts: readonly Mount[]): readonly Problem[] {
  if (at(fields, 'securityContext', 'readOnlyRootFilesystem') !== true) return [];
  const called = mounts.find(({ volume, source }) => source === 'emptyDir' && (volume === 'tmp' || volume === 'temp'));
  const isTold = listAt(fields, 'env').some((variable) => textAt(variable, 'name') === 'TMPDIR');
  if (called === undefined || isTold || mounts.some((mount) => mount.at === '/tmp')) return [];
  return [
    {
      message: `Container "${name}" has volume "${called.volume}" at "${called.at}", and can write nothing in /tmp.`,
      path: `${called.path}.mountPath`,
    },
  ];
}

/** Folders without which no program of an image runs, or whom to trust is not known. */
const systemFolders = [
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/etc/ssl',
  '/etc/pki',
  '/lib',
  '/lib64',
  '/proc',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/sbin',
];

/** A part that a volume does not have, and a volume over what the image holds. */
export function mountProblems(mount: Mount, { name }: Container): readonly Problem[] {
  const { files, subPath, title, path, source } = mount;
  const isMissing = subPath !== undefined && subPath !== '*' && files !== undefined && !files.has(subPath.split('/')[0] ?? '');
  // What the node has there, and what is mounted as one file, hides nothing.
  const hides = subPath === undefined && source !== undefined && source !== 'hostPath' && systemFolders.includes(mount.at);
  return [
    ...(isMissing
      ? [{ message: `Container "${name}" mounts "${subPath}" of ${title}, which has no such key.`, path: `${path}.subPath` }]
      : []),
    ...(hides
      ? [
          {
            message: `Container "${name}" mounts ${title} over "${mount.at}", and has nothing of what the image holds there.`,
            path: `${path}.mountPath`,
          },
        ]
      : []),
  ];
}
