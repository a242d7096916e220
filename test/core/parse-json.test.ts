import { describe, expect, it } from "vitest";
import { HomegroundError } from "../../src/core/errors.js";
import { parseJson } from "../../src/core/parse-json.js";

describe("parseJson", () => {
  it("takes a text with a byte order mark", () => {
    expect(parseJson('\uFEFF{"a": [1]}', "x.json", "Save it")).toEqual({ a: [1] });
  });

  it.each(["", "{", "NaN", "{'a': 1}"])("says where %j is and what to do", (text) => {
    let thrown: unknown;
    try {
      parseJson(text, "x.json", "Save it as JSON");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(HomegroundError);
    expect(thrown).toMatchObject({
      code: "input/not-json",
      where: "x.json",
      fix: "Save it as JSON",
      cause: expect.any(SyntaxError),
    });
  });
});
