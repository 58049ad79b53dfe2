import { COMPANIES, CONTACTS, DEALS } from '../schema/objectTypes';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';

type Values = Record<string, string>;

/** Values that HubSpot works out itself, for a record with these properties; an empty text is "not set". */
export function derived(
	portal: Portal,
	objectTypeId: string,
	id: string,
	properties: Readonly<Record<string, string>>,
): Values {
	const count = (other: string): string => {
		const live = portal.associations.of(objectTypeId, id, other).filter((each) => isLive(portal.find(other, each.id)));
		return live.length === 0 ? '' : String(live.length);
	};
	switch (objectTypeId) {
		case CONTACTS:
			return {
				associatedcompanyid: primaryCompany(portal, id),
				num_associated_deals: count(DEALS),
				hs_email_domain: (properties['email'] ?? '').split('@')[1] ?? '',
			};
		case COMPANIES:
			return { num_associated_contacts: count(CONTACTS), num_associated_deals: count(DEALS) };
		case DEALS:
			return { num_associated_contacts: count(CONTACTS), ...ofStage(portal, properties['dealstage'] ?? '') };
		default:
			return {};
	}
}

export const isLive = (record: StoredRecord | undefined): boolean =>
	record !== undefined && record.archivedAt === undefined;

function primaryCompany(portal: Portal, contactId: string): string {
	const type = portal.associationTypes.primary(CONTACTS, COMPANIES);
	const primary = portal.associations
		.of(CONTACTS, contactId, COMPANIES)
		.find((company) => type && company.typeIds.has(type.id) && isLive(portal.find(COMPANIES, company.id)));
	return primary?.id ?? '';
}

function ofStage(portal: Portal, stageId: string): Values {
	const stage = portal.pipelines.stage(DEALS, stageId)?.stage;
	const isClosed = stage?.metadata['isClosed'] === 'true';
	const probability = stage?.metadata['probability'] ?? '';
	return {
		hs_deal_stage_probability: probability,
		hs_is_closed: stage ? String(isClosed) : '',
		hs_is_closed_won: stage ? String(isClosed && Number(probability) === 1) : '',
	};
}
