import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IService } from 'kubernetes-models/v1/Service';
import type { Adjustment, Adjustments } from '../model/adjustment.ts';
import type { CustomResource } from '../model/object.ts';
import type { adjustableKinds } from './adjusted.ts';

interface Typed {
  readonly CronJob: ICronJob;
  readonly Deployment: IDeployment;
  readonly Job: IJob;
  readonly NetworkPolicy: INetworkPolicy;
  readonly PodDisruptionBudget: IPodDisruptionBudget;
  readonly ScaledObject: IScaledObject;
  readonly Service: IService;
  readonly StatefulSet: IStatefulSet;
}

type Kind = (typeof adjustableKinds)[number];
type Drawn<K extends Kind> = K extends keyof Typed ? Typed[K] : CustomResource;

/**
 * An adjustment of every object of a kind that is drawn of a service, or of the one of that name. It may change neither what the object
 * is and what selects it, nor which images run.
 */
export function adjust<K extends Kind>(kind: K, change: (drawn: Drawn<K>) => Drawn<K>, name?: string): Adjustment {
  return { kind, ...(name !== undefined && { name }), change: change as unknown as Adjustment['change'] };
}

/** Types the file of a service's adjustments, by the names that its service file uses. */
export function defineAdjustments(adjustments: Adjustments): Adjustments {
  return adjustments;
}
