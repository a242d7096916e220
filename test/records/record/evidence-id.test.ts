import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createNodeDigest } from "../../../src/node/digest.js";
import { anonymousRecord, keptTexts } from "../../../src/records/anonymous/anonymous-record.js";
import { namingTexts } from "../../../src/records/anonymous/naming-texts.js";
import { evidenceId, namelessManifest } from "../../../src/records/record/evidence-id.js";
import { sealRecord, type UnsealedRecord } from "../../../src/records/record/identity.js";
import type { TransparencyRecord } from "../../../src/records/record/record-types.js";
import { madeRecord } from "../../evaluation/made-record.js";
import { SAMPLE } from "../../support/sample-record.js";
import { throwsCode } from "../../support/throws-code.js";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Keys in order at every level, as JSON.stringify writes the rest: enough for what records hold. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

/** The evidence id as the README of an archive tells to compute it. */
function byHand(record: TransparencyRecord, manifest: string): string {
  const lines = manifest.split("\n").filter((line) => line !== "");
  const bare = lines
    .map((line) => `${JSON.stringify(sorted({ ...JSON.parse(line), url: null, licence: null }))}\n`)
    .join("");
  const file = (one: { sha256: string; sizeBytes: number } | null) =>
    one && { sha256: one.sha256, sizeBytes: one.sizeBytes };
  const { modelSource, modelFile, classifier, images, ...settings } = record.settings;
  const r = record;
  const object = {
    evidence: "homeground.evidence/1",
    schema: r.schema,
    task: r.task,
    unit: r.unit,
    seed: r.seed,
    software: r.software,
    openness: r.openness,
    hashes: r.hashes,
    counts: r.counts,
    claims: r.claims,
    confusion: r.confusion,
    clusters: r.clusters,
    profile: r.profile,
    overlap: r.overlap,
    settings,
    model: {
      sha256: r.model.sha256,
      sizeBytes: r.model.sizeBytes,
      labels: r.model.labels,
      trainingCounts: r.model.trainingCounts,
    },
    files: {
      manifest: { sha256: sha256(bare), sizeBytes: Buffer.byteLength(bare) },
      predictions: file(r.files.predictions),
      outcomes: file(r.files.outcomes),
      labelMap: file(r.files.labelMap),
    },
  };
  return sha256(JSON.stringify(sorted(object)));
}

const { record, files } = madeRecord(
  ["deer", "fox"],
  Array.from({ length: 6 }, (_, i) => ({
    truth: i % 2 ? "fox" : "deer",
    answer: i % 3 ? "fox" : "deer",
    site: `s${i % 2}`,
  })),
);
const manifestText = new TextDecoder().decode(files.get("manifest.ndjson"));

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function evidenceOf(of: TransparencyRecord, manifest: string): Promise<string> {
  const nameless = await namelessManifest(piecesOf(manifest), "manifest", createNodeDigest);
  return evidenceId(of, nameless, createNodeDigest);
}

describe("evidenceId", () => {
  it("is what its definition gives by hand", async () => {
    const addressed = manifestText
      .replaceAll('"url":null', '"url":"https://zoe.example/é.png"')
      .replaceAll('"licence":null', '"licence":"© Zoë"');
    const named = { ...record, settings: { ...record.settings, modelSource: "hf:zoe/net" } };
    for (const [of, text] of [
      [record, manifestText] as const,
      [record, addressed] as const,
      [named, manifestText] as const,
    ]) {
      expect(await evidenceOf(of, text)).toBe(byHand(of, text));
      expect(await evidenceOf(of, text)).toBe(await evidenceOf(record, manifestText));
    }
  });

  it("changes with everything that figures rest on, and with nothing that people state", async () => {
    const before = await evidenceOf(record, manifestText);
    const statements: Partial<UnsealedRecord> = {
      title: "another",
      version: 7,
      previous: "a".repeat(64),
      state: "draft",
      facts: SAMPLE.facts,
      construct: SAMPLE.construct,
      scope: SAMPLE.scope,
      caveats: SAMPLE.caveats,
      model: { ...record.model, name: "other", where: "included" },
    };
    for (const [name, value] of Object.entries(statements)) {
      expect(await evidenceOf({ ...record, [name]: value }, manifestText), name).toBe(before);
    }
    const [first] = record.claims;
    const evidence: Partial<UnsealedRecord> = {
      task: "multilabel",
      unit: "sequence",
      seed: 2,
      openness: "closed",
      confusion: null,
      clusters: null,
      profile: SAMPLE.profile,
      overlap: SAMPLE.overlap,
      claims: [{ ...first!, high: 0.99 }],
      counts: { ...record.counts, listed: 1 },
      settings: { ...record.settings, threshold: 0.4 },
      model: { ...record.model, sha256: "b".repeat(64) },
      hashes: { algorithm: "hmac-sha256", keyId: "0".repeat(16) },
      software: { ...record.software, version: "9.9.9" },
      files: { ...record.files, predictions: { ...record.files.predictions!, sizeBytes: 1 } },
    };
    for (const [name, value] of Object.entries(evidence)) {
      expect(await evidenceOf({ ...record, [name]: value }, manifestText), name).not.toBe(before);
    }
    const other = manifestText.replace('"labels":["deer"]', '"labels":["fox"]');
    expect(await evidenceOf(record, other)).not.toBe(before);
  });

  it("wants a sound manifest", async () => {
    await expect(evidenceOf(record, `${manifestText}{}\n`)).rejects.toThrow(
      throwsCode("record/manifest"),
    );
  });
});

describe("anonymousRecord", () => {
  const full: TransparencyRecord = {
    ...SAMPLE,
    previous: "a".repeat(64),
    settings: { ...SAMPLE.settings, modelSource: "hf:zoe-lab/net", images: "address" },
    model: { ...SAMPLE.model, where: "https://zoe.example/net.onnx" },
    files: { ...SAMPLE.files, card: SAMPLE.files.manifest },
    facts: {
      ...SAMPLE.facts,
      authors: [{ name: "Zoë Quint", orcid: "0000-0002-1825-0097" }],
      contact: "Zoë <zq@zoe.example>",
      ...{ doi: "10.5555/zq", url: "https://zoe.example/paper" },
    },
    signatures: [{ algorithm: "Ed25519", publicKey: "k".repeat(43), signature: "s".repeat(86) }],
  };
  const bare = anonymousRecord(full, full.files.manifest);

  it("holds nothing of what names its authors, and every other answer", () => {
    const text = JSON.stringify(sealRecord(bare, createNodeDigest));
    for (const { text: name, isPart } of namingTexts(full)) {
      if (!isPart) expect(text).not.toContain(name);
    }
    expect(text).not.toMatch(/zoe|kkkk|ssss|aaaaaaaa/i);
    expect(bare.facts.sites).toBe(full.facts.sites);
    expect(bare.claims).toEqual(full.claims);
    expect(bare.settings["images"]).toBe("withheld");
  });

  it("knows what names: whole texts, what they hold, and their parts", () => {
    const texts = namingTexts(full);
    const whole = texts.filter(({ isPart }) => !isPart).map(({ text }) => text);
    expect(whole).toEqual(
      expect.arrayContaining([
        "Zoë Quint",
        "0000-0002-1825-0097",
        "zq@zoe.example",
        "10.5555/zq",
        ...["https://zoe.example/paper", "https://zoe.example/net.onnx", "hf:zoe-lab/net"],
      ]),
    );
    expect(texts.filter(({ isPart }) => isPart).map(({ text }) => text)).toContain("Quint");
  });

  it("lists every free text that it keeps", () => {
    const fields = keptTexts(bare).map(({ field }) => field);
    expect(fields).toEqual(
      expect.arrayContaining([
        "title",
        "model.name",
        "facts.licence",
        "facts.sites",
        "construct.task",
        "scope.expected[0]",
        "scope.notTested[0]",
        "scope.knownToFail[0]",
        "caveats[0]",
      ]),
    );
    expect(fields).not.toContain("facts.contact");
  });
});
