import fc from 'fast-check';
import { ERROR_CLASSES, SystemError, type SystemErrorDetails } from '../../../engine/model';

/** `FUZZ_RUNS=20` runs everything twenty times as often; `FUZZ_SEED` chooses other cases. A failure prints seed and path. */
const TIMES = Number(process.env.FUZZ_RUNS ?? 1);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_121);

/** A file's time limit on a busy machine, ms. */
export const PATIENCE_MS = 120_000 * Math.max(1, TIMES);

export const runs = (count: number): { numRuns: number; seed: number } => ({ numRuns: Math.max(1, Math.ceil(count * TIMES)), seed: SEED });

/** Stands in every personal value and secret that is planted; whatever text holds it has leaked one. */
export const MARKER = 'zq7';
export const PERSONAL = `${MARKER}.person@private.example`;
export const SECRET = `Bearer ${MARKER}-token`;

/** Names that mean something to JavaScript, to URLs or to nobody. */
export const oddName = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', '', ' ', '.', '..', '../..', 'a.b', '%', '%E0%A4%A', 'x'.repeat(3_000));

/** Halves of signs that texts cut in the middle end with, among others. */
const anyCodeUnits = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((units) => String.fromCharCode(...units));
export const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 24 }), fc.string({ unit: 'binary', maxLength: 12 }), anyCodeUnits, oddName);

const anyNumber = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 1e308, -1e308, 2 ** 53, 1e21, 8.64e15, 8.64e15 + 1));
const marked = fc.constantFrom(PERSONAL, SECRET, `“${MARKER} word”`);
const leaf = fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null), marked, fc.constantFrom('2026-11-21T08:00:00.000Z', '+275760-09-13T00:00:00.000Z', '9999999999999999'));

/** Anything that JSON can say. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
	value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.oneof(fc.string({ maxLength: 8 }), oddName), tie('value'), { maxKeys: 4 })),
})).value;

/** JSON texts that a parser that calls itself would fall over. */
export const deepJson = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.constantFrom(['[', ']'] as const, ['{"a":', '}'] as const)).map(([depth, [open, close]]) => `${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`);

/** Every text that an error carries, those of its causes too. */
function textsOf(error: unknown): string {
	const texts: string[] = [];
	for (let link = error; link instanceof Error; link = link.cause) texts.push(link.message, link.stack ?? '', link instanceof SystemError ? JSON.stringify(link.details) : '');
	return texts.join('\n');
}

/** The error is one of ours, says something, and gives nothing away. */
export function expectOurs(error: unknown): void {
	if (!(error instanceof SystemError)) throw error;
	expectTold(error.details);
	expect(textsOf(error)).not.toContain(MARKER);
}

export function expectTold(details: SystemErrorDetails): void {
	expect(ERROR_CLASSES).toContain(details.class);
	expect(details.message.trim()).not.toBe('');
	expect(details.message.length).toBeLessThan(2_000);
	expect(JSON.stringify(details)).not.toContain(MARKER);
}
