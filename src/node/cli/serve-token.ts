import { existsSync } from "node:fs";
import { join } from "node:path";
import { HomegroundError, isHomegroundError } from "../../core/errors.js";
import { checkVersion } from "../database/migrate.js";
import { openDatabase } from "../database/open-database.js";
import { askControl } from "../server/control.js";
import { answerOperator, type ListedToken, type OperatorQuestion } from "../server/operator.js";
import type { Role } from "../server/route.js";
import type { CommandIo, CommandResult } from "./command.js";
import { type ServePlaces, servePlaces } from "./serve.js";

export interface TokenOptions extends ServePlaces {
  readonly role: Role | "operator";
  readonly workspace: string;
  readonly days?: number | undefined;
}

/** `homeground serve token create NAME` */
export async function createTokenHere(
  name: string,
  { role, workspace, days, ...places }: TokenOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const question: OperatorQuestion = {
    ask: "create-token",
    name,
    role,
    workspace,
    days: days ?? null,
  };
  const made = (await ask(places, question, io)) as { id: string; name: string; token: string };
  return { text: `token ${made.name} ${made.token}`, json: made };
}

/** `homeground serve token list` */
export async function listTokensHere(places: ServePlaces, io: CommandIo): Promise<CommandResult> {
  const tokens = (await ask(places, { ask: "list-tokens" }, io)) as readonly ListedToken[];
  const lines = tokens.map(({ id, name, role, workspace, expiresAt, usedAt, revoked }) => {
    const state = revoked
      ? "revoked"
      : expiresAt === null
        ? "no end"
        : `until ${expiresAt.slice(0, 10)}`;
    const used = usedAt === null ? "never used" : `used ${usedAt.slice(0, 10)}`;
    return `${id}  ${role} of ${workspace ?? "all"}  ${state}  ${used}  ${name}`;
  });
  return { text: lines.join("\n"), json: { tokens: tokens.map((one) => ({ ...one })) } };
}

/** `homeground serve token revoke ID` */
export async function revokeTokenHere(
  id: string,
  places: ServePlaces,
  io: CommandIo,
): Promise<CommandResult> {
  const gone = (await ask(places, { ask: "revoke-token", id }, io)) as { id: string };
  return { text: `Revoked ${gone.id}.`, json: gone };
}

/** Of the database itself, or of the server that has it open. */
async function ask(
  places: ServePlaces,
  question: OperatorQuestion,
  io: CommandIo,
): Promise<unknown> {
  const { data, database: url } = servePlaces(places);
  if (url === null && !existsSync(join(data, "database"))) {
    throw new HomegroundError("input/not-found", {
      what: "no server has had its data there",
      where: data,
      fix: "Name its folder with --data; homeground serve makes one",
    });
  }
  try {
    const database = await openDatabase(url === null ? { folder: data } : { url });
    try {
      await checkVersion(database);
      return await answerOperator(database, question, io.clock());
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!isHomegroundError(error) || error.code !== "database/in-use") throw error;
    const told = await askControl(data, question);
    if (told === null) throw error;
    return told.done;
  }
}
