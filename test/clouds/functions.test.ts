import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../generators/clouds/cloud.ts';
import { cloudOf } from '../../generators/clouds/clouds.ts';
import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import { companies } from './fixtures.ts';

type Name = CloudDefinition['name'];
const on = (name: Name): Cloud => cloudOf({ cloud: companies[name].cloud });
const each = <Value>(table: Readonly<Record<Name, Value>>) => Object.entries(table) as [Name, Value][];

describe('what is drawn for each cloud', () => {
  it.each(
    each({
      aws: { name: 'gp3', provisioner: 'ebs.csi.aws.com', parameters: { type: 'gp3', encrypted: 'true' } },
      google: { name: 'pd-balanced', provisioner: 'pd.csi.storage.gke.io', parameters: { type: 'pd-balanced' } },
      azure: { name: 'premium-lrs', provisioner: 'disk.csi.azure.com', parameters: { skuName: 'Premium_LRS' } },
      'bare-metal': {
        name: 'ceph-block',
        provisioner: 'rook-ceph.rbd.csi.ceph.com',
        parameters: { clusterID: 'rook-ceph', pool: 'erp', encrypted: 'true' },
      },
    }),
  )('disks: %s', (name, expected) => expect(on(name).disks).toEqual(expected));

  it.each(
    each({
      aws: [{ 'eks.amazonaws.com/role-arn': 'me' }, {}, []],
      google: [
        { 'iam.gke.io/gcp-service-account': 'me' },
        {},
        [
          { cidr: '169.254.169.254/32', port: 80 },
          { cidr: '169.254.169.252/32', port: 988 },
        ],
      ],
      azure: [{ 'azure.workload.identity/client-id': 'me' }, { 'azure.workload.identity/use': 'true' }, []],
      'bare-metal': [{}, {}, []],
    }),
  )('identities: %s', (name, expected) => {
    const { annotations, podLabels, asks } = on(name).identity;
    expect([annotations('me'), podLabels, asks]).toEqual(expected);
  });

  const keyFiles = {
    data: {
      credentials: '[default]\naws_access_key_id = {{ .id }}\naws_secret_access_key = {{ .secret }}\n',
      config:
        '[default]\nrequest_checksum_calculation = when_required\nresponse_checksum_validation = when_required\ns3 =\n  addressing_style = path\n',
    },
    properties: { id: 'ACCESS_KEY_ID', secret: 'SECRET_ACCESS_KEY' },
  };

  it.each(
    each({
      aws: { type: 's3', bucket: 'erp-loki', settings: { region: 'us-east-1' } },
      google: { type: 'gcs', bucket: 'shop-erp-loki', settings: {} },
      azure: { type: 'azure', bucket: 'loki', settings: { accountName: 'shoperp', useFederatedToken: true } },
      'bare-metal': {
        type: 's3',
        bucket: 'erp-loki',
        settings: { endpoint: 'https://s3.example.com:9000', region: 'local', s3ForcePathStyle: true },
        key: keyFiles,
      },
    }),
  )('the bucket of Loki: %s', (name, expected) => expect(on(name).buckets.logs(companies[name].logs)).toEqual(expected));

  it.each(
    each({
      aws: {
        operator: { aws_region: 'us-east-1', wal_s3_bucket: 'erp-backups', irsa_role_arn: 'arn:aws:iam::123456789012:role/shop-archive' },
        store: { AWS_REGION: 'us-east-1', AWS_STS_REGIONAL_ENDPOINTS: 'regional', USE_WALG_RESTORE: 'true' },
      },
      google: {
        operator: { wal_gs_bucket: 'shop-erp-backups' },
        account: { 'iam.gke.io/gcp-service-account': 'shop-archive@shop-erp.iam.gserviceaccount.com' },
        store: { USE_WALG_RESTORE: 'true' },
      },
      azure: {
        operator: { wal_az_storage_account: 'shoperp' },
        store: { USE_WALG_RESTORE: 'true' },
        more: {
          WALG_AZ_PREFIX: 'azure://backups/spilo/$(SCOPE)/archive/wal/$(PGVERSION)',
          CLONE_WALG_AZ_PREFIX: 'azure://backups/spilo/$(CLONE_SCOPE)/archive/wal/$(PGVERSION)',
          WALG_PREVENT_WAL_OVERWRITE: 'true',
        },
        key: {
          data: { AZURE_STORAGE_SAS_TOKEN: '{{ .token }}', CLONE_AZURE_STORAGE_SAS_TOKEN: '{{ .token }}' },
          properties: { token: 'SAS_TOKEN' },
        },
      },
      'bare-metal': {
        operator: { aws_region: 'local', wal_s3_bucket: 'erp-backups' },
        store: { AWS_ENDPOINT: 'https://s3.example.com:9000', AWS_REGION: 'local', USE_WALG_RESTORE: 'true' },
        key: {
          data: {
            AWS_ACCESS_KEY_ID: '{{ .id }}',
            AWS_SECRET_ACCESS_KEY: '{{ .secret }}',
            CLONE_AWS_ACCESS_KEY_ID: '{{ .id }}',
            CLONE_AWS_SECRET_ACCESS_KEY: '{{ .secret }}',
          },
          properties: { id: 'ACCESS_KEY_ID', secret: 'SECRET_ACCESS_KEY' },
        },
      },
    }),
  )('the archive of PostgreSQL: %s', (name, expected) => {
    const { archiveRole, ...place } = companies[name].backup;
    expect(on(name).buckets.archive({ ...place, role: archiveRole })).toEqual(expected);
  });

  it.each(
    each({
      aws: ['s3://b/postgres', 443, { environment: { AWS_REGION: 'us-east-1' } }],
      google: [
        'gs://b/postgres',
        443,
        {
          environment: {
            RCLONE_CONFIG_STORE_TYPE: 'google cloud storage',
            RCLONE_CONFIG_STORE_ENV_AUTH: 'true',
            RCLONE_CONFIG_STORE_BUCKET_POLICY_ONLY: 'true',
          },
          byRclone: true,
        },
      ],
      azure: [
        'azure://b/postgres',
        443,
        {
          environment: {
            RCLONE_CONFIG_STORE_TYPE: 'azureblob',
            RCLONE_CONFIG_STORE_ACCOUNT: 'shoperp',
            RCLONE_CONFIG_STORE_ENV_AUTH: 'true',
          },
          byRclone: true,
        },
      ],
      'bare-metal': [
        's3://b/postgres',
        9000,
        { environment: { AWS_REGION: 'local', AWS_ENDPOINT_URL_S3: 'https://s3.example.com:9000' }, key: keyFiles },
      ],
    }),
  )('the store of the dumps: %s', (name, expected) => {
    const { address, port, dumps } = on(name).buckets;
    expect([address(name === 'azure' ? 'a/b' : 'b', 'postgres'), port, dumps(companies[name].backup)]).toEqual(expected);
  });

  it.each(
    each({
      aws: [{ route53: { region: 'us-east-1', hostedZoneID: 'Z0123456789' } }, 443, undefined],
      google: [{ cloudDNS: { project: 'shop-erp', hostedZoneName: 'example-com' } }, 443, undefined],
      azure: [
        {
          azureDNS: {
            subscriptionID: '00000000-89ab-cdef-0123-456789abcdef',
            resourceGroupName: 'shop-dns',
            hostedZoneName: 'example.com',
            managedIdentity: { clientID: '11111111-89ab-cdef-0123-456789abcdef' },
          },
        },
        443,
        undefined,
      ],
      'bare-metal': [
        {
          rfc2136: {
            nameserver: '10.0.3.2:53',
            protocol: 'TCP',
            tsigKeyName: 'erp-acme',
            tsigAlgorithm: 'HMACSHA256',
            tsigSecretSecretRef: { name: 'acme-dns-key', key: 'tsig' },
          },
        },
        53,
        { name: 'acme-dns-key', data: { tsig: '{{ .key }}' }, properties: { key: 'TSIG_KEY' } },
      ],
    }),
  )('the solver of certificates: %s', (name, expected) => {
    const { solver, port, key } = on(name).dns;
    expect([solver(companies[name].dns), port, key]).toEqual(expected);
  });

  const aws = 'service.beta.kubernetes.io/aws-load-balancer-';
  const azure = 'service.beta.kubernetes.io/azure-load-balancer-internal';
  it.each(
    each({
      aws: [
        {
          [`${aws}type`]: 'external',
          [`${aws}nlb-target-type`]: 'ip',
          [`${aws}scheme`]: 'internet-facing',
          [`${aws}target-group-attributes`]:
            'preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=300,' +
            'target_health_state.unhealthy.connection_termination.enabled=false',
          [`${aws}healthcheck-protocol`]: 'http',
          [`${aws}healthcheck-port`]: '19003',
          [`${aws}healthcheck-path`]: '/ready',
          [`${aws}healthcheck-interval`]: '10',
          [`${aws}healthcheck-healthy-threshold`]: '2',
          [`${aws}healthcheck-unhealthy-threshold`]: '2',
        },
        {
          [`${aws}type`]: 'external',
          [`${aws}nlb-target-type`]: 'ip',
          [`${aws}scheme`]: 'internal',
          [`${aws}target-group-attributes`]: 'preserve_client_ip.enabled=true',
        },
        { 'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled' },
      ],
      google: [{ 'cloud.google.com/l4-rbs': 'enabled' }, { 'networking.gke.io/load-balancer-type': 'Internal' }, {}],
      azure: [{ [azure]: 'false' }, { [azure]: 'true' }, {}],
      'bare-metal': [{ 'metallb.io/address-pool': 'public' }, { 'metallb.io/address-pool': 'internal' }, {}],
    }),
  )('load balancers: %s', (name, expected) => {
    const { annotations, namespaceLabels } = on(name).loadBalancers;
    const proxies = annotations('internet-facing', { port: 19003, path: '/ready' });
    expect([proxies, annotations('internal'), namespaceLabels]).toEqual(expected);
  });
});
