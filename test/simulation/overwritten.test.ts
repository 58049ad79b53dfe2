import type { SystemName } from '../../engine/model';
import type { RecordPort } from '../../engine/run/system-port';
import { Canvas, type Connected } from '../support/pairs/canvas';
import { peopleDefinition } from '../support/pairs/pair-of-systems';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import type { Row, Screen } from '../support/pairs/rows';
import { inWordsOf, OBJECT, PERSON_FIELDS, personOf, type Person, type PersonField } from '../support/pairs/words';

jest.setTimeout(120_000);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const EMAIL = 'ann@acme.example';
const ANN: Person = { first: 'Ann', last: 'Lee', title: 'Chair', city: 'Oslo', phone: '+47 22 33 44 55', country: 'Norway', email: EMAIL };
/** An admin's choice in Salesforce. */
const TRACKED = Object.values(PERSON_FIELDS).map(({ salesforce }) => salesforce);

let world: ThreeSandboxes;
let canvas: Canvas;
let screens: Partial<Record<SystemName, Screen>>;
/** What somebody does right after our reading and right before our writing, by system: once. */
let ambush: Partial<Record<SystemName, () => Promise<void>>>;

/** Calls of HubSpot within runs of an upsert. */
let writing = 0;

/** A system on the canvas where people save at the worst moment. */
function worstMoment(system: SystemName, connected: Connected): Connected {
	const records: RecordPort = {
		...connected.records,
		write: async (object, ops) => {
			const deed = ambush[system];
			delete ambush[system];
			await deed?.();
			return await connected.records.write(object, ops);
		},
	};
	return { ...connected, records };
}

async function open(left: SystemName, right: SystemName, tracked: readonly string[] = TRACKED): Promise<void> {
	world = await ThreeSandboxes.start();
	ambush = {};
	screens = { [left]: world.screen(left), [right]: world.screen(right) };
	world.salesforce.trackHistory('Contact', [...tracked]);
	canvas = await Canvas.start({
		systems: Object.fromEntries([left, right].map((system) => [system, worstMoment(system, world.connect(system))])),
		clock: world.clock,
		aroundRun: async (run) => {
			const before = world.calls('hubspot');
			const outcomes = await run();
			writing += world.calls('hubspot') - before;
			return outcomes;
		},
		pairs: [{ left: { system: left, object: OBJECT[left].person }, right: { system: right, object: OBJECT[right].person }, definition: peopleDefinition(left, right) }],
	});
	await screenOf(left).create(OBJECT[left].person, inWordsOf(left, ANN));
	world.time.advance(MINUTE);
	await canvas.settle();
	world.time.advance(MINUTE);
}

afterEach(async () => {
	await canvas.stop();
	await world.stop();
});

const screenOf = (system: SystemName): Screen => screens[system] as Screen;
const ann = async (system: SystemName): Promise<Row> =>
	(await screenOf(system).all(OBJECT[system].person)).find(({ fields }) => personOf(system, fields).email?.toLowerCase() === EMAIL) as Row;
const valueIn = async (system: SystemName, field: PersonField): Promise<string | null> => personOf(system, (await ann(system)).fields)[field];
const edit = async (system: SystemName, person: Person): Promise<void> => await screenOf(system).edit(OBJECT[system].person, (await ann(system)).id, inWordsOf(system, person));

/** Somebody edits here; somebody else there, between our reading and our writing of the record. */
async function meet(source: SystemName, ours: Person, target: SystemName, theirs: Person): Promise<void> {
	await edit(source, ours);
	world.time.advance(5 * SECOND);
	ambush[target] = async () => {
		world.time.advance(2 * SECOND);
		await edit(target, theirs);
		world.time.advance(2 * SECOND);
	};
	await canvas.settle();
	expect(ambush[target]).toBeUndefined();
	world.time.advance(MINUTE);
	await canvas.settle();
}

const messages = (): string => canvas.outcomes.map(({ message }) => message).join('\n');
const lost = (): unknown[] => canvas.outcomes.flatMap(({ movements }) => movements.flatMap((movement) => (movement.lost ? [movement.lost.value] : [])));
const questions = async () => (await canvas.store.openReviews()).filter(({ kind }) => kind === 'conflict');

/** A pair, the side that is edited, and the side where somebody's value is written over. */
const WAYS: Array<{ left: SystemName; right: SystemName; source: SystemName; target: SystemName }> = [
	{ left: 'salesforce', right: 'hubspot', source: 'salesforce', target: 'hubspot' },
	{ left: 'salesforce', right: 'hubspot', source: 'hubspot', target: 'salesforce' },
	{ left: 'salesforce', right: 'pact', source: 'pact', target: 'salesforce' },
	{ left: 'hubspot', right: 'pact', source: 'pact', target: 'hubspot' },
];

describe.each(WAYS)('$source → $target, in the pair $left ⇄ $right', ({ left, right, source, target }) => {
	beforeEach(async () => await open(left, right));

	it('decides by each row’s rule on what stood there: brings it back, asks, or keeps it in the log', async () => {
		const owned: PersonField = source === left ? 'last' : 'city';
		await meet(source, { title: 'Captain', country: 'Sweden', [owned]: 'Owner’s' }, target, { title: 'Director', country: 'Denmark', [owned]: 'Guest’s' });
		expect([await valueIn(source, 'title'), await valueIn(target, 'title')]).toEqual(['Director', 'Director']);
		expect([await valueIn(source, 'country'), await valueIn(target, 'country')]).toEqual(['Sweden', 'Denmark']);
		expect([await valueIn(source, owned), await valueIn(target, owned)]).toEqual(['Owner’s', 'Owner’s']);
		const [question, ...others] = await questions();
		expect(others).toEqual([]);
		expect([question?.details.left, question?.details.right]).toEqual(source === left ? ['Sweden', 'Denmark'] : ['Denmark', 'Sweden']);
		expect(lost().sort()).toEqual(['Captain', 'Guest’s']);
		expect(messages()).toMatch(/stood in .* for [24] s between our reading of the .* record and our writing to it: by the row’s rule it counts\. It was put back\./);
		expect(messages()).toContain('it was put back, and a person decides: see the review list.');
		expect(messages()).toContain('by the row’s rule the other side’s value counts, and that one is kept in this log entry.');
		expect(await canvas.cycle()).toBe(0);
	});

	it('says nothing where nobody was there, or saved another field', async () => {
		await edit(source, { title: 'Captain' });
		await canvas.settle();
		await meet(source, { title: 'Admiral' }, target, { country: 'Denmark' });
		expect([await valueIn(source, 'title'), await valueIn(target, 'title')]).toEqual(['Admiral', 'Admiral']);
		expect([await valueIn(source, 'country'), await valueIn(target, 'country')]).toEqual(['Denmark', 'Denmark']);
		expect(messages()).not.toContain('between our reading');
		expect(lost()).toEqual([]);
	});
});

describe('where nothing tells of it', () => {
	it('a field that Salesforce does not track is written over', async () => {
		await open('salesforce', 'pact', ['Email']);
		await meet('pact', { title: 'Captain' }, 'salesforce', { title: 'Director' });
		expect([await valueIn('salesforce', 'title'), await valueIn('pact', 'title')]).toEqual(['Captain', 'Captain']);
		expect(messages()).not.toContain('between our reading');
	});

	it('Pact keeps no past: the value is written over', async () => {
		await open('salesforce', 'pact');
		await meet('salesforce', { title: 'Captain' }, 'pact', { title: 'Director' });
		expect([await valueIn('salesforce', 'title'), await valueIn('pact', 'title')]).toEqual(['Captain', 'Captain']);
	});
});

it('costs HubSpot one call for all records of a run, and none where no value of its own could count', async () => {
	await open('salesforce', 'hubspot');
	for (let number = 0; number < 5; number += 1) await screenOf('salesforce').create(OBJECT.salesforce.person, inWordsOf('salesforce', { ...ANN, email: `person${number}@acme.example` }));
	await canvas.settle();
	world.time.advance(MINUTE);
	await canvas.settle();
	/** Calls that the upsert makes of HubSpot when everybody is edited in Salesforce. */
	const spentOn = async (person: Person): Promise<number> => {
		for (const { id } of await screenOf('salesforce').all(OBJECT.salesforce.person)) await screenOf('salesforce').edit(OBJECT.salesforce.person, id, inWordsOf('salesforce', person));
		world.time.advance(MINUTE);
		writing = 0;
		await canvas.settle();
		return writing;
	};
	// Read and written.
	expect(await spentOn({ last: 'One' })).toBe(2);
	expect(await spentOn({ title: 'One' })).toBe(3);
});
