import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** What the place of the data folder depends on. */
export interface DataFolderHost {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home. */
  readonly home: string;
}

/**
 * The folder in which Homeground keeps what is the user's and not a project's, such as an added
 * engine: `HOMEGROUND_DATA_DIR`, or the place of the platform — XDG's data home on Linux,
 * Application Support on macOS, LOCALAPPDATA on Windows. It may not exist.
 */
export function dataFolder(host: DataFolderHost = thisHost()): string {
  const { env, home, platform } = host;
  const chosen = env["HOMEGROUND_DATA_DIR"];
  if (chosen !== undefined && chosen !== "") return chosen;
  if (platform === "darwin") return join(home, "Library/Application Support/homeground");
  if (platform === "win32") {
    return join(env["LOCALAPPDATA"] ?? join(home, "AppData/Local"), "homeground");
  }
  const xdg = env["XDG_DATA_HOME"];
  // The XDG Base Directory Specification: a relative path there is invalid and to be ignored.
  const base = xdg?.startsWith("/") ? xdg : join(home, ".local/share");
  return join(base, "homeground");
}

function thisHost(): DataFolderHost {
  return { platform: process.platform, env: process.env, home: homedir() };
}
