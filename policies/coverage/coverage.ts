import { networkFaults } from './faults/network.ts';
import { podFaults } from './faults/pods.ts';
import { workloadFaults } from './faults/workloads.ts';
import type { Faults, Tool } from './model.ts';
import { datree } from './tools/datree.ts';
import { kosko } from './tools/kosko.ts';
import { kubeLinter } from './tools/kube-linter.ts';
import { kubeScore } from './tools/kube-score.ts';
import { kubescape } from './tools/kubescape.ts';
import { kyverno } from './tools/kyverno.ts';
import { polaris } from './tools/polaris.ts';

/** Every mistake of the tables, by its name. */
export const faults: Faults = { ...podFaults, ...workloadFaults, ...networkFaults };

/** The tools whose checks were read. */
export const tools: readonly Tool[] = [kubeLinter, kubeScore, polaris, kubescape, kyverno, kosko, datree];
