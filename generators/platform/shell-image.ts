import { breakGlassName } from '../model/names.ts';
import type { PinnedImage } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';

const image = { version: '1.0.0', digest: 'sha256:9d3c5c8e0a8cf9a4f7b2b0f6d5f3e1c7a6b8d9e0f1a2b3c4d5e6f708192a3b4c' } as const;

/** A shell with psql, redis-cli, kcat, curl and dig: for ephemeral containers, and for the pods of the platform that need one. */
export function breakGlassImage({ imageRepository }: PlatformDefinition): PinnedImage {
  return { name: `${imageRepository}/${breakGlassName}`, tag: image.version, digest: image.digest };
}
