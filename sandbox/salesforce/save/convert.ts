import { itemError } from '../errors';
import { CONVERTED_STATUS } from '../schema/values';
import type { ObjectSchema, Row } from '../schema/types';
import { day } from '../stamps';
import type { Store } from '../store/store';
import { passMembershipsOn } from './campaigns';
import { failed, type SaveContext, type SaveResult } from './context';
import { insert, touched } from './save';

/** What to convert into; absent ids are created from the lead. */
export interface ConvertOptions {
	accountId?: string;
	contactId?: string;
	/** Also make an opportunity; default true. */
	opportunity?: boolean;
}

/** How far ahead the new opportunity closes. The real page proposes the end of the quarter. */
const CLOSE_AFTER_DAYS = 90;

function objectSchema(store: Store, name: string): ObjectSchema {
	const schema = store.catalog.object(name);
	if (!schema) throw new Error(`No object ${name}`);
	return schema;
}

/** The lead's owner, or the converting user where that owner has left. */
function activeOwner(store: Store, lead: Row, context: SaveContext): string {
	const owner = store.table('User').get(String(lead.OwnerId));
	return owner?.IsActive === true ? owner.Id : context.userId;
}

function makeContact(store: Store, lead: Row, accountId: string, context: SaveContext): SaveResult {
	const copied = [
		'FirstName',
		'LastName',
		'Email',
		'Phone',
		'MobilePhone',
		'Title',
		'HasOptedOutOfEmail',
		'LeadSource',
	];
	const fields = Object.fromEntries(copied.map((name) => [name, lead[name] ?? null]));
	return insert(
		store,
		objectSchema(store, 'Contact'),
		{ ...fields, AccountId: accountId, OwnerId: lead.OwnerId },
		context,
	);
}

function makeOpportunity(store: Store, lead: Row, accountId: string, context: SaveContext): SaveResult {
	const CloseDate = day(new Date(store.clock.now().getTime() + CLOSE_AFTER_DAYS * 86_400_000));
	const fields = {
		Name: `${lead.Company}-`,
		StageName: 'Prospecting',
		CloseDate,
		AccountId: accountId,
		OwnerId: lead.OwnerId,
	};
	return insert(store, objectSchema(store, 'Opportunity'), fields, context);
}

/** Converts a lead, as the Convert button does. The duplicate rule does not stop it. */
export function convertLead(store: Store, leadId: string, options: ConvertOptions, who: SaveContext): SaveResult {
	const context = { ...who, allowDuplicates: true };
	const lead = store.table('Lead').get(leadId);
	if (!lead || lead.IsDeleted === true)
		return failed(itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'));
	if (lead.IsConverted === true)
		return failed(itemError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead'));

	const owned = { OwnerId: activeOwner(store, lead, context) };
	const accountFields = { Name: lead.Company, Website: lead.Website, ...owned };
	const account = options.accountId ?? idOf(insert(store, objectSchema(store, 'Account'), accountFields, context));
	const contact = options.contactId ?? idOf(makeContact(store, { ...lead, ...owned }, account, context));
	const opportunity =
		options.opportunity === false ? null : idOf(makeOpportunity(store, { ...lead, ...owned }, account, context));
	const converted = {
		IsConverted: true,
		Status: CONVERTED_STATUS,
		ConvertedDate: day(store.clock.now()),
		ConvertedAccountId: account,
		ConvertedContactId: contact,
		ConvertedOpportunityId: opportunity,
	};
	const row = touched(store, { ...lead, ...converted }, context);
	store.write('Lead', row);
	passMembershipsOn(store, leadId, contact, context);
	return { success: true, id: leadId, created: false, row };
}

function idOf(result: SaveResult): string {
	if (result.success) return result.id;
	throw new Error(`Lead conversion failed: ${result.errors.map((error) => error.message).join('; ')}`);
}
