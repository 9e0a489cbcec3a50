// The browser's end of figures/wire.py: a u32 header length, a JSON header, then the raw arrays.
const TYPES = { f4: Float32Array, u1: Uint8Array, i4: Int32Array };

export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const arrays = {};
  for (const [name, [code, shape, offset]] of Object.entries(header.arrays)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const Type = TYPES[code];
    const start = 4 + length + offset;
    const raw = bytes.slice(start, start + size * Type.BYTES_PER_ELEMENT); // a copy, so that it is aligned
    arrays[name] = { shape, values: new Type(raw.buffer) };
  }
  return { header, arrays };
}

// A single value of an array with two or three axes.
export const at = ({ values, shape }, i, j, k) => values[k === undefined ? i * shape[1] + j : (i * shape[1] + j) * shape[2] + k];
