import { type ErrorCode, HomegroundError } from "../../core/errors.js";

const STATUS: Partial<Record<ErrorCode, number>> = {
  "server/bad-request": 400,
  "server/unauthenticated": 401,
  "server/forbidden": 403,
  "server/csrf": 403,
  "server/not-found": 404,
  "server/method": 405,
  "server/too-slow": 408,
  "server/conflict": 409,
  "server/too-large": 413,
  "blobs/too-large": 413,
  "server/media-type": 415,
  "server/other-host": 421,
  "server/too-many": 429,
  "internal/bug": 500,
  "database/damaged": 503,
  "database/unreachable": 503,
  "blobs/unreachable": 503,
  "blobs/changed": 500,
  "server/closing": 503,
  "run/interrupted": 503,
  "server/quota": 507,
  "database/full": 507,
  "output/not-written": 507,
  "blobs/cut": 400,
};

/** Everything else is said of what was sent. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 422;
}

/** The same words for what is not there and for what somebody may not know of. */
export function notFound(where: string): HomegroundError {
  const fix = "Check the address, and that your token reaches this workspace";
  return new HomegroundError("server/not-found", { what: "there is nothing there", where, fix });
}

/** Of one that was never made as of one that is over. */
export function noInvitation(): HomegroundError {
  return new HomegroundError("server/not-found", {
    what: "there is no such invitation: it is for one person and for a week",
    where: "the invitation",
    fix: "Ask whoever sent it for another one",
  });
}

export function badRequest(what: string, where: string): HomegroundError {
  const fix = "Send it as GET /openapi.json describes it";
  return new HomegroundError("server/bad-request", { what, where, fix });
}

export function unauthenticated(what: string): HomegroundError {
  const fix = "Send Authorization: Bearer TOKEN with a token that is valid, or log in again";
  return new HomegroundError("server/unauthenticated", { what, where: "the request", fix });
}

export function forbidden(needs: string): HomegroundError {
  const fix = "Ask an administrator of the workspace for that role";
  return new HomegroundError("server/forbidden", {
    what: `only ${needs} may do that`,
    where: "the request",
    fix,
  });
}
