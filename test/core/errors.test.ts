import { describe, expect, it } from "vitest";
import {
  ERROR_CODES,
  errorLine,
  HomegroundError,
  isHomegroundError,
} from "../../src/core/errors.js";

describe("HomegroundError", () => {
  const cause = new SyntaxError("bad token");
  const error = new HomegroundError("input/not-json", {
    what: "bad token",
    where: "a.json",
    fix: "Save it as JSON",
    cause,
  });

  it("says its code, what, where and how to fix it, in that order", () => {
    expect(errorLine(error)).toBe("error input/not-json: bad token — a.json — Save it as JSON");
  });

  it("makes one line without control characters of any data", () => {
    const parts = { what: "a\r\nb", where: "\u001b[31m.json", fix: "c" };
    expect(errorLine(new HomegroundError("input/not-json", parts))).toBe(
      "error input/not-json: a b —  [31m.json — c",
    );
  });

  it("keeps its cause, and leaves it out of its JSON", () => {
    expect(error.cause).toBe(cause);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "input/not-json",
      what: "bad token",
      where: "a.json",
      fix: "Save it as JSON",
    });
  });

  it("is told from other errors", () => {
    expect(isHomegroundError(error)).toBe(true);
    expect(isHomegroundError(cause)).toBe(false);
    expect(isHomegroundError(null)).toBe(false);
  });

  it("has codes of two words, family and detail", () => {
    for (const code of Object.keys(ERROR_CODES)) expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
  });
});
