import type { Fields, Problem } from '../../model.ts';
import { asText, at, fieldsAt, listAt, numberAt, scalarAt } from '../fields.ts';
import { addressRange } from '../network/address-ranges.ts';

/** What of a cluster gives its primary up, or keeps damage from being seen. Patroni 4.1.0, config.py: ttl is at least loop_wait and twice retry_timeout, or it lowers them; 30, 10 and 10 where nothing is said. */
export function patroni(spec: Fields): readonly Problem[] {
  const settings = fieldsAt(spec, 'patroni');
  const [ttl, wait, retry] = [
    numberAt(settings, 'ttl') ?? 30,
    numberAt(settings, 'loop_wait') ?? 10,
    numberAt(settings, 'retry_timeout') ?? 10,
  ];
  const least = wait + 2 * retry;
  const checksums = scalarAt(settings, 'initdb', 'data-checksums');
  return [
    ...(ttl >= least
      ? []
      : [
          {
            message: `has a ttl of ${ttl} seconds, below loop_wait and twice retry_timeout (${least}): a slow API server costs the primary`,
            path: 'spec.patroni.ttl',
          },
        ]),
    // postgres-operator 2.0.1, pkg/cluster/k8sres.go: "true" becomes the flag of initdb, everything else a value that it does not take.
    ...(checksums === undefined || checksums === 'true'
      ? []
      : [
          {
            message: 'keeps no checksums: a damaged page is found when it is read, or never',
            path: 'spec.patroni.initdb["data-checksums"]',
          },
        ]),
    ...(settings['failsafe_mode'] === false
      ? [
          {
            message: 'gives its primary up when the API server does not answer (failsafe_mode)',
            path: 'spec.patroni.failsafe_mode',
          },
        ]
      : []),
  ];
}

/**
 * What is needed so that another takes over.
 * @param follows whether it is the copy of another place, of which the operator wants one instance (match-standby)
 */
export function copies(spec: Fields, follows = false): readonly Problem[] {
  const instances = numberAt(spec, 'numberOfInstances') ?? 0;
  const poolers = at(spec, 'enableConnectionPooler') === true ? numberAt(spec, 'connectionPooler', 'numberOfInstances') : undefined;
  return [
    ...(poolers !== undefined && poolers < 2
      ? [
          {
            message: `has ${poolers} pod${poolers === 1 ? '' : 's'} of its pooler: every service waits while its node is updated`,
            path: 'spec.connectionPooler.numberOfInstances',
          },
        ]
      : []),
    ...(instances < 2 && !follows
      ? [
          {
            message: `has ${instances} instance${instances === 1 ? '' : 's'}: nothing takes over when its node is lost`,
            path: 'spec.numberOfInstances',
          },
        ]
      : []),
    ...(at(spec, 'patroni', 'synchronous_mode') === true
      ? []
      : [{ message: 'confirms before a copy has it (synchronous_mode)', path: 'spec.patroni.synchronous_mode' }]),
  ];
}

/** postgres-operator 2.0.1: each of these gives a Service of type LoadBalancer. */
const balancers = [
  'enableMasterLoadBalancer',
  'enableReplicaLoadBalancer',
  'enableMasterPoolerLoadBalancer',
  'enableReplicaPoolerLoadBalancer',
];

/** By which ways clients of outside come. */
export function doors(spec: Fields): readonly Problem[] {
  return [
    ...balancers.flatMap((field) =>
      spec[field] === true
        ? [{ message: 'asks for a load balancer: the database can be reached from outside of the cluster', path: `spec.${field}` }]
        : [],
    ),
    ...listAt(spec, 'allowedSourceRanges').flatMap((item, index) => {
      const text = asText(item) ?? '';
      return addressRange(text)?.prefix.length === 0
        ? [{ message: `lets the whole world come ("${text}")`, path: `spec.allowedSourceRanges[${index}]` }]
        : [];
    }),
  ];
}

/** What stands in the variables of all clusters (Spilo 4.1, ENVIRONMENT.rst): where the archive is, and how it is written and read. */
const ofTheArchive = /^(WAL_|WALE?_|WALG_|USE_WALG|BACKUP_|CLONE_|STANDBY_|AWS_|AZURE_|GOOGLE_|ALLOW_NOSSL$|SPILO_CONFIGURATION$)/;

/**
 * What contradicts what the operator is told for all clusters, or what the cluster is for. Variables of the object go before the others
 * (postgres-operator 2.0.1, pkg/cluster/k8sres.go, generateSpiloPodEnvVars).
 * @param follows whether it is the copy of another place, and meant to be
 */
export function besides(spec: Fields, settings: Fields, follows = false): readonly Problem[] {
  const isTold = ['pod_environment_configmap', 'pod_environment_secret'].some((key) => Boolean(at(settings, 'kubernetes', key)));
  const bucket = asText(at(settings, 'logical_backup', 'logical_backup_s3_bucket')) ?? '';
  const readOnly = !follows && at(spec, 'standby') !== undefined && Object.keys(fieldsAt(spec, 'databases')).length > 0;
  return [
    ...(readOnly ? [{ message: 'follows another cluster, so that nobody can write into its databases', path: 'spec.standby' }] : []),
    ...listAt(spec, 'env').flatMap((variable, index) => {
      const name = asText(at(variable, 'name')) ?? '';
      if (!isTold || !ofTheArchive.test(name)) return [];
      return [{ message: `sets ${name}, in place of what the operator tells all clusters`, path: `spec.env[${index}]` }];
    }),
    // The chart's example of a bucket, or none.
    ...(at(spec, 'enableLogicalBackup') === true && Object.keys(settings).length > 0 && ['', 'my-bucket-url'].includes(bucket)
      ? [{ message: `asks the operator for dumps, which it puts into the bucket "${bucket}"`, path: 'spec.enableLogicalBackup' }]
      : []),
  ];
}
