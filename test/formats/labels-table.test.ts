import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorData, HomegroundError, isHomegroundError } from "../../src/core/errors.js";
import { parseTruthTable, type TruthTableOptions } from "../../src/formats/csv/labels-table.js";
import { throwsCode } from "../support/throws-code.js";
import { attributesOf, problemCodes, truthRows, utf8 } from "./truth-view.js";

const parse = (text: string, options?: TruthTableOptions, source = "labels.csv") =>
  parseTruthTable(utf8(text), source, options);

describe("parseTruthTable", () => {
  it("finds image, label, masks and attributes by their names", () => {
    const truth = parse(
      "file,mask,site,class,width\nimages\\a.png,masks/a.png,s1,cat,120\nimages/b.png,,s2,,90\n",
    );
    expect(truthRows(truth)).toEqual([
      ["images/a.png", ["cat"]],
      ["images/b.png", "unlabelled"],
    ]);
    expect(truth.otherFiles).toEqual(["masks/a.png"]);
    expect(attributesOf(truth, 1)).toEqual({ site: "s2", width: "90" });
    expect(Object.fromEntries(truth.roles)).toEqual({
      image: "file",
      label: "class",
      "other file": "mask",
    });
    expect(truth.format.reason).toContain("commas");
    expect([...truth.line]).toEqual([2, 3]);
  });

  it("finds an image column by its cells, and takes the columns that are named", () => {
    expect(truthRows(parse("a;label\nx.jpg;cat\n"))).toEqual([["x.jpg", ["cat"]]]);
    const columns = { image: "b", labels: ["y", "z"] };
    expect(truthRows(parse("a,b,y,z\nx.jpg,w.jpg,cat,dog\n", { columns }))).toEqual([
      ["w.jpg", ["cat", "dog"]],
    ]);
    const attributes = parse("file,site\nx.jpg,s1\n", { columns: { labels: [] } });
    expect(truthRows(attributes)).toEqual([["x.jpg", "unlabelled"]]);
  });

  it("tells an image on which nothing is from one that nobody labelled, whatever the task", () => {
    const table =
      "file,label\na.jpg,nothing is there\nb.jpg,\nc.jpg,fox\nc.jpg,Nothing is there \nd.jpg,empty\n";
    for (const severalInCell of [false, true]) {
      const truth = parse(table, { severalInCell });
      expect(truthRows(truth)).toEqual([
        ["a.jpg", "empty"],
        ["b.jpg", "unlabelled"],
        ["c.jpg", ["fox"]],
        ["c.jpg", "empty"],
        // A label like any other.
        ["d.jpg", ["empty"]],
      ]);
      expect(truth.labelNames).toEqual(["fox", "empty"]);
    }
  });

  it("takes the only other column as the label where its values come again, and says so", () => {
    const table = (header: string, values: readonly string[]) =>
      `${header}\n${values.map((value, i) => `${i}.jpg,${value}`).join("\n")}\n`;
    const cells = ["lymph", "mono", "lymph", "mono", "lymph", "mono"];
    const truth = parse(table("file,cell", cells));
    expect(truth.labelNames).toEqual(["lymph", "mono"]);
    expect(truth.format.reason).toContain('"cell", the only other column, is taken as the label');
    const boxes = table(
      "file,cell,x1,y1,x2,y2,score of drawing",
      cells.map((cell) => `${cell},1,2,3,4,5`),
    );
    expect(parse(boxes).format.reason).toContain('"cell", the only other column whose words');
    const refused: [header: string, values: readonly string[]][] = [
      ["file,cell", cells.slice(0, 4)], // too few to tell
      ["file,cell", ["a", "b", "c", "d", "e", "f"]], // ever new values
      ["file,cell", Array(6).fill("lymph")], // one value says nothing
      ["file,cell", ["1", "2", "1", "2", "1", "2"]],
      ["file,cell", ["1.5 mm", "x/y", "1.5 mm", "x/y", "1.5 mm", "x/y"]],
      ["file,cell", ["2024-05-01T", "x", "2024-05-01T", "x", "x", "x"]],
      ["file,cell", ["b.png", "a.png", "b.png", "a.png", "b.png", "a.png"]],
      ...[
        "site",
        "camera_id",
        "split",
        "patient",
        "predicted",
        "score",
        "taken date",
        "image path",
      ].map((name): [string, readonly string[]] => [`file,${name}`, cells]),
    ];
    for (const [header, values] of refused) {
      expect(() => parse(table(header, values)), header).toThrow(
        throwsCode("table/missing-column"),
      );
    }
    const three = `file,cell,note\n${cells.map((cell, i) => `${i}.jpg,${cell},x`).join("\n")}\n`;
    expect(() => parse(three)).toThrow(throwsCode("table/missing-column"));
    const kinds = "file_name,vehicle,view,ground\na.jpg,tank,air,sand\nb.jpg,tank,land,sand\n";
    expect(() => parse(kinds)).toThrow(
      expect.objectContaining({
        fix: 'Say which one it is: --columns label=vehicle, or with "view", "ground" in its place',
      }),
    );
  });

  it("says for a page which columns it could be", () => {
    const asked = (text: string) => {
      try {
        parse(text);
      } catch (error) {
        return new HomegroundError("table/missing-column", errorData(error as HomegroundError))
          .columns;
      }
      return null;
    };
    const names = ["vehicle", "view", "ground"];
    const kinds = "file_name,vehicle,view,ground\na.jpg,tank,air,sand\nb.jpg,tank,land,sand\n";
    expect(asked(kinds)).toEqual({ role: "label", names });
    expect(asked("image,klass\na.jpg,cat\n")).toEqual({ role: "label", names: ["klass"] });
    expect(asked("x,label\n1,cat\n")).toEqual({ role: "image", names: ["x", "label"] });
  });

  it("lists the columns that are there when one is missing", () => {
    expect(() => parse("image,klass\na.jpg,cat\n")).toThrow(throwsCode("table/missing-column"));
    expect(() => parse("image,klass\na.jpg,cat\n")).toThrow('"image", "klass"');
    expect(() => parse("x,label\n1,cat\n")).toThrow(throwsCode("table/missing-column"));
    expect(() => parse("image,label,label\na,b,c\n")).toThrow(throwsCode("table/duplicate-column"));
    expect(() => parse("image,label\na,b\n", { columns: { labels: ["x"] } })).toThrow('"x"');
  });

  it("keeps several labels in a cell as one unless told otherwise", () => {
    const text = "image,label\na.jpg,cat|dog\nb.jpg,cat;cat\nc.jpg,cat\n";
    expect(truthRows(parse(text))[0]).toEqual(["a.jpg", ["cat|dog"]]);
    expect(truthRows(parse(text, { severalInCell: true }))).toEqual([
      ["a.jpg", ["cat", "dog"]],
      ["b.jpg", ["cat"]],
      ["c.jpg", ["cat"]],
    ]);
  });

  it("lists a row without an image by its line, and leaves it out", () => {
    const truth = parse("image,label,n\n,cat,1\nb.jpg,dog,2\n");
    expect(truthRows(truth)).toEqual([["b.jpg", ["dog"]]]);
    expect(attributesOf(truth, 0)).toEqual({ n: "2" });
    expect(truth.problems).toEqual([
      expect.objectContaining({ code: "labels/no-file", where: "labels.csv, line 2" }),
    ]);
  });

  it("notes labels that may not be what was meant, and keeps them", () => {
    const truth = parse(
      'image,label\na,NA\nb,cat\nc,Cat\nd,"cat "\ne,c\u0430t\nf,2-Sep\ng,1.23E+05\n',
    );
    expect(truth.labelNames).toEqual(["NA", "cat", "Cat", "cat ", "c\u0430t", "2-Sep", "1.23E+05"]);
    expect(problemCodes(truth)).toEqual([
      "table/missing-value",
      "annotations/similar-names",
      "table/spreadsheet-damage",
    ]);
  });

  it("reads labels that are numbers as names", () => {
    expect(parse("filename,class_ID\na.jpg,3\nb.jpg,03\n").labelNames).toEqual(["3", "03"]);
  });

  it("joins the folder and the file of a Timelapse export", () => {
    const truth = parse(
      "RootFolder,File,RelativePath,DateTime,Species\nS,IMG_1.JPG,north\\cam1,2021-06-01 03:04:05,deer\nS,IMG_2.JPG,,2021-06-01 03:04:06,\n",
    );
    expect(truth.format.id).toBe("timelapse");
    expect(truthRows(truth)).toEqual([
      ["north/cam1/IMG_1.JPG", ["deer"]],
      ["IMG_2.JPG", "unlabelled"],
    ]);
    expect(attributesOf(truth, 0)).toEqual({ RootFolder: "S", DateTime: "2021-06-01 03:04:05" });
  });

  it("takes the flag Empty of a Timelapse export for nothing seen, where no label is filled in", () => {
    const truth = parse(
      "File,RelativePath,Species,Empty\n1.jpg,a,deer,false\n2.jpg,a,,true\n3.jpg,a,,false\n4.jpg,a,fox,true\n",
    );
    expect(truthRows(truth)).toEqual([
      ["a/1.jpg", ["deer"]],
      ["a/2.jpg", "empty"],
      ["a/3.jpg", "unlabelled"],
      ["a/4.jpg", ["fox"]],
    ]);
    // In other tables a column of that name may be anything.
    expect(truthRows(parse("file,class,empty\nb.jpg,deer,true\nc.jpg,,true\n"))[1]).toEqual([
      ...["c.jpg", "unlabelled"],
    ]);
  });

  it("reads an export of Wildlife Insights: blanks are empty, machines give no truth", () => {
    const header =
      "project_id,deployment_id,image_id,filename,location,is_blank,identified_by,wi_taxon_id,class,order,family,genus,species,common_name,number_of_objects";
    const truth = parse(
      [
        header,
        "1,D1,i1,a.jpg,gs://x/a.jpg,1,Ann,f1,,,,,,Blank,0",
        "1,D1,i2,b.jpg,gs://x/b.jpg,0,Ann,u1,Mammalia,Carnivora,Felidae,Panthera,onca,Jaguar,2",
        "1,D2,i3,c.jpg,gs://x/c.jpg,0,Computer vision,u1,Mammalia,Carnivora,Felidae,Panthera,onca,Jaguar,1",
        "1,D2,i4,d.jpg,gs://x/d.jpg,No,Ann,u2,Mammalia,Carnivora,Felidae,Puma,concolor,,1",
      ].join("\n"),
      {},
      "images.csv",
    );
    expect(truth.format.id).toBe("wildlife-insights");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", "empty"],
      ["b.jpg", ["Jaguar"]],
      ["c.jpg", "unlabelled"],
      ["d.jpg", ["Puma concolor"]],
    ]);
    expect(problemCodes(truth)).toEqual(["labels/machine"]);
    expect(truth.taxa?.get("Jaguar")).toMatchObject({ genus: "panthera", species: "onca" });
    expect(attributesOf(truth, 1)).toMatchObject({ deployment_id: "D1", number_of_objects: "2" });
  });

  it("reads classes with 0 and 1 as Roboflow exports them: none is empty", () => {
    const truth = parse(
      "filename, bird, boat, Unlabeled\na.jpg, 1, 1, 0\nb.jpg, 0, 0, 0\nc.jpg, 0, 0, 1\nd.jpg, 0, , 0\n",
      {},
      "valid/_classes.csv",
    );
    expect(truth.format.id).toBe("roboflow-classes");
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["bird", "boat"]],
      ["b.jpg", "empty"],
      ["c.jpg", "unlabelled"],
      ["d.jpg", "unlabelled"],
    ]);
  });

  it("takes boxes as the presence of their class, an image a row, and says so", () => {
    const truth = parse(
      "filename,width,class,xmin,ymin,xmax,ymax\na.jpg,10,cat,1,1,2,2\nb.jpg,20,dog,1,1,2,2\na.jpg,10,dog,3,3,4,4\na.jpg,10,cat,5,5,6,6\n",
    );
    expect(truthRows(truth)).toEqual([
      ["a.jpg", ["cat", "dog"]],
      ["b.jpg", ["dog"]],
    ]);
    expect(attributesOf(truth, 1)).toEqual({ width: "20" });
    expect(problemCodes(truth)).toEqual(["labels/boxes-collapsed"]);
  });

  it("counts labels named __proto__ and constructor like any other", () => {
    const truth = parse("image,label\na,__proto__\nb,constructor\nc,__proto__\n");
    expect(truthRows(truth)).toEqual([
      ["a", ["__proto__"]],
      ["b", ["constructor"]],
      ["c", ["__proto__"]],
    ]);
  });

  it("throws nothing but HomegroundErrors, whatever follows a header", () => {
    const word = fc.constantFrom(
      "image",
      "label",
      "a.jpg",
      "1",
      "0",
      ",",
      "\n",
      '"',
      ";",
      "\t",
      "x",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        try {
          parse(words.join(""));
        } catch (error) {
          return isHomegroundError(error);
        }
        return true;
      }),
      { numRuns: 2000 },
    );
  });
});

it("reads files and labels that were defused for spreadsheets as they were", () => {
  const csv = new TextEncoder().encode("file,label\n'-1.jpg,'=cat\n");
  const truth = parseTruthTable(csv, "l.csv");
  expect(truth).toMatchObject({ file: ["-1.jpg"], labelNames: ["=cat"] });
});
