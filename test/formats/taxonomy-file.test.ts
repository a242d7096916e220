import { describe, expect, it } from "vitest";
import { parseTaxonomy } from "../../src/formats/taxonomy-file.js";
import { throwsCode } from "../support/throws-code.js";

const TEXT = [
  "1;mammalia;cetartiodactyla;cervidae;odocoileus;virginianus;white-tailed deer",
  "2;mammalia;cetartiodactyla;cervidae;;;Cervidae family",
  "3;mammalia;carnivora;canidae;vulpes;vulpes;fox",
  "4;mammalia;carnivora;canidae;urocyon;cinereoargenteus;fox",
  "not;a;taxon",
  "",
  "5;;;;;;blank",
].join("\r\n");

describe("a taxonomy", () => {
  it("finds taxa by common and scientific name, in any case", () => {
    const { find } = parseTaxonomy(`\uFEFF${TEXT}`, "t.txt");
    expect(find("White-Tailed  Deer")).toMatchObject({ genus: "odocoileus" });
    expect(find("odocoileus_virginianus")).toMatchObject({ id: "1" });
    expect(find("cervidae")).toMatchObject({ id: "2", genus: "" });
    expect(find("blank")).toMatchObject({ class: "" });
    expect(find("okapi")).toBeNull();
  });

  it("takes no side where two taxa share a name", () => {
    const { find } = parseTaxonomy(TEXT, "t.txt");
    expect(find("fox")).toBeNull();
    expect(find("Vulpes vulpes")).toMatchObject({ id: "3" });
  });

  it("lists lines that are none, and refuses a file without any", () => {
    expect(parseTaxonomy(TEXT, "t.txt").problems).toMatchObject([
      { code: "taxonomy/line", where: "t.txt, line 5" },
    ]);
    expect(() => parseTaxonomy("a,b\n1,2\n", "t.txt")).toThrow(throwsCode("input/bad-shape"));
    expect(() => parseTaxonomy("", "t.txt")).toThrow(throwsCode("input/bad-shape"));
  });
});
