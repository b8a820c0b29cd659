// A QR code (ISO/IEC 18004): bytes, the lowest correction, made here so that what it says goes to nobody.

/** Rows of modules, true for dark. @typedef {boolean[][]} Matrix */

// Of each version from 1, correction level L: correction bytes in a block, and blocks.
const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];
const BYTES = 0b0100;
const PADS = [0xec, 0x11];
const LEVEL = 0b01;
/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** The code of a text; null when it is longer than any code holds. mask: 0 to 7, the plainest one unless given. @type {(text: string, mask?: number) => Matrix|null} */
export function qr(text, mask) {
  const bytes = new TextEncoder().encode(text);
  const version = BLOCKS.findIndex((_, place) => bytes.length + (place < 9 ? 2 : 3) <= capacity(place + 1)) + 1;
  if (!version) return null;
  const blank = patterns(version);
  const filled = fill(blank, interleaved(content(bytes, version), version));
  if (mask !== undefined) return masked(filled, blank, mask);
  const all = MASKS.map((_, one) => masked(filled, blank, one));
  const marks = all.map(untidiness);
  return all[marks.indexOf(Math.min(...marks))];
}

/** Modules that carry data, in bits. @type {(version: number) => number} */
function room(version) {
  const marks = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const taken = marks ? (25 * marks - 10) * marks - 55 : 0;
  return (16 * version + 128) * version + 64 - taken - (version >= 7 ? 36 : 0);
}

/** Data bytes. @type {(version: number) => number} */
const capacity = (version) => Math.floor(room(version) / 8) - CORRECTION[version - 1] * BLOCKS[version - 1];

/** The bytes with their heading, filled up. @type {(bytes: Uint8Array, version: number) => number[]} */
function content(bytes, version) {
  const count = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255];
  const halves = [BYTES, ...[...count, ...bytes].flatMap((one) => [one >> 4, one & 15]), 0];
  const made = [];
  for (let place = 0; place < halves.length; place += 2) made.push((halves[place] << 4) | halves[place + 1]);
  for (let turn = 0; made.length < capacity(version); turn += 1) made.push(PADS[turn % 2]);
  return made;
}

/** Data and correction of all blocks, byte by byte in turn. @type {(data: number[], version: number) => number[]} */
function interleaved(data, version) {
  const [blocks, extra] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const [short, longer] = [Math.floor(data.length / blocks), data.length % blocks];
  let at = 0;
  const parts = Array.from({ length: blocks }, (_, place) => data.slice(at, (at += short + Number(place >= blocks - longer))));
  const corrections = parts.map((part) => correction(part, divisor(extra)));
  const turns = (/** @type {number[][]} */ all, /** @type {number} */ length) =>
    Array.from({ length }, (_, place) => all.filter((one) => place < one.length).map((one) => one[place])).flat();
  return [...turns(parts, short + 1), ...turns(corrections, extra)];
}

/** In the field of 256 elements of the standard. @type {(one: number, other: number) => number} */
function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

/** The polynomial of that many correction bytes. @type {(degree: number) => number[]} */
function divisor(degree) {
  const made = Array.from({ length: degree }, (_, place) => Number(place === degree - 1));
  for (let turn = 0, root = 1; turn < degree; turn += 1, root = times(root, 2)) {
    for (let place = 0; place < degree; place += 1) made[place] = times(made[place], root) ^ (made[place + 1] ?? 0);
  }
  return made;
}

/** @type {(data: number[], by: number[]) => number[]} */
function correction(data, by) {
  const rest = by.map(() => 0);
  for (const one of data) {
    const factor = one ^ (rest.shift() ?? 0);
    rest.push(0);
    by.forEach((part, place) => (rest[place] ^= times(part, factor)));
  }
  return rest;
}

/** What every code of a version has; undefined where data goes. @type {(version: number) => (boolean|undefined)[][]} */
function patterns(version) {
  const size = 17 + 4 * version;
  /** @type {(boolean|undefined)[][]} */
  const made = Array.from({ length: size }, () => new Array(size).fill(undefined));
  for (let place = 0; place < size; place += 1) made[6][place] = made[place][6] = place % 2 === 0;
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]]) rings(made, row, column, 4, [2, 4]);
  const marks = alignments(version);
  const corners = [[0, 0], [0, marks.length - 1], [marks.length - 1, 0]].map(String);
  marks.forEach((row, r) => marks.forEach((column, c) => corners.includes(String([r, c])) || rings(made, row, column, 2, [1])));
  describe(made, version, 0);
  return made;
}

/** Squares around a centre, dark but at those distances. @type {(made: (boolean|undefined)[][], row: number, column: number, reach: number, light: number[]) => void} */
function rings(made, row, column, reach, light) {
  for (let down = -reach; down <= reach; down += 1) {
    for (let right = -reach; right <= reach; right += 1) {
      const line = made[row + down];
      if (line && column + right in line) line[column + right] = !light.includes(Math.max(Math.abs(down), Math.abs(right)));
    }
  }
}

/** Centres of the small squares, along one side. @type {(version: number) => number[]} */
function alignments(version) {
  if (version === 1) return [];
  const [count, size] = [Math.floor(version / 7) + 2, 17 + 4 * version];
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, place) => size - 7 - place * step).reverse()];
}

/** Writes the level, the mask, the version. @type {(made: (boolean|undefined)[][], version: number, mask: number) => void} */
function describe(made, version, mask) {
  const size = made.length;
  const format = ((LEVEL << 13) | (mask << 10) | remainder((LEVEL << 3) | mask, 10, 0x537)) ^ 0x5412;
  const bit = (/** @type {number} */ from, /** @type {number} */ place) => ((from >> place) & 1) === 1;
  for (let place = 0; place < 15; place += 1) {
    const [down, left] = [place < 6 ? place : place < 8 ? place + 1 : size - 15 + place, place < 8 ? size - 1 - place : place === 8 ? 7 : 14 - place];
    made[down][8] = made[8][left] = bit(format, place);
  }
  made[size - 8][8] = true;
  if (version < 7) return;
  const number = (version << 12) | remainder(version, 12, 0x1f25);
  for (let place = 0; place < 18; place += 1) {
    const [far, near] = [size - 11 + (place % 3), Math.floor(place / 3)];
    made[far][near] = made[near][far] = bit(number, place);
  }
}

/** @type {(value: number, degree: number, by: number) => number} */
function remainder(value, degree, by) {
  let rest = value;
  for (let turn = 0; turn < degree; turn += 1) rest = (rest << 1) ^ ((rest >> (degree - 1)) * by);
  return rest;
}

/** Data in columns of two from the right, up then down. @type {(blank: (boolean|undefined)[][], bytes: number[]) => Matrix} */
function fill(blank, bytes) {
  const [made, size] = [blank.map((row) => [...row]), blank.length];
  let at = 0;
  for (let right = size - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (made[row][column] !== undefined) continue;
        made[row][column] = (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
  return /** @type {Matrix} */ (made);
}

/** @type {(filled: Matrix, blank: (boolean|undefined)[][], mask: number) => Matrix} */
function masked(filled, blank, mask) {
  const flip = MASKS[mask];
  const made = filled.map((row, r) => row.map((dark, c) => (blank[r][c] === undefined && flip(r, c) ? !dark : dark)));
  describe(made, (made.length - 17) / 4, mask);
  return made;
}

/** Long runs, squares, false finders, too dark or too light: what makes a code hard to read. @type {(made: Matrix) => number} */
function untidiness(made) {
  const columns = made.map((_, column) => made.map((row) => row[column]));
  const lines = [...made, ...columns].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  const runs = lines.flatMap((line) => line.match(/0{5,}|1{5,}/g) ?? []).reduce((sum, run) => sum + run.length - 2, 0);
  const finders = lines.flatMap((line) => line.match(/(?=10111010000|00001011101)/g) ?? []).length;
  let squares = 0;
  for (let r = 1; r < made.length; r += 1) {
    for (let c = 1; c < made.length; c += 1) {
      squares += Number(made[r][c] === made[r - 1][c] && made[r][c] === made[r][c - 1] && made[r][c] === made[r - 1][c - 1]);
    }
  }
  const share = made.flat().filter(Boolean).length / made.length ** 2;
  return runs + 40 * finders + 3 * squares + 10 * Math.floor(Math.abs(share - 0.5) * 20);
}
