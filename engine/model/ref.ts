import { z } from 'zod';

/** The systems that can be kept in step. */
export const SYSTEMS = ['salesforce', 'hubspot', 'pact'] as const;
export type SystemName = (typeof SYSTEMS)[number];
export const systemSchema = z.enum(SYSTEMS);

/** As their makers write them. */
export const SYSTEM_NAMES: Readonly<Record<SystemName, string>> = { salesforce: 'Salesforce', hubspot: 'HubSpot', pact: 'Pact' };

/** `left` is the CRM by convention; in HubSpot ⇄ Salesforce it is Salesforce. */
export const SIDES = ['left', 'right'] as const;
export type Side = (typeof SIDES)[number];
export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** Where a record lives: `connection` is the org, portal or workspace id of its system. */
export interface RecordRef {
	system: SystemName;
	connection: string;
	object: string;
	id: string;
}

/** One string for a ref, usable as a map key and as a lock name. */
export function refKey(ref: RecordRef): string {
	return `${ref.system}|${ref.connection}|${ref.object}|${ref.id}`;
}
