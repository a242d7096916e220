import { setMaxListeners } from "node:events";
import process from "node:process";
import type { RemoteUse } from "../files/remote-images.js";
import type { CommandIo } from "./command.js";
import { hostedModelPlaces } from "./hosted-model.js";

/**
 * How images from elsewhere are asked for: as hosted models are.
 *
 * @param allowPrivate whether addresses of this machine and its network may be asked, and `http:` used
 */
export function remoteUse(
  io?: Pick<CommandIo, "version" | "signal">,
  allowPrivate = false,
): RemoteUse {
  const { policy } = hostedModelPlaces(io?.version ?? "", allowPrivate, process.env);
  // Many files come at once, and each listens for the end.
  if (io !== undefined) setMaxListeners(0, io.signal);
  return { policy, signal: io?.signal };
}
