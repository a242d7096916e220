import { type AnswerOf, type BodyOf, isAtLeast, type Role } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import { type Actor, createToken, type TokenRow } from "./actors.js";
import { audit } from "./audit.js";
import { forbidden, notFound } from "./failures.js";
import { personOf } from "./sessions.js";
import type { ServerState } from "./state.js";

/** @throws HomegroundError `server/forbidden` for more than the person may, `server/bad-request` for a token that asks */
export async function createOwnToken(
  { database, clock }: ServerState,
  workspace: string,
  { name, role, days }: BodyOf<Routes["createOwnToken"]>,
  actor: Actor,
  own: Role,
): Promise<AnswerOf<Routes["createOwnToken"]>> {
  const { id: person } = await personOf(database, actor);
  if (!isAtLeast(own, role)) throw forbidden(`a role of ${role} at least`);
  const now = clock();
  const expiresAt = new Date(now.getTime() + days * 86_400_000);
  return await database.transaction(async (queries) => {
    const made = await createToken(queries, { name, role, workspace, expiresAt, now, person });
    await audit(queries, now, workspace, actor, `create own token ${role}`, made.row.id);
    return { token: made.token, ...shownToken(made.row) };
  });
}

export async function listOwnTokens(
  { database }: ServerState,
  workspace: string,
  actor: Actor,
): Promise<AnswerOf<Routes["listOwnTokens"]>> {
  const rows = await database.query<TokenRow>(
    `SELECT * FROM homeground.token
     WHERE workspace_id = $1 AND person_id = $2 AND revoked_at IS NULL
     ORDER BY created_at, id LIMIT 1000`,
    [workspace, actor.person],
  );
  return { tokens: rows.map(shownToken) };
}

/** @throws HomegroundError `server/not-found` for one of somebody else too */
export async function revokeOwnToken(
  { database, clock }: ServerState,
  workspace: string,
  id: string,
  actor: Actor,
): Promise<void> {
  await database.transaction(async (queries) => {
    const gone = await queries.query(
      `UPDATE homeground.token SET revoked_at = $4
       WHERE workspace_id = $1 AND id = $2 AND person_id = $3 AND revoked_at IS NULL RETURNING 1`,
      [workspace, id, actor.person, clock()],
    );
    if (gone.length === 0) throw notFound("the token");
    await audit(queries, clock(), workspace, actor, "revoke own token", id);
  });
}

export function shownToken(row: TokenRow): AnswerOf<Routes["listTokens"]>["tokens"][number] {
  if (row.role === "operator") throw forbidden("the command line");
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    usedAt: row.used_at?.toISOString() ?? null,
  };
}
