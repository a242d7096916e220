import { HomegroundError, isHomegroundError } from "../../core/errors.js";

/** An interruption that says how far the work was; any other error as it is. */
export function stoppedAt(
  cause: unknown,
  isStopped: boolean,
  { done, total }: { readonly done: number; readonly total: number },
): unknown {
  const interrupted = isHomegroundError(cause) ? cause.code === "run/interrupted" : isStopped;
  if (!interrupted) return cause;
  return new HomegroundError("run/interrupted", {
    what: `stopped at ${done} of ${total}`,
    where: isHomegroundError(cause) ? cause.where : "homeground evaluate",
    fix: "Nothing is lost: run the same command again",
    cause,
  });
}
