import { countBy } from 'lodash';
import { dryRunReports, type DryRunReport } from '../../console/rehearsal';
import type { LogEntry, SystemName } from '../../engine/model';
import { Canvas } from '../support/pairs/canvas';
import { DealDesk, recordPairs } from '../support/pairs/relations';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { inWordsOf, OBJECT, type Kind } from '../support/pairs/words';

jest.setTimeout(300_000);

const STAGE = { salesforce: 'StageName', hubspot: 'dealstage', pact: 'stage' } as const;
const UNMAPPED = { salesforce: 'Prospecting', hubspot: 'closedlost', pact: 'Negotiation' } as const;
const TITLE = { salesforce: 'Title', hubspot: 'jobtitle', pact: 'title' } as const;

/** HubSpot's search shows what was made so long ago. */
const SEARCHABLE_MS = 60_000;

describe.each<[SystemName, SystemName, Kind[]]>([
	['salesforce', 'pact', ['company', 'person', 'deal']],
	['salesforce', 'hubspot', ['company', 'person', 'deal']],
	// Children are planned before what they point to.
	['hubspot', 'pact', ['deal', 'person', 'company']],
])('a rehearsal of %s ⇄ %s', (left, right, kinds) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		for (const system of [left, right]) {
			const desk = new DealDesk(world, system);
			const screen = world.screen(system);
			const [own, both] = [await desk.company(`Only${system}`), await desk.company('Both')];
			const [onlyHere, ...others] = [await desk.person(`Only${system}`, own), await desk.person('Both', both), await desk.person('Alike', both)];
			await screen.edit(OBJECT[system].person, others[0] ?? '', inWordsOf(system, { title: system === left ? 'CEO' : 'CFO', city: system === left ? 'Ghent' : null }));
			await screen.create(OBJECT[system].person, inWordsOf(system, { last: `Nameless ${system}` }));
			await desk.deal(`Deal of ${system}`, [onlyHere, ...others], own);
			const strange = await desk.deal(`Strange of ${system}`, [], both);
			await screen.edit(OBJECT[system].deal, strange, { [STAGE[system]]: UNMAPPED[system] });
			await world.clock.sleep(SEARCHABLE_MS);
		}
		canvas = await Canvas.start({
			systems: { [left]: world.connect(left), [right]: world.connect(right) },
			clock: world.clock,
			untilGo: true,
			pairs: recordPairs(left, right, kinds).map((pair, index) =>
				index === 1 ? { ...pair, definition: { ...pair.definition, rows: [{ left: TITLE[left], right: TITLE[right], rule: 'askPerson' as const }] } } : pair,
			),
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	const writes = () => [world.writes(left), world.writes(right)];
	const reports = async () => await dryRunReports(canvas.store, { examples: 2 });
	const counted = (all: readonly DryRunReport[]) =>
		all.flatMap(({ directions }) => directions.flatMap(({ from, to, kinds }) => kinds.map(({ kind, count }) => `${from} → ${to}: ${kind} ${count}`))).sort();

	let planned: DryRunReport[] = [];
	let sources = new Set<string>();

	it('writes nothing to either system, and plans every record', async () => {
		const before = writes();
		await canvas.settle({ most: 120 });
		expect(writes()).toEqual(before);
		planned = await reports();
		const lines = await canvas.store.log({ limit: 10_000 });
		expect(lines.every(({ dryRun }) => dryRun)).toBe(true);
		sources = new Set(lines.map(keyOf));
		expect(planned.reduce((sum, { progress }) => sum + progress.planned, 0)).toBe(sources.size);
	});

	it('is what then really happens, record by record', async () => {
		const plans = lastOfEach(await canvas.store.log({ limit: 10_000 }));
		const first = Math.max(...(await canvas.store.log({ limit: 1 })).map(({ id }) => id));
		for (const { pair } of planned) expect(await canvas.store.goLive(pair, 'a person')).not.toBe(false);
		await canvas.settle({ most: 120 });
		const real = (await canvas.store.log({ limit: 10_000 })).filter(({ id, dryRun }) => id > first && !dryRun);
		const ends = strongestOfEach(real.filter((line) => sources.has(keyOf(line))));
		const differences = [...plans].flatMap(([key, plan]) => (ends.get(key) === plan.outcome ? [] : [`${key}: ${plan.outcome}/${plan.reason} planned (${plan.message}), ${ends.get(key) ?? 'nothing'} happened`]));
		expect(differences).toEqual([]);
		expect(countBy([...ends.values()])).toEqual(countBy([...plans.values()], ({ outcome }) => outcome));
		expect(counted(await reports())).toEqual(counted(planned));
	});

	it('and is over then: nobody edits, nothing is written', async () => {
		const before = writes();
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect(writes()).toEqual(before);
	});
});

type Line = LogEntry & { id: number };

const keyOf = ({ pair, source }: LogEntry): string => `${pair}: ${source.object} ${source.id}`;

/** Newest first, as the log gives them. */
const lastOfEach = (lines: readonly Line[]): Map<string, Line> => new Map([...lines].reverse().map((line) => [keyOf(line), line]));

/** What became of a record in the end: a create that is followed by an update (when its parent is there) is a create. */
function strongestOfEach(lines: readonly Line[]): Map<string, LogEntry['outcome']> {
	const strength = ['skipped', 'failed', 'waiting', 'unchanged', 'conflict', 'updated', 'created'];
	const ends = new Map<string, LogEntry['outcome']>();
	for (const line of lines) {
		const known = ends.get(keyOf(line));
		if (known === undefined || strength.indexOf(line.outcome) > strength.indexOf(known)) ends.set(keyOf(line), line.outcome);
	}
	return ends;
}
