import type { Base } from '../engine/run/store-port';
import { StoreError } from './errors';
import { HASH_BYTES } from './key';

/**
 * A link's base in one value: for each row, its word's number and its shape as a varint, then the hashes that the shape tells of,
 * 12 bytes each. Both hashes are the same nearly always; an empty one stands for "never seen". 30 rows take about 420 bytes; as
 * JSON they would take 1,700.
 *
 * The second format is used where a row is a set (tags): each side then is any number of hashes, joined by dots, with their count before them.
 */
const FORMAT = 1;
const FORMAT_OF_SETS = 2;
const BETWEEN = '.';
const SHAPES = ['same', 'both', 'left', 'right', 'none'] as const;
type Shape = (typeof SHAPES)[number];
const LOW_BITS = 0x7f;
const MORE = 0x80;

export function packBase(base: Base, numberOf: (row: string) => number): Uint8Array {
	const sets = Object.values(base).some(({ left, right }) => left.includes(BETWEEN) || right.includes(BETWEEN));
	const parts: Buffer[] = [Buffer.from([sets ? FORMAT_OF_SETS : FORMAT])];
	const pack = (hashes: string): void => {
		const each = hashes.split(BETWEEN).map(hashBytes);
		parts.push(...(sets ? [varint(each.length)] : []), ...each);
	};
	for (const [row, { left, right }] of Object.entries(base)) {
		const shape = shapeOf(left, right);
		parts.push(varint(numberOf(row) * SHAPES.length + SHAPES.indexOf(shape)));
		if (left !== '') pack(left);
		if (shape === 'both' || shape === 'right') pack(right);
	}
	return Buffer.concat(parts);
}

/** Row numbers with their hashes, in the order they were packed. */
export function unpackBase(packed: Uint8Array): Array<{ row: number; left: string; right: string }> {
	const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
	if (bytes[0] !== FORMAT && bytes[0] !== FORMAT_OF_SETS)
		throw new StoreError('corrupt', 'A stored base is in an unknown format. Restore the last backup of the store.');
	const rows: Array<{ row: number; left: string; right: string }> = [];
	let at = 1;
	const number = (): number => {
		let read = 0;
		for (let factor = 1; ; factor *= MORE) {
			const byte = bytes.readUInt8(at++);
			read += (byte & LOW_BITS) * factor;
			if ((byte & MORE) === 0) return read;
		}
	};
	const hash = (): string => {
		const count = bytes[0] === FORMAT ? 1 : number();
		return Array.from({ length: count }, () => bytes.subarray(at, (at += HASH_BYTES)).toString('base64url')).join(BETWEEN);
	};
	while (at < bytes.length) {
		const head = number();
		const shape = SHAPES[head % SHAPES.length];
		const left = shape === 'right' || shape === 'none' ? '' : hash();
		const right = shape === 'same' ? left : shape === 'both' || shape === 'right' ? hash() : '';
		rows.push({ row: Math.floor(head / SHAPES.length), left, right });
	}
	return rows;
}

function shapeOf(left: string, right: string): Shape {
	if (left === '') return right === '' ? 'none' : 'right';
	if (right === '') return 'left';
	return left === right ? 'same' : 'both';
}

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let rest = value;
	while (rest >= MORE) {
		bytes.push((rest % MORE) | MORE);
		rest = Math.floor(rest / MORE);
	}
	bytes.push(rest);
	return Buffer.from(bytes);
}

/** Refuses anything that `hash` did not make: a field's value must never reach the base. */
function hashBytes(hash: string): Buffer {
	const bytes = Buffer.from(hash, 'base64url');
	if (bytes.length !== HASH_BYTES || bytes.toString('base64url') !== hash) {
		throw new StoreError('invalid-use', 'A base takes only hashes made by the store, never values.');
	}
	return bytes;
}
