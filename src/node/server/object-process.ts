/**
 * A process of its own for files of strangers: it checks what an upload is, and holds records against their files.
 * Asked by `object-work.ts`, answers in messages, and may be killed at any time.
 */
import process from "node:process";
import { asHomegroundError } from "../../core/errors.js";
import { verifyJson } from "../../records/evidence/verify-json.js";
import { verifyRecord } from "../../records/evidence/verify-record.js";
import { createNodeDigest } from "../digest.js";
import { openFolder } from "../files/folder-access.js";
import { createNodePixelDecoder } from "../images/pixel-decoder.js";
import { createNodeSignatures } from "../signatures.js";
import { checkObject } from "./object-check.js";
import type { ObjectAnswer, ObjectQuestion } from "./object-work.js";

const interruption = new AbortController();

function tell(answer: ObjectAnswer): Promise<void> {
  return new Promise((resolve) => process.send?.(answer, () => resolve()));
}

async function answerTo({ task, kind, folder }: ObjectQuestion): Promise<ObjectAnswer> {
  if (task === "page") {
    const { drawObject } = await import("./object-drawing.js");
    return { done: await drawObject(folder, interruption.signal) };
  }
  const access = await openFolder(folder);
  if (task === "check") return { done: await checkObject(kind, access) };
  const images = (await access.kindOf("images"))?.kind === "folder";
  let shown = 0;
  const found = await verifyRecord({
    access,
    path: "record.json",
    source: "record.json",
    images: images ? await openFolder(`${folder}/images`) : null,
    model: null,
    signatures: createNodeSignatures(),
    decoder: createNodePixelDecoder,
    createDigest: createNodeDigest,
    expect: null,
    secret: null,
    signal: interruption.signal,
    onProgress(stage, done, total) {
      const now = performance.now();
      if (done < total && now - shown < 200) return;
      shown = now;
      void tell({ progress: { stage, done, total } });
    },
  });
  return { done: verifyJson(found) as never };
}

process.once("message", async (question: ObjectQuestion) => {
  const answer = await answerTo(question).catch((cause: unknown): ObjectAnswer => {
    const { code, what, where, fix } = asHomegroundError(cause, "the object", "Report it");
    return { error: { code, what, where, fix } };
  });
  await tell(answer);
  process.disconnect();
});
// Whoever asked is gone.
process.once("disconnect", () => process.exit());
