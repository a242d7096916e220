import { describe, expect, it } from "vitest";
import { errorData, errorWords, HomegroundError } from "../../src/core/errors.js";
import { said, say, whatFor, wordsFor } from "../../src/core/sentence.js";

const WAY = { command: "give --threshold", app: "drop a card" };

describe("say", () => {
  it("puts the words of each place together, with the same names", () => {
    const sentence = say`of ${3} files ${"a.jpg"}: ${WAY}, or ${WAY}.`;
    expect(wordsFor("command", sentence)).toBe(
      "of 3 files a.jpg: give --threshold, or give --threshold.",
    );
    expect(wordsFor("app", sentence)).toBe("of 3 files a.jpg: drop a card, or drop a card.");
  });

  it("is a text where both say the same", () => {
    expect(say`${2} of ${"all"}`).toBe("2 of all");
    expect(wordsFor("app", "as it is")).toBe("as it is");
  });

  it("leaves signs of the data as they are", () => {
    expect(wordsFor("app", say`${"C:\\new --cluster $1 {name}"}: ${WAY}`)).toBe(
      "C:\\new --cluster $1 {name}: drop a card",
    );
  });
});

describe("said", () => {
  it("is what each place says, and nothing more where both say the same", () => {
    const finding = said(say`${"x"}: ${WAY}`);
    expect(finding).toEqual({ what: "x: give --threshold", inApp: "x: drop a card" });
    expect(whatFor("command", finding)).toBe("x: give --threshold");
    expect(whatFor("app", finding)).toBe("x: drop a card");
    expect(said("the same")).toEqual({ what: "the same" });
    expect(whatFor("app", said("the same"))).toBe("the same");
  });
});

describe("an error in the words of the app", () => {
  const error = new HomegroundError("metric/not-available", {
    what: "no threshold",
    where: { command: "--cluster", app: "which images belong together" },
    fix: say`${WAY}, or ask for another figure`,
  });

  it("is what the command line prints, wherever nobody asks for the app's words", () => {
    expect(error.message).toBe(
      "no threshold — --cluster — give --threshold, or ask for another figure",
    );
    expect(JSON.stringify(error)).toBe(
      '{"code":"metric/not-available","what":"no threshold","where":"--cluster","fix":"give --threshold, or ask for another figure"}',
    );
  });

  it("is told after a way through another thread", () => {
    const data = structuredClone(errorData(error));
    const again = new HomegroundError(data.code, data);
    expect(errorWords("app", again)).toEqual({
      what: "no threshold",
      where: "which images belong together",
      fix: "drop a card, or ask for another figure",
    });
    expect(again.message).toBe(error.message);
  });
});
