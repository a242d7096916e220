import * as z from "zod/mini";
import { ROLES, route } from "./route.js";

const uuid = z.uuid();
const time = z.iso.datetime();
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
/** One line without control characters, as people name things. */
const name = z
  .string()
  .check(z.regex(/^[^\p{C}\p{Zl}\p{Zp}\s](?:[^\p{C}\p{Zl}\p{Zp}]{0,198}\S)?$/u));
/** Below a folder: no part begins with a dot, none is empty. */
const path = z
  .string()
  .check(z.maxLength(500), z.regex(/^[^./\\\p{C}][^/\\\p{C}]*(?:\/[^./\\\p{C}][^/\\\p{C}]*)*$/u));
const count = z.number().check(z.gte(0));
const role = z.enum(ROLES);

/** What a registry keeps; each kind is checked by its own parser before it is there. */
export const OBJECT_KINDS = [
  "model",
  "record",
  "evaluation-set",
  "result",
  "ledger",
  "preview",
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];
const kind = z.enum(OBJECT_KINDS);

const inWorkspace = z.strictObject({ workspace: uuid });
const itsObject = z.strictObject({ workspace: uuid, object: uuid });
const itsJob = z.strictObject({ workspace: uuid, job: uuid });

/** Where a list goes on: `next` of the part before. */
const page = {
  after: z.optional(z.string().check(z.regex(/^[1-9]\d{0,15}$/))),
  limit: z.optional(z.string().check(z.regex(/^([1-9]\d?|[1-4]\d\d|500)$/))),
};
const next = z.nullable(z.string());

const workspace = z.strictObject({ id: uuid, name, role, quotaBytes: count, usedBytes: count });
const object = z.strictObject({
  id: uuid,
  kind,
  name,
  sizeBytes: count,
  /** Whether its page is shown to who has no account. */
  isPublic: z.boolean(),
  files: z.array(z.strictObject({ path, sha256, sizeBytes: count })),
  /** What its parser found: the id of a record, the metric of a result … */
  facts: z.record(z.string(), z.unknown()),
  createdBy: z.string(),
  createdAt: time,
});
const listedObject = z.omit(object, { files: true });
const token = z.strictObject({
  id: uuid,
  name,
  role,
  createdAt: time,
  expiresAt: z.nullable(time),
  usedAt: z.nullable(time),
});
/** Long enough that nobody guesses it; its letters are the person's choice. */
const password = z.string().check(z.minLength(12), z.maxLength(200));
const session = z.strictObject({
  name,
  /** To be sent as x-homeground-csrf with every request that changes something. */
  csrf: z.string(),
  expiresAt: time,
});
const error = z.strictObject({
  code: z.string(),
  what: z.string(),
  where: z.string(),
  fix: z.string(),
});
const JOB_KINDS = ["verify-record"] as const;
const job = z.strictObject({
  id: uuid,
  kind: z.enum(JOB_KINDS),
  object: z.nullable(uuid),
  state: z.enum(["waiting", "running", "done", "failed", "cancelled"]),
  progress: z.nullable(z.strictObject({ stage: z.string(), done: count, total: count })),
  result: z.nullable(z.record(z.string(), z.unknown())),
  error: z.nullable(error),
  createdBy: z.string(),
  createdAt: time,
});
export type Job = z.output<typeof job>;

/** What goes wrong is told so, whatever was asked. */
export const ERROR_ANSWER = z.strictObject({ error });

/** Bytes as WebAuthn's JSON has them. */
const base64url = z.string().check(z.regex(/^[\w-]{1,40000}$/));
const credentialOf = <T extends z.ZodMiniType>(response: T) =>
  z.object({
    id: base64url,
    rawId: base64url,
    type: z.literal("public-key"),
    response,
    clientExtensionResults: z.record(z.string(), z.unknown()),
  });
/** What `navigator.credentials.create` gave, as WebAuthn 3 writes it in JSON. */
const newCredential = credentialOf(
  z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10))),
  }),
);
/** What `navigator.credentials.get` gave. */
const shownCredential = credentialOf(
  z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: z.optional(z.nullable(base64url)),
  }),
);
/** Options of WebAuthn, for the browser. */
const webAuthnOptions = z.record(z.string(), z.unknown());
const passkey = z.strictObject({
  id: uuid,
  name,
  createdAt: time,
  usedAt: z.nullable(time),
});

const OF = "/v1/workspaces/{workspace}";

/** Every route, by the name of its operation. */
export const ROUTES = {
  openapi: route({
    method: "GET",
    path: "/openapi.json",
    summary: "This description.",
    needs: "nobody",
    status: 200,
    answer: z.record(z.string(), z.unknown()),
  }),
  health: route({
    method: "GET",
    path: "/health",
    summary: "Whether the server answers and has its database; nothing else is told.",
    needs: "nobody",
    status: 200,
    answer: z.strictObject({ status: z.literal("ok") }),
  }),
  metrics: route({
    method: "GET",
    path: "/metrics",
    summary: "Counts for Prometheus.",
    needs: "operator",
    status: 200,
    answer: "text",
  }),
  whoAmI: route({
    method: "GET",
    path: "/v1/me",
    summary: "Whose the token or the session is, and the workspaces it reaches.",
    needs: "known",
    status: 200,
    answer: z.strictObject({
      name: z.string(),
      operator: z.boolean(),
      workspaces: z.array(z.strictObject({ id: uuid, name, role })),
    }),
  }),
  logIn: route({
    method: "POST",
    path: "/v1/sessions",
    summary: "A session in a cookie; a wrong name and a wrong password are one answer.",
    needs: "nobody",
    body: z.strictObject({
      name: z.string().check(z.maxLength(200)),
      password: z.string().check(z.maxLength(200)),
    }),
    status: 201,
    answer: session,
  }),
  session: route({
    method: "GET",
    path: "/v1/sessions",
    summary: "The session that asks, for a page that was loaded again.",
    needs: "known",
    status: 200,
    answer: session,
  }),
  logOut: route({
    method: "DELETE",
    path: "/v1/sessions",
    summary: "Ends the session that asks.",
    needs: "known",
    status: 204,
    answer: null,
  }),
  changePassword: route({
    method: "PUT",
    path: "/v1/me/password",
    summary: "Another password; ends all sessions and gives a new one.",
    needs: "known",
    body: z.strictObject({ old: z.string().check(z.maxLength(200)), new: password }),
    status: 200,
    answer: session,
  }),
  deleteMe: route({
    method: "DELETE",
    path: "/v1/me",
    summary: "Deletes the person of the session; what they made stays, without their name.",
    needs: "known",
    status: 204,
    answer: null,
  }),
  accept: route({
    method: "POST",
    path: "/v1/invitations/accept",
    summary:
      "Makes a person of an invitation, which is then used up, or a member of who is logged in.",
    needs: "nobody",
    body: z.strictObject({
      invitation: z.string().check(z.maxLength(100)),
      name: z.optional(name),
      password: z.optional(password),
    }),
    status: 201,
    answer: session,
  }),
  ways: route({
    method: "GET",
    path: "/v1/ways",
    summary: "How one can sign in here, beside by a password and a passkey.",
    needs: "nobody",
    status: 200,
    answer: z.strictObject({ provider: z.nullable(z.string()) }),
  }),
  listPasskeys: route({
    method: "GET",
    path: "/v1/me/passkeys",
    summary: "The passkeys of the person who asks.",
    needs: "known",
    status: 200,
    answer: z.strictObject({ passkeys: z.array(passkey) }),
  }),
  beginPasskey: route({
    method: "POST",
    path: "/v1/me/passkeys/begin",
    summary: "What the browser is asked to make a passkey with, once and for five minutes.",
    needs: "known",
    body: z.strictObject({}),
    status: 200,
    answer: webAuthnOptions,
  }),
  addPasskey: route({
    method: "POST",
    path: "/v1/me/passkeys",
    summary: "Takes the passkey that the browser made.",
    needs: "known",
    body: z.strictObject({ name, credential: newCredential }),
    status: 201,
    answer: passkey,
  }),
  removePasskey: route({
    method: "DELETE",
    path: "/v1/me/passkeys/{passkey}",
    summary: "Ends a passkey at once.",
    needs: "known",
    params: z.strictObject({ passkey: uuid }),
    status: 204,
    answer: null,
  }),
  beginPasskeyLogIn: route({
    method: "POST",
    path: "/v1/sessions/passkey/begin",
    summary: "What the browser is asked to show a passkey with; no name is asked or told.",
    needs: "nobody",
    body: z.strictObject({}),
    status: 200,
    answer: webAuthnOptions,
  }),
  passkeyLogIn: route({
    method: "POST",
    path: "/v1/sessions/passkey",
    summary: "A session by a passkey.",
    needs: "nobody",
    body: z.strictObject({ credential: shownCredential }),
    status: 201,
    answer: session,
  }),
  beginProvider: route({
    method: "POST",
    path: "/v1/sessions/provider/begin",
    summary: "The address of the organisation that signs people in, for this browser alone.",
    needs: "nobody",
    body: z.strictObject({
      invitation: z.optional(z.string().check(z.maxLength(100))),
      /** Of a new person, with an invitation. */
      name: z.optional(name),
    }),
    status: 200,
    answer: z.strictObject({ address: z.string() }),
  }),
  providerLogIn: route({
    method: "POST",
    path: "/v1/sessions/provider",
    summary:
      "A session by what the organisation sent along, for who is known by it or was invited by their verified address.",
    needs: "nobody",
    body: z.strictObject({ search: z.string().check(z.maxLength(8000)) }),
    status: 201,
    answer: session,
  }),
  createWorkspace: route({
    method: "POST",
    path: "/v1/workspaces",
    summary: "A workspace: what it holds is seen by its members alone.",
    needs: "operator",
    body: z.strictObject({ name, quotaBytes: z.optional(z.int().check(z.gte(0))) }),
    status: 201,
    answer: workspace,
  }),
  readWorkspace: route({
    method: "GET",
    path: OF,
    summary: "Its name, and the room it has.",
    needs: "reader",
    params: inWorkspace,
    status: 200,
    answer: workspace,
  }),
  deleteWorkspace: route({
    method: "DELETE",
    path: OF,
    summary: "Deletes a workspace with all that it holds.",
    needs: "operator",
    params: inWorkspace,
    status: 204,
    answer: null,
  }),
  upload: route({
    method: "PUT",
    path: `${OF}/uploads/{sha256}`,
    summary: "A file, by its SHA-256; deleted after a day unless an object has it.",
    needs: "contributor",
    params: z.strictObject({ workspace: uuid, sha256 }),
    body: "bytes",
    status: 201,
    answer: z.strictObject({ sha256, sizeBytes: count }),
  }),
  createObject: route({
    method: "POST",
    path: `${OF}/objects`,
    summary:
      "An object of uploaded files, which are checked to be of its kind. The same again is the same object.",
    needs: "contributor",
    params: inWorkspace,
    body: z.strictObject({
      kind,
      name,
      files: z.array(z.strictObject({ path, sha256 })).check(z.minLength(1), z.maxLength(5000)),
    }),
    status: 201,
    answer: object,
  }),
  listObjects: route({
    method: "GET",
    path: `${OF}/objects`,
    summary: "Objects, newest first.",
    needs: "reader",
    params: inWorkspace,
    query: z.strictObject({
      kind: z.optional(kind),
      /** Part of a name, in any case. */
      name: z.optional(z.string().check(z.maxLength(200))),
      ...page,
    }),
    status: 200,
    answer: z.strictObject({ objects: z.array(listedObject), next }),
  }),
  readObject: route({
    method: "GET",
    path: `${OF}/objects/{object}`,
    summary: "An object and its files.",
    needs: "reader",
    params: itsObject,
    status: 200,
    answer: object,
  }),
  findImages: route({
    method: "POST",
    path: `${OF}/images/search`,
    summary:
      "Which objects have some of these images, by the SHA-256 of their bytes; images that none has are left out.",
    needs: "reader",
    params: inWorkspace,
    body: z.strictObject({ sha256: z.array(sha256).check(z.minLength(1), z.maxLength(1000)) }),
    status: 200,
    answer: z.strictObject({
      images: z.array(
        z.strictObject({
          sha256,
          objects: z.array(z.strictObject({ id: uuid, kind, name })),
          /** Whether more objects have it than are named. */
          more: z.boolean(),
        }),
      ),
    }),
  }),
  readFile: route({
    method: "GET",
    path: `${OF}/objects/{object}/files/{path}`,
    summary: "A file of an object, or the range of it that is asked for.",
    needs: "reader",
    params: z.strictObject({ workspace: uuid, object: uuid, path }),
    status: 200,
    answer: "bytes",
  }),
  deleteObject: route({
    method: "DELETE",
    path: `${OF}/objects/{object}`,
    summary: "Deletes an object, and every file that no other object has.",
    needs: "contributor",
    params: itsObject,
    status: 204,
    answer: null,
  }),
  showObject: route({
    method: "PUT",
    path: `${OF}/objects/{object}/public`,
    summary: "Shows the page of a record or preview to who has its address.",
    needs: "admin",
    params: itsObject,
    status: 204,
    answer: null,
  }),
  hideObject: route({
    method: "DELETE",
    path: `${OF}/objects/{object}/public`,
    summary: "Shows it to members alone again.",
    needs: "admin",
    params: itsObject,
    status: 204,
    answer: null,
  }),
  listJobs: route({
    method: "GET",
    path: `${OF}/jobs`,
    summary: "Jobs, newest first.",
    needs: "reader",
    params: inWorkspace,
    query: z.strictObject({ object: z.optional(uuid), ...page }),
    status: 200,
    answer: z.strictObject({ jobs: z.array(job), next }),
  }),
  createJob: route({
    method: "POST",
    path: `${OF}/jobs`,
    summary: "Has a record held against everything that is there of it.",
    needs: "contributor",
    params: inWorkspace,
    body: z.strictObject({ kind: z.enum(JOB_KINDS), object: uuid }),
    status: 202,
    answer: job,
  }),
  readJob: route({
    method: "GET",
    path: `${OF}/jobs/{job}`,
    summary: "How far a job is, and what it came to.",
    needs: "reader",
    params: itsJob,
    status: 200,
    answer: job,
  }),
  watchJob: route({
    method: "GET",
    path: `${OF}/jobs/{job}/events`,
    summary: "The job whenever it changes, as server-sent events, until it is over.",
    needs: "reader",
    params: itsJob,
    status: 200,
    answer: "events",
  }),
  cancelJob: route({
    method: "DELETE",
    path: `${OF}/jobs/{job}`,
    summary: "Stops a job.",
    needs: "contributor",
    params: itsJob,
    status: 200,
    answer: job,
  }),
  createOwnToken: route({
    method: "POST",
    path: `${OF}/own-tokens`,
    summary:
      "A token of the person who asks, for no more than they may themselves; it is shown this once.",
    needs: "reader",
    params: inWorkspace,
    body: z.strictObject({ name, role, days: z.int().check(z.gte(1), z.lte(365)) }),
    status: 201,
    answer: z.strictObject({ token: z.string(), ...token.shape }),
  }),
  listOwnTokens: route({
    method: "GET",
    path: `${OF}/own-tokens`,
    summary: "The tokens of the person who asks, without their secrets.",
    needs: "reader",
    params: inWorkspace,
    status: 200,
    answer: z.strictObject({ tokens: z.array(token) }),
  }),
  revokeOwnToken: route({
    method: "DELETE",
    path: `${OF}/own-tokens/{token}`,
    summary: "Ends one of them at once.",
    needs: "reader",
    params: z.strictObject({ workspace: uuid, token: uuid }),
    status: 204,
    answer: null,
  }),
  createToken: route({
    method: "POST",
    path: `${OF}/tokens`,
    summary: "A token for programs; it is shown this once.",
    needs: "admin",
    params: inWorkspace,
    body: z.strictObject({ name, role, days: z.optional(z.int().check(z.gte(1), z.lte(3650))) }),
    status: 201,
    answer: z.strictObject({ token: z.string(), ...token.shape }),
  }),
  listTokens: route({
    method: "GET",
    path: `${OF}/tokens`,
    summary: "The tokens of a workspace, without their secrets.",
    needs: "admin",
    params: inWorkspace,
    status: 200,
    answer: z.strictObject({ tokens: z.array(token) }),
  }),
  revokeToken: route({
    method: "DELETE",
    path: `${OF}/tokens/{token}`,
    summary: "Ends a token at once.",
    needs: "admin",
    params: z.strictObject({ workspace: uuid, token: uuid }),
    status: 204,
    answer: null,
  }),
  invite: route({
    method: "POST",
    path: `${OF}/invitations`,
    summary: "An invitation for one person; it is shown this once, and valid for a week.",
    needs: "admin",
    params: inWorkspace,
    body: z.strictObject({ role, email: z.optional(z.email().check(z.maxLength(200))) }),
    status: 201,
    answer: z.strictObject({ invitation: z.string(), role, expiresAt: time }),
  }),
  listMembers: route({
    method: "GET",
    path: `${OF}/members`,
    summary: "The people of a workspace.",
    needs: "admin",
    params: inWorkspace,
    status: 200,
    answer: z.strictObject({ members: z.array(z.strictObject({ id: uuid, name, role })) }),
  }),
  changeMember: route({
    method: "PUT",
    path: `${OF}/members/{person}`,
    summary: "Another role, at once.",
    needs: "admin",
    params: z.strictObject({ workspace: uuid, person: uuid }),
    body: z.strictObject({ role }),
    status: 204,
    answer: null,
  }),
  removeMember: route({
    method: "DELETE",
    path: `${OF}/members/{person}`,
    summary: "Ends a membership, at once.",
    needs: "admin",
    params: z.strictObject({ workspace: uuid, person: uuid }),
    status: 204,
    answer: null,
  }),
  listAudit: route({
    method: "GET",
    path: `${OF}/audit`,
    summary: "Who changed what, newest first.",
    needs: "admin",
    params: inWorkspace,
    query: z.strictObject(page),
    status: 200,
    answer: z.strictObject({
      entries: z.array(
        z.strictObject({ at: time, actor: z.string(), action: z.string(), target: z.string() }),
      ),
      next,
    }),
  }),
} as const;

export type Routes = typeof ROUTES;
export type RouteName = keyof Routes;
