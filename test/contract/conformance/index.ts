import type { Abilities, Lacks } from '../subjects/abilities';
import type { Subject } from '../subjects/subject';
import { activities } from './activities';
import { changes } from './changes';
import { connection } from './connection';
import { finding } from './finding';
import { lives } from './lives';
import { memberships } from './memberships';
import { network } from './network';
import { reading } from './reading';
import { redaction } from './redaction';
import { sandbox } from './sandbox';
import { schema } from './schema';
import type { Suite } from './suite';
import { values } from './values';
import { webhooks } from './webhooks';
import { writing } from './writing';

const THEMES = [connection, schema, reading, finding, writing, values, changes, lives, memberships, activities, network, redaction, webhooks, sandbox];

/** What every adapter must do, whatever its API is like, held against its own sandbox over real HTTP. */
export function conformance(name: string, start: () => Promise<Subject>, lacks: Lacks): void {
	describe(name, () => {
		let running: Subject;
		beforeEach(async () => {
			running = await start();
		});
		afterEach(() => running.sandbox.close());

		const suite: Suite = {
			subject: () => running,
			where(ability, tests, lack) {
				const reason = lacks[ability];
				if (reason === undefined) tests(() => abilityOf(running, ability));
				else it(`says that it cannot, because ${reason}`, async () => await lack());
			},
		};
		for (const theme of THEMES) theme(suite);
	});
}

function abilityOf<N extends keyof Abilities>(subject: Subject, name: N): Abilities[N] {
	const how = subject.abilities[name];
	if (how === undefined) throw new Error(`The subject neither says how "${name}" works nor that the system lacks it, and why.`);
	return how;
}
