/** Words of the app where a registry gave it out. */
export const REGISTRY = {
  from: "From the registry",
  fromLead: "Models, records and evaluation sets of your workspaces on this server.",
  send: "Send it to the registry",
  sendLead: (v: { size: string; host: string }) =>
    `Sends result.json (${v.size}) to ${v.host}, where the members of the workspace see it: figures and settings, the names of classes, places and files, and no picture. Nothing is sent before you press.`,
  signIn: "Sign in to the registry",
  nobody: "Nobody is signed in to the registry in this browser.",
  again: "I have signed in",
  none: "You are a member of no workspace there.",
  noneToWrite: "In none of your workspaces you may add anything: ask who runs one.",
  workspace: "Workspace",
  kind: "Kind",
  empty: "Nothing of that kind is there.",
  list: (v: { kind: string }) => `${v.kind}, newest first`,
  columns: { name: "Name", size: "Size", added: "Added" },
  use: "Use here",
  more: "Show more",
  getting: (v: { path: string; done: string; total: string }) =>
    `Getting ${v.path}, ${v.done} of ${v.total}`,
  name: "Name in the registry",
  act: "Send",
  sending: "Sending …",
  sent: "It is in the registry.",
  see: "See it there",
} as const;
