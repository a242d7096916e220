import { describe, expect, it } from "vitest";
import { databaseError } from "../../../src/node/database/database.js";
import { statusOf } from "../../../src/node/server/failures.js";

const sqlError = (code: string) => Object.assign(new Error("invalid page in block 3"), { code });

describe("an error of a database", () => {
  it.each([
    ["XX001", "database/damaged", 503],
    ["XX002", "database/damaged", 503],
    ["58P01", "database/damaged", 503],
    ["53100", "database/full", 507],
    ["57P01", "database/unreachable", 503],
  ] as const)("of the state %s is %s", (state, code, status) => {
    expect(databaseError(sqlError(state), "lab")).toMatchObject({ code, where: "lab" });
    expect(statusOf(code)).toBe(status);
  });

  it("that says nothing of the outside stays as it is", () => {
    const error = sqlError("42P01");
    expect(databaseError(error, "lab")).toBe(error);
  });
});
