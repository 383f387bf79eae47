import { load, YAMLException } from 'js-yaml';
import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { type ErrorLines, errorText, UserError } from '../../terminal/errors.ts';

/** What a company is asked, each by one text. */
export interface Question {
  readonly key: string;
  readonly ask: string;
  readonly form: RegExp;
  /** What an answer looks like. */
  readonly like: string;
}

const domain = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const https = /^https:\/\/[^\s/]+\S*$/;

/** In the order in which they are asked. */
export const questions: readonly Question[] = [
  { key: 'domain', ask: 'Domain of the hosts, as in api.<domain>', form: domain, like: 'erp.acme.com' },
  { key: 'labelDomain', ask: 'Domain of our own labels and annotations', form: domain, like: 'erp.acme.com' },
  {
    key: 'prefix',
    ask: 'First word of the names of clusters, namespaces, buckets, roles, groups and channels',
    form: /^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/,
    like: 'acme',
  },
  {
    key: 'imageRepository',
    ask: 'Registry and folder of the images',
    form: /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/,
    like: 'ghcr.io/acme',
  },
  {
    key: 'gitUrl',
    ask: 'Address of this repository, as Argo CD reads it',
    form: /^(https:\/\/|ssh:\/\/[^@/\s]+@|[^@/:\s]+@[^@/:\s]+:)\S+$/,
    like: 'https://github.com/acme/platform.git or git@gitlab.acme.com:platform/manifests.git',
  },
  {
    key: 'forge',
    ask: 'Software of the Git host: github, gitlab or gitea',
    form: /^(github|gitlab|gitea)$/,
    like: 'github, gitlab or gitea',
  },
  { key: 'branch', ask: 'Branch that Argo CD follows', form: /^[\w./-]+$/, like: 'main' },
  { key: 'owners', ask: 'Organisation or group of the teams that approve', form: /^@[\w./-]*\w$/, like: '@acme or @acme/platform' },
  { key: 'signingIssuer', ask: 'Issuer of the tokens that release workflows sign with', form: https, like: 'https://gitlab.acme.com' },
  {
    key: 'serviceRepository',
    ask: 'Repository of the services, whose workflow signs',
    form: https,
    like: 'https://github.com/acme/services',
  },
  { key: 'account', ask: 'Number of the cloud account', form: /^\d{12}$/, like: '123456789012' },
  { key: 'region', ask: 'Region of the cloud account', form: /^[a-z]+(-[a-z]+)+-\d$/, like: 'eu-west-1' },
  { key: 'vault', ask: 'Address of Vault', form: https, like: 'https://vault.acme.com:8200' },
  { key: 'identity', ask: 'Issuer of the identity provider', form: https, like: 'https://login.acme.com/realms/acme' },
  { key: 'identityKeys', ask: 'Address of the keys of the identity provider', form: https, like: 'https://login.acme.com/keys' },
  { key: 'mail', ask: 'Mail address for the certificate authority', form: /^[^@\s]+@[^@\s]+$/, like: 'platform@acme.com' },
  { key: 'examples', ask: 'What becomes of the example services: keep or remove', form: /^(keep|remove)$/, like: 'keep or remove' },
];

/** The answers of a company. */
export interface Answers {
  /** By the key of the question; what is left out stays as it is. */
  readonly told: Readonly<Record<string, string>>;
  /** Fields of the platform file by themselves: they win over what follows from the answers. */
  readonly platform: Fields;
  /** The same of environments, by their names. */
  readonly environments: Readonly<Record<string, Fields>>;
}

/**
 * The answers in a file of YAML or JSON.
 * @throws UserError with all that is wrong with them
 */
export function readAnswers(text: string, file: string): Answers {
  let value: unknown;
  try {
    value = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new UserError({ what: `The answers are no YAML: ${error.message.split('\n')[0]}.`, where: file, how: 'Mend the syntax.' });
  }
  const fields = asFields(value);
  if (fields === undefined) {
    throw new UserError({ what: 'The answers are no mapping.', where: file, how: 'Start with "npm run ops -- adopt --example".' });
  }
  const { platform = {}, environments = {}, ...told } = fields;
  return checked({ told, platform, environments }, file);
}

/**
 * Answers in their forms.
 * @throws UserError with all that are not
 */
export function checked(given: { told: Fields; platform: unknown; environments: unknown }, where: string): Answers {
  const known = new Map(questions.map((question) => [question.key, question]));
  const problems = Object.entries(given.told).flatMap(([key, value]): ErrorLines[] => {
    const question = known.get(key);
    if (question === undefined) {
      return [
        {
          what: `Nobody asks for "${key}".`,
          where,
          how: `The questions are ${[...known.keys()].join(', ')}; fields go under platform or environments.`,
        },
      ];
    }
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && question.form.test(text)) return [];
    return [{ what: `"${key}" is ${JSON.stringify(value)}: ${question.ask}.`, where, how: `Write it as ${question.like}.` }];
  });
  for (const key of ['platform', 'environments'] as const) {
    if (asFields(given[key]) === undefined) problems.push({ what: `"${key}" is no mapping.`, where, how: 'Write its fields below it.' });
  }
  if (problems.length > 0) throw new WrongAnswers(problems);
  return {
    told: Object.fromEntries(Object.entries(given.told).map(([key, value]) => [key, String(value)])),
    platform: asFields(given.platform) ?? {},
    environments: Object.fromEntries(
      Object.entries(asFields(given.environments) ?? {}).map(([name, value]) => [name, asFields(value) ?? {}]),
    ),
  };
}

/** Several mistakes of the one who answers, told at once. */
export class WrongAnswers extends UserError {
  readonly problems: readonly ErrorLines[];

  constructor(problems: readonly ErrorLines[]) {
    super(problems[0] ?? { what: 'Nothing is wrong.', how: 'Go on.' });
    this.problems = problems;
  }

  override text(): string {
    return this.problems.map(errorText).join('');
  }
}

/** What the catalog answers now. */
export function presentAnswers(platform: Fields, production: Fields): Readonly<Record<string, string>> {
  const at = (...keys: readonly string[]) => textAt(platform, ...keys) ?? '';
  const host = textAt(production, 'host') ?? '';
  const role = textAt(production, 'issuer', 'dns', 'role') ?? '';
  const repositories = platform['signing'] as { readonly repositories?: readonly string[] } | undefined;
  return {
    domain: host.replace(/^api\./, ''),
    labelDomain: at('labelDomain'),
    prefix: at('breakGlassGroup').replace(/-break-glass$/, ''),
    imageRepository: at('imageRepository'),
    gitUrl: at('git', 'url'),
    forge: at('git', 'forge'),
    branch: at('git', 'revision'),
    owners: at('incidentOwner').replace(/\/[^/]*$/, ''),
    signingIssuer: at('signing', 'issuer'),
    serviceRepository: repositories?.repositories?.[0] ?? '',
    account: /^arn:[^:]*:iam::(\d+):/.exec(role)?.[1] ?? '',
    region: textAt(production, 'issuer', 'dns', 'region') ?? '',
    vault: at('vault', 'server'),
    identity: at('identity', 'issuer'),
    identityKeys: at('identity', 'keys'),
    mail: at('acmeEmail'),
    examples: 'keep',
  };
}

/** A file of answers that changes nothing, to start from. */
export function exampleText(present: Readonly<Record<string, string>>): string {
  const lines = questions.flatMap(({ key, ask, like }) => [`# ${ask}: ${like}`, `${key}: ${JSON.stringify(present[key] ?? '')}`]);
  return [
    '# Answers for "npm run ops -- adopt --from <this file>". What is left out stays as it is.',
    ...lines,
    '# Fields of generators/catalog/platform.ts that shall be something else than what follows from the above.',
    'platform: {}',
    '#  registries: [ghcr.io/acme]',
    '#  vault: { cidrs: ["10.20.4.0/28"] }',
    '# The same of generators/catalog/environments/<name>.ts.',
    'environments: {}',
    '#  production: { namespaces: { app: acme-prod, infra: acme-data }, clusters: [{ name: prod-eu, zones: [eu-west-1a, eu-west-1b] }] }',
    '',
  ].join('\n');
}
