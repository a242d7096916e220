import { describe, expect, it } from "vitest";
import { FORMAT_SNIFF_BYTES } from "../../src/formats/file-content.js";
import { sniffFile } from "../../src/formats/sniff.js";
import { throwsCode } from "../support/throws-code.js";
import { utf8 } from "./truth-view.js";

const sniff = (path: string, text: string) => sniffFile(path, utf8(text)).format;

describe("sniffFile", () => {
  it.each([
    ["labels.csv", "image,label\n", "delimited"],
    ["labels.txt", "image\tlabel\n", "delimited"],
    ["data.csv", '{"images": []}', "json"],
    ["data", "\uFEFF [1]", "json"],
    ["p.jsonl", '{"file": 1}\n', "json-lines"],
    ["p.json", '{"file": 1}\n{"file": 2}\n', "json-lines"],
    ["p.json", '{"file": NaN}\n{"file": 2}\n', "json-lines"],
    ["p.json", '{\n "file": 1}\n', "json"],
    ["t.csv", "PAR1xxxx", "parquet"],
    ["x/datapackage.json", "{}", "camtrap-dp"],
    ["a.xml", "<annotation/>", "xml"],
    ["data.yaml", "nc: 3", "yaml"],
  ])("takes %s starting with %j for %s", (path, text, format) => {
    expect(sniff(path, text)).toBe(format);
  });

  it("sees through UTF-16", () => {
    const head = Uint8Array.of(0xff, 0xfe, 0x5b, 0, 0x31, 0, 0x5d, 0);
    expect(sniffFile("a", head).format).toBe("json");
  });

  it.each([
    ["t.csv", "", "input/empty"],
    ["t.csv", " \n ", "input/empty"],
    ["t.csv", "<!DOCTYPE html><p>Sign in", "input/unknown-format"],
    ["t.xlsx", "PK\x03\x04....[Content_Types].xml", "input/unknown-format"],
    ["t.zip", "PK\x03\x04....a.jpg", "input/unknown-format"],
    ["t.csv", "%PDF-1.7", "input/unknown-format"],
    ["t.json", "hello", "input/not-json"],
    ["t.parquet", "PAREx", "input/unsupported"],
  ] as const)("refuses %s starting with %j", (path, text, code) => {
    expect(() => sniff(path, text)).toThrow(throwsCode(code));
  });

  it("tells how to save a spreadsheet as a table", () => {
    expect(() => sniff("t.csv", "PK\x03\x04\x00xl/workbook.xml")).toThrow("CSV UTF-8");
    expect(FORMAT_SNIFF_BYTES).toBeGreaterThan(1000);
  });
});
