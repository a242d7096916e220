import type { Role } from "../../registry/route.js";
import type { ListedToken, OperatorQuestion } from "../server/operator.js";
import type { CommandIo, CommandResult } from "./command.js";
import { askServer, type ServePlaces } from "./serve-places.js";

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
  const made = (await askServer(places, question, io)) as {
    id: string;
    name: string;
    token: string;
  };
  return { text: `token ${made.name} ${made.token}`, json: made };
}

export interface InviteOptions extends ServePlaces {
  readonly role: Role;
  readonly workspace: string;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
  readonly port: number;
}

/** `homeground serve invite` */
export async function inviteHere(
  { role, workspace, email, url, port, ...places }: InviteOptions,
  io: CommandIo,
): Promise<CommandResult> {
  const question: OperatorQuestion = { ask: "invite", role, workspace, email: email ?? null };
  const made = (await askServer(places, question, io)) as {
    invitation: string;
    expiresAt: string;
    address: string | null;
  };
  const address = new URL(url ?? made.address ?? `http://localhost:${port}/`);
  address.hash = `/join/${made.invitation}`;
  return {
    text: `${address.href}\nFor one person, until ${made.expiresAt.slice(0, 10)}.`,
    json: { link: address.href, expiresAt: made.expiresAt },
  };
}

/** `homeground serve token list` */
export async function listTokensHere(places: ServePlaces, io: CommandIo): Promise<CommandResult> {
  const tokens = (await askServer(places, { ask: "list-tokens" }, io)) as readonly ListedToken[];
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
  const gone = (await askServer(places, { ask: "revoke-token", id }, io)) as { id: string };
  return { text: `Revoked ${gone.id}.`, json: gone };
}
