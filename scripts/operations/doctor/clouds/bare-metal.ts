import type { BareMetalDefinition } from '../../../../generators/clouds/definition.ts';
import { itemsOf, nameOf } from '../../answers.ts';
import { bad, good, unseen } from '../cluster-look.ts';
import { bucketsOf, type CloudDoctor, identitiesOf } from './cloud-doctor.ts';

const page = 'docs/clouds.md';
const pools = '/apis/metallb.io/v1beta1/ipaddresspools';

/**
 * Machines of one's own: MetalLB 0.16.2 (`IPAddressPool`, metallb.io/v1beta1). From memory: `dig`, `aws s3api head-bucket --endpoint-url` and `vault kv
 * metadata get`, which shows no value.
 */
export const bareMetalDoctor: CloudDoctor<BareMetalDefinition> = {
  looks: [
    {
      name: 'balancers',
      paths: [pools],
      command: 'kubectl get ipaddresspools --all-namespaces',
      judge(answers, { platform: { cloud } }) {
        if (cloud.name !== 'bare-metal') return unseen('The platform file names another cloud.');
        const found = itemsOf(answers(pools)).map(nameOf);
        const missing = [cloud.pools.public, cloud.pools.internal].filter((name) => !found.includes(name));
        return missing.length === 0
          ? good(`MetalLB, with ${found.join(', ')}`)
          : bad(
              `MetalLB has no address pool ${[...new Set(missing)].join(', ')}: no Service of it ever gets an address.`,
              `Install MetalLB with those pools, or write others into cloud.pools of generators/catalog/platform.ts (${page}).`,
            );
      },
    },
    {
      name: 'autoscaler',
      paths: [],
      command: 'kubectl get nodes',
      judge: () =>
        unseen('Nobody knows what starts machines here: without anything services grow no further than the nodes that there are.'),
    },
  ],
  outside: ({ environment, platform: { vault } }, { dns, objectStore }) => [
    {
      name: 'zone',
      what: `The zone ${environment.issuer.dns.hostedZone} at ${dns.nameserver}`,
      command: [
        'dig',
        `@${dns.nameserver.replace(/:.*$/, '')}`,
        ...(dns.nameserver.includes(':') ? ['-p', dns.nameserver.replace(/^.*:/, '')] : []),
        ...['+tcp', '+short', 'SOA', environment.issuer.dns.hostedZone],
      ],
      fix: `Serve it there, with the key ${dns.key} for changes (${page}).`,
      judge: (output) =>
        output.trim() === ''
          ? bad(
              `${dns.nameserver} does not serve ${environment.issuer.dns.hostedZone}: no certificate is ever proved.`,
              `Serve it there, with the key ${dns.key} for changes (${page}).`,
            )
          : good(`${dns.nameserver} serves ${environment.issuer.dns.hostedZone}`),
    },
    ...bucketsOf(environment).map(({ bucket }) => ({
      name: 'bucket',
      what: `The bucket ${bucket} at ${objectStore}`,
      command: ['aws', 's3api', 'head-bucket', '--endpoint-url', objectStore, '--bucket', bucket] as const,
      fix: `Make it, with its life cycle (${page}).`,
    })),
    ...identitiesOf(environment).map(({ role, namespace, account }) => ({
      name: 'key',
      what: `The key ${role} of ${namespace}/${account} in Vault`,
      command: ['vault', 'kv', 'metadata', 'get', `-mount=${vault.mount}`, `erp/${environment.name}/${role}`] as const,
      fix: `Write it there, with the properties that it must have (${page}).`,
    })),
  ],
};
