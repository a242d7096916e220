import { describe, expect, it } from "vitest";
import { DEFAULT_REQUEST } from "../../../src/evaluation/request.js";
import { requestOf, settingsOf } from "../../../src/records/evidence/record-settings.js";

const FURTHER: Parameters<typeof settingsOf>[1] = {
  order: "names",
  images: "withheld",
  outcomes: null,
  rankThreshold: null,
  detection: null,
  stripped: [],
  origins: {},
  clustersNotUsed: [],
  guessedCard: [],
  said: {},
  imageBytes: "found",
};

describe("the settings of a record", () => {
  it("say the worst score of another site where one was stated, and are read back", () => {
    const request = { ...DEFAULT_REQUEST, cluster: "camera", worstSite: 0.4 };
    const settings = settingsOf(request, FURTHER);
    expect(settings).toMatchObject({ cluster: "camera", worstSite: 0.4 });
    const terms = { task: "classification", unit: "image", seed: 1 } as const;
    expect(requestOf({ ...terms, settings })).toMatchObject({ cluster: "camera", worstSite: 0.4 });
    const plain = settingsOf(DEFAULT_REQUEST, FURTHER);
    expect(plain).not.toHaveProperty("worstSite");
    expect(requestOf({ ...terms, settings: plain })).toMatchObject({ worstSite: null });
    expect(requestOf({ ...terms, settings: { ...plain, worstSite: "0.4" } })).toMatchObject({
      worstSite: null,
    });
  });
});
