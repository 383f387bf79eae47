/**
 * How healthy an Application is, for the root that makes it: without this, a root waits for none of them. Not healthy as long as
 * Argo CD has not looked at the version that the root has just written, or is still syncing it: an old version that runs well
 * would let the next wave go on. Nor as long as objects may be missing, which Argo CD does not count: before the first sync, after
 * a failed one, and until it has looked again after one. What takes longer than an hour counts as degraded: a root that only waits
 * takes up no newer commit, one whose sync has failed does so with its next try. A sync that waits for a person to confirm a
 * deletion holds up no other Application.
 *
 * Read in Argo CD 3.4.4: an Application lacks health only where all that it holds is missing (`controller/health.go`; in 3.2.11
 * where something of a kind with a health check is); `reconciledAt` is renewed by the comparison after a sync
 * (`controller/appcontroller.go`). Scripts have the libraries base, table and a part of os, no string (`util/lua/lua.go`), so that
 * times and beginnings are compared as texts; all times are in UTC by the second.
 */
const applicationHealth = `local os = require("os")
local longAgo = os.date("!%FT%XZ", os.time() - 3600)
local hs = { status = "Progressing", message = "Argo CD has not looked at it yet" }
if obj.status == nil or obj.status.health == nil or obj.status.health.status == nil then
  return hs
end
hs.status = obj.status.health.status
hs.message = obj.status.health.message or ""
local since = obj.status.health.lastTransitionTime
local operation = obj.status.operationState
local compared = obj.status.sync ~= nil and obj.status.sync.comparedTo and obj.status.sync.comparedTo.source
if hs.status == "Healthy" then
  if compared and obj.spec.source and compared.targetRevision ~= obj.spec.source.targetRevision then
    return { status = "Progressing", message = "Argo CD has not looked at this version yet" }
  end
  local synced = obj.status.sync ~= nil and obj.status.sync.status == "Synced"
  if operation == nil then
    if not synced then
      hs.status = "Progressing"
      hs.message = "it has never been synced"
    end
  elseif operation.phase == "Running" then
    local message = operation.message or ""
    local confirms = message >= "waiting for pruning confirmation of " and message < "waiting for pruning confirmation of~"
    if not confirms then
      hs.status = "Progressing"
      hs.message = message
      since = operation.startedAt
    end
  elseif not synced and (operation.phase == "Failed" or operation.phase == "Error") then
    hs.status = "Progressing"
    hs.message = "its last sync failed: " .. (operation.message or "")
    since = operation.finishedAt or since
  elseif operation.finishedAt ~= nil and (obj.status.reconciledAt == nil or obj.status.reconciledAt < operation.finishedAt) then
    hs.status = "Progressing"
    hs.message = "Argo CD has not looked at it since its sync"
    since = operation.finishedAt
  end
end
if (hs.status == "Progressing" or hs.status == "Missing") and since ~= nil and since < longAgo then
  hs.message = "For longer than an hour " .. hs.status .. ": " .. hs.message
  hs.status = "Degraded"
end
return hs
`;

/**
 * As Argo CD's own script, but a Prometheus none of whose pods is ready, or whose StatefulSet the operator has not made, comes
 * up: that is how every first sync begins, and a degraded object fails the sync it is in. The reasons are those of
 * prometheus-operator (`pkg/operator/status.go`).
 */
const prometheusHealth = `local starting = { SomePodsNotReady = true, NoPodReady = true, StatefulSetNotFound = true }
local hs = { status = "Progressing", message = "Waiting for initialization" }
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    if condition.type == "Available" then
      if condition.status == "True" then
        hs.status = "Healthy"
        hs.message = "All instances are available"
      else
        hs.status = starting[condition.reason] and "Progressing" or "Degraded"
        hs.message = condition.message or condition.reason
      end
    end
  end
end
return hs
`;

/** Health scripts of argocd-cm, by the kind that they are about. */
export const healthScripts: Readonly<Record<string, string>> = {
  'resource.customizations.health.argoproj.io_Application': applicationHealth,
  'resource.customizations.health.monitoring.coreos.com_Prometheus': prometheusHealth,
};
