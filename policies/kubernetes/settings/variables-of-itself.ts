import type { Pod, World } from '../../model.ts';
import { numberAt, presentAt } from '../fields.ts';
import { portsOf, servesMetrics } from '../pods/container-ports.ts';
import type { Configured } from '../variables.ts';
import { secondsOf } from './values.ts';

/** What is wrong with one variable of a workload: what follows `Variable "NAME" `. */
export interface Fault {
  readonly name: string;
  readonly message: string;
}

type Variables = Configured['variables'];

/** Seconds that a pod gets to stop when it does not say (Kubernetes 1.35.4, `DefaultTerminationGracePeriodSeconds`). */
const defaultGrace = 30;

/** Connections that a pod can have to one address: Linux's ephemeral ports, 32768 to 60999 (ip-sysctl, ip_local_port_range). */
const mostConnections = 28_232;

/** Faults of variables that stand against the pod that has them, or against one another. */
export function faultsOfItself({ pod, variables }: Configured, world: World): readonly Fault[] {
  return [
    ...ports(pod, variables),
    ...hosts(pod, variables),
    ...identity(pod, variables, world),
    ...pairs(variables),
    ...shares(variables),
    ...drains(pod, variables),
  ];
}

const listened = /^(?:APP_|LISTEN_|BIND_|SERVER_|HTTP_|GRPC_)?PORT$|(?:^|_)METRICS_PORT$/;

/** The name of a port says what it is for, as far as that of the variable does. */
function isMeant(variable: string, port: string | undefined): boolean {
  if (variable.endsWith('METRICS_PORT')) return port !== undefined && servesMetrics(port);
  if (variable === 'GRPC_PORT') return /^grpc/.test(port ?? '');
  if (variable === 'HTTP_PORT') return /^(http|web)/.test(port ?? '');
  return true;
}

function declared(pod: Pod) {
  return pod.containers.flatMap(portsOf).filter(({ protocol }) => protocol === 'TCP');
}

function ports(pod: Pod, variables: Variables): readonly Fault[] {
  const own = declared(pod);
  return [...variables].flatMap(([name, { value }]) => {
    if (!listened.test(name) || !/^\d{1,5}$/.test(value)) return [];
    const host = variables.get(name.replace(/PORT$/, 'HOST'))?.value;
    const meant = own.filter((port) => isMeant(name, port.name));
    // Beside the name of somebody else it is a port of theirs.
    if (meant.length === 0 || (host !== undefined && !isOwnAddress(host)) || meant.some(({ number }) => number === Number(value)))
      return [];
    const known = meant.map((port) => `${port.number}${port.name === undefined ? '' : ` (${port.name})`}`).join(', ');
    return [{ name, message: `is "${value}", and the pod declares the port ${known}: whoever is sent there finds nobody.` }];
  });
}

function isOwnAddress(host: string): boolean {
  return /^(0\.0\.0\.0|\*|::|\[::\]|localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}

const bound = /^(?:APP|LISTEN|BIND|SERVER|HTTP|GRPC|METRICS)?_?(?:HOST|ADDR|ADDRESS|IP)$/;
const loopback = /^(localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])(?::(\d{1,5}))?$/;

function hosts(pod: Pod, variables: Variables): readonly Fault[] {
  const own = declared(pod);
  return [...variables].flatMap(([name, { value }]) => {
    const [, , written] = (bound.test(name) && loopback.exec(value)) || [];
    const port = written ?? (loopback.test(value) ? variables.get(name.replace(/(HOST|ADDR|ADDRESS|IP)$/, 'PORT'))?.value : undefined);
    if (!bound.test(name) || port === undefined || !own.some(({ number }) => number === Number(port))) return [];
    return [{ name, message: `is "${value}", where nobody but the pod itself reaches port ${port}.` }];
  });
}

const names = new Set([
  'APP_NAME',
  'APPLICATION_NAME',
  'SERVICE_NAME',
  'SPRING_APPLICATION_NAME',
  'OTEL_SERVICE_NAME',
  'DD_SERVICE',
  'ELASTIC_APM_SERVICE_NAME',
]);

/** The name under which a pod speaks of itself is not that of another workload; workers go by the name of their service. */
function identity(pod: Pod, variables: Variables, world: World): readonly Fault[] {
  const own = [pod.manifest.name, ...Object.values(pod.labels)];
  return [...variables].flatMap(([name, { value: text }]) => {
    const value = name === 'OTEL_RESOURCE_ATTRIBUTES' ? /(?:^|,)service\.name=([^,]+)/.exec(text)?.[1] : names.has(name) ? text : undefined;
    if (value === undefined || value === '' || own.some((one) => one === value || one.startsWith(`${value}-`))) return [];
    const other = world.pods.find(
      ({ manifest, namespace, labels }) =>
        namespace === pod.namespace &&
        manifest !== pod.manifest &&
        (labels['app'] ?? labels['app.kubernetes.io/name'] ?? manifest.name) === value,
    );
    if (other === undefined) return [];
    return [
      {
        name,
        message: `is "${value}", which is ${other.manifest.kind} "${other.manifest.name}": its logs, traces and users are told apart by that name.`,
      },
    ];
  });
}

/** `X_MIN_Y` beside `X_MAX_Y`. */
function pairs(variables: Variables): readonly Fault[] {
  return [...variables].flatMap(([name, { value, from }]) => {
    const other = name.replace(/(^|_)MIN(?=_|$)/, '$1MAX');
    const most = other === name ? undefined : variables.get(other);
    const [low, high] = [Number(value), Number(most?.value)];
    if (most === undefined || !/^-?\d+(\.\d+)?$/.test(value) || !/^-?\d+(\.\d+)?$/.test(most.value) || low <= high) return [];
    const message = `is ${value}, and ${other} is ${most.value}: nothing is at least the one and at most the other.`;
    return from === most.from
      ? [{ name, message }]
      : [
          { name, message },
          { name: other, message: `is ${most.value}, and ${name} is ${value}: nothing is at least the one and at most the other.` },
        ];
  });
}

function shares(variables: Variables): readonly Fault[] {
  const sampler = variables.get('OTEL_TRACES_SAMPLER')?.value ?? '';
  const share = variables.get('OTEL_TRACES_SAMPLER_ARG');
  const connections = [...variables].flatMap(([name, { value }]) =>
    /_MAX_CONNECTIONS$/.test(name) && /^\d+$/.test(value) && Number(value) > mostConnections
      ? [{ name, message: `is ${value}: a pod has ${mostConnections} ports for connections to one address.` }]
      : [],
  );
  // OpenTelemetry specification 1.50.0, sdk-environment-variables.md: a number from 0 to 1.
  const isShare = share === undefined || !sampler.endsWith('traceidratio') || isBetween(Number(share.value), 0, 1);
  return [
    ...connections,
    ...(isShare
      ? []
      : [{ name: 'OTEL_TRACES_SAMPLER_ARG', message: `is "${share?.value}", and the sampler "${sampler}" takes a share from 0 to 1.` }]),
  ];
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

/** What a pod waits for before it ends fits into the time that it gets. */
function drains(pod: Pod, variables: Variables): readonly Fault[] {
  const grace =
    presentAt(pod.spec, 'terminationGracePeriodSeconds') === undefined ? defaultGrace : numberAt(pod.spec, 'terminationGracePeriodSeconds');
  const waits = pod.containers.map(({ fields }) => numberAt(fields, 'lifecycle', 'preStop', 'sleep', 'seconds') ?? 0);
  const wait = Math.max(0, ...waits);
  return [...variables].flatMap(([name, { value }]) => {
    if (!/(?:^|_)(?:SHUTDOWN|DRAIN)_(?:\w+_)?(?:SECONDS|TIMEOUT|PERIOD)$/.test(name) || grace === undefined || !pod.serving) return [];
    const seconds = secondsOf(value);
    if (seconds === undefined || wait + seconds <= grace) return [];
    const before = wait === 0 ? '' : ` after a preStop hook of ${wait}`;
    return [{ name, message: `is "${value}"${before}, and the pod is killed after ${grace} seconds (terminationGracePeriodSeconds).` }];
  });
}
