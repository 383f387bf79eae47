import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import {
  isHost,
  pullRequestImage,
  pullRequestTag,
  templateFolder,
  templateNamespace,
} from '../../generators/model/environment/pull-requests.ts';
import type { KubernetesObject } from '../../generators/model/object.ts';
import { yamlText } from '../../generators/output/yaml.ts';
import { pullRequestEnvironment } from '../../generators/pull-requests/environment.ts';
import { BuildError } from '../kustomize/build.ts';
import { buildFolder } from '../kustomize/kustomize.ts';
import { differencesOf, idOf } from '../kustomize/proof.ts';
import { createSources, type Sources } from '../repository/sources.ts';
import { parseYaml } from '../repository/yaml.ts';
import { inTemporaryFolder } from '../terminal/temporary.ts';

/** The template of a host: what it must build, and in what it differs. */
export interface ProvenTemplate {
  readonly host: EnvironmentDefinition;
  readonly folder: string;
  /** As the catalog means them, under the namespace of the template. */
  readonly objects: readonly KubernetesObject[];
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** What Argo CD tells kustomize for one pull request. */
export interface Override {
  readonly namespace: string;
  /** Images of services by name, without tag. */
  readonly images: readonly string[];
  readonly tag: string;
}

/**
 * Holds the template of each host against what the catalog means: as it lies there, and as Argo CD builds it for a pull request, with
 * another namespace and other images. No object of the second may name the namespace of the template.
 */
export async function proveTemplates(root: string, catalog: Catalog): Promise<readonly ProvenTemplate[]> {
  const hosts = catalog.environments.map(({ value }) => value).filter(isHost);
  const proven: ProvenTemplate[] = [];
  for (const host of hosts) {
    const { objects, instances } = pullRequestEnvironment(catalog, host);
    const folder = templateFolder(host.name);
    const template = templateNamespace(host);
    const [repository] = host.pullRequests?.repositories ?? [];
    const built = instances.filter(({ service }) => repository?.services.includes(service.name));
    const override = {
      namespace: `${template}-${repository?.name ?? ''}-1048576`,
      images: built.map(({ imageName }) => imageName),
      tag: `${pullRequestTag}${'0123456789'.repeat(4)}`,
    };
    const differences = async (own: readonly KubernetesObject[], build: () => Promise<readonly KubernetesObject[]>) => {
      try {
        return compare(own, await build());
      } catch (error) {
        if (!(error instanceof BuildError)) throw error;
        return [`${folder} does not build: ${error.message}`];
      }
    };
    const meant = forPullRequest(objects, template, override);
    const problems = [
      ...(await differences(objects, () => builtIn(createSources(root), folder))),
      ...(await differences(meant, () => overridden(root, folder, override))).map((problem) => `For a pull request, ${problem}`),
      ...meant.flatMap((object) => leftOver(object, template, override.namespace)),
    ];
    proven.push({ host, folder, objects, problems });
  }
  return proven;
}

async function builtIn(sources: Sources, folder: string): Promise<readonly KubernetesObject[]> {
  const manifests = await buildFolder(sources, folder);
  return manifests.map(({ fields }) => fields as unknown as KubernetesObject);
}

/**
 * The template as Argo CD builds it: 3.4.7 writes both into a copy of the kustomization (util/kustomize/kustomize.go, `edit set image`,
 * `edit set namespace`), an image with a new tag without the digest that was there.
 */
export async function overridden(root: string, folder: string, override: Override): Promise<readonly KubernetesObject[]> {
  return inTemporaryFolder('erp-pull-request-', async (scratch) => {
    cpSync(path.join(root, folder), path.join(scratch, folder), { recursive: true });
    const file = path.join(scratch, folder, 'kustomization.yaml');
    const fields = parseYaml(readFileSync(file, 'utf8')).documents[0]?.value as { readonly images?: readonly { readonly name: string }[] };
    const others = (fields.images ?? []).filter(({ name }) => !override.images.includes(name));
    const images = [...others, ...override.images.map((name) => ({ name, newName: pullRequestImage(name), newTag: override.tag }))];
    writeFileSync(file, yamlText({ ...fields, namespace: override.namespace, images }));
    return builtIn(createSources(scratch), folder);
  });
}

/** The objects of the template as they are meant for one pull request. */
export function forPullRequest(
  objects: readonly KubernetesObject[],
  template: string,
  { namespace, images, tag }: Override,
): readonly KubernetesObject[] {
  const spelled = (value: unknown): unknown => {
    if (typeof value === 'string') {
      if (value === template) return namespace;
      const image = images.find((name) => value.startsWith(`${name}:`));
      return image === undefined ? value : `${pullRequestImage(image)}:${tag}`;
    }
    if (Array.isArray(value)) return value.map(spelled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, spelled(field)]));
  };
  return objects.map((object) => spelled(object) as KubernetesObject);
}

/** Texts in which the namespace of the template is only a part, and so stays. */
function leftOver(object: KubernetesObject, template: string, namespace: string): readonly string[] {
  const text = JSON.stringify(object).replaceAll(namespace, '');
  return text.includes(template) ? [`${idOf(object)} still names the namespace "${template}" of the template.`] : [];
}

function compare(meant: readonly KubernetesObject[], built: readonly KubernetesObject[]): readonly string[] {
  const found = new Map(built.map((object) => [idOf(object), object]));
  const problems = meant.flatMap((object) => {
    const id = idOf(object);
    const other = found.get(id);
    found.delete(id);
    if (other === undefined) return [`${id} is meant by the catalog, but kustomize does not build it.`];
    return differencesOf(object, other, '').map((difference) => `${id}: ${difference}`);
  });
  return [...problems, ...[...found.keys()].map((id) => `${id} is built by kustomize, but the catalog does not mean it.`)];
}
