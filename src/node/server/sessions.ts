import type { IncomingHttpHeaders } from "node:http";
import type { Queries } from "../database/database.js";
import type { Actor } from "./actors.js";
import { unauthenticated } from "./failures.js";

/** Who a session is of. @throws HomegroundError `server/unauthenticated`, `server/csrf` */
export async function actorOfSession(
  _queries: Queries,
  _headers: IncomingHttpHeaders,
  _method: string,
  _now: Date,
): Promise<Actor> {
  throw unauthenticated("there is no token");
}
