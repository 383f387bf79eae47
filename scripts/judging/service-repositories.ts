import { DockerfileParser } from 'dockerfile-ast';
import { load } from 'js-yaml';
import { serviceRepository } from '../../generators/delivery/service-repository.ts';
import type { DockerStage, ServiceRepository } from '../../policies/requirements/model/requirement.ts';
import { loadCatalog } from '../catalog/catalog.ts';

/** What "npm run scaffold:service-repo" writes for each service, read as GitHub and Docker read it. */
export async function serviceRepositories(root: string): Promise<readonly ServiceRepository[]> {
  const { platform, services } = await loadCatalog(root);
  return services.map(({ value: { name: service } }) => {
    const files = serviceRepository({ service, environment: 'dev', platform: platform.value });
    const text = (end: string) => files.find(({ path }) => path.endsWith(end))?.text ?? '';
    return { service, workflow: load(text('.yml')), stages: stagesOf(text('/Dockerfile')) };
  });
}

/** The stages of a Dockerfile, in their order. */
export function stagesOf(dockerfile: string): readonly DockerStage[] {
  const stages: { image: string; instructions: { keyword: string; text: string }[] }[] = [];
  for (const instruction of DockerfileParser.parse(dockerfile).getInstructions()) {
    const keyword = instruction.getKeyword();
    // Line ends and comments inside an instruction are no part of it.
    const text = instruction
      .getTextContent()
      .replace(/^\S+\s+/, '')
      .replaceAll(/\s*\\\s*\n(?:\s*#.*\n)*\s*/g, ' ');
    if (keyword === 'FROM') stages.push({ image: text.split(/\s+/)[0] ?? '', instructions: [] });
    else stages.at(-1)?.instructions.push({ keyword, text });
  }
  return stages;
}
