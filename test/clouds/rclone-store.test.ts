import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';

const script = path.resolve('generators/templates/backup/rclone-store.sh');

/** Answers as rclone 1.76 does, over folders of the disk: what a remote is called is left away. */
const standIn = `#!/usr/bin/env bash
echo "$*" >>"$CALLS"
echo "$RCLONE_AZUREBLOB_CHUNK_SIZE" >>"$CALLS.size"
at() { printf '%s/%s' "$STORE" "\${1#store:}"; }
command=$1; shift
places=()
while [ $# -gt 0 ]; do
  case $1 in
    --quiet) ;;
    --format|--separator) shift ;;
    *) places+=("$1") ;;
  esac
  shift
done
one=$(at "\${places[0]}")
case $command in
  rcat) mkdir -p "$(dirname "$one")"; cat >"$one" ;;
  cat) cat "$one" 2>/dev/null || exit 3 ;;
  copyto) cp "$one" "$(at "\${places[1]}")" ;;
  lsf)
    [ -d "$one" ] || exit 3
    [ -z "\${BROKEN:-}" ] || exit 5
    cd "$one" || exit 1
    for name in *; do
      if [ -d "$name" ]; then printf '2026-01-02 03:04:05 -1 %s/\\n' "$name"; else printf '2026-01-02 03:04:05 %s %s\\n' "$(wc -c <"$name" | tr -d ' ')" "$name"; fi
    done ;;
esac
`;

function store(files: Readonly<Record<string, string>> = {}) {
  const root = folderWith({
    'bin/rclone': standIn,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`store/${name}`, text])),
  });
  chmodSync(path.join(root, 'bin/rclone'), 0o755);
  mkdirSync(path.join(root, 'store'), { recursive: true });
  writeFileSync(path.join(root, 'calls'), '');
  const env = {
    PATH: `${path.join(root, 'bin')}:${process.env['PATH'] ?? ''}`,
    STORE: path.join(root, 'store'),
    CALLS: path.join(root, 'calls'),
  };
  return {
    read: (name: string) => readFileSync(path.join(root, 'store', name), 'utf8'),
    size: () => readFileSync(path.join(root, 'calls.size'), 'utf8'),
    ask: (args: readonly string[], more: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {}) =>
      run('bash', [script, ...args], { cwd: root, env: { ...env, ...more.env }, ...(more.input !== undefined && { input: more.input }) }),
  };
}

describe('the object store by rclone', () => {
  it('keeps what comes in, gives it out, and copies it', async () => {
    const { ask, read } = store();
    await ask(['s3', 'cp', '--only-show-errors', '-', 'gs://backups/postgres/partial/a.part'], { input: 'dump' });
    await ask([
      's3',
      'cp',
      '--only-show-errors',
      '--copy-props',
      'metadata-directive',
      'gs://backups/postgres/partial/a.part',
      'gs://backups/postgres/a',
    ]);
    expect(read('backups/postgres/a')).toBe('dump');
    const { code, stdout } = await ask(['s3', 'cp', '--only-show-errors', 'gs://backups/postgres/a', '-']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'dump' });
  });

  it.each([
    ['1000', '4Mi'],
    [String(500 * 2 ** 30), '16Mi'],
  ])('of %s bytes each block is so large that they fit: %s', async (size, block) => {
    const { ask, size: asked } = store();
    await ask(['s3', 'cp', '--only-show-errors', '--expected-size', size, '-', 'azure://backups/postgres/a'], { input: 'dump' });
    expect(asked()).toBe(`${block}\n`);
  });

  it.each<[string, string, string, number]>([
    ['folders', 'gs://backups/spilo/postgres/', 'PRE one/\nPRE two/\n', 0],
    ['files, by how their names begin', 'gs://backups/postgres/orders_', '2026-01-02 03:04:05 4 orders_1.dump\n', 0],
    ['nothing that begins so', 'gs://backups/postgres/sales_', '', 1],
    ['no folder', 'gs://backups/other/', '', 1],
  ])('lists as the AWS CLI does: %s', async (_, place, expected, ended) => {
    const { ask } = store({
      'backups/spilo/postgres/one/x': '',
      'backups/spilo/postgres/two/x': '',
      'backups/postgres/orders_1.dump': 'dump',
      'backups/postgres/users_1.dump': 'dump',
    });
    const { code, stdout } = await ask(['s3', 'ls', place]);
    expect({ code, stdout }).toEqual({ code: ended, stdout: expected });
  });

  it('tells a store that does not answer from a folder that is empty', async () => {
    const { ask } = store({ 'backups/postgres/a': '' });
    expect((await ask(['s3', 'ls', 'gs://backups/postgres/'], { env: { BROKEN: 'yes' } })).code).toBe(2);
  });

  it.each([[['s3', 'rm', 'gs://backups/a']], [['s3', 'cp', '--recursive', 'gs://backups/a', '-']], [['iam']]])(
    'does nothing else: %j',
    async (args) => {
      expect((await store().ask(args)).code).toBe(2);
    },
  );
});
