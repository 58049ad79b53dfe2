import type { SystemName } from '../../../engine/model';
import type { CanvasPair } from '../pairs/canvas';
import type { ThreeSandboxes } from '../pairs/sandboxes';
import { OBJECT } from '../pairs/words';

export const TAGS = ['Trade fair 2026', 'VIP'] as const;
const FIELD: Readonly<Record<SystemName, string>> = { salesforce: 'Campaigns.Names', hubspot: 'lists.names', pact: 'tags' };

/** A pair of people with the row of their campaigns, lists and tags besides its other rows. */
export function withTags(pair: CanvasPair): CanvasPair {
	const { left, right, definition } = pair;
	const [field, other] = [FIELD[left.system], FIELD[right.system]];
	return {
		left,
		right,
		definition: {
			...definition,
			rows: [{ left: field, right: other, rule: 'newestWins' }],
			values: [...(definition?.values ?? []), ...TAGS.map((name) => ({ field, leftValue: name, rightValue: name }))],
		},
	};
}

export const isPairOfPeople = ({ left, right }: CanvasPair): boolean => left.object === OBJECT[left.system].person && right.object === OBJECT[right.system].person;

/** Who is in what, in each system, as a person sees and changes it there. Records go by their ids. */
export class Tags {
	constructor(private readonly world: ThreeSandboxes) {}

	/** The campaigns and lists that the tags are, before anybody is in them. */
	prepare(): void {
		for (const name of TAGS) {
			if (this.world.systems.includes('salesforce') && this.campaign(name) === undefined) this.world.salesforce.create('Campaign', { Name: name });
			if (this.world.systems.includes('hubspot')) this.world.hubspot.lists.create({ name, objectTypeId: '0-1', processingType: 'MANUAL' });
		}
	}

	of(system: SystemName, id: string): string[] {
		switch (system) {
			case 'salesforce':
				return TAGS.filter((name) => this.member(name, id) !== undefined);
			case 'hubspot':
				return this.world.hubspot.lists.listsOf('0-1', id).map(({ list }) => list.name).sort();
			case 'pact':
				return (this.world.pact.records('contacts').find((record) => record.public_id === id)?.tags ?? []).filter((tag) => (TAGS as readonly string[]).includes(tag)).sort();
		}
	}

	change(system: SystemName, id: string, tag: (typeof TAGS)[number], has: boolean): void {
		switch (system) {
			case 'salesforce': {
				const member = this.member(tag, id);
				if (has && member === undefined) this.world.salesforce.create('CampaignMember', { CampaignId: this.campaign(tag), ContactId: id });
				else if (!has && member !== undefined) this.world.salesforce.delete('CampaignMember', member);
				return;
			}
			case 'hubspot': {
				const list = this.world.hubspot.lists.all().find(({ name }) => name === tag)?.listId ?? '';
				this.world.hubspot.lists.change(list, has ? [id] : [], has ? [] : [id]);
				return;
			}
			case 'pact': {
				const tags = (this.world.pact.records('contacts').find((record) => record.public_id === id)?.tags ?? []).filter((one) => one !== tag);
				this.world.pact.edit('contacts', id, { tags: has ? [...tags, tag] : tags });
			}
		}
	}

	private campaign(tag: string): string | undefined {
		return this.world.salesforce.records('Campaign').find(({ Name }) => Name === tag)?.Id;
	}

	private member(tag: string, contact: string): string | undefined {
		const campaign = this.campaign(tag);
		return this.world.salesforce.records('CampaignMember').find(({ ContactId, CampaignId, IsDeleted }) => ContactId === contact && CampaignId === campaign && IsDeleted !== true)?.Id;
	}
}
