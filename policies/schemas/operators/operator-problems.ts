import type { Manifest } from '../../model.ts';
import type { SchemaProblem } from '../problem.ts';
import { applicationProblems, applicationSetProblems, argoAnnotationProblems, projectProblems } from './argo-cd.ts';
import { verticalAutoscalerProblems } from './autoscaling.ts';
import { certificateProblems, issuerProblems } from './cert-manager.ts';
import { clusterExternalSecretProblems, externalSecretProblems, pushSecretProblems } from './external-secrets.ts';
import { scaledJobProblems, scaledObjectProblems } from './keda.ts';
import { monitorProblems } from './monitors.ts';
import { postgresProblems } from './postgres.ts';
import { prometheusRuleProblems } from './prometheus.ts';
import { sealedSecretProblems } from './sealed-secrets.ts';
import { kafkaProblems, kafkaUserProblems, topicProblems } from './strimzi.ts';

type Judge = (manifest: Manifest) => readonly SchemaProblem[];

/** Who reads objects of a kind, by group and kind: any served version. */
const readers: Readonly<Record<string, Judge>> = {
  'acid.zalan.do/postgresql': postgresProblems,
  'autoscaling.k8s.io/VerticalPodAutoscaler': verticalAutoscalerProblems,
  'bitnami.com/SealedSecret': sealedSecretProblems,
  'external-secrets.io/ClusterExternalSecret': clusterExternalSecretProblems,
  'external-secrets.io/ExternalSecret': externalSecretProblems,
  'external-secrets.io/PushSecret': pushSecretProblems,
  'kafka.strimzi.io/Kafka': kafkaProblems,
  'kafka.strimzi.io/KafkaTopic': topicProblems,
  'kafka.strimzi.io/KafkaUser': kafkaUserProblems,
  ...Object.fromEntries(
    ['PodMonitor', 'Probe', 'ScrapeConfig', 'ServiceMonitor'].map((kind) => [`monitoring.coreos.com/${kind}`, monitorProblems] as const),
  ),
  'monitoring.coreos.com/PrometheusRule': prometheusRuleProblems,
  'argoproj.io/Application': applicationProblems,
  'argoproj.io/ApplicationSet': applicationSetProblems,
  'argoproj.io/AppProject': projectProblems,
  'cert-manager.io/Certificate': certificateProblems,
  'cert-manager.io/ClusterIssuer': issuerProblems,
  'cert-manager.io/Issuer': issuerProblems,
  'keda.sh/ScaledJob': scaledJobProblems,
  'keda.sh/ScaledObject': scaledObjectProblems,
};

/** What the operator of an object, or Argo CD, refuses though the API server takes it. */
export function operatorProblems(manifest: Manifest): readonly SchemaProblem[] {
  const group = manifest.apiVersion.split('/')[0] ?? '';
  const judge = readers[`${group}/${manifest.kind}`];
  return [...(judge?.(manifest) ?? []), ...argoAnnotationProblems(manifest)];
}
