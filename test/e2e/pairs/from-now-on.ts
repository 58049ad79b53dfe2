import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemName } from '../../../engine/model';
import { feedId } from '../../../nodes/common/feed-id';
import { Screen, type Control, type Row } from '../../support/pairs/rows';
import { KINDS, OBJECT } from '../../support/pairs/words';
import type { Template } from '../support/n8n-schemas';
import { triggersOf, type PairWorld } from './pair-world';

const LOOK_MS = 300;
const BEGIN_TIMEOUT_MS = 120_000;

/** Only what changes from now on: nobody waits for the sample data, and a test's own records are all that travels. */
export function fromNowOn(template: Template): void {
	for (const node of triggersOf(template)) node.parameters.startFrom = 'now';
}

/** Publishes, and waits until every trigger has asked for every object once: what is made from here on is news. */
export async function publishAndWatch(world: PairWorld): Promise<void> {
	await world.publish();
	const watched = world.workflows.flatMap((workflow) =>
		triggersOf(workflow).flatMap((node) =>
			// The console's trigger watches none.
			((node.parameters.objects ?? []) as string[]).map((object) => ({ feed: feedId(workflow, node as unknown as { id: string }), object })),
		),
	);
	const deadline = Date.now() + BEGIN_TIMEOUT_MS;
	for (let waiting = watched; waiting.length > 0;) {
		waiting = await world.inStore(async (store) => {
			const begun = await Promise.all(waiting.map(async ({ feed, object }) => await store.cursor(feed, object)));
			return waiting.filter((_, index) => begun[index] === undefined);
		});
		if (Date.now() > deadline) throw new Error(`Nobody has asked for ${waiting.map(({ object }) => object).join(', ')} yet. n8n says:\n${world.host.log().slice(-1_000)}`);
		if (waiting.length > 0) await sleep(LOOK_MS);
	}
}

/** A screen that does not show the sample data. */
class ScreenWithoutSeed extends Screen {
	constructor(
		system: SystemName,
		control: Control,
		private readonly seed: ReadonlySet<string>,
	) {
		super(system, control);
	}

	override async all(object: string): Promise<Row[]> {
		return (await super.all(object)).filter(({ id }) => !this.seed.has(`${object} ${id}`));
	}
}

/** One screen for each system that shows only what is made from now on. */
export async function screensFromNowOn(world: PairWorld): Promise<Record<SystemName, Screen>> {
	const screenOf = async (system: SystemName) => {
		const shown = await Promise.all(KINDS.map(async (kind) => (await world.screen(system).all(OBJECT[system][kind])).map(({ id }) => `${OBJECT[system][kind]} ${id}`)));
		return new ScreenWithoutSeed(system, world.sandboxes[system], new Set(shown.flat()));
	};
	return { salesforce: await screenOf('salesforce'), hubspot: await screenOf('hubspot'), pact: await screenOf('pact') };
}
