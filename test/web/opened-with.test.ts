import { describe, expect, it } from "vitest";
import { recordPlace } from "../../src/web/app/opened-with.js";

const APP = "https://example.org/~someone/records/app/index.html";
const ID = "0123456789ab";

describe("the record that an address of the app names", () => {
  it("is a folder beside the app's, below any path", () => {
    expect(recordPlace(`${APP}?record=../${ID}/`)?.href).toBe(
      `https://example.org/~someone/records/${ID}/`,
    );
    expect(recordPlace(`http://localhost:1/app/?record=../${ID}/`)?.href).toBe(
      `http://localhost:1/${ID}/`,
    );
    expect(recordPlace(APP)).toBeNull();
  });

  it.each([
    ...["", "..", "../", `../${ID}`, `${ID}/`, `../../${ID}/`, `../${ID}/../`, `../${ID}//`],
    ...["https://elsewhere.org/", `//elsewhere.org/${ID}/`, `/\\elsewhere.org/${ID}/`],
    `../${ID.toUpperCase()}/`,
    `../${ID}/?x=1`,
    `../${ID}/#x`,
    "data:text/html,x",
    "../.git/",
    ` ../${ID}/`,
    `../${ID}/\n`,
    `..\\${ID}\\`,
    "javascript:alert(1)",
  ])("is refused where it is anything else: %j", (named) => {
    const address = `${APP}?record=${encodeURIComponent(named)}`;
    expect(() => recordPlace(address)).toThrow(/names no record beside this page/);
  });

  it("is refused where two are named", () => {
    expect(() => recordPlace(`${APP}?record=../${ID}/&record=../${ID}/`)).toThrow(
      /names no record/,
    );
  });
});
