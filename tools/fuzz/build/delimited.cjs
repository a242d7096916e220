var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// <stdin>
var stdin_exports = {};
__export(stdin_exports, {
  fuzz: () => fuzz,
  seeds: () => seeds
});
module.exports = __toCommonJS(stdin_exports);

// ../../src/core/errors.ts
var HomegroundError = class extends Error {
  name = "HomegroundError";
  code;
  what;
  where;
  fix;
  constructor(code, parts) {
    const options = parts.cause === void 0 ? void 0 : { cause: parts.cause };
    super(`${parts.what} \u2014 ${parts.where} \u2014 ${parts.fix}`, options);
    this.code = code;
    this.what = parts.what;
    this.where = parts.where;
    this.fix = parts.fix;
  }
  toJSON() {
    return { code: this.code, what: this.what, where: this.where, fix: this.fix };
  }
};
function isHomegroundError(value) {
  return value instanceof Error && value.name === "HomegroundError" && "code" in value;
}

// harness.js
function fuzzWith(run2) {
  return (given) => {
    const bytes = new Uint8Array(given);
    try {
      const result = run2(bytes);
      return result instanceof Promise ? result.then(() => {
      }, expected) : void 0;
    } catch (error) {
      return expected(error);
    }
  };
}
function expected(error) {
  if (isHomegroundError(error) && error.code !== "internal/bug") return;
  throw error;
}

// ../../src/core/table.ts
function createTable(rowCount, columns) {
  for (const [name, column] of columns) {
    const length = column.kind === "numeric" ? column.values.length : column.codes.length;
    if (length === rowCount) continue;
    throw new HomegroundError("argument/length-mismatch", {
      what: `column ${JSON.stringify(name)} has ${length} rows, the table ${rowCount}`,
      where: "columns",
      fix: "Pass columns of one length"
    });
  }
  return { rowCount, columns };
}

// ../../src/formats/text-encoding.ts
function sniffEncoding(head) {
  if (head[0] === 239 && head[1] === 187 && head[2] === 191) {
    return { form: "utf-8", markBytes: 3 };
  }
  if (head[0] === 255 && head[1] === 254) return { form: "utf-16le", markBytes: 2 };
  if (head[0] === 254 && head[1] === 255) return { form: "utf-16be", markBytes: 2 };
  const pairs = Math.min(head.length >> 1, 512);
  let firstZero = 0;
  let secondZero = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) firstZero++;
    if (head[2 * i + 1] === 0) secondZero++;
  }
  if (pairs >= 4 && secondZero > 0.9 * pairs && firstZero === 0) {
    return { form: "utf-16le", markBytes: 0 };
  }
  if (pairs >= 4 && firstZero > 0.9 * pairs && secondZero === 0) {
    return { form: "utf-16be", markBytes: 0 };
  }
  return { form: "utf-8", markBytes: 0 };
}
function createUtf16Transcoder(form) {
  const low = form === "utf-16le" ? 0 : 1;
  let odd = -1;
  let high = 0;
  return {
    push(bytes) {
      const units = bytes.length + (odd >= 0 ? 1 : 0) >> 1;
      const out = new Uint8Array(units * 3 + 6);
      let at = 0;
      let from = 0;
      const put = (code) => {
        if (code < 128) out[at++] = code;
        else if (code < 2048) {
          out[at++] = 192 | code >> 6;
          out[at++] = 128 | code & 63;
        } else if (code < 65536) {
          out[at++] = 224 | code >> 12;
          out[at++] = 128 | code >> 6 & 63;
          out[at++] = 128 | code & 63;
        } else {
          out[at++] = 240 | code >> 18;
          out[at++] = 128 | code >> 12 & 63;
          out[at++] = 128 | code >> 6 & 63;
          out[at++] = 128 | code & 63;
        }
      };
      for (let i = 0; i < units; i++) {
        const first = odd >= 0 ? odd : bytes[from++];
        odd = -1;
        const second = bytes[from++];
        const unit = low === 0 ? first | second << 8 : first << 8 | second;
        const isLow = unit >= 56320 && unit <= 57343;
        if (high !== 0 && isLow) {
          put(65536 + (high - 55296 << 10) + (unit - 56320));
          high = 0;
          continue;
        }
        if (high !== 0) put(65533);
        high = 0;
        if (unit >= 55296 && unit <= 56319) high = unit;
        else put(isLow ? 65533 : unit);
      }
      if (from < bytes.length) odd = bytes[from];
      return out.subarray(0, at);
    }
  };
}
var strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var WINDOWS_1252 = [
  8364,
  129,
  8218,
  402,
  8222,
  8230,
  8224,
  8225,
  710,
  8240,
  352,
  8249,
  338,
  141,
  381,
  143,
  144,
  8216,
  8217,
  8220,
  8221,
  8226,
  8211,
  8212,
  732,
  8482,
  353,
  8250,
  339,
  157,
  382,
  376
];
function decodeUtf8(bytes) {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}
function decodeWindows1252(bytes) {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte >= 128 && byte < 160 ? WINDOWS_1252[byte - 128] : byte);
  }
  return text;
}

// ../../src/formats/byte-dictionary.ts
var HASH_SEED = 2166136261 | 0;
var HASH_PRIME = 16777619;
function createByteDictionary() {
  return {
    slots: new Int32Array(64),
    hashes: new Int32Array(32),
    offsets: new Int32Array(33),
    arena: new Uint8Array(512),
    size: 0
  };
}
function codeOfBytes(dictionary, bytes, start, end, hash) {
  const { slots, hashes, offsets, arena } = dictionary;
  const mask = slots.length - 1;
  const length = end - start;
  let slot = (hash ^ hash >>> 15) & mask;
  for (; ; ) {
    const code = slots[slot] - 1;
    if (code < 0) return insert(dictionary, bytes, start, end, hash, slot);
    if (hashes[code] === hash) {
      const at = offsets[code];
      if (offsets[code + 1] - at === length) {
        let i = 0;
        while (i < length && arena[at + i] === bytes[start + i]) i++;
        if (i === length) return code;
      }
    }
    slot = slot + 1 & mask;
  }
}
function insert(d, bytes, start, end, hash, slot) {
  const code = appendBytes(d, bytes, start, end);
  d.hashes[code] = hash;
  d.slots[slot] = code + 1;
  if (d.size * 2 > d.slots.length) rehash(d);
  return code;
}
function appendBytes(d, bytes, start, end) {
  const code = d.size++;
  const at = d.offsets[code];
  const length = end - start;
  if (at + length > d.arena.length) d.arena = grown(d.arena, at + length);
  if (length < 64) for (let i = 0; i < length; i++) d.arena[at + i] = bytes[start + i];
  else d.arena.set(bytes.subarray(start, end), at);
  if (code >= d.hashes.length) {
    const hashes = new Int32Array(d.hashes.length * 2);
    hashes.set(d.hashes);
    d.hashes = hashes;
    const offsets = new Int32Array(hashes.length + 1);
    offsets.set(d.offsets);
    d.offsets = offsets;
  }
  d.offsets[code + 1] = at + length;
  return code;
}
function rehash(d) {
  const slots = new Int32Array(d.slots.length * 4);
  const mask = slots.length - 1;
  for (let code = 0; code < d.size; code++) {
    const hash = d.hashes[code];
    let slot = (hash ^ hash >>> 15) & mask;
    while (slots[slot] !== 0) slot = slot + 1 & mask;
    slots[slot] = code + 1;
  }
  d.slots = slots;
}
var MAX_ARENA_BYTES = 2 ** 31 - 1;
function grown(bytes, needed) {
  if (needed > MAX_ARENA_BYTES) {
    throw new HomegroundError("input/too-large", {
      what: "a column holds more than 2 GiB of distinct text",
      where: "table",
      fix: "Split the table, or leave that column out"
    });
  }
  const larger = new Uint8Array(Math.min(MAX_ARENA_BYTES, Math.max(needed, bytes.length * 2)));
  larger.set(bytes);
  return larger;
}
var BLOCK_BYTES = 1 << 20;
function decodeEntries(dictionary) {
  const { offsets, arena, size } = dictionary;
  const texts = new Array(size);
  let firstLegacy = -1;
  let legacyCount = 0;
  for (let from = 0; from < size; ) {
    const start = offsets[from];
    let to = from + 1;
    while (to < size && offsets[to + 1] - start <= BLOCK_BYTES) to++;
    const block = arena.subarray(start, offsets[to]);
    if (isAscii(block)) {
      const text = decodeUtf8(block) ?? "";
      for (let k = from; k < to; k++) {
        texts[k] = text.slice(offsets[k] - start, offsets[k + 1] - start);
      }
    } else {
      for (let k = from; k < to; k++) {
        const bytes = arena.subarray(offsets[k], offsets[k + 1]);
        const text = decodeUtf8(bytes);
        if (text === null) {
          legacyCount++;
          if (firstLegacy < 0) firstLegacy = k;
        }
        texts[k] = text ?? decodeWindows1252(bytes);
      }
    }
    from = to;
  }
  return { texts, firstLegacy, legacyCount };
}
function isAscii(bytes) {
  let all = 0;
  for (let i = 0; i < bytes.length; i++) all |= bytes[i];
  return all < 128;
}

// ../../src/formats/decimal.ts
var POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
var POINT = 46;
var COMMA = 44;
var ZERO = 48;
function parsePlainNumber(bytes, start, end, decimalComma) {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from++;
  while (to > from && isBlank(bytes[to - 1])) to--;
  let at = from;
  const negative = bytes[at] === 45;
  if (negative || bytes[at] === 43) at++;
  const mark = decimalComma ? COMMA : POINT;
  let mantissa = 0;
  let digits = 0;
  let fractionDigits = -1;
  const firstDigit = at;
  for (; at < to; at++) {
    const byte = bytes[at];
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (fractionDigits >= 0) fractionDigits++;
    } else if (byte === mark && fractionDigits < 0) {
      fractionDigits = 0;
    } else return parseSlowly(bytes, from, to, decimalComma);
  }
  if (digits === 0) return Number.NaN;
  if (bytes[firstDigit] === ZERO && to - firstDigit > 1 && bytes[firstDigit + 1] !== mark) {
    return Number.NaN;
  }
  if (digits > 15) return parseSlowly(bytes, from, to, decimalComma);
  const value = fractionDigits > 0 ? mantissa / POWERS_OF_TEN[fractionDigits] : mantissa;
  return negative ? -value : value;
}
function parseSlowly(bytes, from, to, decimalComma) {
  if (to - from > 400) return Number.NaN;
  return parsePlainText(decodeWindows1252(bytes.subarray(from, to)), decimalComma);
}
function parsePlainText(given, decimalComma = false) {
  let text = given;
  if (decimalComma) {
    if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) text = text.replaceAll(".", "");
    else if (text.includes(".")) return Number.NaN;
    text = text.replace(",", ".");
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number.NaN;
  if (/^[+-]?0\d/.test(text)) return Number.NaN;
  const value = Number(text);
  if (/^[+-]?\d+$/.test(text) && !Number.isSafeInteger(value)) return Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
function isMissingMark(text) {
  return /^(na|n\/a|#n\/a|nan|null|none|nil|-|\?)$/i.test(text.trim());
}
function isBlank(byte) {
  return byte === 32 || byte === 9;
}

// ../../src/formats/import-problems.ts
var PROBLEMS_LISTED = 1e3;
function createProblemList() {
  const problems = [];
  const counts = /* @__PURE__ */ new Map();
  const last = /* @__PURE__ */ new Map();
  return {
    add(code, what, where) {
      const count = (counts.get(code) ?? 0) + 1;
      counts.set(code, count);
      if (count <= PROBLEMS_LISTED) problems.push({ code, what, where });
      else last.set(code, where);
    },
    finish() {
      const rest = [...last].map(([code, where]) => ({
        code,
        what: `and ${(counts.get(code) ?? 0) - PROBLEMS_LISTED} more of this kind`,
        where: `up to ${where}`
      }));
      return [...problems, ...rest];
    }
  };
}
function quoted(name) {
  const cut2 = name.length > 80 ? `${name.slice(0, 80)}\u2026` : name;
  return JSON.stringify(cut2);
}

// ../../src/formats/delimited-columns.ts
var MAX_CELL_BYTES = 1 << 20;
var ROWS_BEFORE_NUMBERS = 8192;
var DISTINCT_FOR_NUMBERS = 2048;
function createColumnStore(options) {
  const { source, names, readings, decimalComma, problems } = options;
  const columnCount = names.length;
  let capacity = Math.max(16, options.expectedRows);
  const none = new Int32Array();
  const noValues = new Float64Array();
  const sinks = names.map((name, c) => {
    const reading = readings[c] ?? "auto";
    const dictionary = reading === "text" || reading === "auto";
    return {
      name,
      reading: reading === "text" || reading === "auto" ? "dictionary" : reading,
      auto: reading === "auto",
      dictionary: createByteDictionary(),
      codes: dictionary ? new Int32Array(capacity) : none,
      values: noValues,
      mistaken: false
    };
  });
  const scoreNames = names.filter((_, c) => readings[c] === "score");
  const scoreCount = scoreNames.length;
  let scores = new Float64Array(capacity * scoreCount);
  let line = new Int32Array(capacity);
  let rowCount = 0;
  const grow = () => {
    capacity *= 2;
    line = copied(line, new Int32Array(capacity));
    scores = copied(scores, new Float64Array(capacity * scoreCount));
    for (const sink of sinks) {
      if (sink.reading === "dictionary") sink.codes = copied(sink.codes, new Int32Array(capacity));
      if (sink.reading === "numbers") sink.values = copied(sink.values, new Float64Array(capacity));
    }
  };
  const place = (at, name) => `${source}, line ${at}, column ${quoted(name)}`;
  const shown = (bytes, start, end) => quoted(decodeWindows1252(bytes.subarray(start, Math.min(end, start + 80))));
  const isWhole = (row) => {
    if (row.longest > MAX_CELL_BYTES) {
      const what2 = `a cell has ${row.longest} bytes, more than ${MAX_CELL_BYTES}; the row is left out`;
      problems.add("table/cell-too-long", what2, `${source}, line ${row.line}`);
      return false;
    }
    if (row.cellCount >= columnCount && !row.extraContent) return true;
    const start = row.starts[0];
    const first = row.escaped[0] === 1 ? row.unescaped : row.bytes;
    const what = `${row.cellCount} cells instead of ${columnCount}; the row of ${shown(first, start, row.ends[0])} is left out`;
    problems.add("table/columns", what, `${source}, line ${row.line}`);
    return false;
  };
  const readNumber = (sink, bytes, start, end, at) => {
    const value = parsePlainNumber(bytes, start, end, decimalComma);
    if (!Number.isNaN(value)) return value;
    const text = end - start > 64 ? "?" : decodeWindows1252(bytes.subarray(start, end));
    const isText = text.trim() !== "" && !isMissingMark(text);
    if (sink.reading === "numbers") {
      if (isText) sink.mistaken = true;
    } else if (text.trim() !== "") {
      const what = `${shown(bytes, start, end)} is not a number; the score is missing`;
      problems.add("predictions/not-a-number", what, place(at, sink.name));
    }
    return Number.NaN;
  };
  const switchToNumbers = () => {
    for (const sink of sinks) {
      const { dictionary, codes } = sink;
      if (!sink.auto || sink.reading !== "dictionary") continue;
      if (dictionary.size < DISTINCT_FOR_NUMBERS) continue;
      const numbers = numbersOf(dictionary, decimalComma);
      if (numbers === null) continue;
      sink.reading = "numbers";
      sink.values = new Float64Array(capacity);
      for (let i = 0; i < rowCount; i++) {
        sink.values[i] = codes[i] < 0 ? Number.NaN : numbers[codes[i]];
      }
      sink.codes = none;
      sink.dictionary = createByteDictionary();
    }
  };
  return {
    add(row) {
      if (!isWhole(row)) return;
      if (rowCount === capacity) grow();
      const { starts, ends, hashes, escaped } = row;
      let score = rowCount * scoreCount;
      for (let c = 0; c < columnCount; c++) {
        const sink = sinks[c];
        const start = starts[c];
        const end = ends[c];
        const bytes = escaped[c] === 1 ? row.unescaped : row.bytes;
        switch (sink.reading) {
          case "dictionary": {
            let code = -1;
            if (end > start) {
              code = codeOfBytes(sink.dictionary, bytes, start, end, hashes[c]);
            }
            sink.codes[rowCount] = code;
            break;
          }
          case "score":
            scores[score++] = end > start ? readNumber(sink, bytes, start, end, row.line) : Number.NaN;
            break;
          case "numbers":
            sink.values[rowCount] = end > start ? readNumber(sink, bytes, start, end, row.line) : Number.NaN;
            break;
          case "list":
            appendBytes(sink.dictionary, bytes, start, end);
            break;
          case "skip":
            break;
          default:
            sink.reading;
        }
      }
      line[rowCount++] = row.line;
      if (rowCount === ROWS_BEFORE_NUMBERS) switchToNumbers();
    },
    finish() {
      const columns = /* @__PURE__ */ new Map();
      const lists = /* @__PURE__ */ new Map();
      let legacyCount = 0;
      let example = "";
      const textsOf = (dictionary) => {
        const { texts, firstLegacy, legacyCount: count } = decodeEntries(dictionary);
        if (firstLegacy >= 0 && legacyCount === 0) example = texts[firstLegacy] ?? "";
        legacyCount += count;
        return texts;
      };
      for (const sink of sinks) {
        refuseNul(sink);
        if (sink.reading === "numbers") {
          columns.set(sink.name, { kind: "numeric", values: cut(sink.values, rowCount) });
        } else if (sink.reading === "list") {
          lists.set(sink.name, textsOf(sink.dictionary));
        } else if (sink.reading === "dictionary") {
          const codes = cut(sink.codes, rowCount);
          const numbers = sink.auto ? numbersOf(sink.dictionary, decimalComma) : null;
          if (numbers !== null) {
            const values = new Float64Array(rowCount);
            for (let i = 0; i < rowCount; i++) {
              values[i] = codes[i] < 0 ? Number.NaN : numbers[codes[i]];
            }
            columns.set(sink.name, { kind: "numeric", values });
            continue;
          }
          const texts = textsOf(sink.dictionary);
          if (sink.auto) noteNumberFormat(sink.name, texts, decimalComma);
          columns.set(sink.name, withoutBlanks(codes, texts));
        }
      }
      return {
        rowCount,
        columns,
        lists,
        scoreNames,
        scores: cut(scores, rowCount * scoreCount),
        line: cut(line, rowCount),
        mistaken: sinks.filter((sink) => sink.mistaken).map((sink) => sink.name),
        legacy: legacyCount === 0 ? null : { count: legacyCount, example }
      };
    }
  };
  function refuseNul({ name, dictionary, reading, codes }) {
    const { arena, offsets, size } = dictionary;
    const at = arena.subarray(0, offsets[size]).indexOf(0);
    if (at < 0) return;
    let entry = 0;
    while (offsets[entry + 1] <= at) entry++;
    const row = reading === "list" ? entry : codes.indexOf(entry);
    throw new HomegroundError("input/encoding", {
      what: "the text holds a byte 0",
      where: place(line[row] ?? 0, name),
      fix: "Save the table again as UTF-8 text; the file may be damaged"
    });
  }
  function noteNumberFormat(name, texts, comma) {
    const looksNumeric = (text) => /^\s*[+-]?\d[\d.,'\s]*%?\s*$/.test(text);
    if (texts.length === 0 || texts.length > 1e4 || !texts.every(looksNumeric)) return;
    const odd = texts.find(
      (text) => Number.isNaN(numberOf(text, comma)) && !/^\s*\d+\s*$/.test(text)
    );
    if (odd === void 0) return;
    const what = `${quoted(odd)} beside ${quoted(texts.find((text) => text !== odd) ?? odd)}: the column is kept as text`;
    problems.add("table/number-format", what, `${source}, column ${quoted(name)}`);
  }
}
function numberOf(text, comma) {
  const bytes = new TextEncoder().encode(text);
  return parsePlainNumber(bytes, 0, bytes.length, comma);
}
function numbersOf(dictionary, decimalComma) {
  const { size, offsets, arena } = dictionary;
  const numbers = new Float64Array(size);
  let found = false;
  for (let k = 0; k < size; k++) {
    const start = offsets[k];
    const end = offsets[k + 1];
    const value = parsePlainNumber(arena, start, end, decimalComma);
    if (Number.isNaN(value)) {
      if (end - start > 8) return null;
      const text = decodeWindows1252(arena.subarray(start, end));
      if (text.trim() !== "" && !isMissingMark(text)) return null;
    } else found = true;
    numbers[k] = value;
  }
  return found ? numbers : null;
}
function withoutBlanks(codes, texts) {
  if (!texts.some((text) => text.trim() === "")) {
    return { kind: "categorical", codes, levels: texts };
  }
  const levels = [];
  const renumbered = Int32Array.from(
    texts,
    (text) => text.trim() === "" ? -1 : levels.push(text) - 1
  );
  const replaced = codes.map((code) => code < 0 ? -1 : renumbered[code]);
  return { kind: "categorical", codes: replaced, levels };
}
function copied(from, to) {
  to.set(from);
  return to;
}
function cut(values, length) {
  return length * 1.2 > values.length ? values.subarray(0, length) : values.slice(0, length);
}

// ../../src/formats/delimited-dialect.ts
var SNIFF_BYTES = 1 << 18;
var MAX_HEADER_BYTES = 1 << 24;
var SNIFF_ROWS = 200;
var MAX_COLUMNS = 65536;
var DELIMITERS = [",", ";", "	", "|"];
function sniffDialect(head, complete, source, options = {}) {
  const encoding = sniffEncoding(head);
  let bytes = head.subarray(encoding.markBytes);
  if (encoding.form !== "utf-8") bytes = createUtf16Transcoder(encoding.form).push(bytes);
  let text = decodeUtf8(bytes) ?? decodeWindows1252(bytes);
  if (text.trim() === "") throw emptyTable(source, "the file holds no text");
  const separatorLine = /^sep=(.)\r?(?:\n|$)/i.exec(text);
  const named = DELIMITERS.find((delimiter2) => delimiter2 === separatorLine?.[1]);
  if (named !== void 0 && separatorLine !== null) text = text.slice(separatorLine[0].length);
  const delimiter = options.delimiter ?? named ?? findDelimiter(text, complete);
  const rows = splitSample(text, delimiter, complete);
  const first = rows[0];
  if (first === void 0 && complete) throw emptyTable(source, "the file holds no row");
  if (first === void 0 || first.length > MAX_COLUMNS) {
    throw new HomegroundError("table/too-wide", {
      what: `the first row has more than ${MAX_COLUMNS} columns, or no end`,
      where: `${source}, line 1`,
      fix: "Check that this is a table with one image a row"
    });
  }
  const hasHeader = options.header ?? true;
  const sample = hasHeader ? rows.slice(1) : rows;
  if (hasHeader) checkHeader(first, sample, source);
  const { names, repeated } = columnNames(hasHeader ? first : first.map(() => ""));
  const sampleChars = rows.reduce((sum, row) => sum + row.reduce((n, c) => n + c.length + 1, 0), 0);
  return {
    encoding,
    delimiter,
    decimalComma: delimiter !== "," && usesDecimalComma(sample),
    rowsBefore: (hasHeader ? 1 : 0) + (named === void 0 ? 0 : 1),
    names,
    repeated,
    sample,
    rowBytes: Math.max(1, sampleChars / rows.length)
  };
}
function endsLine(head) {
  return head.includes(10) || head.includes(13);
}
function emptyTable(source, what) {
  return new HomegroundError("input/empty", {
    what,
    where: source,
    fix: "Save a table with a line of column names and a line for each image"
  });
}
function findDelimiter(text, complete) {
  let best = ",";
  let bestShare = 0;
  let bestWidth = 1;
  for (const delimiter of DELIMITERS) {
    const rows = splitSample(text, delimiter, complete);
    const width = rows[0]?.length ?? 1;
    if (width < 2) continue;
    const share = rows.filter((row) => row.length === width).length / rows.length;
    if (share > bestShare || share === bestShare && width > bestWidth) {
      best = delimiter;
      bestShare = share;
      bestWidth = width;
    }
  }
  return best;
}
function splitSample(text, delimiter, complete) {
  const rows = [];
  const special = new RegExp(`[${delimiter === "|" ? "\\|" : delimiter}\r
]`, "g");
  let row = [];
  let at = 0;
  const endRow = () => {
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
  };
  while (at < text.length && rows.length <= SNIFF_ROWS) {
    let quotedPart = "";
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) end = text.length;
      quotedPart = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    special.lastIndex = at;
    const next = special.exec(text)?.index ?? text.length;
    if (next === text.length && !complete) return rows;
    row.push(quotedPart + text.slice(at, next));
    at = next + 1;
    const mark = text[next];
    if (mark === delimiter) {
      if (row.length > MAX_COLUMNS) return [row];
      if (at >= text.length) row.push("");
    } else {
      endRow();
      if (mark === "\r" && text[at] === "\n") at++;
    }
  }
  endRow();
  return rows;
}
var IMAGE_NAME = /\.(jpe?g|png|webp|tiff?|bmp|gif|heic|avif|dng|nef|cr2|arw)$/i;
function namesImage(cell) {
  return IMAGE_NAME.test(cell.trim());
}
function checkHeader(header, sample, source) {
  const fix = "Put a first line with the names of the columns, such as image,label";
  const image = header.find(namesImage);
  const allNumbers = header.length > 1 && header.every((cell) => !Number.isNaN(parsePlainText(cell.trim())));
  if (image !== void 0 || allNumbers) {
    throw new HomegroundError("table/header", {
      what: `the first line looks like data, not like names of columns: ${JSON.stringify((image ?? header.join(",")).slice(0, 80))}`,
      where: `${source}, line 1`,
      fix
    });
  }
  const wider = sample.length > 0 && sample.every((row) => row.length === header.length + 1);
  if (wider && sample.some((row) => row.at(-1) !== "")) {
    throw new HomegroundError("table/header", {
      what: `the first line names ${header.length} columns, the others have ${header.length + 1} cells`,
      where: `${source}, line 1`,
      fix: "Name every column; a column of row names needs a name too"
    });
  }
}
function columnNames(header) {
  const taken = /* @__PURE__ */ new Set();
  const repeated = /* @__PURE__ */ new Set();
  const names = header.map((cell, i) => {
    const base = cell.trim() === "" ? `column ${i + 1}` : cell.trim();
    let name = base;
    for (let k = 2; taken.has(name); k++) {
      if (cell.trim() !== "") repeated.add(base);
      name = `${base}#${k}`;
    }
    taken.add(name);
    return name;
  });
  return { names, repeated: [...repeated] };
}
function usesDecimalComma(sample) {
  let commas = 0;
  let points = 0;
  for (const row of sample) {
    for (const cell of row) {
      if (/^\s*[+-]?\d*(\.\d{3})*,\d+\s*$/.test(cell)) commas++;
      else if (/^\s*[+-]?\d*\.\d+([eE][+-]?\d+)?\s*$/.test(cell)) points++;
    }
  }
  return commas > 0 && points === 0;
}

// ../../src/formats/delimited-scanner.ts
var QUOTE = 34;
var LF = 10;
var CR = 13;
var MAX_LINES_IN_CELL = 1e3;
var MAX_ROW_BYTES = 1 << 26;
function createDelimitedScanner(options) {
  const { source, delimiter, columnCount, onRow } = options;
  const row = {
    cellCount: 0,
    line: 1,
    bytes: new Uint8Array(),
    unescaped: new Uint8Array(),
    starts: new Int32Array(columnCount),
    ends: new Int32Array(columnCount),
    escaped: new Uint8Array(columnCount),
    hashes: new Int32Array(columnCount),
    longest: 0,
    extraContent: false
  };
  let line = 1;
  let kept = new Uint8Array(1 << 16);
  let keptLength = 0;
  let waitFor = 0;
  const quoteError = (what, at) => new HomegroundError("table/quote", {
    what,
    where: `${source}, line ${at}`,
    fix: 'Close the quote, or double it where it is part of the text ("")'
  });
  const scan = (bytes, last) => {
    const { starts, ends, escaped, hashes } = row;
    const length = bytes.length;
    const highest = Math.max(delimiter, CR);
    row.bytes = bytes;
    let at = 0;
    while (at < length) {
      const rowStart = at;
      let cell = 0;
      let lineBreaks = 0;
      let longest = 0;
      let extraContent = false;
      let unescapedLength = 0;
      for (; ; ) {
        let hash = HASH_SEED;
        let start = at;
        let end;
        let isEscaped = 0;
        let p = at;
        if (p < length && bytes[p] === QUOTE) {
          start = ++p;
          let breaksHere = 0;
          for (; ; ) {
            if (p >= length) {
              if (last) throw quoteError("a quote opens and never closes", line + lineBreaks);
              return rowStart;
            }
            const byte2 = bytes[p];
            if (byte2 === QUOTE) {
              if (p + 1 >= length && !last) return rowStart;
              if (bytes[p + 1] !== QUOTE) break;
              isEscaped = 1;
              p++;
            } else if (byte2 === LF || byte2 === CR && bytes[p + 1] !== LF) {
              if (byte2 === CR && p + 1 >= length && !last) return rowStart;
              if (++breaksHere > MAX_LINES_IN_CELL) {
                const what = `a quote opens and does not close within ${MAX_LINES_IN_CELL} lines`;
                throw quoteError(what, line + lineBreaks);
              }
            }
            hash = Math.imul(hash ^ byte2, HASH_PRIME);
            p++;
          }
          end = p++;
          if (p >= length && !last) return rowStart;
          const next = bytes[p];
          if (p < length && next !== delimiter && next !== LF && next !== CR) {
            throw quoteError("text follows the quote that closes a cell", line + lineBreaks);
          }
          lineBreaks += breaksHere;
        } else {
          while (p < length) {
            const byte2 = bytes[p];
            if (byte2 <= highest && (byte2 === delimiter || byte2 === LF || byte2 === CR)) break;
            hash = Math.imul(hash ^ byte2, HASH_PRIME);
            p++;
          }
          if (p >= length && !last) return rowStart;
          end = p;
        }
        if (end - start > longest) longest = end - start;
        if (cell < columnCount) {
          if (isEscaped === 1) {
            const from = unescapedLength;
            unescapedLength = copyUnescaped(start, end, from);
            start = from;
            end = unescapedLength;
          }
          starts[cell] = start;
          ends[cell] = end;
          escaped[cell] = isEscaped;
          hashes[cell] = hash;
        } else if (end > start) extraContent = true;
        cell++;
        if (p >= length) {
          at = p;
          break;
        }
        const byte = bytes[p];
        at = p + 1;
        if (byte === delimiter) continue;
        if (byte === CR) {
          if (at >= length && !last) return rowStart;
          if (at < length && bytes[at] === LF) at++;
        }
        lineBreaks++;
        break;
      }
      if (longest > 0) {
        row.cellCount = cell;
        row.line = line;
        row.longest = longest;
        row.extraContent = extraContent;
        onRow(row);
      }
      line += lineBreaks;
    }
    return at;
  };
  const copyUnescaped = (start, end, to) => {
    const { bytes } = row;
    if (row.unescaped.length < to + end - start) {
      const larger = new Uint8Array(Math.max(256, 2 * (to + end - start)));
      larger.set(row.unescaped.subarray(0, to));
      row.unescaped = larger;
    }
    let at = to;
    for (let p = start; p < end; p++) {
      row.unescaped[at++] = bytes[p];
      if (bytes[p] === QUOTE) p++;
    }
    return at;
  };
  const keep = (bytes) => {
    if (keptLength + bytes.length > kept.length) {
      const larger = new Uint8Array(Math.max(keptLength + bytes.length, kept.length * 2));
      larger.set(kept.subarray(0, keptLength));
      kept = larger;
    }
    kept.set(bytes, keptLength);
    keptLength += bytes.length;
  };
  return {
    push(bytes) {
      if (keptLength === 0) {
        keep(bytes.subarray(scan(bytes, false)));
      } else {
        keep(bytes);
        if (keptLength < waitFor) return;
        const done = scan(kept.subarray(0, keptLength), false);
        kept.copyWithin(0, done, keptLength);
        keptLength -= done;
      }
      waitFor = 2 * keptLength;
      if (keptLength > MAX_ROW_BYTES) {
        throw new HomegroundError("input/too-large", {
          what: `a row is longer than ${MAX_ROW_BYTES} bytes`,
          where: `${source}, line ${line}`,
          fix: "Check that this is a table; a quote may be missing or line ends lost"
        });
      }
    },
    end() {
      scan(kept.subarray(0, keptLength), true);
      keptLength = 0;
    }
  };
}

// ../../src/formats/delimited.ts
function parseDelimited(bytes, source, options = {}) {
  let head = bytes.subarray(0, SNIFF_BYTES);
  if (!endsLine(head)) head = bytes.subarray(0, MAX_HEADER_BYTES);
  const dialect = sniffDialect(head, head.length === bytes.length, source, options);
  const readings = readingsOf(dialect, options);
  let pass = startPass(dialect, readings, source, bytes.length);
  for (; ; ) {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      pass.push(bytes.subarray(at, at + PIECE_BYTES));
    }
    const again = pass.finish(readings);
    if (again === null) return pass.table();
    pass = startPass(dialect, readings, source, bytes.length);
  }
}
var PIECE_BYTES = 1 << 26;
function readingsOf(dialect, options) {
  const asked = options.readColumns?.(dialect);
  return dialect.names.map((name) => asked?.get(name) ?? "auto");
}
function startPass(dialect, readings, source, sizeBytes) {
  const { names, encoding, delimiter } = dialect;
  const problems = createProblemList();
  const store = createColumnStore({
    source,
    names,
    readings,
    decimalComma: dialect.decimalComma,
    expectedRows: Math.min(1 << 24, Math.ceil(sizeBytes / dialect.rowBytes * 1.05)),
    problems
  });
  let rowsBefore = dialect.rowsBefore;
  const scanner = createDelimitedScanner({
    source,
    delimiter: delimiter.charCodeAt(0),
    columnCount: names.length,
    onRow: (row) => {
      if (rowsBefore > 0) rowsBefore--;
      else store.add(row);
    }
  });
  const transcoder = encoding.form === "utf-8" ? null : createUtf16Transcoder(encoding.form);
  let markLeft = encoding.markBytes;
  let stored = null;
  return {
    push(piece) {
      const skipped = Math.min(markLeft, piece.length);
      markLeft -= skipped;
      const bytes = piece.subarray(skipped);
      scanner.push(transcoder === null ? bytes : transcoder.push(bytes));
    },
    finish(mended) {
      scanner.end();
      stored = store.finish();
      if (stored.mistaken.length === 0) return null;
      for (const name of stored.mistaken) mended[names.indexOf(name)] = "text";
      return "again";
    },
    table() {
      const read = stored ?? store.finish();
      if (read.rowCount === 0 && problems.finish().length === 0) {
        throw new HomegroundError("input/empty", {
          what: "the table has names of columns and no rows",
          where: source,
          fix: "Save a table with a line for each image"
        });
      }
      addNotes(problems, dialect, read, source);
      return {
        table: createTable(read.rowCount, read.columns),
        lists: read.lists,
        scoreNames: read.scoreNames,
        scores: read.scores,
        line: read.line,
        problems: problems.finish(),
        writing: writingOf(dialect, read)
      };
    }
  };
}
function addNotes(problems, dialect, read, source) {
  for (const name of dialect.repeated) {
    const what = `more than one column is named ${quoted(name)}; the later ones are called ${quoted(`${name}#2`)} and on`;
    problems.add("table/duplicate-column", what, `${source}, line 1`);
  }
  if (read.legacy !== null) {
    const { count, example } = read.legacy;
    const what = `${count} distinct texts are not UTF-8 and were read as Windows-1252, such as ${quoted(example)}`;
    problems.add("input/encoding", what, source);
  }
}
var DELIMITER_WORDS = {
  ",": "commas",
  ";": "semicolons",
  "	": "tabs",
  "|": "vertical bars"
};
function writingOf(dialect, read) {
  const encoding = dialect.encoding.form !== "utf-8" ? dialect.encoding.form.toUpperCase() : read.legacy === null ? "UTF-8" : "Windows-1252";
  const comma = dialect.decimalComma ? ", decimal commas" : "";
  return `${DELIMITER_WORDS[dialect.delimiter]} between cells, ${encoding}${comma}`;
}

// targets/delimited.js
function run(bytes) {
  parseDelimited(bytes, "table.csv");
}
var seeds = [
  "image,label\na.jpg,fox\nb.jpg,deer\n",
  'image;label;score\r\n"a;1.jpg";"red ""fox""";0,5\r\nb.jpg;deer;0,25\r\n',
  "\uFEFFfile	class	a	b\na.png	x	0.1	0.9\n\n# end\n",
  Buffer.from("image,label\na.jpg,chouette chev\xEAche\n", "latin1"),
  Buffer.from("\uFEFFimage,label\na.jpg,fox\n", "utf16le")
];

// <stdin>
var fuzz = fuzzWith(run);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  fuzz,
  seeds
});
