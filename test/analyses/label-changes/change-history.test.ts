import { describe, expect, it } from "vitest";
import {
  type ChangeHistory,
  historyOf,
  withChange,
  withoutChange,
} from "../../../src/analyses/label-changes/change-history.js";
import { redone, undone } from "../../../src/core/history.js";

const at = "2026-11-26T10:00:00Z";
const change = (image: string, to: string | null, from = "cat", seen = true) => ({
  image,
  from,
  to,
  at,
  seen,
});
const shown = ({ now }: ChangeHistory) =>
  now.map(({ image, from, to }) => `${image} ${from}→${to}`);

describe("changes that are made and undone", () => {
  it("keep the first label of an image that is changed again, and that it was seen", () => {
    let history = withChange(historyOf([]), change("1", "dog"));
    history = withChange(history, change("2", null));
    history = withChange(history, change("1", "fox", "dog", false));
    expect(shown(history)).toEqual(["2 cat→null", "1 cat→fox"]);
    expect(history.now[1]!.seen).toBe(true);
    // Back to the first label is no change.
    expect(shown(withChange(history, change("1", "cat", "fox")))).toEqual(["2 cat→null"]);
  });

  it("go back and forth step by step", () => {
    const one = withChange(historyOf([]), change("1", "dog"));
    const two = withoutChange(withChange(one, change("2", "dog")), "1");
    expect(shown(two)).toEqual(["2 cat→dog"]);
    const back = undone(two);
    expect(shown(back)).toEqual(["1 cat→dog", "2 cat→dog"]);
    expect(shown(undone(undone(back)))).toEqual([]);
    expect(shown(redone(undone(undone(back))))).toEqual(["1 cat→dog"]);
    expect(shown(redone(redone(undone(undone(back)))))).toEqual(shown(back));
    // Something new takes the way forward away.
    expect(redone(withChange(undone(back), change("3", "dog"))).future).toEqual([]);
  });

  it("undo those that were kept from before, the latest first, and end", () => {
    let history = historyOf([change("1", "dog"), change("2", "dog")]);
    history = undone(history);
    expect(shown(history)).toEqual(["1 cat→dog"]);
    history = undone(undone(undone(history)));
    expect(shown(history)).toEqual([]);
    expect(shown(redone(redone(history)))).toEqual(["1 cat→dog", "2 cat→dog"]);
    expect(withoutChange(history, "9")).toBe(history);
    expect(redone(historyOf([]))).toEqual(historyOf([]));
  });
});
