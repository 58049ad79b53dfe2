import { SYSTEM_NAMES, type RecordRef, type SystemName } from '../engine/model';
import type { Link, SyncStore } from '../engine/run/store-port';
import { ConsoleProblem } from './problem';
import { nameRecord } from './words';

/** What a person says of a record: its id is enough where no other record has it. */
export interface RecordQuestion {
	id: string;
	system?: SystemName;
	object?: string;
	connection?: string;
}

export interface RecordLink {
	pair: string;
	link: string;
	/** The asked record's own side. */
	side: 'left' | 'right';
	other: RecordRef;
	/** "HubSpot contacts 123". */
	name: string;
	/** What became of the other record, where it is gone. */
	gone?: NonNullable<Link['gone']>[keyof NonNullable<Link['gone']>];
	rests?: true;
	modifiedAt: { own: string; other: string };
}

type RecordStore = Pick<SyncStore, 'recordsWithId' | 'linksTo'>;

/** The one record that the store knows by these words. @throws ConsoleProblem when it knows none, or several */
export async function recordOf(store: Pick<SyncStore, 'recordsWithId'>, question: RecordQuestion): Promise<RecordRef> {
	const id = question.id.trim();
	const known = (await store.recordsWithId(id)).filter(
		({ system, object, connection }) =>
			(question.system === undefined || question.system === system) &&
			(!question.object || question.object.toLowerCase() === object.toLowerCase()) &&
			(!question.connection || question.connection === connection),
	);
	const [first, ...others] = known;
	if (first === undefined) {
		const where = question.system === undefined ? 'any system' : SYSTEM_NAMES[question.system];
		throw new ConsoleProblem(`No sync has seen a record with the id ${id} in ${where}.`, 'Check the id. A record that no trigger has read yet, or that a filter leaves out, is not known here.');
	}
	if (others.length > 0) {
		const names = known.map((ref) => `${nameRecord(ref)} of ${ref.connection}`).join('; ');
		throw new ConsoleProblem(`Several records have the id ${id}: ${names}.`, 'Say which one: choose its system, and its object and connection if need be.');
	}
	return first;
}

/** What a record is linked with, over all syncs. */
export async function linksOfRecord(store: RecordStore, ref: RecordRef): Promise<RecordLink[]> {
	const links = await store.linksTo([ref]);
	return links.map((link) => {
		const side = isRef(link.left, ref) ? 'left' : 'right';
		const otherSide = side === 'left' ? 'right' : 'left';
		const other = link[otherSide];
		const gone = link.gone?.[otherSide];
		const times = { left: link.leftModifiedAt, right: link.rightModifiedAt };
		return {
			pair: link.pair,
			link: link.id,
			side,
			other,
			name: nameRecord(other),
			...(gone === undefined ? {} : { gone }),
			...(link.rests ? { rests: true as const } : {}),
			modifiedAt: { own: times[side], other: times[otherSide] },
		};
	});
}

const isRef = (one: RecordRef, other: RecordRef): boolean =>
	one.system === other.system && one.connection === other.connection && one.object === other.object && one.id === other.id;
