import type { SystemName } from '../../../engine/model';
import type { VirtualTime } from '../convergence-time';
import { pair } from '../pairs/activities';
import type { CanvasPair } from '../pairs/canvas';
import type { Row } from '../pairs/rows';
import type { ThreeSandboxes } from '../pairs/sandboxes';

/** Where a system keeps what the simulation's people do with a person, and the field of its subject. */
export const ACTIVITIES: Readonly<Record<SystemName, Readonly<Record<string, string>>>> = {
	salesforce: { Task: 'Subject' },
	hubspot: { calls: 'hs_call_title', emails: 'hs_email_subject' },
	pact: { activities: '' },
};

/** What a CRM and Pact tell each other of their activities. */
export const activityPairs = (systems: readonly SystemName[]): CanvasPair[] =>
	systems.includes('pact')
		? systems.filter((system) => system !== 'pact').flatMap((system) => Object.keys(ACTIVITIES[system]).map((object) => pair([system, object], ['pact', 'activities'])))
		: [];

/** Calls with people and e-mails of sequences, each with a subject of its own: "Activity 7". */
export class Activities {
	private serial = 0;
	/** By subject: the address of whom it is with, and the record that somebody made. */
	readonly made = new Map<string, { email: string; system: SystemName; id: string }>();

	constructor(
		private readonly world: ThreeSandboxes,
		private readonly time: VirtualTime,
	) {}

	make(system: SystemName, person: Row, email: string): string {
		const subject = `Activity ${(this.serial += 1)}`;
		this.made.set(subject, { email: email.toLowerCase(), system, id: this.record(system, person, subject) });
		return subject;
	}

	private record(system: SystemName, person: Row, subject: string): string {
		const { world } = this;
		switch (system) {
			case 'salesforce':
				return world.salesforce.create('Task', { Subject: subject, TaskSubtype: 'Call', Status: 'Completed', WhoId: person.id });
			case 'hubspot': {
				const id = world.hubspot.create('calls', { hs_timestamp: new Date(this.time.now).toISOString(), hs_call_title: subject });
				world.hubspot.associate('calls', id, 'contacts', person.id);
				return id;
			}
			case 'pact': {
				const company = (person.fields.company_id as string | null | undefined) ?? null;
				return world.pact.happen({ type: 'email.sent', actor: 'system', contact_id: person.id, company_id: company, payload: { email_id: subject, subject } }).public_id;
			}
		}
	}

	/** How often each subject is in a system. */
	async counts(system: SystemName): Promise<Map<string, number>> {
		const { world } = this;
		const texts =
			system === 'pact'
				? world.pact.activities().map(({ payload }) => String(payload.subject ?? ''))
				: (await Promise.all(Object.entries(ACTIVITIES[system]).map(async ([object, field]) => (await world.screen(system).all(object)).map(({ fields }) => String(fields[field] ?? ''))))).flat();
		const counts = new Map<string, number>();
		for (const text of texts) {
			const [subject] = /Activity \d+$/.exec(text) ?? [];
			if (subject !== undefined) counts.set(subject, (counts.get(subject) ?? 0) + 1);
		}
		return counts;
	}
}
