// A record in memory: read, compared, signed, exported. `node examples/records.mjs` after `npm run build`.
import { exportTexts, modelCardReadme } from "homeground";
import { createNodeDigest } from "homeground/node";
import {
  croissantMetadata,
  diffRecords,
  manifestText,
  readManifest,
  readRecord,
  recordId,
  recordText,
  sealRecord,
  signRecord,
  verifySignatures,
  webCryptoSignatures,
} from "homeground/records";

const utf8 = new TextEncoder();
const sha256 = (text) => {
  const digest = createNodeDigest();
  digest.update(utf8.encode(text));
  return digest.hex();
};
const bound = (path, text) => ({ path, sha256: sha256(text), sizeBytes: utf8.encode(text).length });

// Three images, each a line of the manifest; two of the answers are right.
const lines = ["deer", "deer", "fox"].map((label, i) => ({
  ...{ image: `${i}.jpg`, url: null, bytes: sha256(`image ${i}`), pixels: null, widthPx: null },
  ...{ heightPx: null, status: "scored", labels: [label], objects: null, sequence: null },
  ...{ cluster: null, attributes: {}, licence: null },
}));
const manifest = lines.map((line) => `${manifestText(line)}\n`).join("");
const predictions = "file,predicted\n0.jpg,deer\n1.jpg,fox\n2.jpg,fox\n";

const record = sealRecord(
  {
    ...{ schema: "homeground.record/1", state: "draft", title: "Deer or fox", version: 1 },
    ...{ previous: null, openness: "open", task: "classification", unit: "image", seed: 1 },
    software: { name: "homeground", version: "1.0.0", engine: null },
    model: {
      ...{ name: "deer-or-fox", sha256: null, sizeBytes: null, labels: ["deer", "fox"] },
      ...{ where: "withheld", trainingCounts: null },
    },
    files: {
      manifest: bound("manifest.ndjson", manifest),
      predictions: bound("predictions.csv", predictions),
      ...{ outcomes: null, card: null, labelMap: null },
    },
    hashes: { algorithm: "sha256", keyId: null },
    counts: { images: 3, scored: 3, listed: 0, reasons: {} },
    settings: {},
    claims: [
      {
        ...{ metric: "accuracy", value: 2 / 3, low: 0.2077, high: 0.9385, level: 0.95 },
        ...{ method: "wilson", n: 3, defined: null, unit: "image", clusters: null },
        ...{ warnings: [], recomputable: true },
      },
    ],
    ...{ confusion: null, clusters: null, profile: null, overlap: null, caveats: [] },
    facts: {
      ...{ authors: [{ name: "A. Author", orcid: null }], contact: null, doi: null },
      ...{ url: "https://example.org/deer", licence: "CC0-1.0", madeAt: "2026-11-20" },
      ...{ sites: null, seasons: null, devices: null, populations: null, howChosen: null },
      ...{ exclusions: null, uses: null },
    },
    construct: {
      ...{ task: "names the animal", population: null, labelling: null, agreement: null },
      ...{ counts: null, decision: null, doesNotShow: null },
    },
    scope: { expected: [], notTested: ["night"], knownToFail: [] },
  },
  createNodeDigest,
);

// The id is the hash of the content; one changed digit is found.
const whole = readRecord(recordText(record), "record.json", createNodeDigest);
const damaged = recordText(record).replace('"n":3', '"n":4');
const [problem] = readRecord(damaged, "record.json", createNodeDigest).problems;
console.log(`${whole.problems.length} problems; damaged: ${problem.code}`);
console.log(`id again: ${recordId(record, createNodeDigest) === record.id}`);

const pieces = (async function* () {
  yield utf8.encode(manifest);
})();
const found = await readManifest(pieces, "manifest.ndjson", () => {});
console.log(`${found.lines} lines, ${found.problems.length} problems`);

const renamed = { ...record, title: "Deer, fox or hare" };
console.log(`differs in: ${diffRecords(record, renamed).map(({ place }) => place)}`);

const signatures = webCryptoSignatures(crypto.subtle);
const signed = await signRecord(record, await signatures.generate(), signatures);
const { keys } = await verifySignatures(signed, "record.json", signatures);
console.log(`signed by ${keys.length} key`);

const place = { url: "https://example.org/deer/" };
const { distribution } = croissantMetadata(record, createNodeDigest, exportTexts(record), place);
console.log(`Croissant: ${distribution.map(({ name }) => name).join(", ")}`);
const [, type] = /type: "(accuracy)"/.exec(modelCardReadme(record, place, null, "README.md"));
console.log(`model card: ${type}`);
