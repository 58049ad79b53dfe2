import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox } from '../../../sandbox/hubspot';
import type { RecordOutcome } from '../../../engine/run/batch';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createHubSpot } from '../../../systems/hubspot';
import { Canvas, type CanvasPair } from './canvas';
import type { Row } from './rows';
import { ThreeSandboxes } from './sandboxes';
import { inWordsOf, OBJECT, personOf, type Person } from './words';

/** The demo portal has another id; its records have the same. */
const SECOND_PORTAL = 55_900_456;
/** Long enough that the order of two acts is beyond doubt. */
const A_MOMENT_MS = 2_000;

export const PLACES = ['salesforce', 'portal A', 'portal B', 'pact'] as const;
export type PlaceName = (typeof PLACES)[number];

const systemOf = (place: PlaceName) => (place === 'salesforce' || place === 'pact' ? place : 'hubspot');

/** One Salesforce org, one Pact workspace and two HubSpot portals on one canvas; a person at the screen of each. */
export class TwoPortals {
	private constructor(
		readonly world: ThreeSandboxes,
		readonly second: HubSpotSandbox,
		readonly canvas: Canvas,
	) {}

	static async start(pairs: readonly CanvasPair[]): Promise<TwoPortals> {
		const world = await ThreeSandboxes.start();
		const second = await startHubSpotSandbox({ clock: world.time, portalId: SECOND_PORTAL });
		const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_TOKENS.full}` }) });
		const portalB = createHubSpot({ http, baseUrl: second.url, connection: String(second.portalId), clock: world.clock });
		const canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), hubspot: [world.connect('hubspot'), portalB], pact: world.connect('pact') },
			clock: world.clock,
			pairs,
		});
		return new TwoPortals(world, second, canvas);
	}

	async stop(): Promise<void> {
		await this.canvas.stop();
		await Promise.all([this.world.stop(), this.second.close()]);
	}

	/** Time goes by, and everything is brought in step. Answers what was said of it. */
	async settle(): Promise<RecordOutcome[]> {
		await this.world.clock.sleep(A_MOMENT_MS);
		const from = this.canvas.outcomes.length;
		await this.canvas.settle({ quiet: 3 });
		return this.canvas.outcomes.slice(from);
	}

	connection(place: PlaceName): string {
		return place === 'portal B' ? String(this.second.portalId) : this.world.connect(systemOf(place)).records.connection;
	}

	portal(place: 'portal A' | 'portal B'): HubSpotSandbox {
		return place === 'portal A' ? this.world.hubspot : this.second;
	}

	/** A new person; answers the id. */
	async make(place: PlaceName, person: Person): Promise<string> {
		return await this.screen(place).create(OBJECT[systemOf(place)].person, inWords(place, person));
	}

	async edit(place: PlaceName, email: string, person: Person): Promise<void> {
		await this.screen(place).edit(OBJECT[systemOf(place)].person, await this.idOf(place, email), inWords(place, person));
	}

	async idOf(place: PlaceName, email: string): Promise<string> {
		const [row, ...others] = await this.rows(place, email);
		if (row === undefined || others.length > 0) throw new Error(`${email} is there ${others.length + (row ? 1 : 0)} times in ${place}.`);
		return row.id;
	}

	async rows(place: PlaceName, email: string): Promise<Row[]> {
		const system = systemOf(place);
		const all = await this.screen(place).all(OBJECT[system].person);
		return all.filter(({ fields }) => personOf(system, fields).email?.toLowerCase() === email);
	}

	/** What each place holds of that person in that field; `—` where it is not there, and all values where it is there several times. */
	async everywhere(email: string, field: keyof Person): Promise<Record<PlaceName, string | null>> {
		const said = await Promise.all(
			PLACES.map(async (place) => {
				const rows = await this.rows(place, email);
				const values = rows.map((row) => personOf(systemOf(place), row.fields)[field] ?? null);
				return [place, values.length === 1 ? (values[0] ?? null) : values.length === 0 ? '—' : values.join(' and ')] as const;
			}),
		);
		return Object.fromEntries(said) as Record<PlaceName, string | null>;
	}

	private screen(place: PlaceName) {
		const { world, second } = this;
		if (place !== 'portal B') return world.screen(systemOf(place));
		return ThreeSandboxes.screenOf('hubspot', second.url);
	}
}

const inWords = (place: PlaceName, person: Person) => inWordsOf(systemOf(place), person);
