import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { BUILD_FOLDER } from "./shared-builds.js";

/** Before the first test file of a suite: gives all of them one folder for what they build. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "homeground-builds-"));
  process.env[BUILD_FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
