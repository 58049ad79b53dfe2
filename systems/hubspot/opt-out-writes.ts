import type { FieldValues, SystemErrorDetails } from '../../engine/model';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, MERGED_PROPERTY } from './contract';
import {
	addressOf,
	isOptingOut,
	isOptOut,
	mirrorSays,
	OPT_OUT,
	optOutProperties,
	type OptOuts,
	type OptOutWish,
} from './opt-outs';
import { recordsById } from './reader';
import type { Prepared } from './writer';

/** What came of the opt-outs among the ops of one call. */
export interface OptedOut {
	refused: ReadonlyMap<Prepared, SystemErrorDetails>;
	/** What the records hold now in these fields. */
	told: ReadonlyMap<Prepared, FieldValues>;
}

/**
 * Writes the opt-outs of all ops before anything else is written: for the address that the contact has, and for the one that it gets.
 * Whoever has opted out has done so with the new address, too: HubSpot keeps opt-outs with the address and would forget it. A contact
 * without an address cannot be sent e-mail: there is nothing to opt out of, and its opt-out follows when it gets one.
 */
export async function optOutsFirst(
	{ client, optOuts }: { client: HubSpotClient; optOuts: OptOuts },
	object: string,
	all: readonly Prepared[],
): Promise<OptedOut> {
	const refused = new Map<Prepared, SystemErrorDetails>();
	const told = new Map<Prepared, FieldValues>();
	const asking = all.filter((one) => !one.refusal && (fieldsOf(object, one).length > 0 || givesAddress(object, one)));
	const present = await presentOf(client, object, asking);
	const wishes: OptOutWish[] = [];
	const wishers: Prepared[] = [];
	for (const one of asking) {
		const { values } = one.op;
		const before = one.op.op === 'update' ? present.get(one.op.id) : undefined;
		const fields = fieldsOf(object, one);
		const out = fields.filter((field) => isOptingOut(values[field]));
		const stays = fields.filter((field) => !out.includes(field) && before && mirrorSays(before, field));
		if (stays.length > 0) {
			refused.set(one, { ...neverOptsIn, fields: stays });
			continue;
		}
		const [old, next] = [addressOf(before?.properties.email), addressOf(values.email)];
		const wish = (email: string | undefined, wished: readonly string[]): void => {
			if (email === undefined || wished.length === 0) return;
			wishes.push({ email, fields: wished });
			wishers.push(one);
		};
		if (out.length > 0 && (old ?? next) !== undefined) told.set(one, Object.fromEntries(out.map((field) => [field, 'true'])));
		wish(old, out);
		if (next === old) continue;
		const kept = old === undefined || next === undefined || out.includes(OPT_OUT) ? [] : await optOuts.of(old);
		wish(next, [...new Set([...out, ...kept])]);
	}
	for (const [place, error] of await optOuts.write(wishes)) refused.set(wishers[place] as Prepared, error);
	return { refused, told };
}

const givesAddress = (object: string, { op }: Prepared): boolean =>
	isOptOut(object, OPT_OUT) && op.op === 'update' && addressOf(op.values.email) !== undefined;

/** A cleared opt-out says nothing. */
const fieldsOf = (object: string, { op }: Prepared): string[] =>
	Object.keys(op.values).filter((field) => isOptOut(object, field) && op.values[field] !== null && op.values[field] !== '');

/** The contacts as they are, by the id that they were asked for by: one that was merged away leads to the winner. */
async function presentOf(
	client: HubSpotClient,
	object: string,
	asking: readonly Prepared[],
): Promise<Map<string, HubSpotRecord>> {
	const ids = asking.flatMap(({ op }) => (op.op === 'update' ? [op.id] : []));
	const fields = [...new Set([OPT_OUT, ...asking.flatMap((one) => fieldsOf(object, one))])];
	const fates = await recordsById(client, object, ids, [MERGED_PROPERTY, ...optOutProperties(fields)]);
	return new Map([...fates].map(([id, { record }]) => [id, record]));
}

const neverOptsIn: SystemErrorDetails = {
	class: 'invalid',
	code: 'OPTED_OUT',
	message:
		'The person has opted out of e-mail in HubSpot, and nobody is ever opted in again by the sync. Choose the rule "Most restrictive wins", or let the person subscribe again in HubSpot.',
};
