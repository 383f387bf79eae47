import type { KubernetesObject } from '../../../generators/model/object.ts';
import type { Company } from '../../../policies/company/company.ts';
import { lint } from '../../../policies/engine.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { validateObjects } from '../validate/validation.ts';
import { loadSuite } from './suite.ts';

/** A rule that what is drawn need not keep. */
export interface Waived {
  /** Only of these kinds; absent: of all. */
  readonly kinds?: readonly string[];
  readonly reason: string;
}

/** Objects that lie in no overlay. */
export interface DrawnObjects {
  readonly objects: readonly KubernetesObject[];
  /** What findings name as their file. */
  readonly file: string;
  /** What is in the cluster already, which is not judged; of kinds that the objects do not have. */
  readonly beside?: readonly KubernetesObject[];
}

/** What the rules and the schemas say. */
export interface DrawnJudgement {
  readonly findings: readonly Finding[];
  /** Rules of the table that were needed. */
  readonly used: ReadonlySet<string>;
}

/**
 * Judges objects by the schemas and by all rules of an environment, but for those that are waived.
 * @param company what rules are told of the company whose services these are
 */
export async function judgeDrawn(
  environment: string,
  { objects, file, beside = [] }: DrawnObjects,
  company: Company,
  waived: Readonly<Record<string, Waived>>,
): Promise<DrawnJudgement> {
  const read = (own: readonly KubernetesObject[], from: string) =>
    own.flatMap((object, document) => manifestsOf(object, { file: from, document })).filter((item): item is Manifest => 'fields' in item);
  const manifests = read(objects, file);
  const [suite, invalid] = await Promise.all([loadSuite(), validateObjects(manifests, { environment })]);
  const { findings } = lint({ environment, manifests: [...manifests, ...read(beside, 'host')], company }, suite);
  const others = new Set(beside.map(({ kind }) => kind));
  const used = new Set<string>();
  const left = findings.filter(({ rule, object: { kind } }) => {
    if (others.has(kind)) return false;
    const exempt = waived[rule];
    if (exempt === undefined || exempt.kinds?.includes(kind) === false) return true;
    used.add(rule);
    return false;
  });
  return { findings: [...invalid, ...left], used };
}
