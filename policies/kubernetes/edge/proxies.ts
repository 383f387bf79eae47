import { isProductionLike } from '../../environments.ts';
import type { Fields, Manifest, Problem, World } from '../../model.ts';
import { asText, at, fieldsAt, listAt, numberAt, textAt } from '../fields.ts';
import { addressRange, contains, privateRanges } from '../network/address-ranges.ts';
import { annotationPath, proxyFleets } from '../network/proxy-fleets.ts';
import { budgetedPods } from '../percentages.ts';

const service = 'spec.provider.kubernetes.envoyService';

/** What an EnvoyProxy says that leaves its Gateway without proxies, or clients without a way to them, as ends of sentences. */
export function proxyProblems({ fields }: Manifest, world: World): readonly Problem[] {
  const spec = fieldsAt(fields, 'spec');
  const kubernetes = fieldsAt(spec, 'provider', 'kubernetes');
  return [
    ...replicas(kubernetes, world),
    ...budget(kubernetes),
    ...balancer(fieldsAt(kubernetes, 'envoyService'), world),
    ...bootstrap(spec),
  ];
}

function replicas(kubernetes: Fields, world: World): readonly Problem[] {
  const scaled = numberAt(kubernetes, 'envoyHpa', 'minReplicas');
  return ['envoyDeployment', 'envoyDaemonSet'].flatMap((field) => {
    const path = `spec.provider.kubernetes.${field}`;
    return [
      { count: numberAt(kubernetes, field, 'replicas'), path: `${path}.replicas` },
      { count: numberAt(kubernetes, field, 'patch', 'value', 'spec', 'replicas'), path: `${path}.patch.value.spec.replicas` },
    ].flatMap((place) => {
      if (place.count === 0) return [{ message: 'runs no proxy (0 replicas)', path: place.path }];
      const isAlone = place.count === 1 && (scaled ?? 1) < 2 && isProductionLike(world);
      return isAlone ? [{ message: 'runs one proxy: nobody answers while its node is updated', path: place.path }] : [];
    });
  });
}

/** A budget that lets no proxy go stops every update of a node. */
function budget(kubernetes: Fields): readonly Problem[] {
  const own = fieldsAt(kubernetes, 'envoyPDB');
  const replicas = numberAt(kubernetes, 'envoyHpa', 'minReplicas') ?? numberAt(kubernetes, 'envoyDeployment', 'replicas') ?? 1;
  const [gone, least] = [budgetedPods(own['maxUnavailable'], replicas), budgetedPods(own['minAvailable'], replicas)];
  const field = gone === 0 ? 'maxUnavailable' : least !== undefined && least >= replicas ? 'minAvailable' : undefined;
  return field === undefined
    ? []
    : [{ message: `lets none of its ${replicas} proxies go: no node is ever drained`, path: `spec.provider.kubernetes.envoyPDB.${field}` }];
}

/** AWS Load Balancer Controller 3.5, docs/guide/service/annotations.md; Kubernetes 1.35, `externalTrafficPolicy`. */
function balancer(own: Fields, world: World): readonly Problem[] {
  const of = (name: string) => asText(at(own, 'annotations', `service.beta.kubernetes.io/aws-load-balancer-${name}`));
  const sources = listAt(own, 'loadBalancerSourceRanges').flatMap((range) => addressRange(asText(range) ?? '') ?? []);
  const isOutside = sources.length > 0 && sources.every((source) => !privateRanges.some((inner) => contains(inner, source)));
  const counts = world.ofKind('BackendTrafficPolicy').some(({ fields }) => JSON.stringify(fields).includes('"sourceCIDR"'));
  return [
    ...(own['externalTrafficPolicy'] === 'Cluster' && (sources.length > 0 || counts)
      ? [{ message: 'lets nodes stand for clients, whose addresses are lost', path: `${service}.externalTrafficPolicy` }]
      : []),
    ...(of('scheme') === 'internal' && isOutside
      ? [{ message: 'has an address within the network alone, and admits only clients of outside', path: annotationPath('scheme') }]
      : []),
    ...(of('nlb-target-type') === 'instance' && own['allocateLoadBalancerNodePorts'] === false
      ? [{ message: 'is reached by ports of nodes, of which it asks for none', path: annotationPath('nlb-target-type') }]
      : []),
  ];
}

/**
 * Envoy Gateway 1.9.0, `ProxyBootstrap`: without a type it is Replace. What is left out of it then is missing: where the proxies hear of routes
 * (`dynamic_resources`), and that the administration of Envoy listens to its own pod alone.
 */
function bootstrap(spec: Fields): readonly Problem[] {
  const text = textAt(spec, 'bootstrap', 'value');
  if (text === undefined || (textAt(spec, 'bootstrap', 'type') ?? 'Replace') !== 'Replace') return [];
  const admin = /\badmin:[\s\S]{0,200}?\baddress:\s*["']?([\d.:a-f[\]]+)/.exec(text)?.[1];
  return [
    ...(text.includes('dynamic_resources')
      ? []
      : [{ message: 'starts its proxies without where they hear of routes (dynamic_resources)', path: 'spec.bootstrap' }]),
    ...(admin === '0.0.0.0' || admin === '::'
      ? [{ message: 'opens the administration of Envoy to the network', path: 'spec.bootstrap.value' }]
      : []),
  ];
}

/** What a ClientTrafficPolicy believes of who says it: headers that a client writes as well as a proxy does. */
export function believed(policy: Manifest, world: World): readonly Problem[] {
  const spec = fieldsAt(policy.fields, 'spec');
  const hops = numberAt(spec, 'clientIPDetection', 'xForwardedFor', 'numTrustedHops');
  // A network load balancer adds no header: whoever connects to it wrote all of them.
  const isDirect = proxyFleets(world).some((fleet) => fleet.clientPolicies.includes(policy) && fleet.balancer !== undefined);
  const certificate = textAt(spec, 'headers', 'xForwardedClientCert', 'mode') ?? 'Sanitize';
  return [
    ...tls(spec),
    ...(hops !== undefined && hops > 0 && isDirect
      ? [
          {
            message: `believes what ${hops} proxies before it say of a client, and no range says who they are`,
            path: 'spec.clientIPDetection.xForwardedFor.numTrustedHops',
          },
        ]
      : []),
    ...(textAt(spec, 'headers', 'withUnderscoresAction') === 'Allow'
      ? [{ message: 'lets headers with underscores in, which programs take for others', path: 'spec.headers.withUnderscoresAction' }]
      : []),
    ...(at(spec, 'headers', 'enableEnvoyHeaders') === true
      ? [{ message: 'tells clients of its backends (enableEnvoyHeaders)', path: 'spec.headers.enableEnvoyHeaders' }]
      : []),
    ...(['ForwardOnly', 'AppendForward', 'AlwaysForwardOnly'].includes(certificate) && at(spec, 'tls', 'clientValidation') === undefined
      ? [{ message: `believes a certificate that a client only names (${certificate})`, path: 'spec.headers.xForwardedClientCert.mode' }]
      : []),
  ];
}

/** Envoy Gateway 1.9.0, `TLSSettings`: from 1.2 on where nothing is said. `Auto` leaves it to Envoy. */
function tls(spec: Fields): readonly Problem[] {
  const [least, most] = [textAt(spec, 'tls', 'minVersion'), textAt(spec, 'tls', 'maxVersion')];
  const old = ['1.0', '1.1'];
  return [
    ...(least !== undefined && [...old, 'Auto'].includes(least)
      ? [{ message: `speaks TLS from "${least}" on`, path: 'spec.tls.minVersion' }]
      : []),
    ...(most !== undefined && old.includes(most) ? [{ message: `speaks TLS up to "${most}"`, path: 'spec.tls.maxVersion' }] : []),
    ...listAt(spec, 'tls', 'ciphers').flatMap((item, index) => {
      const cipher = asText(item) ?? '';
      // Forward secrecy and an authenticated mode: ECDHE with GCM or ChaCha20, or one of TLS 1.3.
      if (/^(TLS_|ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)$)/.test(cipher) || cipher.startsWith('[')) return [];
      return [{ message: `speaks by the cipher "${cipher}", which keeps nothing secret for long`, path: `spec.tls.ciphers[${index}]` }];
    }),
  ];
}
