/** Advance widths of a TrueType font (tables cmap of format 4, hmtx), as shares of its em. */
export function fontWidths(font: Buffer): (code: number) => number {
  const tables = new Map<string, number>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const at = 12 + 16 * i;
    tables.set(font.toString("latin1", at, at + 4), font.readUInt32BE(at + 8));
  }
  const of = (name: string): number => tables.get(name) ?? 0;
  const unitsPerEm = font.readUInt16BE(of("head") + 18);
  const metrics = font.readUInt16BE(of("hhea") + 34);
  const glyph = glyphsOf(font, of("cmap"));
  return (code) => {
    const index = Math.min(glyph(code), metrics - 1);
    return font.readUInt16BE(of("hmtx") + 4 * index) / unitsPerEm;
  };
}

function glyphsOf(font: Buffer, cmap: number): (code: number) => number {
  let table = 0;
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const at = cmap + 4 + 8 * i;
    const isUnicode = font.readUInt16BE(at) === 3 && font.readUInt16BE(at + 2) === 1;
    if (isUnicode) table = cmap + font.readUInt32BE(at + 4);
  }
  const doubled = font.readUInt16BE(table + 6);
  return (code) => {
    for (let i = 0; i < doubled; i += 2) {
      if (code > font.readUInt16BE(table + 14 + i)) continue;
      const first = font.readUInt16BE(table + 16 + doubled + i);
      if (code < first) return 0;
      const delta = font.readInt16BE(table + 16 + 2 * doubled + i);
      const rangeAt = table + 16 + 3 * doubled + i;
      const range = font.readUInt16BE(rangeAt);
      if (range === 0) return (code + delta) & 0xffff;
      const found = font.readUInt16BE(rangeAt + range + 2 * (code - first));
      return found === 0 ? 0 : (found + delta) & 0xffff;
    }
    return 0;
  };
}
