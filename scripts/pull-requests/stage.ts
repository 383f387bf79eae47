import type { Catalog } from '../../generators/model/catalog.ts';
import { isHost } from '../../generators/model/environment/pull-requests.ts';
import type { Application } from '../../generators/model/object.ts';
import { findingsText } from '../../policies/reporters/text.ts';
import { companyOf } from '../repository/company/company.ts';
import { createSources } from '../repository/sources.ts';
import type { Stage } from '../terminal/stages.ts';
import { judgeTemplate } from './judged.ts';
import { proveTemplates } from './proof.ts';

/** Proves, validates and judges the templates of the environments of pull requests; undefined where no environment is host to any. */
export function judgeTemplates(root: string, catalog: Catalog, applications: readonly Application[]): Promise<Stage> | undefined {
  const hasHosts = catalog.environments.some(({ value }) => isHost(value));
  return hasHosts ? stageOf(root, catalog, applications) : undefined;
}

async function stageOf(root: string, catalog: Catalog, applications: readonly Application[]): Promise<Stage> {
  const company = companyOf(createSources(root));
  const proven = await proveTemplates(root, catalog);
  let details = '';
  let objects = 0;
  for (const template of proven) {
    const { name } = template.host;
    const host = applications
      .flatMap(({ variants }) => variants.filter((variant) => variant.environment === name))
      .flatMap((own) => own.objects);
    const { findings } = await judgeTemplate(name, { folder: template.folder, objects: template.objects, host }, company);
    objects += template.objects.length;
    details += template.problems
      .map((problem) => `error  ${problem}\n  at   ${template.folder}\n  fix  Run "npm run generate".\n`)
      .join('');
    details += findingsText(findings);
  }
  const folders = proven.map(({ folder }) => folder).join(', ');
  return { summary: `${folders}: ${objects} objects, proved and judged as their hosts`, details };
}
