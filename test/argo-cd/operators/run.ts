import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../../scripts/cluster/client.ts';
import { issueCertificates } from './certificates.ts';
import { runData } from './data.ts';
import { runEdge } from './edge.ts';
import { runMonitoring } from './monitoring.ts';
import { runPods } from './pods.ts';
import { keepSecrets } from './secrets.ts';
import { watch } from './view.ts';

/** What a test changes in the world of one cluster. */
export interface World {
  /** Whether Vault answers. */
  vault: boolean;
  /** Whether anything starts at all: false is a cluster whose nodes are gone. */
  nodes: boolean;
  /** What the operator of PostgreSQL is told to give to each pod, as `namespace/name` of a ConfigMap. */
  readonly podEnvironments: readonly string[];
}

/** Plays kubelets and operators on a cluster until it is stopped. */
export function playOperators(client: Client, world: World): { stop(): Promise<void> } {
  const watcher = watch(client, () => Date.now());
  let isOver = false;
  const play = async () => {
    while (!isOver) {
      // The API server may be busy or gone for a moment; what was missed is done in the next turn.
      await watcher
        .turn((view) => {
          if (world.nodes) runPods(view);
          issueCertificates(view);
          keepSecrets(view, world.vault);
          runEdge(view);
          runData(view, world.podEnvironments);
          runMonitoring(view);
        })
        .catch(() => {});
      await pause(3_000);
    }
  };
  const playing = play();
  return {
    stop: async () => {
      isOver = true;
      // A turn may wait for an API server that is too busy to answer; it ends with it.
      await Promise.race([playing, pause(10_000)]);
    },
  };
}
