import { join } from "node:path";
import { APP_BINARIES, buildAppFiles } from "../../scripts/app-scripts.js";
import { openStaticSite, type SiteFile, type StaticSite } from "./static-site.js";

const ROOT = join(import.meta.dirname, "../..");

/** The app as a plain static host has it, below a path of its own. */
export async function openAppSite(subPath = "/tools/homeground/"): Promise<StaticSite> {
  const files = new Map<string, SiteFile>(await buildAppFiles("0.0.0-test"));
  for (const [path, file] of APP_BINARIES) {
    files.set(path, { disk: join(ROOT, "node_modules", file) });
  }
  return openStaticSite(files, subPath);
}
