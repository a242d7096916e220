/** What the operator may ask from the command line, of open data. */
import * as z from "zod/mini";
import { readShape } from "../../formats/json/read-shape.js";
import { ROLES } from "../../registry/route.js";
import type { BlobStore } from "../blobs/blob-store.js";
import type { Database, Queries } from "../database/database.js";
import { createToken, type TokenRow } from "./actors.js";
import { audit } from "./audit.js";
import { backUp } from "./backup.js";
import { badRequest, notFound } from "./failures.js";
import { invite } from "./sessions.js";

const QUESTION = z.discriminatedUnion("ask", [
  z.strictObject({
    ask: z.literal("create-token"),
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    role: z.enum([...ROLES, "operator"]),
    workspace: z.string(),
    days: z.nullable(z.number()),
  }),
  z.strictObject({
    ask: z.literal("invite"),
    role: z.enum(ROLES),
    workspace: z.string(),
    email: z.nullable(z.email()),
  }),
  z.strictObject({ ask: z.literal("list-tokens") }),
  z.strictObject({ ask: z.literal("revoke-token"), id: z.string() }),
  z.strictObject({ ask: z.literal("back-up"), path: z.string(), software: z.string() }),
]);

export type OperatorQuestion = z.output<typeof QUESTION>;

/** A token as the command line lists it. */
export interface ListedToken {
  readonly id: string;
  readonly name: string;
  readonly role: TokenRow["role"];
  readonly workspace: string | null;
  readonly expiresAt: string | null;
  readonly usedAt: string | null;
  readonly revoked: boolean;
}

const OPERATOR = { name: "operator:command line" };

/**
 * @param address where people reach the server that answers; null where none runs
 * @throws HomegroundError `server/bad-request`, `server/not-found`
 */
export async function answerOperator(
  { database, blobs }: { readonly database: Database; readonly blobs: BlobStore },
  question: unknown,
  now: Date,
  address: string | null = null,
): Promise<unknown> {
  const asked = readShape(QUESTION, question, "the question", (what) => badRequest(what, "it"));
  switch (asked.ask) {
    case "invite": {
      const { id } = await workspaceCalled(database, asked.workspace);
      const body = { role: asked.role, ...(asked.email === null ? {} : { email: asked.email }) };
      return { ...(await invite({ database, clock: () => now }, id, body, OPERATOR)), address };
    }
    case "create-token":
      return await database.transaction(async (queries) => {
        const workspace = await workspaceCalled(queries, asked.workspace);
        const { name, role, days } = asked;
        const made = await createToken(queries, {
          name,
          role,
          workspace: role === "operator" ? null : workspace.id,
          expiresAt: days === null ? null : new Date(now.getTime() + days * 86_400_000),
          now,
        });
        const place = role === "operator" ? null : workspace.id;
        await audit(queries, now, place, OPERATOR, `create token ${role}`, made.row.id);
        return { id: made.row.id, name, token: made.token };
      });
    case "list-tokens": {
      const rows = await database.query<
        TokenRow & { workspace: string | null; revoked_at: Date | null }
      >(
        `SELECT t.*, w.name AS workspace FROM homeground.token t
         LEFT JOIN homeground.workspace w ON w.id = t.workspace_id ORDER BY t.created_at, t.id`,
      );
      return rows.map(
        (row): ListedToken => ({
          id: row.id,
          name: row.name,
          role: row.role,
          workspace: row.workspace,
          expiresAt: row.expires_at?.toISOString() ?? null,
          usedAt: row.used_at?.toISOString() ?? null,
          revoked: row.revoked_at !== null,
        }),
      );
    }
    case "revoke-token":
      return await database.transaction(async (queries) => {
        const [gone] = await queries.query<{ id: string; workspace_id: string | null }>(
          `UPDATE homeground.token SET revoked_at = $2
           WHERE id::text = $1 AND revoked_at IS NULL RETURNING id, workspace_id`,
          [asked.id.toLowerCase(), now],
        );
        if (gone === undefined) throw notFound(`the token ${asked.id}`);
        await audit(queries, now, gone.workspace_id, OPERATOR, "revoke token", gone.id);
        return { id: gone.id };
      });
    case "back-up":
      return await backUp(asked.path, { database, blobs }, asked.software, now);
    default:
      asked satisfies never;
      return null;
  }
}

async function workspaceCalled(queries: Queries, name: string): Promise<{ readonly id: string }> {
  const [workspace] = await queries.query<{ id: string }>(
    "SELECT id FROM homeground.workspace WHERE name = $1",
    [name],
  );
  if (workspace === undefined) throw notFound(`the workspace ${name}`);
  return workspace;
}
