import { markdownTable } from 'markdown-table';
import type { Beside } from './beside.ts';
import type { MeasurementId } from './measurements.ts';
import type { Observed, Timed } from './process.ts';

/** All measurements with one number of services. */
export interface Round {
  readonly services: number;
  readonly observed: Readonly<Record<MeasurementId, Observed>>;
  /** Of `commandsAmongMany`, in their order. */
  readonly commands: readonly Timed[];
}

/** A command as the table names it, with the seconds that it may take among the most services. */
export interface NamedCommand {
  readonly command: string;
  readonly goal?: number;
}

/** A command in this repository, as it is. */
export interface CommandRun extends Timed {
  readonly command: string;
  /** Seconds. */
  readonly goal: number;
}

/** On what was measured. */
export interface Machine {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly gigabytes: number;
  /** Processes that wanted to run in the minute before, on average; undefined where the system does not say. */
  readonly load: number | undefined;
  readonly node: string;
  readonly kustomize: string;
}

/** Everything that the page tells. */
interface Everything {
  readonly rounds: readonly Round[];
  readonly runs: readonly CommandRun[];
  readonly machine: Machine;
  readonly beside: Beside;
}

interface Line {
  readonly id: MeasurementId;
  readonly title: string;
  /** Seconds at 1,000 services. */
  readonly goal?: number;
  /** Whether the goal is for the whole process, its start included. */
  readonly withStart?: true;
}

const lines: readonly Line[] = [
  { id: 'load', title: 'Load the catalog, the first time' },
  { id: 'load-again', title: 'Load the catalog', goal: 0.5 },
  { id: 'generate', title: 'Generate into an empty folder', goal: 15 },
  { id: 'write', title: 'Write the same files alone' },
  { id: 'generate-again', title: 'Generate again, nothing changed' },
  { id: 'build', title: 'Build all environments with kustomize' },
  { id: 'lint', title: 'Build and judge all environments' },
  { id: 'rules', title: 'Judge alone, objects already built', goal: 10 },
  { id: 'changed', title: 'Judge after a change of one service everywhere, the first time' },
  { id: 'changed-again', title: 'Judge after a change of one service everywhere', goal: 2, withStart: true },
  { id: 'promoted', title: 'Judge after a promotion of one service', goal: 2, withStart: true },
];
const mostGrowth = 11;
const goalServices = 1000;

/** The table of all rounds, smallest first: time and memory, and the growth of the time from each round to the next. */
function roundsTable(rounds: readonly Round[]): string {
  const steps = rounds.slice(1).map((round, index) => [rounds[index] ?? round, round] as const);
  const amount = (title: string, id: MeasurementId, key: string) => [
    title,
    ...rounds.map(({ observed }) => whole(observed[id].amounts[key] ?? 0)),
    ...steps.map(([before, after]) => growth(before.observed[id].amounts[key], after.observed[id].amounts[key])),
    '',
  ];
  return markdownTable(
    [
      [
        '',
        ...rounds.map(({ services }) => `${whole(services)} services`),
        ...steps.map(([before, after]) => `${whole(before.services)} to ${whole(after.services)}`),
        'Goal',
      ],
      amount('Files', 'generate', 'files'),
      amount('Objects', 'build', 'objects'),
      amount('Applications', 'generate', 'applications'),
      amount('Bytes of the largest root in etcd', 'generate', 'largestRoot'),
      amount('Entries of the fullest folder', 'generate', 'largestFolder'),
      amount('Findings', 'lint', 'findings'),
      ...lines.map(({ id, title, goal, withStart }) => [
        title,
        ...rounds.map(({ observed }) => cell(observed[id])),
        ...steps.map(([before, after]) => growth(before.observed[id].seconds, after.observed[id].seconds)),
        goal === undefined ? '' : goalText(goal, rounds.find(({ services }) => services === goalServices)?.observed[id], withStart),
      ]),
      ['Start of a process', ...rounds.map(({ observed }) => `${seconds(observed.changed.startSeconds)} s`), ...steps.map(() => ''), ''],
    ],
    { align: ['l', ...rounds.map(() => 'r'), ...steps.map(() => 'r'), 'l'] },
  );
}

/** The table of whole commands in repositories of so many services. */
function manyTable(rounds: readonly Round[], commands: readonly NamedCommand[]): string {
  const steps = rounds.slice(1).map((round, index) => [rounds[index] ?? round, round] as const);
  const taken = ({ commands: timed }: Round, index: number) => timed[index]?.seconds ?? 0;
  return markdownTable(
    [
      [
        'Command',
        ...rounds.map(({ services }) => `${whole(services)} services`),
        ...steps.map(([before, after]) => `${whole(before.services)} to ${whole(after.services)}`),
        'Goal',
      ],
      ...commands.map(({ command, goal }, index) => [
        `\`${command}\``,
        ...rounds.map((round) => timedText(round.commands[index])),
        ...steps.map(([before, after]) => growth(taken(before, index), taken(after, index))),
        goal === undefined ? '' : `under ${goal} s: ${verdict(Math.max(...rounds.map((round) => taken(round, index))), goal)}`,
      ]),
    ],
    { align: ['l', ...rounds.map(() => 'r'), ...steps.map(() => 'r'), 'l'] },
  );
}

/** The table of the commands in this repository. */
function commandsTable(runs: readonly CommandRun[]): string {
  return markdownTable(
    [
      ['Command', 'Time', 'Goal'],
      ...runs.map(({ command, seconds: taken, code, goal }) => [
        `\`${command}\``,
        timedText({ seconds: taken, code }),
        `under ${goal} s: ${verdict(taken, goal)}`,
      ]),
    ],
    { align: ['l', 'r', 'l'] },
  );
}

/** The table of what judges need for the same objects: ours, others, and ours in parts of the others'. */
function besideTable({ judges, rounds }: Beside): string {
  const sumOf = (round: Beside['rounds'][number], names: readonly string[]) =>
    round.seconds.reduce((sum, taken, index) => sum + (names.includes(judges[index]?.name ?? '') ? taken : 0), 0);
  const ours = judges.filter(({ isOurs }) => isOurs).map(({ name }) => name);
  const pairs = judges
    .filter(({ isOurs, does }) => !isOurs && does === 'practice')
    .flatMap(({ name }) => (judges.some(({ name: schemas }) => schemas === 'kubeconform') ? [['kubeconform', name]] : []));
  const steps = rounds.slice(1).map((round, index) => [rounds[index] ?? round, round] as const);
  const parts = (own: number, other: number) => (other > 0 ? (own / other).toFixed(2) : '');
  return markdownTable(
    [
      ['', ...rounds.map(({ objects }) => `${whole(objects)} objects`), ...steps.map(([, { objects }]) => `more, up to ${whole(objects)}`)],
      ...judges.map(({ name, isOurs }) => [
        isOurs ? `\`npm run ${name}\`` : name,
        ...rounds.map((round) => `${seconds(sumOf(round, [name]))} s`),
        ...steps.map(
          ([before, after]) =>
            `${seconds(((sumOf(after, [name]) - sumOf(before, [name])) / (after.objects - before.objects)) * 1000)} ms each`,
        ),
      ]),
      ...pairs.map((pair) => [
        `both of ours in parts of ${pair.join(' and ')}`,
        ...rounds.map((round) => parts(sumOf(round, ours), sumOf(round, pair))),
        ...steps.map(([before, after]) => parts(sumOf(after, ours) - sumOf(before, ours), sumOf(after, pair) - sumOf(before, pair))),
      ]),
    ],
    { align: ['l', ...rounds.map(() => 'r'), ...steps.map(() => 'r')] },
  );
}

/** All tables, as they are printed. */
export function tables({ rounds, runs, beside }: Everything, many: readonly NamedCommand[]): readonly string[] {
  return [roundsTable(rounds), manyTable(rounds, many), besideTable(beside), commandsTable(runs)];
}

/** `docs/performance.md`. */
export function performanceDocument({ rounds, runs, machine, beside }: Everything, many: readonly NamedCommand[]): string {
  const largest = rounds.at(-1)?.observed.rules.amounts ?? {};
  return `<!-- Written by "npm run bench". Do not edit: run it again. -->
# Performance

\`npm run bench\` makes catalogs of 10, 100 and 1,000 services in the platform and the four environments of this repository,
generates each into a temporary folder, builds it with kustomize, judges it, and writes this page. Services are of six shapes in turn: as the manual draws them, a web front with companions, a
server of gRPC, a consumer, a suite with workers and jobs, one that keeps a disk. \`npm run bench -- --max 100\` stops at 100 services and only prints.

Measured on ${machine.date}: ${machine.processor}, ${machine.cores} cores, ${machine.gigabytes} GB of memory${machine.load === undefined ? '' : `, load ${machine.load.toFixed(1)} at the start`}; Node.js ${machine.node}, ${machine.kustomize}.

## Many services

${roundsTable(rounds)}

- Each measurement is a process of its own. Time is wall time without the start of the process, which the last line gives.
  "Goal" compares the time at 1,000 services, of changes with the start. Growth should be at most ${mostGrowth} for ten times the services.
- Memory is the most that the Node.js process held; after the plus sign, the largest kustomize process (the kernel's high-water
  mark, read every 20 ms). As many kustomize processes run at once as there are cores.
- Loading parses the files of services, environments and releases and checks them. The next time it reads them, and believes what was kept
  of the same bytes (\`node_modules/.cache\`): that nothing is wrong with the whole, or else with which of its parts.
- Generating checks the catalog, makes all files and writes those that differ. Loading the catalog's files is not in it.
- Kustomize decides how long building takes: it compares all objects of a build with each other, so the tools build groups of
  about 20 applications, which keeps the time in proportion to the number of services. One build of 1,000 services takes many times that.
- Judging alone runs ${whole(largest['rules'] ?? 0)} rules over ${whole(largest['objects'] ?? 0)} objects and the kustomizations that they come from.
- The last three judge as \`npm run lint:policies -- --changed\` does: one more variable of a service in all environments, another value
  of it, and another release of the service in one environment. The service, its callers and its callees are judged, with all that these
  refer to. What was built for one change, such as all that the applications share, is remembered for the next
  (\`node_modules/.cache\`, by the content of what kustomize read), so that only the first takes longer. A change of its
  resources or replicas also changes the quota of the namespace, which all applications share, and then everything is judged.
- A root is an Application that makes others: its bytes are those of its status after a sync that changed all of them at once, as Argo CD
  3.4.7 writes it; etcd takes 1,572,864 of one object. More than 100 services lie in folders of 100 ([scale](scale.md)).
- A generated catalog must be clean: any number of findings but 0 is a fault of a generator or of a rule.

## Commands among many services

Whole processes, their start included, in a Git repository with these services and everything that is generated for them.

${manyTable(rounds, many)}

## Beside other tools

The objects of production in files of at most 4 MB (kube-linter passes over larger ones), judged by each in turn, whole processes, the time in the middle of three. The work is not the
same: kubeconform skips kinds that it has no schema of, and the others know far fewer checks than ${whole(largest['rules'] ?? 0)} rules.${
    beside.absent.length === 0
      ? ''
      : `
Not measured: ${beside.absent.join(', ')}.`
  }

${besideTable(beside)}
${machineText(beside)}
## This repository

Whole processes, their start included.

${commandsTable(runs)}
`;
}

function cell({ seconds: taken, megabytes, kustomizeMegabytes }: Observed): string {
  const memory = kustomizeMegabytes === undefined ? whole(megabytes) : `${whole(megabytes)} + ${whole(kustomizeMegabytes)}`;
  return `${seconds(taken)} s, ${memory} MB`;
}

function timedText({ seconds: taken, code }: Timed = { seconds: 0, code: null }): string {
  return `${seconds(taken)} s${code === 0 ? '' : `, exit code ${code ?? 'none'}`}`;
}

function goalText(goal: number, observed: Observed | undefined, withStart = false): string {
  const words = `under ${goal} s`;
  if (observed === undefined) return `${words} at ${whole(goalServices)}`;
  return `${words}: ${verdict(observed.seconds + (withStart ? observed.startSeconds : 0), goal)}`;
}

function verdict(taken: number, goal: number): string {
  return taken < goal ? 'met' : `**missed**, ${(taken / goal).toFixed(1)} times`;
}

/** What kubeconform needed for each object of production on the machine on which the goals in seconds were set: 1.93 s for 20,193. */
const thereEach = 1.93 / 20_193;

/** How much slower this machine is than that of the goals, by a program that is none of ours; empty where that was not measured. */
function machineText({ judges, rounds }: Beside): string {
  const index = judges.findIndex(({ name }) => name === 'kubeconform');
  const [before, after] = rounds.slice(-2);
  if (index === -1 || before === undefined || after === undefined) return '';
  const each = ((after.seconds[index] ?? 0) - (before.seconds[index] ?? 0)) / (after.objects - before.objects);
  return `
The goals in seconds were set on a machine on which kubeconform needed ${seconds(thereEach * 1000)} ms for each object; here it needs ${seconds(each * 1000)} ms, ${(each / thereEach).toFixed(1)} times as long.
`;
}

function growth(before = 0, after = 0): string {
  if (before === 0) return '';
  const factor = after / before;
  const words = `${factor.toFixed(1)}x`;
  return factor > mostGrowth ? `**${words}**` : words;
}

function seconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** A whole number with commas, the same on every machine. */
function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}
