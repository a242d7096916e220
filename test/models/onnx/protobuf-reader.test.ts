import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Field,
  ProtobufError,
  readFields,
  readText,
  readVarints,
} from "../../../src/models/onnx/protobuf-reader.js";
import { bytesField, floatField, intField, varint } from "../../support/onnx-writer.js";

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  readFields(bytes, 0, bytes.length, (field) => fields.push({ ...field }));
  return fields;
}

describe("readFields", () => {
  it("reads the examples of the format's own description", () => {
    // "Encoding", protobuf.dev: field 1 = 150 is 08 96 01; field 2 = "testing" is 12 07 and ASCII.
    const bytes = Uint8Array.from(Buffer.from("08960112077465737469 6e67".replace(" ", ""), "hex"));
    const [number, text] = fieldsOf(bytes);
    expect(number).toMatchObject({ number: 1, kind: "varint", value: 150 });
    expect(text).toMatchObject({ number: 2, kind: "bytes", start: 5, end: 12 });
    expect(readText(bytes, text!)).toBe("testing");
  });

  it("reads any 64-bit number, rounded to a double above 2^53", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const read = fieldsOf(intField(3, value))[0]!.value;
        if (Number.isSafeInteger(Number(value))) expect(read).toBe(Number(value));
        else expect(Math.abs(read / Number(value) - 1)).toBeLessThan(2 ** -51);
      }),
    );
  });

  it("steps over numbers of fixed length", () => {
    const fields = fieldsOf(Buffer.concat([floatField(2, 0.5), intField(1, 7)]));
    expect(fields.map(({ kind }) => kind)).toEqual(["fixed32", "varint"]);
  });

  it("reads packed numbers as it reads single ones", () => {
    const numbers = [0, 1, 127, 128, 300, -1];
    const packed = bytesField(1, Buffer.concat(numbers.map((item) => varint(item))));
    const single = Buffer.concat(numbers.map((item) => intField(1, item)));
    for (const bytes of [packed, single]) {
      const read: number[] = [];
      readFields(bytes, 0, bytes.length, (field) =>
        readVarints(bytes, field, (item) => read.push(item)),
      );
      expect(read).toEqual(numbers);
    }
  });

  it.each([
    ["a number of 11 bytes", `08${"ff".repeat(10)}01`, false],
    ["a number that the end cuts", "0896", true],
    ["bytes that the end cuts", "120774657374", true],
    ["field number 0", "0001", false],
    ["a group, of the year 2001", "0b0c", false],
    ["a wire type that does not exist", "0e00", false],
    ["a negative length", `12${"ff".repeat(9)}01`, false],
  ])("refuses %s", (_name, hex, truncated) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    const read = () => fieldsOf(bytes);
    expect(read).toThrow(ProtobufError);
    expect(read).toThrow(expect.objectContaining({ truncated }));
  });

  it("does not call a lie inside a message a truncated file", () => {
    const inner = Buffer.from("120774", "hex"); // seven bytes announced, one there
    const bytes = Buffer.concat([bytesField(1, inner), intField(2, 1)]);
    const read = () =>
      readFields(bytes, 0, bytes.length, (field) => {
        if (field.kind === "bytes") readFields(bytes, field.start, field.end, () => {});
      });
    expect(read).toThrow(expect.objectContaining({ truncated: false }));
  });

  it("throws nothing else on any bytes, and ends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          fieldsOf(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtobufError);
        }
      }),
    );
  });
});
