/** One object with the members of all parts; what is a getter in a part is one here, so that changes are seen. */
export function allOf<A extends object, B extends object, C extends object, D extends object>(
  a: A,
  b: B,
  c: C,
  d: D,
): A & B & C & D {
  const members = [a, b, c, d].map((part) => Object.getOwnPropertyDescriptors(part));
  return Object.create(Object.prototype, Object.assign({}, ...members));
}
