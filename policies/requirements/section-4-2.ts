import { inEveryRepository, textsOf, unmet } from './model/release.ts';
import type { Requirement } from './model/requirement.ts';

const byDigest = /@sha256:[0-9a-f]{64}$/;

const requirements: readonly Requirement[] = [
  {
    id: 'R85',
    section: '4.2',
    requirement: 'The build has stages, with pkg-config, libssl-dev and cmake; dependencies are cached before the sources.',
    where: 'Dockerfile: stages chef, planner, builder',
    deviation: {
      defects: ['D77', 'D85', 'D87'],
      text: 'cargo-chef makes the layer of the dependencies; compiler and images are pinned, and the lock file is obeyed.',
    },
    check: (evidence) =>
      inEveryRepository(evidence, ({ stages }) => {
        const [tools, , build] = stages;
        const steps = (build?.instructions ?? []).map(({ keyword, text }) => `${keyword} ${text}`);
        const position = (part: string) => steps.findIndex((step) => step.includes(part));
        const order = [position('recipe.json'), position('cargo chef cook'), position('COPY . .'), position('cargo build')];
        return unmet({
          'A tool is missing.': ['pkg-config', 'libssl-dev', 'cmake'].every((name) => textsOf(tools, 'RUN').join(' ').includes(name)),
          'The sources come before the dependencies.': order.every((at, index) => at > (order[index - 1] ?? -1)),
          'The lock file is not obeyed.': steps.filter((step) => step.includes('cargo')).every((step) => step.includes('--locked')),
          'An image has no digest.': stages.every(({ image }) => byDigest.test(image) || /^[a-z]+$/.test(image)),
        });
      }),
  },
  {
    id: 'R86',
    section: '4.2',
    requirement: 'The image is a slim Debian bookworm with CA certificates and OpenSSL 3 only.',
    where: 'Dockerfile: the last FROM',
    deviation: { defects: ['D87'], text: 'Distroless of Debian 12 (bookworm), which has no shell and no package manager.' },
    check: (evidence) =>
      inEveryRepository(evidence, ({ stages }) =>
        unmet({
          'The image is no slim Debian 12.': stages.at(-1)?.image.startsWith('gcr.io/distroless/cc-debian12:') === true,
          'The image has more in it.': textsOf(stages.at(-1), 'RUN').length === 0,
        }),
      ),
  },
  {
    id: 'R87',
    section: '4.2',
    requirement: 'It runs as user 1000 in /app, with /app/financial-service as entry point.',
    where: 'Dockerfile: USER, WORKDIR, ENTRYPOINT',
    deviation: { defects: ['D88'], text: 'The user is a number, which Kubernetes can check.' },
    check: (evidence) =>
      inEveryRepository(evidence, ({ service, stages }) => {
        const last = stages.at(-1);
        return unmet({
          'It runs as another user.': textsOf(last, 'USER').join() === '1000:1000',
          'It runs in another folder.': textsOf(last, 'WORKDIR').join() === '/app',
          'It starts something else.': textsOf(last, 'ENTRYPOINT').join() === `["/app/${service}"]`,
        });
      }),
  },
  {
    id: 'R88',
    section: '4.2',
    requirement: 'It exposes 8000, 50051 and 9091.',
    where: 'Dockerfile: EXPOSE',
    check: (evidence) =>
      inEveryRepository(evidence, ({ stages }) =>
        unmet({ 'It exposes other ports.': textsOf(stages.at(-1), 'EXPOSE').join(' ') === '8000 50051 9091' }),
      ),
  },
  {
    id: 'R89',
    section: '4.2',
    requirement: 'Its health check asks /health on 8000 every 30 s, with 5 s to answer, after 10 s, 3 times.',
    where: 'Dockerfile: HEALTHCHECK',
    deviation: { defects: ['D86'], text: 'A program of 50 lines asks, since the image has no curl. Kubernetes asks by probes of its own.' },
    check: (evidence) =>
      inEveryRepository(evidence, ({ stages }) => {
        const [check = ''] = textsOf(stages.at(-1), 'HEALTHCHECK');
        const words = check.split(/\s+/);
        return unmet({
          'It asks at other times.': ['--interval=30s', '--timeout=5s', '--start-period=10s', '--retries=3'].every((word) =>
            words.includes(word),
          ),
          'It asks for something else.': check.endsWith('CMD ["/app/healthcheck", "8000", "/health"]'),
          'The image lacks the program that asks.': textsOf(stages.at(-1), 'COPY').some((text) => text.endsWith(' /app/healthcheck')),
        });
      }),
  },
];

export default requirements;
