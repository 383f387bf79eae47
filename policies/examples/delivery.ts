/** What a small catalog and tree say that Argo CD is to be told, as YAML. */
export const deliveryExample = `
apiVersion: facts.erp.example.com/v1
kind: DeliveryFacts
metadata: { name: delivery }
spec:
  repository: { url: "https://git.example.com/erp.git", branch: main }
  argo: { namespace: argocd, cluster: erp-production }
  environments:
    - { name: dev, clusters: [erp-dev], namespaces: [erp-dev, erp-infra], confirmPrune: false, windows: [], recurring: [], once: [], thaws: [] }
    - name: production
      clusters: [erp-production]
      namespaces: [erp-prod, erp-infra]
      confirmPrune: true
      windows: [{ kind: allow, schedule: "0 9 * * 1-5", duration: 9h, timeZone: Asia/Shanghai, manualSync: true, description: Working hours }]
      recurring: [{ name: month-end, schedule: "0 0 28 * *", hours: 96, timeZone: Asia/Shanghai, reason: Month-end closing }]
      once: []
      thaws: []
  folders:
    - { path: overlays/dev/web, reaches: [overlays/dev/web, base/web] }
    - { path: overlays/production/shop, reaches: [overlays/production/shop, base/shop] }
    - { path: overlays/production/web, reaches: [overlays/production/web, base/web] }
  charts:
    - environment: production
      application: keda
      repository: https://kedacore.github.io/charts
      chart: keda
      version: 2.20.2
      release: keda
      namespace: erp-infra
      namespaces: [erp-infra]
      images: { byTag: [ghcr.io/kedacore/keda:2.20.2], byDigest: [] }
      kinds: { cluster: [{ group: rbac.authorization.k8s.io, kind: ClusterRole }], namespaced: [{ group: apps, kind: Deployment }] }
  built:
    - path: overlays/production/web
      namespaces: [erp-prod]
      kinds: [{ group: apps, kind: Deployment, cluster: false }, { group: "", kind: Service, cluster: false }]
    - { path: overlays/production/shop, namespaces: [erp-prod], kinds: [{ group: apps, kind: Deployment, cluster: false }] }
`;

/** The Application of an overlay folder, and the one of a chart, as `deliveryExample` wants them. */
export const applicationsExample = `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web-production
  namespace: argocd
  labels: { environment: production, erp.example.com/application: web, app.kubernetes.io/component: service }
  annotations: { argocd.argoproj.io/manifest-generate-paths: /overlays/production/web;/base/web }
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: erp-production-services
  source: { repoURL: "https://git.example.com/erp.git", targetRevision: main, path: overlays/production/web }
  destination: { name: erp-production, namespace: erp-prod }
  revisionHistoryLimit: 10
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: keda-production
  namespace: argocd
  labels: { environment: production, erp.example.com/application: keda }
  finalizers: [resources-finalizer.argocd.argoproj.io]
spec:
  project: erp-production-platform
  source:
    repoURL: https://kedacore.github.io/charts
    chart: keda
    targetRevision: 2.20.2
    helm: { releaseName: keda, valuesObject: { priorityClassName: erp-platform } }
  destination: { name: erp-production, namespace: erp-infra }
  revisionHistoryLimit: 10
`;
