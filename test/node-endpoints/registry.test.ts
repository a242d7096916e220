import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ENDPOINT_ADAPTERS } from "../../src/node/endpoints/registry.js";

const DOCS = readFileSync(join(import.meta.dirname, "../../docs/hosted-models.md"), "utf8");

describe("protocols of hosted models", () => {
  it("have ids of their own, which stand in results", () => {
    const ids = ENDPOINT_ADAPTERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+$/);
  });

  it.each(ENDPOINT_ADAPTERS.map(({ id }) => id))("are described: %s", (id) => {
    expect(DOCS).toContain(`\`${id}\``);
  });

  it.each([
    ["https://host/v2/models/birds", "kserve"],
    ["https://host/gateway/v2/models/birds/versions/3", "kserve"],
    ["https://host/v2/models/birds/infer", "kserve"],
    ["https://owner-space.hf.space", "gradio"],
    ["https://host/app/gradio_api/call/predict", "gradio"],
    ["https://abc.eu-west-1.aws.endpoints.huggingface.cloud", "huggingface"],
    ["https://router.huggingface.co/hf-inference/models/o/n", "huggingface"],
    ["https://huggingface.co.example.org/models/o/n", null],
    ["https://nothuggingface.co/models/o/n", null],
    ["https://host/predict", null],
  ])("are told by an address: %s", (address, id) => {
    const found = ENDPOINT_ADAPTERS.find((one) => one.recognises(new URL(address)));
    expect(found?.id ?? null).toBe(id);
  });
});
