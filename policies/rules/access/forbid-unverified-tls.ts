import { asFields, pathOf } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isWorkload } from '../../kubernetes/pods/workloads.ts';
import { commandsOf, variablesOf } from '../../kubernetes/settings/programs.ts';
import type { Container, Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';
import { shown } from '../../wording.ts';

const scaler = `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: sales-service, namespace: erp-prod }
spec:
  scaleTargetRef: { name: sales-service }
  triggers: [{ type: prometheus, metadata: { serverAddress: "https://prometheus.erp-infra.svc:9090", query: up, threshold: "1", unsafeSsl: "false" } }]
`;

const job = `
apiVersion: batch/v1
kind: CronJob
metadata: { name: backup, namespace: erp-infra }
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: backup
              command: [/app/backup, --verbose]
              env: [{ name: PGSSLMODE, value: verify-full }, { name: PGSSLROOTCERT, value: /app/ca/ca.crt }]
`;

const container = 'spec.jobTemplate.spec.template.spec.containers[0]';

export default defineRule({
  id: 'forbid-unverified-tls',
  severity: 'error',
  manual: '2.3, 3.1, 5.1 (D38)',
  summary: 'Look at the certificate of whoever is spoken to by TLS.',
  rationale:
    'TLS that looks at no certificate hides from nobody who stands between: it takes the password of the client and answers in the name of the server.',
  remediation:
    'Take the switch out, and mount the certificate of the authority (data-ca) and name it: in the file of the service, or in generators/platform or ' +
    'generators/resources for what the platform renders.',
  scope: 'object',
  kinds: '*',

  check(manifest, world) {
    const pod = isWorkload(manifest.kind) ? world.podOf(manifest) : undefined;
    return [
      ...(spared.has(manifest.kind) ? [] : switchesIn(manifest)),
      ...(pod?.containers ?? []).flatMap((item) => ofContainer(manifest, item, world)),
    ];
  },

  examples: {
    pass: [
      { name: 'a trigger', manifests: scaler },
      { name: 'a client of the database', manifests: job },
    ],
    fail: [
      {
        name: 'a trigger that takes any certificate',
        from: 'a trigger',
        change: { 'spec.triggers[0].metadata.unsafeSsl': 'true' },
        problems: [
          {
            on: 'ScaledObject/sales-service',
            message: 'ScaledObject "sales-service" sets unsafeSsl to "true": it takes the certificate of anybody.',
            path: 'spec.triggers[0].metadata.unsafeSsl',
          },
        ],
      },
      {
        name: 'a program that is told to take any',
        from: 'a client of the database',
        change: { [`${container}.command[1]`]: '--insecure' },
        problems: [
          {
            on: 'CronJob/backup',
            message: 'The command of container "backup" says "--insecure": it takes the certificate of anybody.',
            path: `${container}.command`,
          },
        ],
      },
      {
        name: 'a database in clear',
        from: 'a client of the database',
        change: { [`${container}.env[0].value`]: 'disable' },
        problems: [
          {
            on: 'CronJob/backup',
            message: 'Variable "PGSSLMODE" of container "backup" is "disable": the database may be anybody, and is spoken to in clear.',
            path: `${container}.env[0].value`,
          },
        ],
      },
      {
        name: 'a database whose name nobody looks at, although its authority is there',
        from: 'a client of the database',
        change: { [`${container}.env[0].value`]: 'require' },
        problems: [
          {
            on: 'CronJob/backup',
            message:
              'Variable "PGSSLMODE" of container "backup" is "require", beside PGSSLROOTCERT: only verify-full holds the certificate against the name.',
            path: `${container}.env[0].value`,
          },
        ],
      },
    ],
  },
});

/** Whose fields only hold text, and those by which controllers with certificates of their own making are asked for numbers. */
const spared = new Set(['CustomResourceDefinition', 'ConfigMap', 'PodMonitor', 'ServiceMonitor']);

const switches =
  /^(?:tls)?(?:insecure_?skip_?(?:tls_?)?verify|insecureSkipTLSVerify|unsafeSsl|skipTLSVerify|tlsSkipVerify|disableTlsVerification)$/i;

/** Fields of that name anywhere in an object, apart from those of what it only holds as text. */
function switchesIn(manifest: Manifest): readonly Problem[] {
  const problems: Problem[] = [];
  const keys: (string | number)[] = [];
  const walk = (value: unknown): void => {
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(asFields(value) ?? {})) {
      const isSwitch = (item === true || item === 'true') && typeof key === 'string' && switches.test(key);
      if (!isSwitch && typeof item !== 'object') continue;
      keys.push(key);
      if (isSwitch) {
        const message = `${titleOf(manifest)} sets ${key} to ${shown(item)}: it takes the certificate of anybody.`;
        problems.push({ message, path: pathOf(keys, 'spec') });
      } else walk(item);
      keys.pop();
    }
  };
  walk(manifest.fields['spec']);
  return problems;
}

const flag =
  /^--?(?:insecure|insecure-skip-(?:tls-)?verify|kubelet-insecure-tls|skip-tls-verify|tls-skip-verify|tls-insecure-skip-verify|insecure-tls|no-check-certificate|no-verify-ssl)(?:=true)?$/;
const inScript = /\bcurl\b[^|;&\n]*\s(-k|--insecure)(?=\s|$)|\bwget\b[^|;&\n]*\s(--no-check-certificate)(?=\s|$)/;

function ofContainer(manifest: Manifest, item: Container, world: World): readonly Problem[] {
  const { name } = item;
  const variables = variablesOf(item, world);
  const said = commandsOf(item).flatMap(({ subject, words, path }) => {
    const [, curl, wget] = inScript.exec(words.join(' ')) ?? [];
    const word = words.find((one) => flag.test(one)) ?? curl ?? wget;
    return word === undefined
      ? []
      : [{ message: `${subject} of container "${name}" says "${word}": it takes the certificate of anybody.`, path }];
  });
  if (manifest.origin !== undefined) return said;
  const told = variables.flatMap(({ name: variable, value, path }) => {
    const subject = `Variable "${variable}" of container "${name}" is "${value}"`;
    const isOff = /^(?:NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/.test(variable)
      ? value === '0'
      : isSwitch(variable) && /^(?:1|true|yes|on)$/i.test(value);
    if (isOff) return [{ message: `${subject}: it takes the certificate of anybody.`, path }];
    const prefix = /^(.*)SSLMODE$/i.exec(variable)?.[1];
    if (prefix === undefined) return [];
    if (/^(?:disable|allow|prefer)$/.test(value)) {
      return [{ message: `${subject}: the database may be anybody, and is spoken to in clear.`, path }];
    }
    const authority = `${prefix}SSLROOTCERT`;
    if (!/^(?:require|verify-ca)$/.test(value) || !variables.some((one) => one.name === authority)) return [];
    return [{ message: `${subject}, beside ${authority}: only verify-full holds the certificate against the name.`, path }];
  });
  return [...said, ...told];
}

function isSwitch(variable: string): boolean {
  return /(?:^|_)(?:SKIP_VERIFY|SKIP_TLS_VERIFY|TLS_INSECURE|INSECURE_SKIP_VERIFY|SSL_NO_VERIFY|INSECURE_TLS)$/.test(variable);
}
