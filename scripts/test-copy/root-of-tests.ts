import { errorText, exitCodeOf, UserError } from '../terminal/errors.ts';
import { machineLines } from '../terminal/machine.ts';
import { placeOfTests } from './place.ts';

/** Vitest reads its settings once for itself and once for each project. */
const known = Symbol.for('erp-gitops root of tests');
type Known = { [known]?: Promise<string> };

/**
 * The root for Vitest (`placeOfTests`), into which its process goes, so that paths that are named are found there. Where another than
 * the repository, one line says so; where there is none, the error says why, and ends the process.
 */
export function rootOfTests(repository: string): Promise<string> {
  const store = globalThis as Known;
  store[known] ??= found(repository);
  return store[known];
}

async function found(repository: string): Promise<string> {
  try {
    const root = await placeOfTests(repository);
    if (root !== repository) {
      process.chdir(root);
      process.stderr.write(`tests run in ${root}: the catalog here is a company's, and they stand on the example's (docs/adopt.md).\n`);
    }
    return root;
  } catch (error) {
    const machine = machineLines(error);
    if (error instanceof UserError) process.stderr.write(error.text());
    else if (machine !== undefined) process.stderr.write(errorText(machine));
    else throw error;
    process.exit(exitCodeOf(error));
  }
}
