import { siteFiles } from '../../scripts/site/pages.ts';
import { digestOf, type OpsRepository, opsRepository } from '../support/ops.ts';

/** When the copy is looked at, in the middle of November: nothing is frozen. */
export const now = '2026-11-12T09:00Z';

/** A copy of the repository that has seen a few operations: something soaks, something may go, something is held. */
export async function usedRepository(): Promise<OpsRepository> {
  const repository = opsRepository('2026-11-01T08:00Z');
  const done = async (at: string, ...args: readonly string[]) => {
    const { code, stderr, stdout } = await repository.ops(at, [...args, '--json']);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
    repository.merge(at, (JSON.parse(stdout) as { readonly branch: string }).branch);
  };
  const deliver = (at: string, service: string, version: string, character: string) =>
    done(at, 'deliver', service, '--env', 'dev', '--version', version, '--digest', digestOf(character));
  await deliver('2026-11-05T08:00Z', 'sales-service', '1.1.0', 'a');
  await done('2026-11-06T08:00Z', 'promote', 'sales-service', '--from', 'dev', '--to', 'test');
  await done(
    '2026-11-07T08:00Z',
    'hold',
    'financial-service',
    '--env',
    'staging',
    '--until',
    '2026-11-20T08:00Z',
    '--reason',
    'Load <b>test</b>',
  );
  await deliver('2026-11-12T08:30Z', 'material-service', '1.2.0', 'b');
  return repository;
}

/** The files of its site. */
export function filesOf({ root }: OpsRepository): Promise<ReadonlyMap<string, string>> {
  return siteFiles(root, Date.parse('2026-11-12T09:00:00Z'));
}
