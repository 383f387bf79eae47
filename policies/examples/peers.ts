/** The Internet without what is none of it, and one range of it. */
export const oneRange = {
  name: 'the Internet without the addresses of the cluster, and one address range',
  manifests: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup, namespace: erp-infra }
spec:
  podSelector: { matchLabels: { app: backup } }
  policyTypes: [Egress]
  egress:
    - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16] } }, { ipBlock: { cidr: 52.216.0.0/15 } }]
      ports: [{ port: 443 }]
`,
};

/** The server of a node of GKE, which tells pods as whom they are known. */
export const nodeServer = {
  name: 'the server of a node of GKE, by pods that have an account of Google Cloud',
  manifests: `
apiVersion: v1
kind: ServiceAccount
metadata: { name: backup, namespace: erp-infra, annotations: { iam.gke.io/gcp-service-account: backup@shop-erp.iam.gserviceaccount.com } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: backup, namespace: erp-infra }
spec:
  podSelector: { matchLabels: { app: backup } }
  policyTypes: [Egress]
  egress:
    - to: [{ ipBlock: { cidr: 169.254.169.254/32 } }]
      ports: [{ port: 80 }]
`,
};

/** The same, by pods that nobody knows there. */
export const strangersServer = {
  name: 'the server of a node, by pods that nobody knows there',
  from: 'the server of a node of GKE, by pods that have an account of Google Cloud',
  change: { 'ServiceAccount/backup > metadata.annotations': undefined },
  problems: [
    {
      on: 'NetworkPolicy/backup',
      message: 'NetworkPolicy "backup" lets its pods reach "169.254.169.254", where a cloud tells a machine its credentials.',
      path: 'spec.egress[0].to[0].ipBlock',
    },
  ],
};
