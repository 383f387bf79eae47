import type { Fields, Manifest } from '../../model.ts';
import { asFields, at, fieldsAt, textAt } from '../fields.ts';
import { given, type Known, nameAt } from './operator.ts';

/** The `configuration` of the OperatorConfiguration that the chart renders; empty where there is none, so that defaults hold. */
export function operatorSettings(known: Pick<Known, 'ofKind'>): Fields {
  return fieldsAt(known.ofKind('OperatorConfiguration')[0]?.fields, 'configuration');
}

/** Of PostgreSQL and of the pooler before it. */
export const port = 5432;

/** The account of its pods, which the operator makes where it is missing. */
export function accountOf(settings: Fields): string {
  return nameAt(settings, 'kubernetes', 'pod_service_account_name') ?? 'postgres-pod';
}

/** The label of the team. */
export function teamOf(spec: Fields): Fields {
  const team = textAt(spec, 'teamId');
  return team === undefined ? {} : { team };
}

/** Keeps pods of the labels on different nodes. */
export function apart(matchLabels: Fields, kubernetes: Fields): Fields {
  const term = {
    labelSelector: { matchLabels },
    topologyKey: textAt(kubernetes, 'pod_antiaffinity_topology_key') ?? 'kubernetes.io/hostname',
  };
  return at(kubernetes, 'pod_antiaffinity_preferred_during_scheduling') === true
    ? { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] }
    : { requiredDuringSchedulingIgnoredDuringExecution: [term] };
}

/** A volume of `additionalVolumes`. */
export function volumeOf(volume: unknown): readonly Fields[] {
  const source = asFields(at(volume, 'volumeSource'));
  return source === undefined ? [] : [{ name: textAt(volume, 'name') ?? '', ...source }];
}

/** What the object asks for, each amount else from the operator's configuration. */
export function resourcesOf(own: unknown, defaults: Fields, prefix: string): Fields {
  const amount = (side: string, resource: string) => at(own, `${side}s`, resource) ?? defaults[`${prefix}_${resource}_${side}`];
  const side = (name: string) => given({ cpu: amount(name, 'cpu'), memory: amount(name, 'memory') });
  return { requests: side('request'), limits: side('limit') };
}

/** The role with which the pooler looks up others. */
export function poolerUser(spec: Fields, settings: Fields): string {
  return nameAt(spec, 'connectionPooler', 'user') ?? nameAt(settings, 'connection_pooler', 'connection_pooler_user') ?? 'pooler';
}

/** The Secret of a role: underscores are no letters of a name. */
export function credentialsOf({ name }: Manifest, user: string, settings: Fields): string {
  const template = textAt(settings, 'kubernetes', 'secret_name_template') ?? '{username}.{cluster}.credentials.{tprkind}.{tprgroup}';
  return template
    .replace('{username}', user.replaceAll('_', '-'))
    .replace('{cluster}', name)
    .replace('{tprkind}', 'postgresql')
    .replace('{tprgroup}', 'acid.zalan.do');
}

/** The type of a Service for which a load balancer is asked. */
export function balanced(asked: unknown): Fields {
  return asked === true ? { type: 'LoadBalancer' } : {};
}
