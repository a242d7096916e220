import type { AnswerOf, QueryOf } from "../../registry/route.js";
import type { Routes } from "../../registry/routes.js";
import type { Queries } from "../database/database.js";
import type { Actor } from "./actors.js";
import { pageOf, pageWanted } from "./paging.js";

/** Notes who did what, in the transaction of what was done. */
export async function audit(
  queries: Queries,
  now: Date,
  workspace: string | null,
  { name }: Pick<Actor, "name">,
  action: string,
  target: string,
): Promise<void> {
  await queries.query(
    `INSERT INTO homeground.audit (at, workspace_id, actor, action, target)
     VALUES ($1, $2, $3, $4, $5)`,
    [now, workspace, name, action, target],
  );
}

export async function listAudit(
  queries: Queries,
  workspace: string,
  query: QueryOf<Routes["listAudit"]>,
): Promise<AnswerOf<Routes["listAudit"]>> {
  const wanted = pageWanted(query);
  const rows = await queries.query<{
    seq: number;
    at: Date;
    actor: string;
    action: string;
    target: string;
  }>(
    `SELECT * FROM homeground.audit WHERE workspace_id = $1 AND seq < $2
     ORDER BY seq DESC LIMIT $3`,
    [workspace, wanted.start, wanted.most + 1],
  );
  const { here, next } = pageOf(rows, wanted);
  return {
    entries: here.map(({ at, actor, action, target }) => ({
      at: at.toISOString(),
      actor,
      action,
      target,
    })),
    next,
  };
}
