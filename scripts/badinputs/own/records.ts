import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { canonicalJson, type Json } from "../../../src/core/canonical-json.js";
import { MAIN } from "../child.js";
import { type CaseFolders, type Plan, writeLabels, writeModel } from "../plan.js";
import { recordEnding } from "../records.js";
import { type OwnCase, putImages } from "./own-case.js";

type RecordJson = { [key: string]: Json } & { settings: { [key: string]: Json } };

/** Makes a good record by the built program, changes it, and seals it again. */
async function changedRecord(
  { given, work }: CaseFolders,
  change: (record: RecordJson) => void,
): Promise<Plan> {
  const folder = join(work, "record");
  const labels = writeLabels(work, ["good1.png", "good2.png"], ["cat", "dog"]);
  const model = writeModel(work, ["cat", "dog"], "classification");
  const words = ["record", "create", join(given, "images"), "--labels", labels, "--model", model];
  const options = ["--engine", "wasm", "--threads", "1", "--quiet", "--out", folder];
  await promisify(execFile)(process.execPath, [MAIN, ...words, ...options]);
  const path = join(folder, "record.json");
  const record = JSON.parse(readFileSync(path, "utf8")) as RecordJson;
  change(record);
  const { id: _id, signatures: _signatures, ...content } = record;
  const id = createHash("sha256").update(canonicalJson(content)).digest("hex");
  writeFileSync(path, canonicalJson({ ...record, id }));
  return {
    named: [],
    args: ["record", "verify", folder, "--json", "-", "--quiet"],
    ending: recordEnding,
  };
}

/** A record of two pictures whose settings are other ones, sealed anew. */
function settingsCase(
  id: OwnCase["id"],
  wrong: string,
  settings: { readonly [key: string]: Json },
): OwnCase {
  return {
    id,
    wrong,
    area: "records",
    isQuick: false,
    command: "verify record",
    outcome: "error",
    code: "record/not-recomputable",
    limits: { seconds: 20, mib: 400 },
    write: (folder) => {
      putImages(folder);
    },
    plan: (folders) =>
      changedRecord(folders, (record) => {
        Object.assign(record.settings, settings);
      }),
  };
}

/** Records that ask for work without end. */
export const RECORD_CASES: readonly OwnCase[] = [
  settingsCase("own-record-replicates", "the record asks for 10⁹ replicates", {
    interval: "percentile",
    replicates: 1e9,
  }),
  settingsCase("own-record-metrics", "the record names 5,000 metrics", {
    metrics: JSON.stringify(Array.from({ length: 5000 }, (_, k) => `ece{bins=${k + 1}}`)),
  }),
];
