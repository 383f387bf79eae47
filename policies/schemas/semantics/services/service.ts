import { protocols } from '../containers/ports.ts';
import { checkMetadata } from '../metadata.ts';
import { isRange, isReachable } from '../spots/addresses.ts';
import { areLabels, hasForm, isOneOf, isPort, label, mayBeOneOf, qualified, serviceName, subdomain, within } from '../spots/checks.ts';
import {
  type Check,
  field,
  forbid,
  integer,
  isFilled,
  isSet,
  items,
  missing,
  refuse,
  refuseValue,
  type Spot,
  text,
  textsOf,
} from '../spots/spot.ts';
import { checkServiceAddresses } from './service-addresses.ts';

/** A Service while it is judged, with the defaults that decide. */
interface Kind {
  readonly type: string;
  readonly isHeadless: boolean;
}

/** k8s.io/kubernetes 1.35.4, pkg/apis/core/validation: ValidateServiceCreate, after pkg/apis/core/v1: SetDefaults_Service. */
export const service: Check = (object) => {
  checkMetadata(object, serviceName);
  const spec = field(object, 'spec');
  const type = text(spec, 'type') || 'ClusterIP';
  const kind = { type, isHeadless: text(spec, 'clusterIP') === 'None' && items(spec, 'clusterIPs').length < 2 };
  mayBeOneOf(field(spec, 'type'), ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  if (kind.isHeadless && ['LoadBalancer', 'NodePort'].includes(type)) {
    refuse(field(spec, 'clusterIP'), `A Service of type "${type}" is headless.`, 'Remove clusterIP, or write type: ClusterIP.');
  }
  if (type === 'ExternalName') externalName(spec);
  else if (items(spec, 'ports').length === 0 && !kind.isHeadless) {
    refuse(field(spec, 'ports'), 'The Service has no port.', 'List at least one port.');
  }
  ports(spec, kind);
  areLabels(field(spec, 'selector'));
  affinity(spec);
  if (type !== 'ExternalName') checkServiceAddresses(spec);
  for (const address of items(spec, 'externalIPs')) isReachable(address);
  loadBalancer(object, spec, type);
  traffic(spec, type);
};

function externalName(spec: Spot): void {
  for (const key of ['clusterIPs', 'ipFamilies']) if (isFilled(spec, key)) forbid(field(spec, key), 'the type is ExternalName');
  if (isSet(spec, 'ipFamilyPolicy')) forbid(field(spec, 'ipFamilyPolicy'), 'the type is ExternalName');
  if (text(spec, 'clusterIP') !== '') forbid(field(spec, 'clusterIP'), 'the type is ExternalName');
  const name = field(spec, 'externalName');
  if (text(name).replace(/\.$/, '') === '') {
    refuse(name, 'A Service of type "ExternalName" has no externalName.', 'Set "externalName".');
  } else hasForm({ ...name, value: text(name).replace(/\.$/, '') }, { ...subdomain, remedy: 'Write a DNS name, without scheme and port.' });
}

/** The range in which the API server gives out ports of nodes, unless it is told another. */
const nodePorts = [30_000, 32_767] as const;

function ports(spec: Spot, { type }: Kind): void {
  const list = items(spec, 'ports');
  const names = new Set<string>();
  const numbers = new Set<string>();
  const ofNodes = new Set<string>();
  for (const port of list) {
    const name = field(port, 'name');
    const number = field(port, 'port');
    const protocol = text(port, 'protocol') || 'TCP';
    const key = `${integer(number) ?? ''}/${protocol}`;
    const shown = integer(number) === undefined ? 'A port' : `The port ${key}`;
    if (text(name) === '') {
      if (list.length > 1) refuse(name, `${shown} has no name, and is one of ${list.length}.`, 'Give each port a name.');
    } else {
      hasForm(name, label);
      if (names.has(text(name)))
        refuse(name, `The port name ${JSON.stringify(text(name))} is there twice.`, 'Give each port a name of its own.');
      names.add(text(name));
    }
    if (number.value === undefined) missing(number);
    within(number, 1, 65535);
    mayBeOneOf(field(port, 'protocol'), protocols);
    const target = field(port, 'targetPort');
    if (target.value !== undefined && target.value !== 0 && target.value !== '') isPort(target);
    hasForm(field(port, 'appProtocol'), qualified);
    if (integer(number) !== undefined && numbers.has(key)) refuse(number, `The port ${key} is there twice.`, 'Write each port once.');
    numbers.add(key);
    nodePort(field(port, 'nodePort'), protocol, type, ofNodes);
  }
}

function nodePort(port: Spot, protocol: string, type: string, seen: Set<string>): void {
  const number = integer(port) ?? 0;
  if (number === 0) return;
  if (type === 'ClusterIP') refuse(port, `A Service of type "${type}" has a nodePort.`, 'Remove nodePort.');
  else if (type !== 'ExternalName') within(port, ...nodePorts);
  const key = `${number}/${protocol}`;
  if (seen.has(key)) refuse(port, `The nodePort ${key} is there twice.`, 'Write each port once.');
  seen.add(key);
}

function affinity(spec: Spot): void {
  mayBeOneOf(field(spec, 'sessionAffinity'), ['ClientIP', 'None']);
  if (text(spec, 'sessionAffinity') === 'ClientIP') within(field(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'), 1, 86_400);
}

const rangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function loadBalancer(object: Spot, spec: Spot, type: string): void {
  const isBalanced = type === 'LoadBalancer';
  const why = `the type is ${type}, not LoadBalancer`;
  const ranges = field(spec, 'loadBalancerSourceRanges');
  const annotation = field(object, 'metadata', 'annotations', rangesAnnotation);
  if (isFilled(ranges)) {
    if (!isBalanced) forbid(ranges, why);
    for (const range of items(ranges)) isRange({ ...range, value: text(range).trim() });
  } else if (annotation.value !== undefined) {
    if (!isBalanced) forbid(annotation, why, 'Remove the annotation.');
    for (const range of text(annotation).trim() === '' ? [] : text(annotation).split(',')) isRange({ ...annotation, value: range.trim() });
  }
  for (const key of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
    if (isSet(spec, key) && !isBalanced) forbid(field(spec, key), why);
  }
  if (isBalanced) hasForm(field(spec, 'loadBalancerClass'), qualified);
  const [mode, hints] = ['topology-mode', 'topology-aware-hints'].map((name) =>
    field(object, 'metadata', 'annotations', `service.kubernetes.io/${name}`),
  );
  if (mode?.value !== undefined && hints?.value !== undefined && mode.value !== hints.value) {
    refuseValue(mode, 'is not what the annotation topology-aware-hints says', 'Remove topology-aware-hints.');
  }
}

function traffic(spec: Spot, type: string): void {
  const policy = field(spec, 'externalTrafficPolicy');
  const isOutside = type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && textsOf(spec, 'externalIPs').length > 0);
  if (isOutside) mayBeOneOf(policy, ['Cluster', 'Local']);
  else if (text(policy) !== '') forbid(policy, 'nothing outside of the cluster reaches the Service');
  const check = field(spec, 'healthCheckNodePort');
  if (integer(check) !== undefined && integer(check) !== 0) {
    if (type === 'LoadBalancer' && text(policy) === 'Local') within(check, ...nodePorts);
    else forbid(check, 'only a LoadBalancer with externalTrafficPolicy: Local has one');
  }
  isOneOf(field(spec, 'internalTrafficPolicy'), ['Cluster', 'Local']);
  isOneOf(field(spec, 'trafficDistribution'), ['PreferClose', 'PreferSameNode', 'PreferSameZone']);
}
