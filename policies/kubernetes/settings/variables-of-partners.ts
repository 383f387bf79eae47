import type { Manifest, World } from '../../model.ts';
import { at, fieldsAt, listAt, numberAt, textAt } from '../fields.ts';
import { type ServiceHost, serviceHosts } from '../network/hosts.ts';
import { destination } from '../network/services.ts';
import { titleOf } from '../objects.ts';
import { postgresBehind } from '../operators/postgres-operator.ts';
import type { Configured } from '../variables.ts';
import type { Fault } from './variables-of-itself.ts';

type Variables = Configured['variables'];

/** Faults of variables that stand against what a pod connects to: brokers, collectors, databases. */
export function faultsOfPartners({ variables }: Configured, world: World): readonly Fault[] {
  return [...kafka(variables, world), ...traces(variables), ...addresses(variables, world)];
}

interface Listener {
  readonly title: string;
  readonly tls: boolean;
  /** Strimzi 1.2.0, `KafkaListenerAuthentication`: `scram-sha-512`, `tls`, `oauth`, `custom`; none without. */
  readonly type: string | undefined;
}

function listenerAt({ service, namespace, port }: ServiceHost, world: World): Listener | undefined {
  for (const cluster of world.ofKind('Kafka')) {
    if (cluster.namespace !== namespace || !service.startsWith(`${cluster.name}-kafka-`)) continue;
    const listener = listAt(cluster.fields, 'spec', 'kafka', 'listeners').find((item) => numberAt(item, 'port') === port);
    if (listener === undefined) continue;
    return {
      title: `listener "${textAt(listener, 'name')}" of ${titleOf(cluster)}`,
      tls: at(listener, 'tls') === true,
      type: textAt(listener, 'authentication', 'type'),
    };
  }
  return undefined;
}

const mechanisms: Readonly<Record<string, readonly string[]>> = { 'scram-sha-512': ['SCRAM-SHA-512'], oauth: ['OAUTHBEARER', 'PLAIN'] };

function kafka(variables: Variables, world: World): readonly Fault[] {
  return [...variables].flatMap(([name, { value }]) => {
    const prefix = /^(.*?)(?:BROKERS|BOOTSTRAP_SERVERS?|BOOTSTRAP)$/.exec(name)?.[1];
    const listener = prefix === undefined ? undefined : serviceHosts(value).map((host) => listenerAt(host, world))[0];
    if (listener === undefined) return [];
    const { title, tls, type } = listener;
    const hasPassword = type !== undefined && type !== 'tls';
    const right = `${hasPassword ? 'SASL_' : ''}${tls ? 'SSL' : 'PLAINTEXT'}`;
    const protocol = variables.get(`${prefix}SECURITY_PROTOCOL`)?.value;
    const faults: Fault[] = [];
    if (protocol !== undefined && protocol.toUpperCase() !== right) {
      faults.push({ name: `${prefix}SECURITY_PROTOCOL`, message: `is "${protocol}", and the ${title} speaks ${right}.` });
    }
    const known = mechanisms[type ?? ''];
    for (const field of ['SASL_MECHANISM', 'SASL_MECHANISMS']) {
      const mechanism = variables.get(`${prefix}${field}`)?.value;
      if (mechanism === undefined || known === undefined || known.includes(mechanism.toUpperCase())) continue;
      faults.push({ name: `${prefix}${field}`, message: `is "${mechanism}", and the ${title} takes ${known.join(' or ')}.` });
    }
    return faults;
  });
}

/** OpenTelemetry specification 1.50.0, protocol/exporter.md: 4317 is the port of OTLP by gRPC, 4318 that by HTTP. */
const otlp: Readonly<Record<string, RegExp>> = { 4317: /^grpc$/, 4318: /^http\// };

function traces(variables: Variables): readonly Fault[] {
  return [...variables].flatMap(([name, { value }]) => {
    const [, signal] = /^OTEL_EXPORTER_OTLP_((?:TRACES_|METRICS_|LOGS_)?)ENDPOINT$/.exec(name) ?? [];
    const port = signal === undefined ? undefined : /:(\d+)\/?/.exec(value.replace(/^\w+:/, ''))?.[1];
    const field = [`OTEL_EXPORTER_OTLP_${signal}PROTOCOL`, 'OTEL_EXPORTER_OTLP_PROTOCOL'].find((one) => variables.has(one));
    const protocol = field === undefined ? undefined : variables.get(field)?.value;
    const spoken = otlp[port ?? ''];
    if (field === undefined || protocol === undefined || spoken === undefined || spoken.test(protocol)) return [];
    return [
      { name: field, message: `is "${protocol}", and ${name} leads to port ${port}, which speaks ${port === '4317' ? 'gRPC' : 'HTTP'}.` },
    ];
  });
}

/** A host in one variable, with its port, role, database and TLS in those that begin alike: `PGHOST`, `LEDGER_DB_HOST`. */
function addresses(variables: Variables, world: World): readonly Fault[] {
  return [...variables].flatMap(([name, { value }]) => {
    const prefix = /^(.*)HOST$/.exec(name)?.[1];
    const [host, ...more] = prefix === undefined ? [] : serviceHosts(value);
    if (host === undefined || more.length > 0 || host.host !== value) return [];
    const field = (...ends: readonly string[]) => ends.map((end) => `${prefix}${end}`).find((one) => variables.has(one)) ?? '';
    const text = (one: string) => variables.get(one)?.value ?? '';
    const faults: Fault[] = [];
    const service = destination(world, host.namespace, host.service);
    const port = field('PORT');
    if (
      service !== undefined &&
      !service.anyPort &&
      /^\d+$/.test(text(port)) &&
      !service.ports.some(({ number }) => number === Number(text(port)))
    ) {
      faults.push({ name: port, message: `is ${text(port)}, which Service "${host.service}" does not have.` });
    }
    const postgres = postgresBehind(world, host.namespace, host.service);
    if (postgres === undefined) return faults;
    const [user, database] = [field('USER', 'USERNAME'), field('DATABASE', 'DBNAME', 'NAME')];
    if (text(user) !== '' && !Object.hasOwn(fieldsAt(postgres.fields, 'spec', 'users'), text(user))) {
      const what = text(user) === 'postgres' ? 'the superuser, who may do everything in every database' : `no user of ${titleOf(postgres)}`;
      faults.push({ name: user, message: `is "${text(user)}", ${what}.` });
    }
    const databases = Object.keys(fieldsAt(postgres.fields, 'spec', 'databases'));
    if (text(database) !== '' && databases.length > 0 && ![...databases, 'postgres'].includes(text(database))) {
      faults.push({ name: database, message: `is "${text(database)}", which is no database of ${titleOf(postgres)}.` });
    }
    return [...faults, ...certified(value, name, text(field('SSLMODE')), postgres, world)];
  });
}

/** With verify-full the certificate of the server must name the host as the client writes it. */
function certified(host: string, name: string, mode: string, postgres: Manifest, world: World): readonly Fault[] {
  const secret = textAt(postgres.fields, 'spec', 'tls', 'secretName');
  const certificate = world
    .ofKind('Certificate')
    .find(({ namespace, fields }) => namespace === postgres.namespace && textAt(fields, 'spec', 'secretName') === secret);
  const names = listAt(certificate?.fields, 'spec', 'dnsNames').filter((one) => typeof one === 'string');
  if (mode !== 'verify-full' || secret === undefined || certificate === undefined || names.length === 0) return [];
  const isNamed = names.some((one) => one === host || (one.startsWith('*.') && host.slice(host.indexOf('.')) === one.slice(1)));
  return isNamed
    ? []
    : [{ name, message: `is "${host}", which the certificate "${certificate.name}" does not name: verify-full refuses it.` }];
}
