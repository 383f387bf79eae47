import { describe, expect, it } from 'vitest';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { validateObjects } from '../../scripts/judging/validate/validation.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { type RestoreWish, restoreObjects } from '../../scripts/operations/restore.ts';
import { chartsOf, isOwn } from '../support/chart-facts.ts';
import { present } from '../support/mutations/mutation.ts';
import { runScript } from '../support/repository.ts';

const root = process.cwd();
const catalog = await loadCatalog(root);
const rules = (await loadRules('.')).map(({ value }) => value);
const rendered = new Map(
  (await renderEnvironments(root, { environments: ['production', 'staging'] })).map(({ name, manifests }) => [name, manifests]),
);
const now = new Date('2026-11-23T06:00:00Z');
const uid = '0a1b2c3d-0000-4000-8000-0123456789ab';
const dump = (backup: string): RestoreWish['source'] => ({ kind: 'dump', backup });
const at = (time: string, of = uid): RestoreWish['source'] => ({ kind: 'moment', time, uid: of });
const financial = dump('financial_db_20261123_020000.dump');

function restore(source: RestoreWish['source'], environment = 'production', service = 'financial-service') {
  return restoreObjects({ environment, service, source }, catalog, rendered.get(environment) ?? [], now);
}

const manifests = (objects: readonly Fields[]) =>
  objects.flatMap((fields, document) => manifestsOf(fields, { file: '-', document })) as Manifest[];

describe('npm run restore', () => {
  it.each([
    ['a dump of production', 'production', financial],
    ['a dump of staging', 'staging', financial],
    ['production at a moment', 'production', at('2026-11-23T01:30:00+08:00')],
  ])('writes objects for %s that pass validation and, beside the environment, every rule', async (_, environment, source) => {
    const objects = manifests(restore(source, environment));
    expect(await validateObjects(objects)).toEqual([]);
    const beside = [...present(rendered.get(environment)), ...objects];
    expect(
      lint({ environment, manifests: beside, foreign: chartsOf(environment), reports: isOwn }, { rules, today: '2026-11-23' }).findings,
    ).toEqual([]);
  });

  it('runs the deployed scripts once, into a new database, and does not stay for ever', () => {
    const [job] = restore(financial) as [Fields];
    expect(job).toMatchObject({
      kind: 'Job',
      metadata: {
        name: 'postgres-restore-financial-db-20261123-020000',
        namespace: 'erp-infra',
        annotations: { 'erp.example.com/expires': '2026-11-25T06:00:00.000Z' },
      },
      spec: {
        backoffLimit: 0,
        ttlSecondsAfterFinished: 86400,
        activeDeadlineSeconds: 21600,
        template: {
          spec: {
            restartPolicy: 'Never',
            containers: [{ args: ['financial_db_20261123_020000.dump', 'financial_db_restore_20261123_020000'] }],
          },
        },
      },
    });
    const text = JSON.stringify(job);
    expect(text).toMatch(/"name":"postgres-backup-scripts-[a-z0-9]{10}"/);
    expect(text).toContain('{"name":"RESTORE_OWNER","value":"financial_user"}');
    expect(text).toContain('"postgres.erp-infra.svc.cluster.local"');
  });

  it('copies the cluster at a moment, with the flows of its pods', () => {
    const [clone, ...policies] = restore(at('2026-11-23T01:30:00+08:00')) as readonly [Fields, ...Fields[]];
    expect(clone).toMatchObject({
      kind: 'postgresql',
      metadata: { name: 'postgres-at-20261122173000' },
      spec: { numberOfInstances: 1, clone: { cluster: 'postgres', uid, timestamp: '2026-11-22T17:30:00+00:00' } },
    });
    expect(policies.length).toBeGreaterThan(2);
    expect(JSON.stringify(policies)).not.toContain('"cluster-name":"postgres"');
  });

  it.each<[string, RestoreWish['source'], string?, string?]>([
    ['There is no environment "prod".', financial, 'prod'],
    ['There is no service "finance" in "production".', financial, 'production', 'finance'],
    ['Nothing of "dev" is backed up.', financial, 'dev'],
    ['"financial_db.dump" is no name of a dump.', dump('financial_db.dump')],
    ['"../financial_db_20261123_020000.dump" is no dump of "financial_db".', dump('../financial_db_20261123_020000.dump')],
    ['"sales_db_20261123_020000.dump" is no dump of "financial_db".', dump('sales_db_20261123_020000.dump')],
    ['"financial_db_20261323_020000.dump" names no day or time.', dump('financial_db_20261323_020000.dump')],
    ['"financial_db_20260230_020000.dump" names no day or time.', dump('financial_db_20260230_020000.dump')],
    ['"staging" keeps no archive that reaches back to a moment.', at('2026-11-23T01:30:00+08:00'), 'staging'],
    ['"yesterday" is no moment.', at('yesterday')],
    ['"2026-11-23T01:30:00" is no moment.', at('2026-11-23T01:30:00')],
    ['"2026-11-24T01:30:00Z" lies in the future.', at('2026-11-24T01:30:00Z')],
    ['"2026-10-01T01:30:00Z" lies more than 30 days back, and the archive does not.', at('2026-10-01T01:30:00Z')],
    ['"postgres" is no UID.', at('2026-11-23T01:30:00+08:00', 'postgres')],
  ])('refuses: %s', (message, source, environment, service) => {
    expect(() => restore(source, environment, service)).toThrow(message);
  });

  it('prints YAML, and refuses two sources at once', async () => {
    const args = ['--env', 'production', '--service', 'sales-service', '--backup', 'sales_db_20261123_020000.dump'];
    const { code, stdout } = await runScript(root, 'restore', args);
    expect(code).toBe(0);
    expect(stdout).toContain('kind: Job\n');
    const both = await runScript(root, 'restore', [...args, '--at', '2026-11-23T01:30:00Z']);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('error  Either a dump or a moment is restored.');
  });
});
