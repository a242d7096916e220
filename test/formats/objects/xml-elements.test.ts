import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createProblemList } from "../../../src/formats/import-problems.js";
import { createMemoryFileAccess } from "../../../src/formats/memory-file-access.js";
import { parseXml, readXml, type XmlElement } from "../../../src/formats/xml/xml-elements.js";
import { utf8 } from "../truth-view.js";

const plain = ({ name, attributes, children, text }: XmlElement): unknown => [
  name,
  Object.fromEntries(attributes),
  text,
  ...children.map(plain),
];

/** Children of the root, and the line on which each begins. */
async function read(xml: string, pieceBytes: number): Promise<unknown[]> {
  const access = createMemoryFileAccess(new Map([["x.xml", utf8(xml)]]), pieceBytes);
  const found: unknown[] = [];
  await readXml(access, "x.xml", createProblemList(), {
    onRoot: (root) => found.push(plain(root)),
    onChild: (child, line) => found.push([line, plain(child)]),
  });
  return found;
}

const XML = `<?xml version="1.0"?>
<!DOCTYPE root SYSTEM "a > b">
<!-- <root> -->
<root a="1" b='x > y "z"'>
  text
  <one c="&lt;&#65;&#x42;&amp;lt;">t <![CDATA[<two> ]]&lt;]]> u</one>
  <!-- > </root> --><two/><?pi > ?>
  <three><four d="ж"/>deep
  </three>
</root>
<!-- end -->`;

describe("XML child by child", () => {
  it("has names, attributes, texts and lines", async () => {
    expect(await read(XML, 1 << 16)).toEqual([
      ["root", { a: "1", b: 'x > y "z"' }, ""],
      [6, ["one", { c: "<AB&lt;" }, "t <two> ]]&lt; u"]],
      [7, ["two", {}, ""]],
      [8, ["three", {}, "deep", ["four", { d: "ж" }, ""]]],
    ]);
  });

  it("is the same in pieces of any size", async () => {
    const whole = await read(XML, 1 << 16);
    for (let size = 1; size < 80; size++) expect(await read(XML, size)).toEqual(whole);
  });

  it("reads texts and attributes that were escaped as they were", () => {
    const escaped = (text: string): string =>
      text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
    const texts = fc.string({ unit: fc.constantFrom(..."ab&<>\"';#xж ".split("")), maxLength: 12 });
    fc.assert(
      fc.property(texts, texts, (inside, attribute) => {
        const found: XmlElement[] = [];
        const xml = `<r><c a="${escaped(attribute)}">${escaped(inside)}</c></r>`;
        parseXml(utf8(xml), "x", createProblemList(), { onChild: (child) => found.push(child) });
        expect([found[0]?.attributes.get("a"), found[0]?.text]).toEqual([attribute, inside.trim()]);
      }),
    );
  });

  it("looks at a long attribute, comment and text once, however small the pieces", async () => {
    const long = "1,".repeat(1 << 21);
    for (const xml of [
      `<r><c a="${long}"/></r>`,
      `<r><!-- ${long} --><c/></r>`,
      `<r><c><![CDATA[${long}]]></c></r>`,
      `<!DOCTYPE r "${long}"><r><c/></r>`,
    ]) {
      expect(await read(xml, 2048)).toHaveLength(2);
    }
  });
});
