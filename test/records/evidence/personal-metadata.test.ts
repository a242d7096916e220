import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { personalMetadata } from "../../../src/records/evidence/personal-metadata.js";
import { xmpTexts } from "../../../src/records/evidence/xmp-texts.js";
import { exifBytes, jpegWithExif, SMALL_JPEG } from "../../support/exif-writer.js";
import { plainPng } from "../../support/png-writer.js";
import { processorMs } from "../../support/processor-time.js";

const ascii = (text: string): Buffer => Buffer.from(text, "latin1");

/** A JPEG with one more segment. */
function jpeg(marker: number, data: Uint8Array): Uint8Array {
  const head = Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]);
  return Buffer.concat([SMALL_JPEG.subarray(0, 2), head, data, SMALL_JPEG.subarray(2)]);
}

/** A PNG with one more chunk, before its pixels or behind them. */
function png(type: string, data: Uint8Array, isLast = false): Uint8Array {
  const whole = plainPng(4, 4, [1, 2, 3]);
  const typed = Buffer.concat([ascii(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  const at = isLast ? whole.length - 12 : 33;
  return Buffer.concat([whole.subarray(0, at), length, typed, check, whole.subarray(at)]);
}

function webp(type: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  const pad = Buffer.alloc(data.length % 2);
  const body = Buffer.concat([ascii("WEBPVP8L"), Buffer.from([4, 0, 0, 0, 0x2f, 0, 0, 0])]);
  return Buffer.concat([ascii("RIFF"), Buffer.alloc(4), body, ascii(type), length, data, pad]);
}

function gif(label: number, data: Uint8Array, name = ""): Uint8Array {
  const blocks =
    name === "" ? [Buffer.from([data.length]), data] : [Buffer.from([11]), ascii(name), data];
  return Buffer.concat([
    ascii("GIF89a"),
    Buffer.from([1, 0, 1, 0, 0, 0, 0]),
    Buffer.from([0x21, label]),
    ...blocks,
    Buffer.from([0]),
    Buffer.from([0x3b]),
  ]);
}

const packet = (inside: string): string =>
  `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><rdf:Description rdf:about="" xmlns:exif="e" ${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`;
const XMP_PLACE = packet('exif:GPSLatitude="47,22.6N" exif:GPSLongitude="8,32.5E">');
const XMP_PERSON = packet(
  "><dc:creator><rdf:Seq><rdf:li>Ann Miller</rdf:li></rdf:Seq></dc:creator>",
);
const XMP_CAMERA = packet("><aux:SerialNumber>0123456</aux:SerialNumber>");
const jpegXmp = (text: string): Uint8Array =>
  jpeg(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${text}`));

function iptc(set: number, text: string): Buffer {
  const data = Buffer.concat([Buffer.from([0x1c, 2, set, 0, text.length]), ascii(text)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  return Buffer.concat([ascii("8BIM"), Buffer.from([4, 4, 0, 0]), size, data]);
}
const jpegIptc = (set: number, text: string): Uint8Array =>
  jpeg(0xed, Buffer.concat([ascii("Photoshop 3.0\0"), iptc(set, text)]));
const rawProfile = (name: string, block: Uint8Array): Buffer =>
  deflateSync(
    ascii(
      `\n${name}\n${String(block.length).padStart(8)}\n${Buffer.from(block).toString("hex")}\n`,
    ),
  );
const international = (key: string, text: string, isPacked = false): Buffer =>
  Buffer.concat([
    ascii(`${key}\0`),
    Buffer.from([isPacked ? 1 : 0, 0]),
    ascii("en\0key\0"),
    isPacked ? deflateSync(Buffer.from(text)) : Buffer.from(text),
  ]);

const serial = exifBytes({ exif: { 42033: { text: "SN12345" } } });

describe("what a picture tells beside itself", () => {
  it.each<[string, Uint8Array, string, string]>([
    ["EXIF, coordinates", jpegWithExif(SMALL_JPEG, exifBytes({ gps: GPS() })), "place", "EXIF"],
    ["EXIF, serial number", jpegWithExif(SMALL_JPEG, serial), "camera", "EXIF"],
    [
      "EXIF, lens",
      jpegWithExif(SMALL_JPEG, exifBytes({ exif: { 42037: { text: "L1" } } })),
      "camera",
      "EXIF",
    ],
    [
      "EXIF, artist",
      jpegWithExif(SMALL_JPEG, exifBytes({ first: { 315: { text: "A" } } })),
      "person",
      "EXIF",
    ],
    [
      "EXIF, description",
      jpegWithExif(SMALL_JPEG, exifBytes({ first: { 270: { text: "at 47.3769, 8.5417" } } })),
      "place",
      "EXIF",
    ],
    ["JPEG, XMP attribute", jpegXmp(XMP_PLACE), "place", "XMP"],
    ["JPEG, XMP list", jpegXmp(XMP_PERSON), "person", "XMP"],
    ["JPEG, XMP element", jpegXmp(XMP_CAMERA), "camera", "XMP"],
    ["JPEG, XMP of drones", jpegXmp(packet('drone-dji:GpsLatitude="+47.1">')), "place", "XMP"],
    ["JPEG, IPTC by-line", jpegIptc(80, "Ann Miller"), "person", "IPTC"],
    ["JPEG, IPTC city", jpegIptc(90, "Bern"), "place", "IPTC"],
    ["JPEG, IPTC caption", jpegIptc(120, "ask ann@example.org"), "person", "IPTC"],
    ["JPEG, comment", jpeg(0xfe, ascii("47.3769, 8.5417")), "place", "a comment"],
    ["JPEG, comment with a number", jpeg(0xfe, ascii("Serial No: P800HG")), "camera", "a comment"],
    ["PNG, tEXt", png("tEXt", ascii("Author\0Ann Miller")), "person", "a comment"],
    [
      "PNG, tEXt at the end",
      png("tEXt", ascii("Comment\0+49 170 1234567"), true),
      "person",
      "a comment",
    ],
    [
      "PNG, zTXt",
      png("zTXt", Buffer.concat([ascii("Note\0\0"), deflateSync(ascii("a@example.org"))])),
      "person",
      "a comment",
    ],
    ["PNG, iTXt", png("iTXt", international("Location", "Bern")), "place", "a comment"],
    ["PNG, packed iTXt", png("iTXt", international("Author", "Ann", true)), "person", "a comment"],
    ["PNG, XMP", png("iTXt", international("XML:com.adobe.xmp", XMP_PERSON)), "person", "XMP"],
    [
      "PNG, raw EXIF",
      png(
        "zTXt",
        Buffer.concat([
          ascii("Raw profile type exif\0\0"),
          rawProfile("exif", Buffer.concat([ascii("Exif\0\0"), serial])),
        ]),
      ),
      "camera",
      "EXIF",
    ],
    [
      "PNG, raw IPTC",
      png(
        "zTXt",
        Buffer.concat([
          ascii("Raw profile type iptc\0\0"),
          rawProfile("iptc", iptc(92, "Old mill")),
        ]),
      ),
      "place",
      "IPTC",
    ],
    ["PNG, eXIf", png("eXIf", serial), "camera", "EXIF"],
    ["WebP, XMP", webp("XMP ", ascii(XMP_PLACE)), "place", "XMP"],
    ["WebP, EXIF", webp("EXIF", serial), "camera", "EXIF"],
    ["TIFF, XMP", exifBytes({ first: { 700: { text: XMP_PERSON } } }), "person", "XMP"],
    ["TIFF, artist", exifBytes({ first: { 315: { text: "Ann" } } }), "person", "EXIF"],
    [
      "TIFF, Photoshop",
      exifBytes({ first: { 34377: { text: iptc(80, "Ann").toString("latin1") } } }),
      "person",
      "IPTC",
    ],
    ["GIF, comment", gif(0xfe, ascii("ann@example.org")), "person", "a comment"],
    [
      "GIF, XMP",
      gif(0xff, Buffer.concat([ascii(XMP_PERSON), Buffer.alloc(258, 1)]), "XMP DataXMP"),
      "person",
      "XMP",
    ],
  ])("%s", (_, bytes, kind, carrier) => {
    const { kinds, carriers } = personalMetadata(bytes);
    expect([[...kinds], [...carriers]]).toEqual([[kind], [carrier]]);
  });

  it.each<[string, Uint8Array]>([
    ["a plain JPEG", SMALL_JPEG],
    [
      "the name of a program",
      jpeg(0xfe, ascii("CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90")),
    ],
    [
      "the settings of a camera",
      jpegXmp(
        packet(
          'xmp:CreatorTool="Lightroom 5.1" tiff:Model="HC500" exif:FNumber="28/10" crs:Exposure2012="0.00">',
        ),
      ),
    ],
    ["when it was made", png("tEXt", ascii("date:create\x002024-01-05T10:20:30+00:00"))],
    ["resolution and software", png("tEXt", ascii("Software\0www.inkscape.org 1.2"))],
    ["empty fields", jpegXmp(packet('dc:creator="" exif:GPSLatitude=" ">'))],
    ["what is no image", ascii("47.3769, 8.5417 ann@example.org")],
  ])("is nothing: %s", (_, bytes) => {
    expect(personalMetadata(bytes)).toEqual({ kinds: new Set(), carriers: new Set() });
  });

  it("is looked for in damaged and hostile files without an error and in no time", async () => {
    const files = [
      jpegXmp(XMP_PERSON),
      png("iTXt", international("Author", "Ann", true)),
      gif(0xfe, ascii("x")),
      webp("XMP ", ascii(XMP_PLACE)),
      exifBytes({ first: { 700: { text: XMP_PLACE } } }),
      jpegIptc(80, "Ann"),
    ];
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.nat(),
        fc.nat(255),
        fc.nat(),
        (which, at, byte, cut) => {
          const bytes = Uint8Array.from(files[which]!);
          bytes[at % bytes.length] = byte;
          personalMetadata(bytes.subarray(0, 1 + (cut % bytes.length)));
          personalMetadata(bytes);
        },
      ),
      { numRuns: 1000 },
    );
    const bomb = deflateSync(Buffer.alloc(1e8, "a"));
    const long = ["<a ".repeat(3e5), "a".repeat(1e6), "a=".repeat(5e5), "<a>".repeat(3e5)];
    const spent = await processorMs(() => {
      personalMetadata(png("zTXt", Buffer.concat([ascii("Note\0\0"), bomb])));
      for (const text of long) xmpTexts(text);
    });
    expect(spent).toBeLessThan(3000);
  });
});

function GPS() {
  const degrees = (d: number, m: number) => ({
    rationals: [
      [d, 1],
      [m, 1],
      [0, 1],
    ] as const,
  });
  return { 1: { text: "N" }, 2: degrees(47, 22), 3: { text: "E" }, 4: degrees(8, 32) };
}
