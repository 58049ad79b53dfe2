const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
/** Characters 4 to 6 of an id name the instance it was made on. */
const INSTANCE = 'bn0';
const SEQUENCE_LENGTH = 9;

/** The three characters that make a 15-character id safe for systems that ignore case. */
function suffix(id15: string): string {
	return [0, 5, 10]
		.map((start) => {
			const bits = [...id15.slice(start, start + 5)].map((character) => (/[A-Z]/.test(character) ? 1 : 0));
			return CHECKSUM[bits.reduce<number>((sum, bit, position) => sum + (bit << position), 0)];
		})
		.join('');
}

/** The 18-character id number `sequence` of an object; later ids sort after earlier ones. */
export function makeId(keyPrefix: string, sequence: number): string {
	let digits = '';
	for (let rest = sequence; rest > 0; rest = Math.floor(rest / BASE62.length)) {
		digits = (BASE62[rest % BASE62.length] ?? '') + digits;
	}
	const id15 = keyPrefix + INSTANCE + digits.padStart(SEQUENCE_LENGTH, '0');
	return id15 + suffix(id15);
}

/** The 18-character form of a 15- or 18-character id; undefined when it is neither. */
export function normalId(text: string): string | undefined {
	if (/^[0-9A-Za-z]{15}$/.test(text)) return text + suffix(text);
	if (/^[0-9A-Za-z]{18}$/.test(text) && suffix(text.slice(0, 15)) === text.slice(15).toUpperCase()) {
		return text.slice(0, 15) + text.slice(15).toUpperCase();
	}
	return undefined;
}
