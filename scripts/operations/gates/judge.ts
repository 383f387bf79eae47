import { overlayFolder } from '../../../generators/model/names.ts';
import type { Application } from '../../../generators/model/object.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { findingsText } from '../../../policies/reporters/text.ts';
import { lintRepository } from '../../judging/lint/lint.ts';
import { loadSuite } from '../../judging/lint/suite.ts';
import { validatorFor } from '../../judging/validate/validation.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { manifestsIn } from '../../kustomize/kustomizations.ts';
import { renderEnvironments } from '../../kustomize/kustomize.ts';
import { proofText, prove } from '../../kustomize/proof.ts';
import type { Sources } from '../../repository/sources.ts';

/** Everything that is wrong with a generated change, as text for people; empty when nothing is. */
export interface Verdict {
  readonly text: string;
  readonly count: number;
}

/**
 * Proves, validates and judges what a change of some generated files makes of the environments: the applications that they
 * are built into, and what these refer to.
 * @param sources the files with the change
 * @param base the commit that the change stands on
 * @param changed the files that are others than in the commit
 * @param isLater whether a finding is about what a later step brings, which the change says; absent: none is
 */
export async function judgeChange(
  sources: Sources,
  base: string,
  applications: readonly Application[],
  changed: readonly string[],
  isLater: (finding: Finding) => boolean = () => false,
): Promise<Verdict> {
  const folders = new Map(applications.map((application) => [application.name, application]));
  const isTouched = (name: string, environment: string) => {
    const application = folders.get(name) ?? { name, base: name };
    const own = [`${overlayFolder(application, environment)}/`, `base/${application.base}/`];
    return changed.some((file) => own.some((folder) => file.startsWith(folder)));
  };
  // The rules first: they need more than the proof, so that what kustomize builds for both it builds at once.
  const request = { root: sources.root, prepared: { sources }, changed: { ref: base, files: changed } };
  const judged = (await lintRepository(request, await loadSuite())).findings;
  const rendered = await renderEnvironments(sources.root, {
    sources,
    ...(await rememberedBuilds(sources)),
    // What means the same has at most files beside its objects that changed, such as the policies for Vault.
    applications: ({ name }, environment) => folders.has(name) && isTouched(name, environment.name),
  });
  const meant = applications.map((application) => ({
    ...application,
    variants: application.variants.filter(({ environment }) => isTouched(application.name, environment)),
  }));
  const proof = prove(meant, rendered);
  const told = changed.filter((file) => file.startsWith('argocd/')).flatMap((file) => manifestsIn(sources, file));
  const findings = [
    ...(await Promise.all(rendered.map(({ name, manifests }) => invalid(manifests, name)))).flat(),
    ...(await invalid(told, '')),
    ...judged.filter((finding) => !isLater(finding)),
  ];
  return {
    text: `${proof.problems.length === 0 ? '' : proofText(proof)}${findingsText(findings)}`,
    count: proof.problems.length + findings.length,
  };
}

async function invalid(manifests: readonly Manifest[], environment: string): Promise<readonly Finding[]> {
  if (manifests.length === 0) return [];
  const validate = await validatorFor(manifests);
  return manifests.flatMap((manifest) => validate(manifest, { environment }));
}
