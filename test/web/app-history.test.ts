import { describe, expect, it } from "vitest";
import { HomegroundError } from "../../src/core/errors.js";
import { failureDetails } from "../../src/web/app/failure-details.js";
import { createHistory } from "../../src/web/app/history.js";

describe("states with a way back", () => {
  const seen = (...states: readonly string[]) => {
    const history = createHistory<string>((state) => state.toLowerCase());
    for (const state of states) history.see(state);
    return history;
  };

  it("goes back and forth, and no further than to the ends", () => {
    const history = seen("a", "b", "c");
    expect([history.undo(), history.undo(), history.undo()]).toEqual(["b", "a", null]);
    expect([history.redo(), history.redo(), history.redo()]).toEqual(["b", "c", null]);
  });

  it("takes the same state for none, and forgets what was undone once something else is done", () => {
    const history = seen("a", "b", "B");
    expect(history.undo()).toBe("a");
    history.see("c");
    expect(history.redo()).toBeNull();
    expect(history.undo()).toBe("a");
  });

  it("begins anew", () => {
    const history = seen("a", "b");
    history.clear();
    expect([history.undo(), history.redo()]).toEqual([null, null]);
  });
});

describe("details of a fault", () => {
  const at = { version: "1.2.3", step: "names", withWords: false };
  const cause = new TypeError("cannot read patient-17.png");
  cause.stack = `TypeError: cannot read patient-17.png
    at draw (https://lab.example/~person/app/app.js:12:34)
    at https://lab.example/~person/app/session-AB12.js:1:2
draw@https://lab.example/~person/app/app.js:5:6`;

  it("name code, screen and places, neither files nor hosts", () => {
    expect(failureDetails(cause, at)).toBe(
      "Homeground 1.2.3\ncode: internal/bug\nscreen: names\nkind: TypeError\n" +
        "at draw app.js:12:34\nat - session-AB12.js:1:2\nat draw app.js:5:6",
    );
  });

  it("hold the words of the error where they are asked for", () => {
    expect(failureDetails(cause, { ...at, withWords: true })).toContain(
      "\nmessage: cannot read patient-17.png\n",
    );
  });

  it("keep the code of an error that we know", () => {
    const known = new HomegroundError("image/truncated", { what: "w", where: "x", fix: "f" });
    known.stack = "";
    expect(failureDetails(known, at)).toContain("code: image/truncated");
    expect(failureDetails("a text", at)).toContain("kind: string");
  });
});
