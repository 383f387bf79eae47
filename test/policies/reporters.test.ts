import { describe, expect, it } from 'vitest';
import type { Finding } from '../../policies/model.ts';
import { json } from '../../policies/reporters/json.ts';
import { reportOf } from '../../policies/reporters/report.ts';
import { text } from '../../policies/reporters/text.ts';

function finding(own: Partial<Finding>): Finding {
  return {
    rule: 'require-image-digest',
    severity: 'error',
    message: 'Container "sales" uses "sales:1", which has no digest.',
    remediation: 'Add the digest of the image. Edit catalog/sales.ts.',
    manual: '4.2',
    environment: 'production',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'erp-prod', name: 'sales', document: 0 },
    path: 'spec.template.spec.containers[0].image',
    file: 'base/sales/deployment.yaml',
    line: 12,
    ...own,
  };
}

const objects = new Map([
  ['dev', 3],
  ['production', 40],
]);
const looked = new Map([
  ['require-image-digest', 12],
  ['require-default-deny', 2],
]);

describe('a report', () => {
  it('is sorted by environment, file, line and object, whatever the order of the findings', () => {
    const sorted = [
      finding({ environment: 'dev', file: 'z.yaml' }),
      finding({ file: 'a.yaml', line: 9 }),
      finding({ file: 'a.yaml', line: 10, path: 'a' }),
      finding({ file: 'a.yaml', line: 10, path: 'b' }),
      finding({ file: 'b.yaml', line: 1 }),
    ];
    expect(reportOf({ objects, looked, findings: [4, 2, 0, 3, 1].flatMap((index) => sorted[index] ?? []) }).findings).toEqual(sorted);
  });

  it('counts objects, findings and what each rule looked at', () => {
    const findings = [finding({}), finding({ severity: 'warning', rule: 'yaml-syntax', environment: 'dev' })];
    expect(reportOf({ objects, looked, findings }).summary).toEqual({
      environments: { dev: { objects: 3, findings: 1 }, production: { objects: 40, findings: 1 } },
      rules: {
        'require-default-deny': { looked: 2, findings: 0 },
        'require-image-digest': { looked: 12, findings: 1 },
        'yaml-syntax': { looked: 0, findings: 1 },
      },
      objects: 43,
      findings: 2,
      errors: 1,
      warnings: 1,
    });
  });
});

describe('the text report', () => {
  it('has three lines for each finding and one for the extent', () => {
    const findings = [
      finding({}),
      finding({
        severity: 'warning',
        rule: 'valid-exemption',
        manual: 'README, exemptions',
        message: 'Message.',
        remediation: 'Do it.',
        object: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'erp-prod', document: 0 },
        path: '',
        line: 0,
        file: '-',
      }),
    ];
    expect(text({ ...reportOf({ objects, looked, findings }), findings })).toBe(
      [
        'error  require-image-digest  Container "sales" uses "sales:1", which has no digest.',
        '  at   base/sales/deployment.yaml:12 > production > Deployment erp-prod/sales > spec.template.spec.containers[0].image',
        '  fix  Add the digest of the image. Edit catalog/sales.ts (manual 4.2).',
        'warning  valid-exemption  Message.',
        '  at   - > production > Namespace erp-prod',
        '  fix  Do it (README, exemptions).',
        '43 objects (dev 3, production 40), 2 rules, 2 findings (1 error, 1 warning).',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is nothing to say', () => {
    expect(text(reportOf({ objects: new Map([['dev', 1]]), looked: new Map([['a', 1]]), findings: [] }))).toBe(
      '1 object (dev 1), 1 rule, no findings.\n',
    );
  });

  it('lists on demand how much each rule looked at', () => {
    expect(
      text(reportOf({ objects, looked, findings: [finding({})] }), { verbose: true })
        .split('\n')
        .slice(3),
    ).toEqual([
      ' 2  require-default-deny',
      '12  require-image-digest: 1 finding',
      '43 objects (dev 3, production 40), 2 rules, 1 finding (1 error).',
      '',
    ]);
  });
});

it('the JSON report is one document with everything that is known of a finding', () => {
  const report = reportOf({ objects, looked, findings: [finding({})] });
  expect(json(report).endsWith('}\n')).toBe(true);
  expect(JSON.parse(json(report))).toEqual({ findings: [finding({})], summary: report.summary });
});
