import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { fingerprints } from '../../policies/fingerprint.ts';
import type { Finding } from '../../policies/model.ts';
import { github } from '../../policies/reporters/github.ts';
import { gitlab } from '../../policies/reporters/gitlab.ts';
import { json } from '../../policies/reporters/json.ts';
import { junit } from '../../policies/reporters/junit.ts';
import { markdown } from '../../policies/reporters/markdown.ts';
import { closing, reportOf } from '../../policies/reporters/report.ts';
import { sarif } from '../../policies/reporters/sarif.ts';
import { findingsText, text } from '../../policies/reporters/text.ts';
import type { Told } from '../../policies/reporters/told.ts';

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

/** Two findings in one line of an object, one of a whole file, with all that is hard to write in some format. */
const hard: readonly Finding[] = [
  finding({}),
  finding({
    rule: 'require-default-deny',
    severity: 'warning',
    message: 'Name "a,b:c" is <bad> & 100 % | wrong\nin \u0001 two lines.',
    remediation: 'Do `it`. Edit catalog/other.ts.',
    manual: 'Kubernetes',
  }),
  finding({
    rule: 'yaml-syntax',
    message: 'Broken.',
    remediation: 'Correct the YAML.',
    manual: 'YAML 1.2',
    environment: '',
    object: { apiVersion: '', kind: '', namespace: '', name: '', document: 0 },
    path: '',
    file: 'a b/ü.yaml',
    line: 0,
  }),
];

function told(findings: readonly Finding[]): Told {
  const { summary } = reportOf({ objects, looked, findings });
  return {
    tool: 'lint:policies',
    findings,
    summary,
    closing: closing(summary),
    rules: new Map([
      [
        'require-image-digest',
        {
          id: 'require-image-digest',
          severity: 'error',
          summary: 'Pin every image by its digest.',
          rationale: 'A tag moves.',
          remediation: 'Add the digest of the image.',
          manual: '4.2',
        },
      ],
      [
        'unbroken',
        { id: 'unbroken', severity: 'warning', summary: 'Keep *it* <so>.', rationale: '', remediation: 'Mend it.', manual: 'README' },
      ],
    ]),
    looked: summary.rules,
    excerptOf: ({ line }) => (line === 0 ? undefined : { line, text: '\t  image: sales:1 # new', from: 3, to: 17 }),
  };
}

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
  it('puts what is wrong with an object under its lines, and what to do at the end', () => {
    expect(text(told([...hard, finding({ object: { ...finding({}).object, name: 'orders' }, line: 3 })]))).toBe(
      `${[
        'Deployment erp-prod/sales in production',
        '  at   base/sales/deployment.yaml:12',
        '   12 | \t  image: sales:1 # new',
        '      | \t  ^^^^^^^^^^^^^^',
        '  error  require-image-digest  Container "sales" uses "sales:1", which has no digest.  spec.template.spec.containers[0].image',
        '  warning  require-default-deny  Name "a,b:c" is <bad> & 100 % | wrong\nin \u0001 two lines.  spec.template.spec.containers[0].image',
        '    fix  Do `it`. Edit catalog/other.ts (Kubernetes).',
        '',
        'a b/ü.yaml',
        '  at   a b/ü.yaml',
        '  error  yaml-syntax  Broken.',
        '    fix  Correct the YAML (YAML 1.2).',
        '',
        'Deployment erp-prod/orders in production',
        '  at   base/sales/deployment.yaml:3',
        '    3 | \t  image: sales:1 # new',
        '      | \t  ^^^^^^^^^^^^^^',
        '  error  require-image-digest  Container "sales" uses "sales:1", which has no digest.  spec.template.spec.containers[0].image',
        '',
        'By rule:',
        '  2  require-image-digest',
        '     fix  Add the digest of the image (manual 4.2). Edit catalog/sales.ts.',
        '  1  require-default-deny',
        '  1  yaml-syntax',
        '',
        '43 objects (dev 3, production 40), 2 rules, 4 findings (3 errors, 1 warning).',
      ].join('\n')}\n`,
    );
  });

  it('names the first of very many files to edit', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => finding({ remediation: `Add it. Edit ${name}.ts.`, line: 0 }));
    expect(text(told(many))).toContain('  5  require-image-digest\n     fix  Add it (manual 4.2). Edit a.ts, b.ts, c.ts and 2 more.\n');
  });

  it('has no summary of a single finding', () => {
    expect(text(told(hard.slice(0, 1)))).toBe(
      `${[
        'Deployment erp-prod/sales in production',
        '  at   base/sales/deployment.yaml:12',
        '   12 | \t  image: sales:1 # new',
        '      | \t  ^^^^^^^^^^^^^^',
        '  error  require-image-digest  Container "sales" uses "sales:1", which has no digest.  spec.template.spec.containers[0].image',
        '    fix  Add the digest of the image. Edit catalog/sales.ts (manual 4.2).',
        '',
        '43 objects (dev 3, production 40), 2 rules, 1 finding (1 error).',
      ].join('\n')}\n`,
    );
  });

  it('says so when there is nothing to say', () => {
    expect(text(told([]))).toBe('43 objects (dev 3, production 40), 2 rules, no findings.\n');
  });

  it('lists on demand how much each rule looked at', () => {
    expect(
      text(told([finding({})]), { verbose: true })
        .split('\n')
        .slice(-4),
    ).toEqual([
      ' 2  require-default-deny',
      '12  require-image-digest: 1 finding',
      '43 objects (dev 3, production 40), 2 rules, 1 finding (1 error).',
      '',
    ]);
  });

  it('has three lines for each finding where a stage of something larger tells of it', () => {
    const other = finding({
      severity: 'warning',
      rule: 'valid-exemption',
      manual: 'README, exemptions',
      message: 'Message.',
      remediation: 'Do it.',
      object: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'erp-prod', document: 0 },
      path: '',
      line: 0,
      file: '-',
    });
    expect(findingsText([finding({}), other])).toBe(
      [
        'error  require-image-digest  Container "sales" uses "sales:1", which has no digest.',
        '  at   base/sales/deployment.yaml:12 > production > Deployment erp-prod/sales > spec.template.spec.containers[0].image',
        '  fix  Add the digest of the image. Edit catalog/sales.ts (manual 4.2).',
        'warning  valid-exemption  Message.',
        '  at   - > production > Namespace erp-prod',
        '  fix  Do it (README, exemptions).',
        '',
      ].join('\n'),
    );
  });
});

it('the JSON report is one document with everything that is known of a finding', () => {
  const report = reportOf({ objects, looked, findings: [finding({})] });
  expect(json(report).endsWith('}\n')).toBe(true);
  expect(JSON.parse(json(report))).toEqual({ findings: [finding({})], summary: report.summary });
});

describe('the SARIF report', () => {
  const valid = sarifValidator();

  it('is valid by the schema of OASIS, with findings and without', () => {
    for (const findings of [hard, []]) {
      expect(valid(JSON.parse(sarif(told(findings))))).toEqual([]);
    }
  });

  it('and the schema sees a log that is not', () => {
    const log = JSON.parse(sarif(told(hard)));
    log.runs[0].results[0].level = 'bad';
    log.runs[0].results[1].locations[0].physicalLocation.region.startLine = 0;
    expect(valid(log)).toEqual([
      '/runs/0/results/0/level must be equal to one of the allowed values',
      '/runs/0/results/1/locations/0/physicalLocation/region/startLine must be >= 1',
    ]);
  });

  it('says what, where and by which rule', () => {
    const [run] = JSON.parse(sarif(told(hard))).runs;
    expect(run.tool.driver.rules).toEqual([
      {
        id: 'require-image-digest',
        shortDescription: { text: 'Pin every image by its digest.' },
        fullDescription: { text: 'Pin every image by its digest. A tag moves.' },
        help: {
          text: 'Pin every image by its digest.\n\nA tag moves.\n\nFix: Add the digest of the image.\n\nAsked for by: manual 4.2.',
          markdown: '**Pin every image by its digest.**\n\nA tag moves.\n\nFix: Add the digest of the image.\n\nAsked for by: manual 4.2.',
        },
        defaultConfiguration: { level: 'error' },
        properties: { tags: ['kubernetes'] },
      },
      {
        id: 'unbroken',
        shortDescription: { text: 'Keep *it* <so>.' },
        fullDescription: { text: 'Keep *it* <so>.' },
        help: {
          text: 'Keep *it* <so>.\n\nFix: Mend it.\n\nAsked for by: README.',
          markdown: '**Keep \\*it\\* \\<so\\>.**\n\nFix: Mend it.\n\nAsked for by: README.',
        },
        defaultConfiguration: { level: 'warning' },
        properties: { tags: ['kubernetes'] },
      },
    ]);
    expect(run.results[0]).toEqual({
      ruleId: 'require-image-digest',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'Container "sales" uses "sales:1", which has no digest. Add the digest of the image. Edit catalog/sales.ts.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'base/sales/deployment.yaml' },
            region: { startLine: 12, startColumn: 4, endColumn: 18, snippet: { text: '\t  image: sales:1 # new' } },
          },
          logicalLocations: [
            { fullyQualifiedName: 'production > Deployment erp-prod/sales > spec.template.spec.containers[0].image', kind: 'object' },
          ],
        },
      ],
      partialFingerprints: { 'finding/v1': expect.stringMatching(/^[0-9a-f]{32}$/) as unknown },
    });
    expect(run.results[2].locations).toEqual([{ physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC.yaml' } } }]);
  });
});

describe('a fingerprint', () => {
  const of = (...findings: readonly Finding[]) => [...fingerprints(findings).values()];

  it.each<[what: string, own: Partial<Finding>]>([
    ['its line', { line: 99 }],
    ['its document in the file', { object: { ...finding({}).object, document: 7 } }],
    ['the place of its list item', { path: 'spec.template.spec.containers[4].image' }],
    ['the version of its API', { object: { ...finding({}).object, apiVersion: 'apps/v2' } }],
    ['the advice', { remediation: 'Do something else.' }],
  ])('stays when %s moves', (_, own) => {
    expect(of(finding(own))).toEqual(of(finding({})));
  });

  it.each<[what: string, own: Partial<Finding>]>([
    ['the rule', { rule: 'other' }],
    ['the object', { object: { ...finding({}).object, name: 'other' } }],
    ['the environment', { environment: 'dev' }],
    ['the file', { file: 'other.yaml' }],
    ['the words', { message: 'Other.' }],
  ])('is another when %s is another', (_, own) => {
    expect(of(finding(own))).not.toEqual(of(finding({})));
  });

  it('is each its own of findings that are alike, and the first keeps it', () => {
    const [first, second] = of(finding({}), finding({ line: 13 }));
    expect([first, first === second]).toEqual([...of(finding({})), false]);
  });
});

describe('the JUnit report', () => {
  it('is a suite for each rule, and a failing case for each finding', () => {
    expect(junit(told(hard.slice(0, 1)))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="lint:policies" tests="2" failures="1" errors="0">
  <testsuite name="require-image-digest" tests="1" failures="1" errors="0">
    <testcase classname="require-image-digest" name="production &gt; Deployment erp-prod/sales &gt; spec.template.spec.containers[0].image" file="base/sales/deployment.yaml" line="12">
      <failure type="error" message="Container &quot;sales&quot; uses &quot;sales:1&quot;, which has no digest.">Container "sales" uses "sales:1", which has no digest.
at base/sales/deployment.yaml:12
fix Add the digest of the image. Edit catalog/sales.ts (manual 4.2).</failure>
    </testcase>
  </testsuite>
  <testsuite name="unbroken" tests="1" failures="0" errors="0">
    <testcase classname="unbroken" name="Keep *it* &lt;so&gt;."/>
  </testsuite>
</testsuites>
`);
  });

  it('stays XML whatever a message holds', () => {
    const xml = junit(told(hard));
    // The reader of the library throws for what is no XML.
    expect(create(xml).root().node.nodeName).toBe('testsuites');
    expect(xml).toContain('>Name "a,b:c" is &lt;bad&gt; &amp; 100 % | wrong\nin \uFFFD two lines.\n');
  });
});

it('the annotations of GitHub are commands, one a line, whatever a message holds', () => {
  expect(github(told(hard))).toBe(
    [
      '::error file=base/sales/deployment.yaml,line=12,title=require-image-digest%3A Deployment erp-prod/sales::Container "sales" uses "sales:1", which has no digest.%0AAdd the digest of the image. Edit catalog/sales.ts.',
      '::warning file=base/sales/deployment.yaml,line=12,title=require-default-deny%3A Deployment erp-prod/sales::Name "a,b:c" is <bad> & 100 %25 | wrong%0Ain \u0001 two lines.%0ADo `it`. Edit catalog/other.ts.',
      '::error file=a b/ü.yaml,title=yaml-syntax::Broken.%0ACorrect the YAML.',
      '43 objects (dev 3, production 40), 2 rules, 3 findings (2 errors, 1 warning).',
      '',
    ].join('\n'),
  );
});

it('the Code Quality report of GitLab has a line and a fingerprint for each finding', () => {
  expect(JSON.parse(gitlab(told(hard.slice(2))))).toEqual([
    {
      description: 'Broken. Correct the YAML.',
      check_name: 'yaml-syntax',
      fingerprint: [...fingerprints(hard.slice(2)).values()][0],
      severity: 'major',
      location: { path: 'a b/ü.yaml', lines: { begin: 1 } },
    },
  ]);
});

it('the Markdown report shows what people wrote as they wrote it', () => {
  expect(markdown(told(hard))).toBe(`## lint:policies

43 objects (dev 3, production 40), 2 rules, 3 findings (2 errors, 1 warning).

| Findings | Severity | Rule | Fix |
| ---: | --- | --- | --- |
| 1 | warning | \`require-default-deny\` | Do \\\`it\\\` (Kubernetes). Edit catalog/other.ts. |
| 1 | error | \`require-image-digest\` | Add the digest of the image (manual 4.2). Edit catalog/sales.ts. |
| 1 | error | \`yaml-syntax\` | Correct the YAML (YAML 1.2). |

### Deployment erp-prod/sales in production

- error \`require-image-digest\` Container "sales" uses "sales:1", which has no digest. \`base/sales/deployment.yaml:12\` \`spec.template.spec.containers[0].image\`
- warning \`require-default-deny\` Name "a,b:c" is \\<bad\\> \\& 100 % \\| wrong in \u0001 two lines. \`base/sales/deployment.yaml:12\` \`spec.template.spec.containers[0].image\`

### a b/ü.yaml

- error \`yaml-syntax\` Broken. \`a b/ü.yaml\`
`);
});

/** Judges a log by the official schema, which an npm package of the makers of SARIF holds. */
function sarifValidator(): (log: unknown) => readonly string[] {
  const file = path.resolve(import.meta.dirname, '../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, unicodeRegExp: false });
  ajv.addFormat('uri', (uri: string) => URL.canParse(uri));
  ajv.addFormat('uri-reference', /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/);
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/);
  const validate = ajv.compile(schema);
  return (log) => {
    validate(log);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
