import { below, fieldsAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { operatorSettings } from '../../kubernetes/operators/postgres-parts.ts';
import type { Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

/**
 * Variables by which WAL-G finds and reads an archive. Spilo writes them for a clone from variables of the same names behind
 * `CLONE_`, and from nothing else (`configure_spilo.py`, `write_wale_environment`, August 2025).
 */
const readers: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_ENDPOINT',
  'AWS_REGION',
  'AWS_ROLE_ARN',
  'AWS_S3_FORCE_PATH_STYLE',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AZURE_ENVIRONMENT_NAME',
  'AZURE_STORAGE_ACCESS_KEY',
  'AZURE_STORAGE_ACCOUNT',
  'AZURE_STORAGE_SAS_TOKEN',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'USE_WALG_RESTORE',
  'WALE_S3_ENDPOINT',
  'WALE_S3_PREFIX',
  'WALG_DOWNLOAD_CONCURRENCY',
  'WALG_LIBSODIUM_KEY',
  'WALG_LIBSODIUM_KEY_PATH',
  'WALG_LIBSODIUM_KEY_TRANSFORM',
  'WALG_NETWORK_RATE_LIMIT',
  'WALG_PGP_KEY',
  'WALG_PGP_KEY_PASSPHRASE',
  'WALG_PGP_KEY_PATH',
  'WALG_S3_CA_CERT_FILE',
  'WALG_S3_PREFIX',
  'http_proxy',
  'https_proxy',
  'no_proxy',
];

/** What must be said of S3: what is not said is guessed, from the bucket's name or from a metadata service that is closed. */
const needed = ['AWS_REGION', 'AWS_STS_REGIONAL_ENDPOINTS'];

const example = (data: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: postgres-pod-env, namespace: erp-infra }
data: { USE_WALG_BACKUP: "true", USE_WALG_RESTORE: "true", CLONE_USE_WALG_RESTORE: "true", ${data} }
`;

const region = 'AWS_REGION: us-east-1, CLONE_AWS_REGION: us-east-1';
const endpoints = 'AWS_STS_REGIONAL_ENDPOINTS: regional, CLONE_AWS_STS_REGIONAL_ENDPOINTS: regional';
const on = 'ConfigMap/postgres-pod-env';

export default defineRule({
  id: 'require-clone-environment',
  severity: 'error',
  manual: '6.2 (D1)',
  summary: 'Tell a clone of the database all that its archive needs, by the same variables behind CLONE_.',
  rationale:
    'A restore to a moment is a clone, which reads no other variables: one that is missing shows itself in the middle of the disaster. ' +
    'Without its region a clone looks for the bucket in a place that does not exist.',
  remediation: 'Add the variable to what both read in generators/platform/data/postgres-archive.ts.',
  scope: 'object',
  kinds: ['ConfigMap'],

  check(manifest, world) {
    const data = fieldsAt(manifest.fields, 'data');
    if (data['USE_WALG_BACKUP'] !== 'true') return [];
    const title = titleOf(manifest);
    const isSet = (name: string) => typeof data[name] === 'string' && data[name] !== '';
    const hasEndpoint = isSet('AWS_ENDPOINT') || isSet('WALE_S3_ENDPOINT');
    // The operator says where an archive in Google Cloud is; of Azure it knows the account alone.
    const isGoogle = (textAt(operatorSettings(world), 'aws_or_gcp', 'wal_gs_bucket') ?? '') !== '';
    const isAzure = isSet('WALG_AZ_PREFIX');
    const missing = (isAzure ? ['CLONE_WALG_AZ_PREFIX'] : hasEndpoint || isGoogle ? [] : needed)
      .filter((name) => !isSet(name))
      .map(
        (name): Problem => ({
          message: `${title} archives the log without "${name}", which is then ${isAzure ? 'nowhere' : 'guessed'}.`,
          path: below('data', name),
        }),
      );
    const apart = readers
      .filter((name) => isSet(name) && data[`CLONE_${name}`] !== data[name])
      .map((name): Problem => {
        const twin = `CLONE_${name}`;
        const state = isSet(twin) ? 'differs' : 'is missing';
        return { message: `${title} has "${name}" for the archive, and for a clone "${twin}" ${state}.`, path: below('data', twin) };
      });
    return [...missing, ...apart];
  },

  examples: {
    pass: [
      { name: 'every variable twice', manifests: example(`${region}, ${endpoints}`) },
      {
        name: 'a store that is no region of AWS',
        manifests: example('AWS_ENDPOINT: "https://s3.local", CLONE_AWS_ENDPOINT: "https://s3.local"'),
      },
      {
        name: 'a container of Azure, where each cluster has its folder',
        manifests: example(
          'WALG_AZ_PREFIX: "azure://backups/spilo/$(SCOPE)/archive/wal/$(PGVERSION)", ' +
            'CLONE_WALG_AZ_PREFIX: "azure://backups/spilo/$(CLONE_SCOPE)/archive/wal/$(PGVERSION)"',
        ),
      },
      {
        name: 'a bucket of Google Cloud, which the operator names',
        manifests: example('BACKUP_NUM_TO_RETAIN: "30"'),
        charts:
          'apiVersion: acid.zalan.do/v1\nkind: OperatorConfiguration\nmetadata: { name: postgres-operator }\nconfiguration: { aws_or_gcp: { wal_gs_bucket: backups } }\n',
      },
      { name: 'no archive', manifests: example(region).replace('USE_WALG_BACKUP: "true"', 'USE_WALG_BACKUP: "false"') },
      {
        name: 'how base backups are made is nothing to a clone',
        manifests: example(`${region}, ${endpoints}, WALG_UPLOAD_CONCURRENCY: "4"`),
      },
    ],
    fail: [
      {
        name: 'a container of Azure that a clone does not find',
        from: 'a container of Azure, where each cluster has its folder',
        change: { 'data.CLONE_WALG_AZ_PREFIX': undefined },
        problems: [
          {
            on,
            message: 'ConfigMap "postgres-pod-env" archives the log without "CLONE_WALG_AZ_PREFIX", which is then nowhere.',
            path: 'data.CLONE_WALG_AZ_PREFIX',
          },
        ],
      },
      {
        name: 'a region for the archive only',
        from: 'every variable twice',
        change: { 'data.CLONE_AWS_REGION': undefined },
        problems: [
          {
            on,
            message: 'ConfigMap "postgres-pod-env" has "AWS_REGION" for the archive, and for a clone "CLONE_AWS_REGION" is missing.',
            path: 'data.CLONE_AWS_REGION',
          },
        ],
      },
      {
        name: 'another region for the clone',
        from: 'every variable twice',
        change: { 'data.CLONE_AWS_REGION': 'us-west-2' },
        problems: [
          {
            on,
            message: 'ConfigMap "postgres-pod-env" has "AWS_REGION" for the archive, and for a clone "CLONE_AWS_REGION" differs.',
            path: 'data.CLONE_AWS_REGION',
          },
        ],
      },
      {
        name: 'the token service of another region',
        from: 'no archive',
        change: { 'data.USE_WALG_BACKUP': 'true' },
        problems: [
          {
            on,
            message: 'ConfigMap "postgres-pod-env" archives the log without "AWS_STS_REGIONAL_ENDPOINTS", which is then guessed.',
            path: 'data.AWS_STS_REGIONAL_ENDPOINTS',
          },
        ],
      },
      {
        name: 'encrypted, with a key that a clone does not get',
        from: 'every variable twice',
        change: { 'data.WALG_LIBSODIUM_KEY_PATH': '/keys/wal' },
        problems: [
          {
            on,
            message:
              'ConfigMap "postgres-pod-env" has "WALG_LIBSODIUM_KEY_PATH" for the archive, and for a clone "CLONE_WALG_LIBSODIUM_KEY_PATH" is missing.',
            path: 'data.CLONE_WALG_LIBSODIUM_KEY_PATH',
          },
        ],
      },
    ],
  },
});
