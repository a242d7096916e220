/**
 * Who asks: a token, or a person with a session. A token is `hg_PREFIX_SECRET`; kept is the SHA-256 of the whole,
 * found by its prefix, which is no secret. 256 random bits need no slow hash.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { isAtLeast, type Role } from "../../registry/route.js";
import type { Queries } from "../database/database.js";
import { notFound, unauthenticated } from "./failures.js";
import type { FindKnown, FoundToken } from "./found.js";

export interface Actor {
  /** `token:NAME` or `person:NAME`, as the audit log has it. */
  readonly name: string;
  /** What rates are counted by. */
  readonly key: string;
  /** Id of the person whose session it is; null for a token, whosever it is. */
  readonly person: string | null;
  readonly isOperator: boolean;
  /** By workspace; an operator is administrator of all. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly expiresAt: Date | null;
}

const TOKEN = /^hg_([0-9a-z]{10})_([\w-]{43})$/;
const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

export interface NewToken {
  readonly name: string;
  readonly role: Role | "operator";
  readonly workspace: string | null;
  readonly expiresAt: Date | null;
  readonly now: Date;
  /** Whose it is, and with whose membership it ends; left out for one of the workspace. */
  readonly person?: string;
}

export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role | "operator";
  readonly workspace_id: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly used_at: Date | null;
}

/** Makes a token; only its hash is kept. */
export async function createToken(
  queries: Queries,
  { name, role, workspace, expiresAt, now, person }: NewToken,
): Promise<{ readonly token: string; readonly row: TokenRow }> {
  const prefix = [...randomBytes(10)].map((byte) => LETTERS[byte % 36]).join("");
  const token = `hg_${prefix}_${randomBytes(32).toString("base64url")}`;
  const [row] = await queries.query<TokenRow>(
    `INSERT INTO homeground.token (prefix, hash, name, role, workspace_id, created_at, expires_at, person_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *`,
    [prefix, hashOf(token), name, role, workspace, now, expiresAt, person ?? null],
  );
  return { token, row: row! };
}

/** Tokens by their prefixes, those that were revoked left out, for `createBatch`. */
export async function findTokens(
  queries: Queries,
  prefixes: readonly string[],
): Promise<ReadonlyMap<string, FoundToken>> {
  const rows = await queries.query<FoundToken>(
    `SELECT t.id, t.prefix, t.hash, t.name, t.role, t.workspace_id, t.person_id, t.expires_at, t.used_at,
       m.role AS own_role
     FROM homeground.token t
     LEFT JOIN homeground.member m
       ON m.person_id = t.person_id AND m.workspace_id = t.workspace_id
     WHERE t.prefix = ANY ($1::text[]) AND t.revoked_at IS NULL`,
    [prefixes],
  );
  return new Map(rows.map((row) => [row.prefix, row]));
}

/** @throws HomegroundError `server/unauthenticated`, the same for every reason */
export async function actorOfToken(
  { database, findToken }: { readonly database: Queries } & Pick<FindKnown, "findToken">,
  token: string,
  now: Date,
): Promise<Actor> {
  const prefix = TOKEN.exec(token)?.[1];
  const row = prefix === undefined ? undefined : await findToken(prefix);
  const isRight =
    row !== undefined &&
    isEqual(row.hash, hashOf(token)) &&
    (row.person_id === null || row.own_role !== null);
  if (!isRight || (row.expires_at !== null && row.expires_at <= now)) {
    throw unauthenticated("the token is not valid, or not any more");
  }
  if (row.used_at === null || now.getTime() - row.used_at.getTime() > 60_000) {
    row.used_at = now; // once for all who were answered together
    await database.query("UPDATE homeground.token SET used_at = $2 WHERE id = $1", [row.id, now]);
  }
  return {
    name: `token:${row.name}`,
    key: `token:${row.id}`,
    person: null,
    isOperator: row.role === "operator",
    roles:
      row.workspace_id === null || row.role === "operator"
        ? new Map()
        : new Map([[row.workspace_id, lesser(row.role, row.own_role ?? row.role)]]),
    expiresAt: row.expires_at,
  };
}

function lesser(role: Role, own: Role | "operator"): Role {
  return own === "operator" || isAtLeast(own, role) ? role : own;
}

/**
 * What somebody is in a workspace.
 *
 * @throws HomegroundError `server/not-found` for who is nothing in it, as if it were not there
 */
export function roleIn({ isOperator, roles }: Actor, workspace: string): Role {
  const role = isOperator ? "admin" : roles.get(workspace);
  if (role === undefined) throw notFound("the workspace");
  return role;
}

export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
