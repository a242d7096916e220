import { join } from "node:path";
import { APP_BINARIES, APP_WORKERS } from "../../scripts/build/app-parts.js";
import { appPage } from "../../src/reports/app-page.js";
import { APP_CSS } from "../../src/web/app/app-styles.js";
import { pageProgram } from "./shared-builds.js";
import { openStaticSite, type SiteFile, type StaticSite } from "./static-site.js";

const ROOT = join(import.meta.dirname, "../..");

/** The app as a static host has it, but for its first program: a bridge takes its place. */
export async function openAppScreens(bridge = "app-bridge"): Promise<StaticSite> {
  const files = new Map<string, SiteFile>([
    ["index.html", appPage("0.0.0-test")],
    ["app.css", APP_CSS],
  ]);
  for (const program of [
    await pageProgram(`test/support/${bridge}.ts`, "app", "page"),
    await pageProgram(APP_WORKERS.session, "session", "text"),
    await pageProgram(APP_WORKERS.scorer, "scorer", "text"),
  ]) {
    for (const [name, text] of program) files.set(name, text);
  }
  for (const [path, file] of APP_BINARIES) {
    files.set(path, { disk: join(ROOT, "node_modules", file) });
  }
  return openStaticSite(files, "/");
}
