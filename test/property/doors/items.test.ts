import fc from 'fast-check';
import { NodeOperationError, type INode, type INodeExecutionData } from 'n8n-workflow';
import type { z } from 'zod';
import { mapRecord } from '../../../engine/mapping';
import { compile } from '../../../engine/mapping/compile/compile.fixture';
import { mappedItemSchema, mappingSchema, syncItemSchema } from '../../../engine/model';
import { parseItem } from '../../../nodes/common/parse-items';
import { anyJson, anyText, MARKER, oddName, PATIENCE_MS, PERSONAL, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const node: INode = { id: 'n', name: 'Upsert', type: 'n8n-nodes-pact.pactUpsert', typeVersion: 1, position: [0, 0], parameters: {} };
const good = {
	change: { system: 'salesforce', connection: '00D', object: 'Contact', id: '003', kind: 'upserted', modifiedAt: '2026-11-21T08:00:00.000Z', origin: 'poll', ticket: { feed: 'w:n', seq: 1, attempt: 0 } },
	fields: { Email: PERSONAL, LastName: MARKER },
	mapped: { pair: 'p', mapping: 'm', side: 'left', target: { system: 'pact', object: 'contacts' }, values: { email: PERSONAL } },
};

/** A good item with some of its places changed. */
const nearlyGood = fc.array(fc.record({ path: fc.array(fc.oneof(fc.constantFrom('change', 'fields', 'mapped', 'values', 'target', 'ticket', 'seq', 'modifiedAt', 'id', 'held', 'Email', 'pair', 'side'), oddName), { minLength: 1, maxLength: 3 }), by: fc.option(anyJson, { nil: undefined }) }), { maxLength: 3 }).map((changes) => {
	const item = structuredClone(good) as Record<string, unknown>;
	for (const { path, by } of changes) {
		let place = item;
		for (const key of path.slice(0, -1)) {
			const next = Object.hasOwn(place, key) ? place[key] : undefined;
			if (typeof next !== 'object' || next === null) break;
			place = next as Record<string, unknown>;
		}
		Object.defineProperty(place, path.at(-1) ?? '', { value: by, enumerable: true, writable: true, configurable: true });
	}
	return item;
});
const item = fc.oneof({ weight: 3, arbitrary: nearlyGood }, { weight: 1, arbitrary: anyJson });

const { mapping } = compile();
const fieldValue = fc.oneof(anyText, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(anyText, { maxLength: 4 }));

describe('items at the doors of the nodes, whatever they hold', () => {
	it('are taken, or refused by their place without a value of theirs', () => {
		fc.assert(
			fc.property(item, fc.constantFrom([syncItemSchema, 'change'] as const, [mappedItemSchema, 'mapped'] as const), (json, [schema, expects]) => {
				try {
					const taken = parseItem<z.ZodType>(schema, expects, { json } as INodeExecutionData, 3, node);
					expect(schema.safeParse(taken).success).toBe(true);
				} catch (error) {
					if (!(error instanceof NodeOperationError)) throw error;
					expect(error.message).toContain('Item 3');
					expect(`${error.message} ${String(error.description)} ${JSON.stringify(error)}`).not.toContain(MARKER);
				}
			}),
			runs(3_000),
		);
		expect({}).not.toHaveProperty('polluted');
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it('are mapped whatever the values are: each is written in a form that fits into an item, or held', () => {
		const names = [...new Set(mapping.rows.flatMap(({ left }) => left)), 'Owner.Email'];
		const fields = fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: oddName }), fieldValue, { maxKeys: 10 });
		expect(mappingSchema.safeParse(mapping).success).toBe(true);
		fc.assert(
			fc.property(fields, fc.constantFrom('left' as const, 'right' as const), (record, side) => {
				const { values, held } = mapRecord(mapping, side, record);
				const mapped = { ...good, fields: {}, mapped: { ...good.mapped, side, values, held } };
				expect(mappedItemSchema.safeParse(mapped).error?.issues ?? []).toEqual([]);
				for (const { message } of held) expect(message).not.toBe('');
			}),
			runs(3_000),
		);
	});
});
