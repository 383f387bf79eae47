import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { serviceRepository } from '../../generators/delivery/service-repository.ts';
import { isChecked, type Shortfall } from '../../policies/requirements/model/requirement.ts';
import section41 from '../../policies/requirements/section-4-1.ts';
import section42 from '../../policies/requirements/section-4-2.ts';
import { createWorld } from '../../policies/world.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { stagesOf } from '../../scripts/judging/service-repositories.ts';

import { filesOf, folderWith, write } from '../support/folder.ts';
import { run, runScript } from '../support/process.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { releaseChanges } from '../support/release-changes.ts';

const execute = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const { platform } = await loadCatalog(root);
const service = 'sales-service';
const files = serviceRepository({ service, environment: 'dev', platform: platform.value });
const textOf = (end: string) => files.find((file) => file.path.endsWith(end))?.text ?? '';
// What the cluster does is held elsewhere.
const requirements = [...section41, ...section42].filter(isChecked).filter(({ id }) => id !== 'R83');

const ofReleases = (shortfalls: readonly Shortfall[]) => shortfalls.filter(({ message }) => message.startsWith('The release of'));

describe('the release of a service', () => {
  const repositories = (edit: (file: string, text: string) => string) =>
    ['financial-service', 'sales-service', 'material-service'].map((name) => {
      const own = serviceRepository({ service: name, environment: 'dev', platform: platform.value });
      const text = (end: string) => edit(end, own.find((file) => file.path.endsWith(end))?.text ?? '');
      return { service: name, workflow: load(text('.yml')), stages: stagesOf(text('/Dockerfile')) };
    });
  const evidence = { environments: [], argocd: createWorld('argocd', []), codeOwners: '', runbooks: new Map<string, string>() };

  it.each(requirements)('meets $id', ({ check }) => {
    expect(ofReleases(check({ ...evidence, serviceRepositories: repositories((_, text) => text) }))).toEqual([]);
  });

  it.each(releaseChanges)('does not meet $id with "$to"', ({ id, file, from, to }) => {
    const changed = repositories((end, text) => {
      if (end !== file) return text;
      expect(text).toContain(from);
      return text.replace(from, () => to);
    });
    const requirement = requirements.find((candidate) => candidate.id === id);
    expect(ofReleases(requirement?.check({ ...evidence, serviceRepositories: changed }) ?? [])).toHaveLength(3);
  });
});

describe('the workflow of a release', () => {
  const jobs = Object.values(
    (
      load(textOf('.yml')) as {
        readonly jobs: Readonly<Record<string, { readonly environment?: string; readonly steps?: readonly Step[] }>>;
      }
    ).jobs,
  );
  const steps = jobs.map(({ steps = [] }) => steps);
  const installing = (step: Step) => /\bnpm (ci|install)\b/.test(step.run ?? '');
  const writing = ({ with: given = {} }: Step) =>
    Object.entries(given).some(([name, value]) => /^permission-/.test(name) && value === 'write');

  it('keeps the keys in an environment that only jobs of a tag get at', () => {
    const reading = jobs.filter((job) => /secrets[.](?!SLACK_WEBHOOK)/.test(JSON.stringify(job)));
    expect(reading.map(({ environment }) => environment)).toEqual(['release', 'release']);
  });

  it('leaves no credentials in a folder that it checks out', () => {
    const checkouts = steps.flat().filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(1);
    expect(checkouts.filter(({ with: given = {} }) => given['persist-credentials'] !== false)).toEqual([]);
  });

  it('asks for a token that may write only when nothing of the packages runs any more, and they never run while they are installed', () => {
    const mixed = steps.filter((list) => list.some(installing));
    expect(mixed).toHaveLength(1);
    const [deliver = []] = mixed;
    expect(deliver.filter(writing)).toHaveLength(1);
    expect(deliver.findIndex(writing)).toBeGreaterThan(deliver.findLastIndex((step) => /\bnpm\b/.test(step.run ?? '')));
    expect(deliver.filter(installing).filter(({ run = '' }) => !run.includes('npm ci --ignore-scripts'))).toEqual([]);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

describe('npm run scaffold:service-repo', () => {
  const scaffold = (out: string, ...args: string[]) =>
    runScript('scaffold-service-repo.ts', [service, '--out', out, ...args], { cwd: root });

  it('writes what is missing, and nothing the second time', async () => {
    const out = path.join(folderWith({}), 'a/b');
    const first = await scaffold(out);
    const paths = files.map((file) => file.path);
    const last = `scaffold: ${out} has what a release of ${service} needs.\n`;
    expect(first).toEqual({ code: 0, stdout: paths.map((file) => `written   ${file}\n`).join('') + last, stderr: '' });
    expect(filesOf(out)).toEqual(Object.fromEntries(files.map((file) => [file.path, file.text])));
    expect(await scaffold(out)).toEqual({ code: 0, stdout: last, stderr: '' });
  });

  it('leaves everything as it is when a file says something else, unless forced', async () => {
    const out = folderWith({ [`services/${service}/Dockerfile`]: 'FROM scratch\n' });
    const before = filesOf(out);
    const { code, stderr } = await scaffold(out);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: [
        `error  "services/${service}/Dockerfile" says something else already.`,
        `  at   ${out}`,
        '  fix  Compare by hand, or give --force to replace what is there.',
        '',
      ].join('\n'),
    });
    expect(filesOf(out)).toEqual(before);
    expect((await scaffold(out, '--force')).code).toBe(0);
    expect(filesOf(out)[`services/${service}/Dockerfile`]).toBe(textOf('/Dockerfile'));
  });

  it.each([
    { title: 'an unknown service', args: ['sale-service', '--out', '.'], says: 'Did you mean "sales-service"?' },
    { title: 'an unknown environment', args: [service, '--out', '.', '--env', 'prod'], says: 'There is no environment "prod"' },
    { title: 'no folder', args: [service], says: '--out' },
    { title: 'a file as folder', args: [service, '--out', 'package.json'], says: 'cannot be read' },
  ])('refuses $title', async ({ args, says }) => {
    const { code, stdout, stderr } = await runScript('scaffold-service-repo.ts', args, { cwd: root });
    expect({ code, stdout, stack: /\n\s+at .*\.ts:/.test(stderr) }).toEqual({ code: 2, stdout: '', stack: false });
    expect(stderr).toContain(says);
  });

  itNeeds('actionlint')('gives a workflow that actionlint and ShellCheck accept', async () => {
    const folder = folderWith({ '.github/workflows/release.yml': textOf('.yml') });
    const { code, stdout } = await run(programPath('actionlint') ?? '', ['-no-color', path.join(folder, '.github/workflows/release.yml')], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});

/** A workspace of two services and a library, without dependencies, so that nothing is fetched. */
const workspace = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["shared", "services/*"]\n',
  'Cargo.lock': [
    '# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n',
    '[[package]]\nname = "financial-service"\nversion = "0.1.0"\ndependencies = [\n "shared",\n]\n',
    '[[package]]\nname = "sales-service"\nversion = "0.1.0"\ndependencies = [\n "shared",\n]\n',
    '[[package]]\nname = "shared"\nversion = "0.1.0"\n',
  ].join('\n'),
  'shared/Cargo.toml': '[package]\nname = "shared"\nversion = "0.1.0"\nedition = "2021"\n',
  'shared/src/lib.rs': 'pub fn greeting() -> &\'static str {\n    "hello"\n}\n',
  ...Object.fromEntries(
    ['sales-service', 'financial-service'].flatMap((name) => [
      [
        `services/${name}/Cargo.toml`,
        `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nshared = { path = "../../shared" }\n`,
      ],
      [`services/${name}/src/main.rs`, 'fn main() {\n    println!("{}", shared::greeting());\n}\n'],
    ]),
  ),
  'target/debug/junk': 'old',
  'services/sales-service/.env': 'SECRET=1',
};

/** Plays the stages of a Dockerfile in folders: COPY for real, RUN as far as the caller plays it. */
async function play(context: string, play: (command: string, folder: string, stage: number) => Promise<void>): Promise<readonly string[]> {
  const stages = stagesOf(textOf('/Dockerfile'));
  const folders: string[] = [];
  const names = ['chef', 'planner', 'builder', ''];
  for (const [index, stage] of stages.entries()) {
    const folder = folderWith({});
    folders.push(folder);
    const parent = names.indexOf(stage.image);
    if (parent !== -1) cpSync(folders[parent] ?? '', folder, { recursive: true });
    mkdirSync(path.join(folder, 'app'), { recursive: true });
    for (const { keyword, text } of stage.instructions) {
      if (keyword === 'COPY') {
        const [, from, source = '', target = ''] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text) ?? [];
        const base = from === undefined ? context : (folders[names.indexOf(from)] ?? '');
        const place = path.join(base, source);
        expect(existsSync(place), `COPY ${text} finds ${source}`).toBe(true);
        cpSync(place, path.resolve(folder, 'app', target.startsWith('/') ? `.${target.slice('/app'.length)}` : target), {
          recursive: true,
        });
      }
      if (keyword === 'RUN') await play(text, path.join(folder, 'app'), index);
    }
  }
  return folders;
}

/** What the .dockerignore leaves of a folder. */
function dockerContext(all: Readonly<Record<string, string>>): string {
  const ignored = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(
      (line) =>
        new RegExp(
          `^${line.replaceAll('.', '\\.').replaceAll('**/', '(?:.+/)?').replace(/\*/g, '[^/]*').replaceAll('(?:.+/)?', '(?:.+/)?')}(?:/|$)`,
        ),
    );
  return folderWith(Object.fromEntries(Object.entries(all).filter(([name]) => !ignored.some((pattern) => pattern.test(name)))));
}

describe('the image', () => {
  const own = Object.fromEntries(files.map((file) => [file.path, file.text]));

  it('is built from what the .dockerignore leaves: sources and manifests, no secrets, nothing built', () => {
    const left = Object.keys(filesOf(dockerContext({ ...workspace, ...own })));
    expect(left).toEqual(
      [
        '.dockerignore',
        'Cargo.lock',
        'Cargo.toml',
        'rust-toolchain.toml',
        ...['financial-service', 'sales-service'].flatMap((name) => [
          `services/${name}/Cargo.toml`,
          ...(name === service ? [`services/${name}/healthcheck.rs`] : []),
          `services/${name}/src/main.rs`,
        ]),
        'shared/Cargo.toml',
        'shared/src/lib.rs',
      ].sort(),
    );
  });

  it('copies only what is there', async () => {
    const commands: string[] = [];
    await play(dockerContext({ ...workspace, ...own }), async (command, folder) => {
      commands.push(command.split(' ').slice(0, 3).join(' '));
      if (command.startsWith('cargo chef prepare')) write(folder, 'recipe.json', '{}');
      if (command.startsWith('cargo build')) write(folder, `target/release/${service}`, '');
      if (command.startsWith('rustc')) write(folder, 'healthcheck', '');
    });
    expect(commands).toEqual([
      'apt-get update &&',
      'cargo install cargo-chef',
      'cargo chef prepare',
      'cargo chef cook',
      'cargo build --release',
      'rustc --edition 2021',
    ]);
  });

  itNeeds('cargo')(
    'holds a program that Cargo builds of the workspace, and the program that asks for its health',
    async () => {
      // Another compiler than the pinned one is good enough to see that the steps fit together.
      const context = dockerContext({ ...workspace, ...own });
      const env = { ...process.env, CARGO_NET_OFFLINE: 'true', RUSTUP_TOOLCHAIN: '', CARGO_TERM_COLOR: 'never' };
      const toolchain = (await execute(programPath('rustc') ?? '', ['--version'], { cwd: folderWith({}) })).stdout.split(' ')[1] ?? '';
      const folders = await play(context, async (command, folder) => {
        if (command.startsWith('cargo chef prepare')) write(folder, 'recipe.json', '{}');
        if (command.startsWith('cargo build') || command.startsWith('rustc')) {
          write(folder, 'rust-toolchain.toml', '');
          const words = command.replaceAll('/app/', `${folder}/`).split(' ');
          const [program = '', ...args] = words;
          await execute(programPath(program) ?? program, args, { cwd: folder, env: { ...env, RUSTUP_TOOLCHAIN: toolchain } });
        }
      });
      const image = path.join(folders.at(-1) ?? '', 'app');
      expect((await execute(path.join(image, service), [])).stdout).toBe('hello\n');
      const check = path.join(image, 'healthcheck');
      chmodSync(check, statSync(check).mode | 0o111);

      const server = createServer((request, response) => {
        response.statusCode = request.url === '/health' ? 200 : 503;
        response.end('ok');
      });
      const port = await listening(server);
      const silent = createTcpServer((socket) => socket.on('error', () => {}).write('SSH-2.0-server\r\n'));
      const silentPort = await listening(silent);
      const outcomes = [];
      for (const args of [[`${port}`, '/health'], [`${port}`, '/other'], [`${silentPort}`, '/health'], ['1', '/health'], []]) {
        outcomes.push(await run(check, args, { cwd: image }));
      }
      server.close();
      silent.close();
      expect(outcomes.map(({ code, stderr }) => `${code} ${stderr.trim()}`)).toEqual([
        '0 ',
        '1 healthcheck: /other answered 503',
        `1 healthcheck: port ${silentPort}: the answer is no HTTP`,
        '1 healthcheck: port 1: Connection refused (os error 111)',
        '2 healthcheck: usage: healthcheck <port> <path>',
      ]);
    },
    120_000,
  );
});

function listening(server: { listen(port: number, host: string, then: () => void): unknown; address(): unknown }): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0);
    });
  });
}
