import type { Role } from "../../registry/route.js";
import type { ObjectKind } from "../../registry/routes.js";

/** Words of the pages of a server. */
export const LAB = {
  brand: "Homeground",
  noScript:
    "These pages need JavaScript. Everything here can also be asked by programs: /openapi.json.",
  skip: "Skip to the content",
  loading: "Loading …",
  problem: "That did not work",
  close: "Close",
  nothing: "Nothing here yet.",
  more: "Show more",
  workspace: "Workspace",
  noWorkspace: "You belong to no workspace yet",
  noWorkspaceHow: "Ask somebody who runs one for an invitation, and open its link.",
  signOut: "Sign out",
  app: "Open the app",
  nav: {
    objects: "Registry",
    jobs: "Jobs",
    tokens: "Tokens",
    people: "People",
    log: "Log",
    me: "You",
  },
  navName: "Pages",
} as const;

export const SIGN_IN = {
  title: "Sign in",
  name: "Name",
  password: "Password",
  act: "Sign in",
  passkey: "Sign in with a passkey",
  or: "or",
  oidc: (v: { name: string }) => `Sign in with ${v.name}`,
  none: "No account? People come by invitation: open the link that you were sent.",
} as const;

export const JOIN = {
  title: "Accept an invitation",
  lead: "Choose the name that others see, and a password of twelve letters or more.",
  name: "Name",
  password: "Password",
  hint: "Twelve letters or more. A sentence that only you would write is easy to keep.",
  act: "Accept",
  as: (v: { name: string }) =>
    `You are signed in as ${v.name}, and become a member as who you are.`,
  other: "Sign out to accept it as somebody else.",
  missing: "This address holds no invitation",
  missingHow:
    "Open the link that you were sent once more, whole. An invitation is used up once it is accepted, and after a week.",
} as const;

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  reader: "reader: sees everything here",
  contributor: "contributor: also adds and deletes",
  admin: "admin: also people, tokens and the log",
};

export const OBJECTS = {
  title: "Registry",
  kind: "Kind",
  everything: "Everything",
  search: "Name holds",
  find: "Find",
  caption: (v: { what: string }) => `${v.what}, newest first`,
  columns: { name: "Name", kind: "Kind", size: "Size", by: "By", at: "Added" },
  says: "What it says",
  room: (v: { used: string; all: string }) => `${v.used} of ${v.all} used`,
  roomName: "Room used",
  add: "Add something",
  addFiles: "Files",
  addName: "Name",
  addHint: {
    model: "One .onnx file, with its card beside it if it has one.",
    record: "All files of the record's folder.",
    "evaluation-set": "A file of labels, in any format that the program reads.",
    result: "The result.json of an evaluation.",
    ledger: "The file ledger.ndjson.",
    preview: "All files of the folder that homeground publish wrote for a record.",
  } satisfies Record<ObjectKind, string>,
  addFolder: "Choose a folder instead",
  addSingle: "Choose files instead",
  act: "Upload",
  sending: (v: { path: string; n: string; all: string }) => `Sending ${v.path}, ${v.n} of ${v.all}`,
  checking: "The server looks at the files …",
} as const;

export const OBJECT = {
  facts: "What it says of itself",
  files: "Files",
  columns: { path: "File", size: "Size", sha256: "SHA-256" },
  download: "Download",
  page: "Open its page",
  inApp: "Open in the app",
  isPublic: "Everybody who has the address of its page can see it, without an account.",
  isHidden: "Only members of this workspace see it.",
  show: "Show its page to everybody",
  hide: "Show it to members alone",
  publicAt: "Address of its page",
  verify: "Check everything that is there of it",
  remove: "Delete",
  removeAsk: "Delete it for good, with every file that nothing else has?",
  removeAct: "Delete for good",
  keep: "Keep it",
  jobs: "Checks",
  by: (v: { who: string; when: string; size: string }) => `Added by ${v.who}, ${v.when}; ${v.size}`,
  headline: "Figure",
  verdicts: "Verdicts",
  claims: "Claims",
  none: "none",
} as const;

export const JOBS = {
  title: "Jobs",
  columns: { what: "What", object: "Of", state: "How far", by: "By", at: "Began" },
  kinds: { "verify-record": "Check of a record" },
  states: {
    waiting: "waiting",
    running: "running",
    done: "done",
    failed: "failed",
    cancelled: "stopped",
  },
  progress: (v: { stage: string; done: string; total: string }) =>
    `${v.stage}: ${v.done} of ${v.total}`,
  problems: (v: { errors: string; n: number }) =>
    v.n === 0 ? "nothing differs" : `${v.errors} ${v.n === 1 ? "difference" : "differences"}`,
  cancel: "Stop",
  object: "Its object",
  lead: "Start one on the page of a record.",
} as const;

export const TOKENS = {
  title: "Your tokens",
  lead: "A token lets a program act for you in this workspace, with no more than you may yourself. It ends with your membership.",
  name: "What it is for",
  role: "What it may do",
  days: "Days until it ends",
  act: "Make a token",
  once: "Copy it now: it is not shown again.",
  copy: "Copy",
  copied: "Copied",
  all: "Tokens of the workspace",
  columns: { name: "For", role: "May", until: "Until", used: "Last used" },
  never: "never",
  noEnd: "no end",
  revoke: "End it",
} as const;

export const PEOPLE = {
  title: "People",
  columns: { name: "Name", role: "Role" },
  role: (v: { name: string }) => `Role of ${v.name}`,
  remove: "Remove",
  removeAsk: (v: { name: string }) => `Remove ${v.name} from this workspace?`,
  invite: "Invite somebody",
  inviteRole: "Role",
  email: "E-mail address",
  emailHint:
    "Only for who will sign in through your organisation: it must be the address that it knows them by.",
  act: "Make an invitation",
  link: "Send this link to one person. It is shown once, and is good for a week.",
} as const;

export const LOG = {
  title: "Log",
  lead: "Who changed what, newest first.",
  columns: { at: "When", who: "Who", what: "What", target: "On" },
} as const;

export const ME = {
  title: (v: { name: string }) => v.name,
  password: "Another password",
  old: "The one you have",
  next: "The new one",
  change: "Change it",
  changed: "Your password is another now, and every other session has ended.",
  passkeys: "Passkeys",
  passkeysLead: "Sign in with this device, a phone or a security key instead of a password.",
  passkeyName: "What you call it",
  addPasskey: "Add a passkey",
  noPasskeys: "This page cannot use passkeys: they need https, or the name localhost.",
  columns: { name: "Name", at: "Added", used: "Last used" },
  never: "never",
  removePasskey: "Remove",
  leave: "Delete your account",
  leaveLead: "What you added stays, without your name.",
  leaveAsk: "Delete your account for good?",
  leaveAct: "Delete my account",
  keep: "Keep it",
} as const;
