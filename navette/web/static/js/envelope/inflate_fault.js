// Why bytes are not one deflate stream (RFC 1951) of at most so many bytes: the browser only says that they are not.
// Nothing is inflated here, only counted; what zlib refuses is refused, at the same bit. Loaded when a stream failed.

const TOO_LARGE = "compression-or-payload-too-large";
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END = 256;

/** By length in bits: how many codes, and the symbols in the order of their codes. @typedef {{counts: number[], symbols: number[], longest: number}} Codes */

/** Thrown inside: bits that no deflater writes. */
class Invalid extends Error {}
/** Thrown inside: the stream goes beyond what was given, or allowed. */
class Beyond extends Error {}

/** The code of the refusal. @type {(packed: Uint8Array, limit: number) => string} */
export function fault(packed, limit) {
  const counter = new Counter(packed, limit);
  try {
    counter.stream();
  } catch (error) {
    if (error instanceof Invalid) return "compression";
    if (!(error instanceof Beyond)) throw error;
  }
  return TOO_LARGE; // cut short, too long, or followed by something
}

class Counter {
  /** @param {Uint8Array} packed @param {number} limit */
  constructor(packed, limit) {
    this.packed = packed;
    this.limit = limit;
    this.at = 0; // in bits
    this.length = 0; // of what would come out
  }

  stream() {
    for (let last = 0; !last; ) {
      last = this.bits(1);
      const kind = this.bits(2);
      if (kind === 3) throw new Invalid();
      if (kind === 0) this.stored();
      else this.block(...(kind === 1 ? FIXED : this.tables()));
    }
  }

  /** @param {number} count */
  bits(count) {
    let value = 0;
    for (let place = 0; place < count; place++, this.at++) {
      if (this.at >= this.packed.length * 8) throw new Beyond();
      value |= ((this.packed[this.at >> 3] >> (this.at & 7)) & 1) << place;
    }
    return value;
  }

  /** @param {number} count */
  put(count) {
    this.length += count;
    if (this.length > this.limit) throw new Beyond();
  }

  stored() {
    this.at = Math.ceil(this.at / 8) * 8;
    const [length, complement] = [this.bits(16), this.bits(16)];
    if (length !== (complement ^ 0xffff)) throw new Invalid();
    const left = this.packed.length - this.at / 8;
    this.put(Math.min(length, left));
    if (length > left) throw new Beyond();
    this.at += length * 8;
  }

  /** @param {Codes} literals @param {Codes} distances */
  block(literals, distances) {
    for (let symbol = this.symbol(literals); symbol !== END; symbol = this.symbol(literals)) {
      this.put(symbol < END ? 1 : this.copied(symbol - END - 1, distances));
    }
  }

  /** The length of a copy, once its distance is known. @param {number} place @param {Codes} distances */
  copied(place, distances) {
    if (place >= LENGTHS.length) throw new Invalid();
    const length = LENGTHS[place] + this.bits(LENGTH_BITS[place]);
    const symbol = this.symbol(distances);
    if (symbol >= 30) throw new Invalid();
    const more = Math.max(0, (symbol >> 1) - 1);
    const distance = symbol < 2 ? symbol + 1 : ((2 + (symbol & 1)) << more) + 1 + this.bits(more);
    if (distance > this.length) throw new Invalid();
    return length;
  }

  /** @param {Codes} codes */
  symbol({ counts, symbols, longest }) {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= Math.max(1, longest); length++) {
      code |= this.bits(1);
      if (code - first < counts[length]) return symbols[index + code - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new Invalid();
  }

  /** The two sets of codes at the head of a block. @returns {[Codes, Codes]} */
  tables() {
    const [literals, distances, given] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    if (literals > 286 || distances > 30) throw new Invalid();
    const order = Array(19).fill(0);
    for (const place of ORDER.slice(0, given)) order[place] = this.bits(3);
    const lengths = this.lengths(codesOf(order, true), literals + distances);
    if (!lengths[END]) throw new Invalid();
    return [codesOf(lengths.slice(0, literals)), codesOf(lengths.slice(literals))];
  }

  /** @param {Codes} codes @param {number} count */
  lengths(codes, count) {
    /** @type {number[]} */
    const found = [];
    while (found.length < count) {
      const symbol = this.symbol(codes);
      if (symbol < 16) found.push(symbol);
      else found.push(...this.repeated(symbol, found));
    }
    if (found.length > count) throw new Invalid();
    return found;
  }

  /** @param {number} symbol @param {number[]} found */
  repeated(symbol, found) {
    if (symbol === 16 && !found.length) throw new Invalid();
    const [value, bits, least] = symbol === 16 ? [found[found.length - 1], 2, 3] : symbol === 17 ? [0, 3, 3] : [0, 7, 11];
    return Array(least + this.bits(bits)).fill(value);
  }
}

/** The codes of these lengths; an incomplete set is one code of one bit, or none. @type {(lengths: number[], complete?: boolean) => Codes} */
function codesOf(lengths, complete = false) {
  const counts = Array(16).fill(0);
  for (const length of lengths) if (length) counts[length] += 1;
  const longest = counts.findLastIndex((count) => count > 0);
  let left = 1;
  for (let length = 1; length < 16; length++) {
    left = left * 2 - counts[length];
    if (left < 0) throw new Invalid();
  }
  if (left > 0 && longest > 0 && (complete || longest !== 1)) throw new Invalid();
  if (complete && longest < 1) throw new Invalid();
  const named = lengths.map((length, symbol) => ({ length, symbol })).filter(({ length }) => length);
  return { counts, symbols: named.sort((one, other) => one.length - other.length).map(({ symbol }) => symbol), longest };
}

/** @type {[Codes, Codes]} */
const FIXED = [
  codesOf([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]),
  codesOf(Array(32).fill(5)),
];
