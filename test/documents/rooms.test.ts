import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Import } from '../../scripts/documents/imports.ts';
import { circles, roomsGraph } from '../../scripts/documents/rooms.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('circles of imports', () => {
  it.each<{ readonly what: string; readonly imports: string; readonly found: readonly string[] }>([
    { what: 'none where all go one way', imports: 'a/x.ts b/y.ts, b/y.ts c/z.ts, a/x.ts c/z.ts', found: [] },
    { what: 'two files that name each other', imports: 'a/x.ts a/y.ts, a/y.ts a/x.ts', found: ['a/: x.ts, y.ts', 'a/x.ts, a/y.ts'] },
    {
      what: 'a circle of three, told once',
      imports: 'a/x.ts a/y.ts, a/y.ts a/z.ts, a/z.ts a/x.ts, a/w.ts a/x.ts',
      found: ['a/: x.ts, y.ts, z.ts', 'a/x.ts, a/y.ts, a/z.ts'],
    },
    {
      what: 'two rooms of different files, which no file closes',
      imports: 's/a/x.ts s/b/y.ts, s/b/z.ts s/a/w.ts',
      found: ['s/: a, b'],
    },
    { what: 'a room and a file beside it', imports: 's/a/x.ts s/top.ts, s/top.ts s/a/y.ts', found: ['s/: a, top.ts'] },
    { what: 'none where a file stands between two rooms', imports: 's/b/x.ts s/mid.ts, s/mid.ts s/a/y.ts', found: [] },
    {
      what: 'two circles that do not touch',
      imports: 'a/x.ts a/y.ts, a/y.ts a/x.ts, b/x.ts b/y.ts, b/y.ts b/x.ts',
      found: ['a/: x.ts, y.ts', 'a/x.ts, a/y.ts', 'b/: x.ts, y.ts', 'b/x.ts, b/y.ts'],
    },
  ])('$what', ({ imports, found }) => {
    expect(circles(importsOf(imports))).toEqual(found);
  });
});

it('the picture leaves out an arrow that a longer way shows already', () => {
  const graph = roomsGraph(importsOf('scripts/a/x.ts scripts/b/y.ts, scripts/b/y.ts scripts/c/z.ts, scripts/a/x.ts scripts/c/z.ts'));
  expect(graph.split('\n').filter((line) => line.includes('->'))).toEqual([
    '  "scripts/a" -> "scripts/b";',
    '  "scripts/b" -> "scripts/c";',
  ]);
});

describe.each(['docs/architecture.md', 'docs/architecture.zh-CN.md'])('%s', (page) => {
  it('has a line for each room, and for nothing else', () => {
    const told = [...readFileSync(path.join(root, page), 'utf8').matchAll(/^\| `([^`]+)` \| \S.* \|$/gm)].map(([, room]) => room);
    const rooms = ['generators', 'policies', 'scripts'].flatMap((top) =>
      readdirSync(path.join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${top}/${name}`),
    );
    expect([...told].sort()).toEqual(rooms.sort());
  });
});

function importsOf(text: string): readonly Import[] {
  return text.split(', ').map((pair) => {
    const [file = '', target = ''] = pair.split(' ');
    return { file, target };
  });
}
