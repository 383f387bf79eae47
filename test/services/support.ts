import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
const definition = { define: 'defineService', from: '../../../generators/model/service.ts' };

/** The services of the folder beside, as entries of a catalog. */
export const fixtures = readdirSync(folder)
  .sort()
  .map((name) => {
    const { value, problems } = readLiteral(readFileSync(path.join(folder, name), 'utf8'), definition);
    if (problems.length > 0) throw new Error(`${name}: ${problems.map(({ message }) => message).join(' ')}`);
    return { file: `generators/catalog/services/${name}`, value: value as ServiceDefinition };
  });
