import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';

const sealLength = 32;

/**
 * A value that `keep` has written, which only ever saves time: undefined where there is none, where it was cut off or changed, and where
 * it was written under another name.
 */
export function kept(file: string, name: string): unknown {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(sealLength);
    return sealOf(name, content).equals(bytes.subarray(0, sealLength)) ? deserialize(content) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a value, which structured cloning must take, behind a seal over it and its name. What cannot be written is not kept: a disk that
 * is full, or a folder that may not be written.
 */
export function keep(file: string, name: string, value: unknown): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const part = `${file}.${process.pid}.part`;
    const content = serialize(value);
    writeFileSync(part, Buffer.concat([sealOf(name, content), content]));
    renameSync(part, file);
  } catch {
    return;
  }
}

/** Of a folder with more than so many files the newest half of so many is left. */
export function keepNewest(folder: string, most: number): void {
  try {
    const names = readdirSync(folder);
    if (names.length <= most) return;
    const ages = names.map((name) => ({ name, time: statSync(path.join(folder, name)).mtimeMs })).sort((a, b) => b.time - a.time);
    for (const { name } of ages.slice(most / 2)) rmSync(path.join(folder, name), { force: true });
  } catch {
    // There is nothing yet.
  }
}

function sealOf(name: string, content: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), content]), 'buffer');
}
