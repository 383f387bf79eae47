/** Namespace of the agents that run on every node: node-exporter and Alloy. */
export const agentsNamespace = 'erp-agents';
