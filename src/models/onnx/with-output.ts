/** Field numbers of onnx.proto: the graph of a model, the outputs of a graph, the name of a value. */
const GRAPH = 7;
const OUTPUT = 12;
const NAME = 1;

/**
 * A model that also gives out a value from inside it. A message of protocol buffers may state a part of
 * itself again, and what is repeated there is added: a graph of one more output, behind the file, is all
 * that it takes. Engines find its type and shape themselves.
 *
 * @param bytes not changed
 * @param name of the value; one that is an output already makes a model that engines refuse
 */
export function withOutput(bytes: Uint8Array, name: string): Uint8Array {
  const value = message(NAME, new TextEncoder().encode(name));
  const more = message(GRAPH, message(OUTPUT, value));
  const all = new Uint8Array(bytes.length + more.length);
  all.set(bytes);
  all.set(more, bytes.length);
  return all;
}

/** A field of bytes: its number with the kind 2, its length, the bytes. */
function message(field: number, bytes: Uint8Array): Uint8Array {
  const head = [field * 8 + 2];
  let length = bytes.length;
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) + 128);
  head.push(length);
  return Uint8Array.from([...head, ...bytes]);
}
