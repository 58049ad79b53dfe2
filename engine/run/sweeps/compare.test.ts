import { MAPPINGS } from '../../../test/support/run-mappings';
import type { Mapping, RecordRef } from '../../model';
import { canonicalText } from '../../mapping';
import { settledBase } from '../../merge/base';
import type { Gone, LinkWithBase } from '../store-port';
import type { SweepTarget, SweepWork } from '../sweep-port';
import type { SourceChange } from '../system-port';
import { comparePage } from './compare';

const mapping = MAPPINGS.Contact as Mapping;
const AT = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T13:00:00.000Z';
const hash = (text: string) => `#${text}`;

const source = { system: 'salesforce', connection: '00D' } as const;
const contact = (id: string): RecordRef => ({ ...source, object: 'Contact', id });
const person = (id: string, connection = 'ws'): RecordRef => ({ system: 'pact', connection, object: 'contacts', id });
const change = (id: string, more: Partial<SourceChange> = {}): SourceChange => ({ id, kind: 'upserted', modifiedAt: AT, fields: { Email: `${id}@acme.example`.toLowerCase(), LastName: id, Title: 'CEO', AccountId: null, Level: null }, ...more });

/** A link whose base is what `change` says. */
function linked(id: string, connection = 'ws', more: Partial<LinkWithBase> = {}): LinkWithBase {
	const values: Record<string, string | null> = { 'Email~email': `${id}@acme.example`.toLowerCase(), 'LastName~name': id, 'Title~title': 'CEO' };
	const base = Object.fromEntries(mapping.rows.map((row) => [row.id, settledBase(...both(hash(canonicalText(values[row.id] ?? null))))]));
	return { id: `${id}-${connection}`, pair: mapping.pair, left: contact(id), right: person(id, connection), leftModifiedAt: AT, rightModifiedAt: AT, base, ...more };
}
const both = (text: string): [string, string] => [text, text];
const gone = (kind: Gone['kind']): Gone => ({ kind, at: AT });

const work: SweepWork = { sweep: '1', kind: 'reconcile', pair: mapping.pair, feed: 'feed', side: 'left', object: 'Contact', state: 'reading' };

interface Known {
	links?: LinkWithBase[];
	/** Links of other pairs. */
	others?: LinkWithBase[];
	targets?: SweepTarget[];
	underWay?: Map<string, 'waiting' | 'moving'>;
}

async function verdict(changes: SourceChange[], { links = [], others = [], targets = [{ connection: 'ws', mapping }], underWay = new Map() }: Known) {
	const of = (all: readonly LinkWithBase[], refs: readonly RecordRef[]) => all.filter((link) => refs.some(({ id, object, system }) => [link.left, link.right].some((end) => end.id === id && end.object === object && end.system === system)));
	const store = {
		hash,
		links: async (pair: string, _side: string, refs: readonly RecordRef[]) => of(pair === mapping.pair ? links : [], refs),
		linksTo: async (refs: readonly RecordRef[]) => of([...links, ...others], refs),
		sweepTargets: async () => targets,
		underWay: async () => underWay,
		lookedAt: async () => new Map<string, string>(),
	};
	const { emit, found } = await comparePage(changes, { store, source, object: { name: 'Contact', fields: [] }, work });
	const { drift, ...counts } = found;
	return { emit: emit.map(({ id }) => id), ...Object.fromEntries(Object.entries(counts).filter(([name, count]) => count > 0 && name !== 'emitted')), ...(Object.keys(drift).length > 0 ? { drift } : {}) };
}

describe('a linked record', () => {
	it('is in step where every mapped value is the one of before', async () => {
		expect(await verdict([change('c1')], { links: [linked('c1')] })).toEqual({ emit: [], inStep: 1 });
	});

	it('differs in the rows whose value is another one, and in rows that the mapping has gained', async () => {
		const { 'Title~title': _title, ...base } = linked('c2').base;
		expect(await verdict([change('c1', { fields: { ...change('c1').fields, Title: 'CTO' } }), change('c2')], { links: [linked('c1'), linked('c2', 'ws', { base })] })).toEqual({ emit: ['c1', 'c2'], drift: { 'Title~title': 2 } });
	});

	it('rests where its counterpart is known to be gone, or another link took over', async () => {
		expect(await verdict([change('c1'), change('c2')], { links: [linked('c1', 'ws', { gone: { right: gone('deleted') } }), linked('c2', 'ws', { rests: true })] })).toEqual({ emit: [], resting: 2 });
	});

	it('that is deleted goes to the sync once, however it is told', async () => {
		const links = [linked('c1'), linked('c2'), linked('c3', 'ws', { gone: { left: gone('deleted') } })];
		expect(await verdict([change('c1', { kind: 'deleted' }), change('c2', { kind: 'merged', mergedInto: 'c9' }), change('c3', { kind: 'deleted' })], { links })).toEqual({ emit: ['c1', 'c2'], gone: 2, resting: 1 });
	});

	it('that was deleted and is there again comes back; one that we archived only when somebody has changed it since', async () => {
		const links = [linked('c1', 'ws', { gone: { left: gone('deleted') } }), linked('c2', 'ws', { gone: { left: gone('archived') } }), linked('c3', 'ws', { gone: { left: gone('archived') } })];
		expect(await verdict([change('c1'), change('c2'), change('c3', { modifiedAt: LATER })], { links })).toEqual({ emit: ['c1', 'c3'], resting: 1 });
	});

	it('is left to the ledger while it is under way; where it only waits, other values of it may differ', async () => {
		const underWay = new Map([['salesforce|00D|Contact|c1', 'moving' as const], ['salesforce|00D|Contact|c2', 'waiting' as const]]);
		const cto = (id: string) => change(id, { fields: { ...change(id).fields, Title: 'CTO' } });
		expect(await verdict([cto('c1'), cto('c2')], { links: [linked('c1'), linked('c2')], underWay })).toEqual({ emit: ['c2'], underWay: 1, drift: { 'Title~title': 1 } });
	});
});

describe('a record that is not linked', () => {
	it('is an orphan', async () => {
		expect(await verdict([change('c1')], {})).toEqual({ emit: ['c1'], orphans: 1 });
	});

	it('is counted and left where the pair creates nothing', async () => {
		expect(await verdict([change('c1')], { targets: [{ connection: 'ws', mapping: { ...mapping, create: { left: true, right: false } } }] })).toEqual({ emit: [], orphans: 1 });
	});

	it('rests where another pair keeps it in step with that connection, and is an orphan where only this link is missing', async () => {
		const elsewhere = (id: string, object: string) => linked(id, 'ws', { pair: 'another', right: { ...person('x'), object } });
		expect(await verdict([change('c1'), change('c2')], { others: [elsewhere('c1', 'companies'), elsewhere('c2', 'contacts')] })).toEqual({ emit: ['c2'], resting: 1, orphans: 1 });
	});

	it('that was deleted is nobody’s', async () => {
		expect(await verdict([change('c1', { kind: 'deleted' })], {})).toEqual({ emit: [], resting: 1 });
	});

	it('in one of two connections is an orphan, whatever the other one says', async () => {
		const targets = [{ connection: 'ws', mapping }, { connection: 'ws2', mapping }];
		expect(await verdict([change('c1'), change('c2')], { links: [linked('c1'), linked('c2'), linked('c2', 'ws2')], targets })).toEqual({ emit: ['c1'], orphans: 1, inStep: 1 });
	});
});

it('of a pair that is no more, nothing is said', async () => {
	expect(await verdict([change('c1')], { targets: [] })).toEqual({ emit: [], resting: 1 });
});
