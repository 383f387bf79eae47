import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Graphs of the DOT language as SVG, in their order. The same graph gives the same bytes on every machine. Graphviz is
 * WebAssembly that computes without a pause, so it runs in threads beside this one, which stays free to be ended by a signal.
 */
export async function drawn(graphs: readonly string[]): Promise<readonly string[]> {
  const pictures: string[] = [];
  let next = 0;
  // A thread loads Graphviz first, which takes longer than drawing some small pictures.
  const threads = Math.min(availableParallelism(), Math.ceil(graphs.length / 4));
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./graphviz-thread.ts', import.meta.url));
      try {
        while (next < graphs.length) {
          const index = next;
          next += 1;
          pictures[index] = await answerOf(worker, graphs[index] ?? '');
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return pictures;
}

/** @throws what the thread throws: of a graph that is none, the words of Graphviz */
async function answerOf(worker: Worker, graph: string): Promise<string> {
  worker.postMessage(graph);
  // An error of the thread is an `error` event, which `once` throws.
  const [picture] = (await once(worker, 'message')) as [string];
  return picture;
}
