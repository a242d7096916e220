/**
 * People with a password. A session is 256 random bits in a cookie, of which the SHA-256 is kept; each log-in makes
 * another and ends the one that was sent along, so that nobody can be given one. What changes something must show
 * besides a word that only the page that logged in knows.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { HomegroundError } from "../../core/errors.js";
import type { AnswerOf, BodyOf, Role } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import { type Actor, hashOf } from "./actors.js";
import type { Asked } from "./asked.js";
import { audit } from "./audit.js";
import { badRequest, noInvitation, notFound, unauthenticated } from "./failures.js";
import type { FoundSession } from "./found.js";
import { lockWorkspace } from "./objects.js";
import { hashPassword, isPassword } from "./passwords.js";
import type { ServerState } from "./state.js";

const SESSION_MS = 12 * 3_600_000;
const INVITATION_MS = 7 * 86_400_000;
const SECRET = /^[\w-]{43}$/;

type Session = AnswerOf<Routes["logIn"]>;
type Reply = Asked<Routes["logIn"]>["reply"];

/** Sessions by their hashes, for `createBatch`. */
export async function findSessions(
  queries: Queries,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, FoundSession>> {
  const rows = await queries.query<{
    hash: string;
    person_id: string;
    name: string;
    expires_at: Date;
    workspaces: readonly string[];
    roles: readonly Role[];
  }>(
    `SELECT s.hash, s.person_id, p.name, s.expires_at, m.workspaces, m.roles
     FROM homeground.session s JOIN homeground.person p ON p.id = s.person_id
     CROSS JOIN LATERAL (
       SELECT coalesce(array_agg(workspace_id::text), '{}') AS workspaces,
         coalesce(array_agg(role), '{}') AS roles
       FROM homeground.member WHERE person_id = s.person_id
     ) AS m
     WHERE s.hash = ANY ($1::text[])`,
    [hashes],
  );
  return new Map(
    rows.map(({ hash, person_id: person, name, expires_at: expiresAt, workspaces, roles }) => [
      hash,
      { person, name, expiresAt, roles: new Map(workspaces.map((id, i) => [id, roles[i]!])) },
    ]),
  );
}

/** Who a session is of. @throws HomegroundError `server/unauthenticated`, `server/csrf` */
export async function actorOfSession(
  { findSession, settings }: Pick<ServerState, "findSession" | "settings">,
  headers: IncomingHttpHeaders,
  method: string,
  now: Date,
): Promise<Actor> {
  const secret = secretIn(headers, settings.isSecure);
  const found = secret === null ? undefined : await findSession(hashOf(secret));
  if (secret === null || found === undefined || found.expiresAt <= now) {
    throw unauthenticated("there is no token or session");
  }
  if (method !== "GET") refuseOtherPages(headers, secret);
  const { person, name, roles, expiresAt } = found;
  return {
    name: `person:${name}`,
    key: `person:${person}`,
    person,
    isOperator: false,
    roles,
    expiresAt,
  };
}

/** @throws HomegroundError `server/csrf` */
function refuseOtherPages(headers: IncomingHttpHeaders, secret: string): void {
  const { origin, host } = headers;
  const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  const shown = Buffer.from(String(headers["x-homeground-csrf"] ?? ""));
  const wanted = Buffer.from(csrfOf(secret));
  if (isOwn && shown.length === wanted.length && timingSafeEqual(shown, wanted)) return;
  throw new HomegroundError("server/csrf", {
    what: "the request does not show that it comes from the page that logged in",
    where: "x-homeground-csrf",
    fix: "Send the csrf that the log-in answered, or use a token",
  });
}

function csrfOf(secret: string): string {
  return hashOf(`csrf ${secret}`);
}

/** @throws HomegroundError `server/unauthenticated`, the same for every reason and after the same work */
export async function logIn(
  state: ServerState,
  { body, headers, reply, failed }: Asked<Routes["logIn"]>,
): Promise<Session> {
  const [person] = await state.database.query<{
    id: string;
    name: string;
    password_hash: string | null;
  }>("SELECT * FROM homeground.person WHERE lower(name) = lower($1)", [cleaned(body.name)]);
  const isRight = await isPassword(body.password, person?.password_hash ?? null);
  if (!isRight || person === undefined) {
    failed();
    throw wrong();
  }
  return await state.database.transaction(async (queries) => {
    await audit(
      queries,
      state.clock(),
      null,
      { name: `person:${person.name}` },
      "log in",
      person.id,
    );
    return await newSession(queries, state, person, headers, reply);
  });
}

/** @throws HomegroundError `server/unauthenticated` */
export async function readSession(
  { database, settings }: ServerState,
  { actor, headers }: Pick<Asked<Routes["session"]>, "actor" | "headers">,
): Promise<Session> {
  const { name } = await personOf(database, actor);
  const secret = secretIn(headers, settings.isSecure);
  if (secret === null || actor.expiresAt === null) throw unauthenticated("there is no session");
  return { name, csrf: csrfOf(secret), expiresAt: actor.expiresAt.toISOString() };
}

/** Ends the session that asks; a token has none. */
export async function logOut(
  { database, settings }: ServerState,
  { headers, reply }: Pick<Asked<Routes["logOut"]>, "headers" | "reply">,
): Promise<void> {
  await endSession(database, headers, settings.isSecure);
  reply.header("set-cookie", cookie("", 0, settings.isSecure));
}

/** @throws HomegroundError `server/unauthenticated`, `server/bad-request` */
export async function changePassword(
  state: ServerState,
  { actor, body, headers, reply, failed }: Asked<Routes["changePassword"]>,
): Promise<Session> {
  const person = await personOf(state.database, actor);
  if (!(await isPassword(body.old, person.password_hash))) {
    failed();
    throw wrong();
  }
  const hash = await hashPassword(body.new);
  return await state.database.transaction(async (queries) => {
    await queries.query("UPDATE homeground.person SET password_hash = $2 WHERE id = $1", [
      person.id,
      hash,
    ]);
    await queries.query("DELETE FROM homeground.session WHERE person_id = $1", [person.id]);
    await audit(queries, state.clock(), null, actor, "change password", person.id);
    return await newSession(queries, state, person, headers, reply);
  });
}

/** Deletes a person. What they did stays in the logs of workspaces, by nobody's name. */
export async function deletePerson(state: ServerState, actor: Actor, reply: Reply): Promise<void> {
  const person = await personOf(state.database, actor);
  await state.database.transaction(async (queries) => {
    const gone = "person:deleted";
    for (const [table, column] of [
      ["audit", "actor"],
      ["object", "created_by"],
      ["job", "created_by"],
    ] as const) {
      await queries.query(`UPDATE homeground.${table} SET ${column} = $2 WHERE ${column} = $1`, [
        actor.name,
        gone,
      ]);
    }
    await queries.query("DELETE FROM homeground.person WHERE id = $1", [person.id]);
    await audit(queries, state.clock(), null, { name: gone }, "delete person", person.id);
  });
  reply.header("set-cookie", cookie("", 0, state.settings.isSecure));
}

export async function invite(
  { database, clock }: Pick<ServerState, "database" | "clock">,
  workspace: string,
  { role, email }: BodyOf<Routes["invite"]>,
  actor: Pick<Actor, "name">,
): Promise<AnswerOf<Routes["invite"]>> {
  const invitation = randomBytes(32).toString("base64url");
  const expiresAt = new Date(clock().getTime() + INVITATION_MS);
  await database.transaction(async (queries) => {
    await queries.query(
      "INSERT INTO homeground.invitation (hash, workspace_id, role, expires_at, email) VALUES ($1, $2, $3, $4, $5)",
      [hashOf(invitation), workspace, role, expiresAt, email ?? null],
    );
    await audit(queries, clock(), workspace, actor, `invite ${role}`, workspace);
  });
  return { invitation, role, expiresAt: expiresAt.toISOString() };
}

/** @throws HomegroundError `server/not-found` for an invitation that is none any more, `server/conflict` for a name that is taken */
export async function accept(
  state: ServerState,
  { body, headers, reply, failed }: Asked<Routes["accept"]>,
): Promise<Session> {
  const { database, clock } = state;
  const now = clock();
  const { invitation, name, password } = body;
  const isThere = await database.query(
    "SELECT 1 FROM homeground.invitation WHERE hash = $1 AND expires_at > $2",
    [hashOf(invitation), now],
  );
  if (isThere.length === 0) {
    failed();
    throw noInvitation();
  }
  // Who is logged in becomes a member as who they are.
  const own = name === undefined ? await actorOfSession(state, headers, "POST", now) : null;
  if (own === null && password === undefined) throw badRequest("there is no password", "the body");
  const hash = own === null ? await hashPassword(password!) : null;
  return await database.transaction(async (queries) => {
    const [used] = await queries.query<{ workspace_id: string; role: Role }>(
      "DELETE FROM homeground.invitation WHERE hash = $1 AND expires_at > $2 RETURNING *",
      [hashOf(invitation), now],
    );
    if (used === undefined) throw noInvitation();
    const person =
      own === null ? await createPerson(queries, name!, hash!) : await personOf(queries, own);
    await joinBy(queries, used, person, now);
    return await newSession(queries, state, person, headers, reply);
  });
}

/** Makes somebody a member by an invitation that was taken out of its table. */
export async function joinBy(
  queries: Queries,
  { workspace_id: workspace, role }: { readonly workspace_id: string; readonly role: Role },
  person: Person,
  now: Date,
): Promise<void> {
  await lockWorkspace(queries, workspace);
  await queries.query(
    `INSERT INTO homeground.member (workspace_id, person_id, role) VALUES ($1, $2, $3)
     ON CONFLICT (workspace_id, person_id) DO UPDATE SET role = $3`,
    [workspace, person.id, role],
  );
  const actor = { name: `person:${person.name}` };
  await audit(queries, now, workspace, actor, `join as ${role}`, person.id);
}

export async function listMembers(
  queries: Queries,
  workspace: string,
): Promise<AnswerOf<Routes["listMembers"]>> {
  const members = await queries.query<{ id: string; name: string; role: Role }>(
    `SELECT p.id, p.name, m.role FROM homeground.member m
     JOIN homeground.person p ON p.id = m.person_id
     WHERE m.workspace_id = $1 ORDER BY lower(p.name) LIMIT 1000`,
    [workspace],
  );
  return { members: members.map(({ id, name, role }) => ({ id, name, role })) };
}

/** @param role null ends the membership @throws HomegroundError `server/not-found` */
export async function changeMember(
  { database, clock }: ServerState,
  workspace: string,
  person: string,
  role: Role | null,
  actor: Actor,
): Promise<void> {
  await database.transaction(async (queries) => {
    const changed =
      role === null
        ? await queries.query(
            "DELETE FROM homeground.member WHERE workspace_id = $1 AND person_id = $2 RETURNING 1",
            [workspace, person],
          )
        : await queries.query(
            "UPDATE homeground.member SET role = $3 WHERE workspace_id = $1 AND person_id = $2 RETURNING 1",
            [workspace, person, role],
          );
    if (changed.length === 0) throw notFound("the member");
    const action = role === null ? "remove member" : `make member ${role}`;
    await audit(queries, clock(), workspace, actor, action, person);
  });
}

/** Sessions and invitations that are over. */
export async function expireSessions({ database, clock }: ServerState): Promise<void> {
  await database.query("DELETE FROM homeground.session WHERE expires_at <= $1", [clock()]);
  await database.query("DELETE FROM homeground.invitation WHERE expires_at <= $1", [clock()]);
  await database.query("DELETE FROM homeground.ceremony WHERE expires_at <= $1", [clock()]);
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * @param hash of the password; null for who signs in another way
 * @throws HomegroundError `server/conflict` for a name that is taken
 */
export async function createPerson(
  queries: Queries,
  name: string,
  hash: string | null,
): Promise<Person> {
  const [person] = await queries.query<Person>(
    `INSERT INTO homeground.person (name, password_hash) VALUES ($1, $2)
     ON CONFLICT (lower(name)) DO NOTHING RETURNING id, name`,
    [cleaned(name), hash],
  );
  if (person !== undefined) return person;
  throw new HomegroundError("server/conflict", {
    what: "the name is taken",
    where: "name",
    fix: "Choose another, or log in and accept the invitation without a name",
  });
}

/** @throws HomegroundError `server/bad-request` for a token, which is no person */
export async function personOf(
  queries: Queries,
  actor: Actor,
): Promise<Person & { readonly password_hash: string | null }> {
  const { person: id } = actor;
  const [person] =
    id === null
      ? []
      : await queries.query<Person & { password_hash: string | null }>(
          "SELECT * FROM homeground.person WHERE id = $1",
          [id],
        );
  if (person !== undefined) return person;
  throw badRequest("it is asked by a token, and is for people", "the request");
}

/** A session for who has shown who they are; the one that was sent along ends. */
export async function newSession(
  queries: Queries,
  { clock, settings }: ServerState,
  person: Person,
  headers: IncomingHttpHeaders,
  reply: Reply,
): Promise<Session> {
  await endSession(queries, headers, settings.isSecure);
  const secret = randomBytes(32).toString("base64url");
  const expiresAt = new Date(clock().getTime() + SESSION_MS);
  await queries.query(
    "INSERT INTO homeground.session (hash, person_id, expires_at) VALUES ($1, $2, $3)",
    [hashOf(secret), person.id, expiresAt],
  );
  reply.header("set-cookie", cookie(secret, SESSION_MS / 1000, settings.isSecure));
  return { name: person.name, csrf: csrfOf(secret), expiresAt: expiresAt.toISOString() };
}

async function endSession(
  queries: Queries,
  headers: IncomingHttpHeaders,
  isSecure: boolean,
): Promise<void> {
  const secret = secretIn(headers, isSecure);
  if (secret === null) return;
  await queries.query("DELETE FROM homeground.session WHERE hash = $1", [hashOf(secret)]);
}

const PLAIN = "homeground-session";
/** Browsers take a cookie of this prefix from the very host alone, by https:. */
const HOST_ONLY = `__Host-${PLAIN}`;

function cookie(secret: string, seconds: number, isSecure: boolean): string {
  const words = [
    `${isSecure ? HOST_ONLY : PLAIN}=${secret}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    `Max-Age=${seconds}`,
  ];
  return (isSecure ? [...words, "Secure"] : words).join("; ");
}

/** The cookie of a session as it was sent; null where there is none. */
export function secretIn(
  { cookie: sent = "" }: IncomingHttpHeaders,
  isSecure: boolean,
): string | null {
  for (const pair of sent.split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    // By https: only the one that no other host of the domain can set.
    if (name === (isSecure ? HOST_ONLY : PLAIN) && SECRET.test(value)) return value;
  }
  return null;
}

function cleaned(name: string): string {
  return name.normalize("NFKC").trim();
}

function wrong(): HomegroundError {
  return unauthenticated("the name or the password is wrong");
}
