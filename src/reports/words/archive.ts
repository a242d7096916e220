/** What an archive says of itself, for readers who have nothing of this program. Values are text already. */

export const ARCHIVE = {
  page: {
    record: "The record",
    files: "Files",
    open: "Formats, and how to check them: README.txt",
    title: "Transparency record",
  },
  about: (v: { title: string; id: string; evidence: string; software: string; state: string }) => `\
TRANSPARENCY RECORD

${v.title}

Id           ${v.id}
Evidence id  ${v.evidence}
State        ${v.state}
Made with    ${v.software}

This archive holds a published figure with the images, answers and conditions
behind it, or as much of them as its authors give out. It can be read and
checked without the program that made it. Every text file is UTF-8 with a line
feed at the end of a line. The archive itself is a ZIP file without
compression; all times in it are 1 January 1980 and mean nothing.

  record.html   what the record says, for people; no script, no network
  badge.svg     the figure as a picture
  SHA256SUMS    a checksum of every other file
  schemas/      the JSON Schema (2020-12) of record.json
  record/       the record itself
`,
  check: `\
HOW TO CHECK IT

1. No file is damaged. Where the archive was unpacked:

     sha256sum -c SHA256SUMS        (macOS: shasum -a 256 -c SHA256SUMS)

2. The record is the one that a paper names. Its id is the SHA-256 of
   record.json without the members "id" and "signatures". record.json is
   written in one way only (RFC 8785: keys in order, no spaces, numbers as
   ECMAScript writes them), so taking the text of both out is enough:

     sed -E 's/"id":"[0-9a-f]{64}",//; s/"signatures":\\[[^]]*\\],//' \\
       record/record.json | sha256sum

   What is printed is the id. "files" in record.json holds the SHA-256 and the
   size of each file beside it, so that the id binds them all.

3. The figures follow from the files. Each line of manifest.ndjson holds the
   label of an image, predictions or outcomes hold its answer. Count again what
   "claims" in record.json says: "metric" names the figure, "value", "low" and
   "high" are the figure and its interval at "level", "n" is what it rests on.

What no check shows: that the images were chosen fairly, or that their labels
are right.
`,
  formats: "WHAT EACH FILE IS",
  files: {
    "record.json": `\
JSON. Figures with intervals, settings, what was tested, and what
its authors state; null is "not stated". schemas/record.schema.json
describes every member.`,
    "manifest.ndjson": `\
NDJSON: a JSON object a line, a line an image, scored ones first.
  image      path below images/; null where names are withheld
  url        public address, or null
  bytes      SHA-256 of the image file (see HASHES THAT ARE HIDDEN)
  pixels     SHA-256 of width and height as two 32-bit numbers, lowest byte
             first, then red, green and blue of each pixel, 8 bits each, row
             by row, the picture upright
  widthPx, heightPx   size of the picture upright
  status     "scored", or why the image is only listed
  labels     ground truth; [] = somebody looked and there is nothing,
             null = not labelled
  objects    for detection: boxes as x, y, width, height in pixels from the
             upper left corner, with label, area and marks; else null
  sequence, cluster   what belongs together; null = nothing declared
  attributes conditions, such as site or light
  licence    of the image, or null`,
    "predictions.csv": `\
CSV (RFC 4180), a header, then a row an image: "file" as in the
manifest, "predicted" the answer, then a column of scores for each
label of "model.labels".`,
    "predictions.json": `\
JSON: a list of detections as COCO's results: image_id,
category_id, bbox (x, y, width, height in pixels), score.`,
    "outcomes.ndjson": `\
NDJSON: truth and answer of each scored image in the order of the
manifest, where names are withheld.`,
    "card.json": `\
JSON: how a picture is made into the model's input, and how its
output is read.`,
    "label-map.json": `\
JSON: from labels of the ground truth to labels of the model.`,
    images: `\
The pictures, byte for byte as they were evaluated.`,
    other: `\
Another file of the record: the model, or what its authors added.`,
  },
  evidence: `\
THE EVIDENCE ID

A second number, the same for this record and for a copy of it without names,
as it is given to reviewers. It is the SHA-256 of the canonical JSON (RFC 8785)
of one object with these members, each as in record.json unless it says
otherwise: evidence (the text homeground.evidence/1), schema, task, unit, seed,
software, openness, hashes, counts, claims, confusion, clusters, profile,
overlap; model with sha256, sizeBytes, labels, trainingCounts; settings without
modelSource, modelFile, classifier, images; files with manifest, predictions,
outcomes, labelMap, each null or sha256 and sizeBytes. For manifest both are of
the file with url and licence of each line null.
`,
  hidden: `\
HASHES THAT ARE HIDDEN

Where "hashes.algorithm" is "hmac-sha256", bytes and pixels are not SHA-256
itself but HMAC-SHA-256 (RFC 2104) of its 32 bytes under a secret that the
authors keep, so that nobody can find out whether a picture is in the set by
hashing it. An auditor who gets the secret computes both for an image and looks
for them. "hashes.keyId" is the first 16 digits of the SHA-256 of the secret.
`,
  signatures: `\
SIGNATURES

"signatures" holds Ed25519 signatures (RFC 8032) of the 32 bytes of the id; key
and signature are base64url without padding. A signature says that whoever has
the key signed this record. Whose key it is has to be known from elsewhere.
`,
} as const;
