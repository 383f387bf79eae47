import { filesToldTo, type Mention, type Mount, mountProblems, mountsOf, unwritableTmp } from '../../kubernetes/settings/mounts.ts';
import { modes, optional, scratch, tokens } from '../../kubernetes/settings/pod-volumes.ts';
import type { Container, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const template = `
spec:
  containers:
    - name: financial-service
      command: [/bin/bash, /app/scripts/backup.sh]
      env: [{ name: DATABASE_URL_FILE, value: /app/secrets/DATABASE_URL }]
      envFrom: [{ configMapRef: { name: financial-service-config } }]
      volumeMounts:
        - { name: secrets, mountPath: /app/secrets, readOnly: true }
        - { name: ca, mountPath: /app/ca/, readOnly: true }
        - { name: scripts, mountPath: /app/scripts }
        - { name: tmp, mountPath: /tmp }
  volumes:
    - { name: secrets, secret: { secretName: financial-service-secrets, defaultMode: 256 } }
    - { name: ca, secret: { secretName: data-ca } }
    - { name: scripts, configMap: { name: scripts, defaultMode: 365 } }
    - { name: tmp, emptyDir: { sizeLimit: 256Mi } }
`;

const secret = (name: string, key: string) => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name} }
spec:
  target: { name: ${name} }
  data: [{ secretKey: ${key}, remoteRef: { key: erp/production/${name}, property: ${key} } }]
---`;

const beside = `${secret('financial-service-secrets', 'DATABASE_URL')}${secret('financial-service-kafka', 'KAFKA_PASSWORD')}${secret('data-ca', 'ca.crt')}
apiVersion: v1
kind: ConfigMap
metadata: { name: financial-service-config }
data: { KAFKA_SSL_CA_LOCATION: /app/ca/ca.crt, LOG_LEVEL: info }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: scripts }
data: { backup.sh: pg_dump, restore.sh: pg_restore }
`;

const from = 'every file where the program looks for it';

const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [path]: value },
  problems: [{ message, path: where }],
});

export default defineRule({
  id: 'match-volume-mount',
  severity: 'error',
  manual: '2.3, 2.4 (D38, D39)',
  summary: 'Mount files where the program looks for them, over nothing that it needs, and let nobody but their owner write them.',
  rationale:
    'A file at another path than the one in the variable is a file that is not there: the program starts and fails at its first use. A volume over /etc/ssl ' +
    'takes away whom it trusts. What is optional is missing without a word.',
  remediation:
    'Write the path of the mount into the variable or the command, or mount the volume that holds the file there; leave optional out for what the ' +
    'environment makes, and modes at 0400 or 0440.',
  scope: 'every-pod',

  check(pod, world) {
    return [
      ...pod.containers.flatMap((container) => containerProblems(container, world)),
      ...modes(pod),
      ...optional(pod, world),
      ...scratch(pod),
      ...tokens(pod, world),
    ];
  },

  examples: {
    pass: [
      { name: from, template, beside },
      {
        name: 'files of the image, and a bundle of certificates beside those of the system',
        template: `
spec:
  containers:
    - name: financial-service
      env: [{ name: SSL_CERT_FILE, value: /etc/ssl/certs/ca-certificates.crt }, { name: CONFIG, value: /opt/app/config.yaml }]
      volumeMounts: [{ name: ca, mountPath: /etc/ssl/certs/own.crt, subPath: ca.crt }]
  volumes: [{ name: ca, secret: { secretName: data-ca } }]
`,
        beside,
      },
      {
        name: 'a token for somebody else',
        template: `
spec:
  serviceAccountName: financial-service
  volumes: [{ name: token, projected: { sources: [{ serviceAccountToken: { path: token, audience: vault } }] } }]
`,
      },
      {
        name: 'what may be missing, since nothing here makes it',
        template: `
spec:
  containers: [{ name: financial-service, envFrom: [{ configMapRef: { name: overrides, optional: true } }] }]
`,
      },
    ],
    fail: [
      {
        name: 'a token of an account that may do nothing',
        from: 'a token for somebody else',
        change: { 'spec.volumes[0].projected.sources[0].serviceAccountToken.audience': undefined },
        problems: [
          {
            message: 'Volume "token" holds a token for the Kubernetes API, in which the account "financial-service" may do nothing.',
            path: 'spec.volumes[0].projected.sources[0].serviceAccountToken',
          },
        ],
      },
      {
        name: 'more room than the pod may use',
        from,
        change: {
          'spec.containers[0].resources': { limits: { 'ephemeral-storage': '1Gi' } },
          'spec.volumes[3].emptyDir.sizeLimit': '500Gi',
        },
        problems: [
          {
            message: 'Volume "tmp" has the sizeLimit "500Gi", and the pod is ended at 1024Mi of ephemeral-storage.',
            path: 'spec.volumes[3].emptyDir.sizeLimit',
          },
        ],
      },
      failing(
        'a Secret without the file that a variable of the ConfigMap names',
        'spec.volumes[1].secret.secretName',
        'financial-service-kafka',
        'Variable "KAFKA_SSL_CA_LOCATION" of container "financial-service" names "/app/ca/ca.crt", but Secret "financial-service-kafka", which is mounted there, has no "ca.crt".',
      ),
      failing(
        'a mount beside the path of the variable',
        'spec.containers[0].volumeMounts[0].mountPath',
        '/app/secret',
        'Variable "DATABASE_URL_FILE" of container "financial-service" names "/app/secrets/DATABASE_URL", where nothing is mounted: Secret "financial-service-secrets", which has "DATABASE_URL", is at "/app/secret".',
        'spec.containers[0].env[0].value',
      ),
      failing(
        'a script that the ConfigMap does not have',
        'spec.containers[0].command[1]',
        '/app/scripts/back-up.sh',
        'The command of container "financial-service" names "/app/scripts/back-up.sh", but ConfigMap "scripts", which is mounted there, has no "back-up.sh".',
      ),
      failing(
        'one file where a folder is wanted',
        'spec.containers[0].volumeMounts[0].subPath',
        'DATABASE_URL',
        'Variable "DATABASE_URL_FILE" of container "financial-service" names "/app/secrets/DATABASE_URL", but "/app/secrets" is the one file "DATABASE_URL" of Secret "financial-service-secrets".',
        'spec.containers[0].env[0].value',
      ),
      {
        name: 'a part that the volume does not have',
        from: 'files of the image, and a bundle of certificates beside those of the system',
        change: { 'spec.containers[0].volumeMounts[0].subPath': 'ca.pem' },
        problems: [
          {
            message: 'Container "financial-service" mounts "ca.pem" of Secret "data-ca", which has no such key.',
            path: 'spec.containers[0].volumeMounts[0].subPath',
          },
        ],
      },
      {
        name: 'a volume over the certificates of the system',
        from: 'files of the image, and a bundle of certificates beside those of the system',
        change: { 'spec.containers[0].volumeMounts[0]': { name: 'ca', mountPath: '/etc/ssl' } },
        problems: [
          {
            message:
              'Container "financial-service" mounts Secret "data-ca" over "/etc/ssl", and has nothing of what the image holds there.',
            path: 'spec.containers[0].volumeMounts[0].mountPath',
          },
        ],
      },
      {
        name: 'no folder for what is written on the way',
        from,
        change: {
          'spec.containers[0].securityContext': { readOnlyRootFilesystem: true },
          'spec.containers[0].volumeMounts[3].mountPath': '/var/tmp',
        },
        problems: [
          {
            message: 'Container "financial-service" has volume "tmp" at "/var/tmp", and can write nothing in /tmp.',
            path: 'spec.containers[0].volumeMounts[3].mountPath',
          },
        ],
      },
      failing(
        'a Secret that everybody may write',
        'spec.volumes[0].secret.defaultMode',
        511,
        'Volume "secrets" has the mode 0777, by which others than its owner may write its files.',
      ),
      failing(
        'a Secret that may be missing, although the program reads it',
        'spec.volumes[0].secret.optional',
        true,
        'The pod starts without Secret "financial-service-secrets", which the environment makes.',
      ),
      failing(
        'settings that may be missing',
        'spec.containers[0].envFrom[0].configMapRef.optional',
        true,
        'The pod starts without ConfigMap "financial-service-config", which the environment makes.',
      ),
    ],
  },
});

function containerProblems(container: Container, world: World): readonly Problem[] {
  const mounts = mountsOf(container, world);
  if (mounts.length === 0) return [];
  const subject = `container "${container.name}"`;
  return [
    ...filesToldTo(container, world).flatMap((mention) => fileProblem(mention, mounts, subject)),
    ...mounts.flatMap((mount) => mountProblems(mount, container)),
    ...unwritableTmp(container, mounts),
  ];
}

function fileProblem({ subject: told, file, path }: Mention, mounts: readonly Mount[], subject: string): readonly Problem[] {
  const [folder, name] = [file.slice(0, file.lastIndexOf('/')), file.slice(file.lastIndexOf('/') + 1)];
  const holder = mounts
    .filter((mount) => file === mount.at || file.startsWith(`${mount.at}/`))
    .sort((a, b) => b.at.length - a.at.length)[0];
  const names = `${told} of ${subject} names "${file}"`;
  if (holder === undefined) {
    const elsewhere = mounts.find((mount) => mount.subPath === undefined && mount.files?.has(name) === true);
    // A file of that name may be one of the image, where the folder is not one of those that hold the mounts.
    if (elsewhere === undefined || parentOf(folder) !== parentOf(elsewhere.at)) return [];
    const message = `${names}, where nothing is mounted: ${elsewhere.title}, which has "${name}", is at "${elsewhere.at}".`;
    return [{ message, path: path ?? `${elsewhere.path}.mountPath` }];
  }
  if (holder.at === file || holder.files === undefined) return [];
  if (holder.subPath !== undefined) {
    if (holder.subPath === '*' || !holder.files.has(holder.subPath)) return [];
    return [{ message: `${names}, but "${holder.at}" is the one file "${holder.subPath}" of ${holder.title}.`, path: path ?? holder.path }];
  }
  const inside = file.slice(holder.at.length + 1);
  // A path in the env of the pod itself is judged with the reference to its key.
  if (holder.files.has(inside) || inside.includes('/') || (told.startsWith('Variable') && path !== undefined)) return [];
  const field = holder.source === 'secret' ? 'secretName' : 'name';
  return [
    {
      message: `${names}, but ${holder.title}, which is mounted there, has no "${inside}".`,
      path: path ?? `${holder.volumePath}.${field}`,
    },
  ];
}

function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf('/'));
}
