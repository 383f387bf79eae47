import type { World } from '../../model.ts';
import { asText, at, textAt } from '../fields.ts';
import { operatorSettings } from '../operators/postgres-parts.ts';
import { perWorld } from '../per-world.ts';

/** How a cloud is told from another, and what its pods and load balancers can do. */
export interface KnownCloud {
  readonly name: 'aws' | 'google' | 'azure' | 'bare-metal';
  readonly title: string;
  /** Drivers of its disks. */
  readonly provisioners: readonly string[];
  /** By which accounts take on a role. */
  readonly annotation?: string;
  /** Groups: the account or project, where a role says it, and the name. */
  readonly role?: RegExp;
  readonly roleTitle?: string;
  /** Where a solver of cert-manager (1.21.1) says as whom it writes, below `dns01`. */
  readonly solverRole?: readonly string[];
  /** Solver of its zones, and forms of its fields. */
  readonly solver: { readonly kind: string; readonly fields: Readonly<Record<string, RegExp>> };
  /** Where pods are told who they are: the one address of the link that is no machine's, and what stands behind it. */
  readonly asks?: readonly { readonly cidr: string; readonly port: number }[];
  /** Annotation of a Service by which its controller, and no other, looks at it. */
  readonly balancer: RegExp;
}

/** As Azure calls identities. */
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is known of each cloud. */
export const clouds: readonly KnownCloud[] = [
  {
    name: 'aws',
    title: 'AWS',
    provisioners: ['ebs.csi.aws.com'],
    annotation: 'eks.amazonaws.com/role-arn',
    role: /^arn:aws(?:-[a-z]+)*:iam::(?<account>\d{12}):role\/(?:[\w+=,.@/-]*\/)?(?<name>[\w+=,.@-]+)$/,
    roleTitle: 'ARN of a role',
    solverRole: ['route53', 'role'],
    solver: { kind: 'route53', fields: { hostedZoneID: /^Z[A-Z0-9]{1,31}$/ } },
    balancer: /^service\.beta\.kubernetes\.io\/aws-load-balancer-/,
  },
  {
    name: 'google',
    title: 'Google Cloud',
    provisioners: ['pd.csi.storage.gke.io'],
    annotation: 'iam.gke.io/gcp-service-account',
    role: /^(?<name>[a-z0-9-]+)@(?<account>[a-z0-9.:-]+)\.iam\.gserviceaccount\.com$/,
    roleTitle: 'service account of Google Cloud',
    solver: {
      kind: 'cloudDNS',
      fields: { project: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, hostedZoneName: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/ },
    },
    // Workload Identity: the server of the node, and what Dataplane V1 sends the question to.
    asks: [
      { cidr: '169.254.169.254/32', port: 80 },
      { cidr: '169.254.169.252/32', port: 988 },
    ],
    balancer: /^(cloud\.google\.com\/l4-rbs|networking\.gke\.io\/load-balancer-type)$/,
  },
  {
    name: 'azure',
    title: 'Azure',
    provisioners: ['disk.csi.azure.com'],
    annotation: 'azure.workload.identity/client-id',
    // An identity says by its id neither whose it is nor what it is called.
    role: uuid,
    roleTitle: 'client id of a managed identity',
    solverRole: ['azureDNS', 'managedIdentity', 'clientID'],
    solver: { kind: 'azureDNS', fields: { subscriptionID: uuid, resourceGroupName: /./, hostedZoneName: /^([a-z0-9-]+\.)+[a-z]{2,}$/ } },
    balancer: /^service\.beta\.kubernetes\.io\/azure-load-balancer-/,
  },
  {
    name: 'bare-metal',
    title: 'bare metal',
    provisioners: [],
    solver: { kind: 'rfc2136', fields: { nameserver: /./, tsigKeyName: /./ } },
    balancer: /^metallb\.io\//,
  },
];

/** Annotations by which accounts take on a role, of all clouds. */
export const roleAnnotations: readonly string[] = clouds.flatMap(({ annotation }) => annotation ?? []);

/** The cloud of an environment, by the driver of its disks; one that nobody here knows is bare metal. Undefined where it brings none. */
export const cloudOf = perWorld((world: World): KnownCloud | undefined => {
  const drivers = world.ofKind('StorageClass').flatMap(({ fields }) => textAt(fields, 'provisioner') ?? []);
  if (drivers.length === 0) return undefined;
  return clouds.find(({ provisioners }) => drivers.some((driver) => provisioners.includes(driver))) ?? clouds.at(-1);
});

/** Whether some account of a namespace takes on a role of a cloud, the one that the operator of PostgreSQL makes included. */
export function hasRoleIn(namespace: string, { annotation }: KnownCloud, world: World): boolean {
  if (annotation === undefined) return false;
  const made = asText(at(operatorSettings(world), 'kubernetes', 'pod_service_account_definition')) ?? '';
  return (
    made.includes(annotation) || world.ofKind('ServiceAccount').some((one) => one.namespace === namespace && annotation in one.annotations)
  );
}

/** Whether a range at a port is where the pods of a namespace are told as whom they are known, and nothing else. */
export function isAskedThere(cidr: string, port: number | string | undefined, namespace: string, world: World): boolean {
  return clouds.some(
    (cloud) => cloud.asks?.some((one) => one.cidr === cidr && one.port === port) === true && hasRoleIn(namespace, cloud, world),
  );
}
